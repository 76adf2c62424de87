package desk

import (
	"fmt"
	"slices"

	"broadsheet/internal/news"
)

// Curate sets a front's lists: the live one, the draft, or both; nil leaves a list as it is. Every article named must
// be the paper's. An article that readers may not see yet, or any more, may stand on a front: the gate keeps it back.
func (w *Work) Curate(name string, expect int, live, draft []news.Slot) (news.Front, error) {
	if err := w.atLeast(news.Editor, "curating a front"); err != nil {
		return news.Front{}, err
	}
	f, err := w.front(name)
	if err != nil {
		return f, err
	}
	if err := expected("front", expect, f.Version); err != nil {
		return f, err
	}
	old := f
	if live != nil {
		if f.Live, err = w.slots("live", live); err != nil {
			return f, err
		}
	}
	if draft != nil {
		if f.Draft, err = w.slots("draft", draft); err != nil {
			return f, err
		}
	}
	if slices.Equal(f.Live, old.Live) && slices.Equal(f.Draft, old.Draft) {
		return old, nil
	}
	f.Version++
	return f, raced(w.tx.PutFront(f, w.by.Person))
}

// front finds the paper's front, or that of a section.
func (w *Work) front(name string) (news.Front, error) {
	if err := KnownFront(w, name); err != nil {
		return news.Front{}, err
	}
	return w.Front(name)
}

// KnownFront refuses the name of a front that is neither the paper's nor a section's.
func KnownFront(v news.View, name string) error {
	if name == news.MainFront {
		return nil
	}
	s, err := v.Section(name)
	if err == nil && s.Slug != name || news.CodeOf(err) == news.CodeNotFound {
		return news.Errorf(news.CodeNotFound, "name", "there is no front %q; it is %q or a section's slug", name, news.MainFront)
	}
	return err
}

func (w *Work) slots(list string, slots []news.Slot) ([]news.Slot, error) {
	l := w.desk.limits()
	if len(slots) > l.Slots {
		return nil, news.Invalid(list, "has %d places and may have %d", len(slots), l.Slots)
	}
	c := checker{limits: l}
	out := make([]news.Slot, len(slots))
	seen := map[string]bool{}
	for i, s := range slots {
		field := fmt.Sprintf("%s[%d]", list, i)
		s.Headline = *c.line(field+".headline", &s.Headline, l.Headline)
		s.Kicker = *c.line(field+".kicker", &s.Kicker, l.Kicker)
		err := clean(field+".article", s.Article)
		if err == nil {
			_, err = w.Article(s.Article)
		}
		switch {
		case news.CodeOf(err) == news.CodeInvalid:
			c.fault(err)
		case news.CodeOf(err) == news.CodeNotFound:
			c.fault(news.Invalid(field+".article", "there is no article %q in this paper", s.Article))
		case err != nil:
			return nil, err
		case seen[s.Article]:
			c.fault(news.Invalid(field+".article", "the article %q stands on this list twice", s.Article))
		}
		seen[s.Article] = true
		out[i] = s
	}
	return out, c.err()
}
