package desk

import (
	"context"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// Trial is what would come of publishing a manuscript now. Nothing of it has been written.
type Trial struct {
	Article news.Article // as it stands
	Then    news.Article // as it would stand
	Copy    news.Copy    // that would go out
	Tags    []news.Tag   // that would be made with it
	Found   []Finding    // by the checks: what blocks, then what is advised
	Front   news.Front   // the paper's front
	Section news.Section
}

// Blocked says whether a check blocks.
func (t Trial) Blocked() bool {
	return slices.ContainsFunc(t.Found, func(f Finding) bool { return f.Blocks })
}

// TryManuscript says what would come of publishing what a manuscript says, by the same checks that publishing asks. Its
// reader's rights have been seen to by whoever gave the manuscript out.
func (d *Desk) TryManuscript(ctx context.Context, paper string, by news.Actor, cut news.Cut) (t Trial, err error) {
	c, found := d.readable(cut)
	err = d.Store.View(ctx, paper, func(v news.View) error {
		w := &Work{View: v, desk: d, ctx: ctx, id: paper, by: by, now: d.Now(), suffixes: map[string]int{}}
		t, err = w.try(cut.Article, c)
		return err
	})
	unreadable := found
	for _, f := range t.Found { // what an unreadable field's old value says is of no interest
		if !slices.ContainsFunc(unreadable, func(x Finding) bool { return x.Field == f.Field }) {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b Finding) int {
		switch {
		case a.Blocks == b.Blocks:
			return 0
		case a.Blocks:
			return -1
		}
		return 1
	})
	t.Found = found
	return t, err
}

// readable makes a filing of what can be read of a manuscript, and findings of the rest.
func (d *Desk) readable(cut news.Cut) (Checked, []Finding) {
	var found []Finding
	fault := func(err error) bool {
		for _, p := range news.Problems(err) {
			found = append(found, Finding{Check: "form", Blocks: true, Field: p.Field, Says: p.Message})
		}
		return err != nil
	}
	f := Filing{Body: cut.Body}
	for name, value := range cut.Fields {
		alone, err := fileField(Filing{}, name, value)
		if err == nil {
			_, err = d.Check(alone)
		}
		if !fault(err) {
			f, _ = fileField(f, name, value) // it has just been read
		}
	}
	slices.SortFunc(found, func(a, b Finding) int { return strings.Compare(a.Field, b.Field) }) // fields come in no order
	c, err := d.Check(f)
	fault(err)
	return c, found
}

// try plans what publishing would do.
func (w *Work) try(article string, c Checked) (t Trial, err error) {
	p, err := w.open(article, 0)
	if err != nil {
		return t, err
	}
	refused := func(field string, err error) error {
		for _, e := range news.Problems(err) {
			t.Found = append(t.Found, Finding{Check: "form", Blocks: true, Field: or(e.Field, field), Says: e.Message})
		}
		if IsRefusal(err) {
			return nil
		}
		return err
	}
	if err := refused("", p.merge(w, p.old.Copy, c)); err != nil {
		return t, err
	}
	if err := refused("slug", p.setSlug(w, c)); err != nil {
		return t, err
	}
	p.cutIfChanged(w, "")
	if _, err := p.publish(w); err != nil {
		if err := refused("expires_at", err); err != nil {
			return t, err
		}
	}
	t.Article, t.Then, t.Copy, t.Tags = p.before, p.head, p.copy, p.tags
	found, err := w.inspect(p.head, p.copy, true)
	if err != nil {
		return t, err
	}
	t.Found = append(t.Found, found...)
	if t.Front, err = w.Front(news.MainFront); err != nil {
		return t, err
	}
	t.Section, err = w.Section(p.copy.Section)
	return t, err
}
