package cli

import (
	"errors"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// taker takes one arrival into the paper, inside a transaction.
type taker struct {
	im     *importer
	w      *desk.Work
	report *report
	told   []string // lines for standard error
}

// take decides what becomes of an arrival and does it. An error is one of the whole transaction.
func (t *taker) take(a arrival) error {
	t.report.read++
	for _, text := range a.warnings {
		t.report.warnings++
		t.told = append(t.told, a.where+": "+text)
	}
	switch {
	case a.err != nil:
		return t.fail(a, a.err)
	case a.skip != "":
		t.report.skipped++
		return nil
	}
	head, err := t.w.Article(a.id)
	switch {
	case news.CodeOf(err) == news.CodeNotFound:
		err = t.add(a)
	case err == nil:
		err = t.renew(a, head)
	}
	if err != nil {
		return t.fail(a, err)
	}
	return nil
}

// fail counts a failure that is the arrival's own; any other it returns.
func (t *taker) fail(a arrival, err error) error {
	if !desk.IsRefusal(err) {
		return err
	}
	t.report.failed++
	for _, p := range news.Problems(err) {
		t.told = append(t.told, a.where+": "+p.Error())
	}
	return nil
}

func (t *taker) warn(a arrival, text string) {
	t.report.warnings++
	t.told = append(t.told, a.where+": "+text)
}

// add files an article that isn't here yet.
func (t *taker) add(a arrival) error {
	r, err := t.file(a)
	if err != nil {
		return err
	}
	if a.fate == fateWithdraw { // remembered, so that an older version that comes late stays out
		if _, err := t.w.Spike(r.Article.ID, 0); err != nil {
			return err
		}
		t.report.withdrawn++
		return nil
	}
	switch r.Article.State {
	case news.Live, news.Corrected:
		t.report.published++
	case news.Scheduled:
		t.report.scheduled++
	default:
		t.report.drafts++
	}
	return t.redirect(a, r.Article)
}

// file files it at the address it asks for, or at one made from its headline when that is taken.
func (t *taker) file(a arrival) (desk.Result, error) {
	r, err := t.w.File(a.checked)
	var refused *news.Error
	if a.filing.Slug == nil || !errors.As(err, &refused) || refused.Field != "slug" || len(news.Problems(err)) > 1 {
		return r, err
	}
	filing := a.filing
	filing.Slug = nil
	checked, err := t.im.desk.Check(filing)
	if err != nil {
		return r, err
	}
	if r, err = t.w.File(checked); err == nil {
		t.warn(a, "the address /"+*a.filing.Slug+" is taken; it lives at /"+r.Article.Slug)
	}
	return r, err
}

// redirect lets the addresses it had lead to where it is.
func (t *taker) redirect(a arrival, head news.Article) error {
	for _, path := range a.old {
		made, err := t.w.AddRedirect(path, head.ID)
		if err != nil {
			if !desk.IsRefusal(err) {
				return err
			}
			t.warn(a, "no redirect: "+err.Error())
			continue
		}
		if made {
			t.report.redirects++
		}
	}
	return nil
}

// renew brings an article that is here to the state that came in, unless it is in that state, or in a later one, or the
// newsroom has worked on it since.
func (t *taker) renew(a arrival, head news.Article) error {
	have, edited, err := t.lastMark(head)
	if err != nil {
		return err
	}
	switch {
	case !a.mark.newerThan(have):
		t.report.unchanged++
		return nil
	case head.State == news.Killed:
		t.report.leftAlone++
		t.warn(a, "a newer version came in, but the article has been killed here; left alone")
		return nil
	case a.fate == fateWithdraw:
		return t.withdraw(a, head)
	case edited:
		t.report.leftAlone++
		t.warn(a, "a newer version came in, but the article /"+head.Slug+" has been edited here since; left alone")
		return nil
	}
	return t.update(a, head)
}

// lastMark finds the newest version that came in by import, and whether there are later ones of the newsroom.
func (t *taker) lastMark(head news.Article) (m mark, edited bool, err error) {
	for n := head.Version; n > 0; n-- {
		v, err := t.w.Version(head.ID, n)
		if err != nil {
			return m, edited, err
		}
		if m, ok := readMark(v.Note); ok {
			return m, edited, nil
		}
		edited = true
	}
	return m, true, nil
}

func (t *taker) withdraw(a arrival, head news.Article) error {
	t.report.withdrawn++
	switch head.State {
	case news.Draft, news.Submitted, news.Ready:
		if err := t.change(a, head, false); err != nil {
			return err
		}
		_, err := t.w.Spike(head.ID, 0)
		return err
	case news.Spiked:
		return nil
	}
	_, err := t.w.Kill(head.ID, 0, "", "canceled by its provider ("+a.mark.note()+")")
	return err
}

func (t *taker) update(a arrival, head news.Article) error {
	t.report.updated++
	if head.State == news.Spiked {
		if a.fate == fateHold {
			return nil
		}
		if _, err := t.w.Return(head.ID, 0); err != nil {
			return err
		}
	}
	if a.fate == fateHold && head.State.Public() {
		if _, err := t.w.Unpublish(head.ID, 0); err != nil {
			return err
		}
	}
	return t.change(a, head, a.filing.Publish != nil && *a.filing.Publish)
}

// change makes a new version of what came in, under the address it has.
func (t *taker) change(a arrival, head news.Article, publish bool) error {
	filing := a.filing
	filing.Slug, filing.Publish = nil, &publish
	if publish && (head.State == news.Live || head.State == news.Corrected) {
		filing.PublishedAt, filing.EmbargoUntil = nil, nil // it is out; its date stays
	}
	checked, err := t.im.desk.Check(filing)
	if err != nil {
		return err
	}
	_, err = t.w.Change(head.ID, 0, checked)
	return err
}
