package desk

import (
	"errors"

	"broadsheet/internal/news"
)

// Change makes a new version of an article's copy and moves its times and address, as the filing says. Copy that is out
// goes out changed at once, unless the filing says otherwise; a reporter's goes nowhere. A filing that changes nothing
// makes no version.
func (w *Work) Change(id string, expect int, c Checked) (Result, error) {
	return w.act(id, expect, news.ActSave, func(p *plan) (news.Act, error) {
		if err := errors.Join(p.merge(w, p.old.Copy, c), p.setTimes(w, c.f), p.setSlug(w, c)); err != nil {
			return "", err
		}
		p.cutIfChanged(w, c.f.Note)
		act, err := p.afterChange(w, c.f.Publish)
		if err != nil {
			return "", err
		}
		if settled := news.Settle(&p.head, w.now); settled != "" {
			act = settled
		}
		return act, nil
	})
}

// afterChange decides whether the changed copy goes out.
func (p *plan) afterChange(w *Work, publish *bool) (news.Act, error) {
	switch {
	case publish != nil && *publish:
		if err := p.may(w, news.ActPublish); err != nil {
			return "", err
		}
		return p.publish(w)
	case publish != nil || p.version == nil || !p.before.State.Public():
		return news.ActSave, nil
	case p.before.Version > p.before.Live:
		return "", pending(p.before, "say \"publish\": true to put them out together with this change, or false to keep both back")
	case p.head.State == news.Scheduled:
		p.head.Live = p.head.Version
		return news.ActSave, nil
	}
	return news.ActPublish, p.goLive(w)
}

// pending makes the error for an act that would put out changes which somebody has held back.
func pending(a news.Article, mend string) error {
	return news.Errorf(news.CodeConflict, "publish", "the article has changes that are not out yet (version %d; readers see version %d); %s", a.Version, a.Live, mend)
}
