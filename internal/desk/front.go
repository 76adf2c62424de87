package desk

import (
	"fmt"
	"slices"

	"broadsheet/internal/news"
)

// Curate sets a front's lists: the live one, the draft, or both; nil leaves a list as it is. Every article named must
// be the paper's. An article that readers may not see yet, or any more, may stand on a front: the gate keeps it back.
func (w *Work) Curate(name string, expect int, live, draft []news.Slot) (news.Front, error) {
	f, err := w.frontToChange(name, expect, "curating a front")
	if err != nil {
		return f, err
	}
	old := f
	if live != nil {
		if f.Live, err = w.slots("live", live); err != nil {
			return f, err
		}
		if err := w.slotsReady("live", f.Live, w.now); err != nil {
			return f, err
		}
	}
	if draft != nil {
		if f.Draft, err = w.slots("draft", draft); err != nil {
			return f, err
		}
	}
	return w.putFront(old, f)
}

// putFront writes a front, unless it is as it was.
func (w *Work) putFront(old, f news.Front) (news.Front, error) {
	begun := f.Draft != nil && old.Draft == nil // an empty draft is not the same as none
	if slices.Equal(f.Live, old.Live) && slices.Equal(f.Draft, old.Draft) && !begun && samePlans(f.Planned, old.Planned) {
		return old, nil
	}
	f.Version = old.Version + 1
	return f, raced(w.tx.PutFront(f, w.by.Person))
}

// PublishFront makes a front's draft the list that readers see. The draft stays as it is, to go on from.
func (w *Work) PublishFront(name string, expect int) (news.Front, error) {
	old, err := w.frontToChange(name, expect, "publishing a front")
	if err != nil {
		return old, err
	}
	if len(old.Draft) == 0 {
		return old, news.Errorf(news.CodeConflict, "draft", "the draft of the front %q is empty, and there is nothing to publish; put articles on it first, or set an empty live list to have the front filled by rule", name)
	}
	if err := w.slotsReady("draft", old.Draft, w.now); err != nil {
		return old, err
	}
	f := old
	f.Live = slices.Clone(old.Draft)
	return w.putFront(old, f)
}

// RestoreFront brings back what readers saw in an earlier version of a front: to the draft, to be looked at first, or
// live at once.
func (w *Work) RestoreFront(name string, expect, version int, live bool) (news.Front, error) {
	old, err := w.frontToChange(name, expect, "restoring a front")
	if err != nil {
		return old, err
	}
	was, err := w.FrontVersion(name, version)
	if news.CodeOf(err) == news.CodeNotFound {
		return old, news.Invalid("version", "there is no version %d of the front %q; it has versions 1 to %d", version, name, old.Version)
	}
	if err != nil {
		return old, err
	}
	standing, err := w.standing(was.Live)
	if err != nil {
		return old, err
	}
	f := old
	f.Draft = list(standing)
	if live {
		f.Live = list(standing)
	}
	return w.putFront(old, f)
}

// standing is an earlier list without what can't come back: articles that were killed since, and pictures that may not be
// shown any more, in whose place the articles' own stand.
func (w *Work) standing(was []news.Slot) (out []news.Slot, err error) {
	for _, s := range was {
		a, err := w.Article(s.Article)
		if news.CodeOf(err) == news.CodeNotFound || err == nil && a.State == news.Killed {
			continue
		}
		if err != nil {
			return nil, err
		}
		if s.Picture != "" {
			switch err := w.pictureReadyAt("picture", s.Picture, news.Attrs{}, w.now); news.CodeOf(err) {
			case news.CodeInvalid:
				s.Picture = ""
			default:
				if err != nil {
					return nil, err
				}
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// list makes an empty list of none.
func list(s []news.Slot) []news.Slot { return append([]news.Slot{}, s...) }

// frontToChange finds a front that an editor has seen at a version and wants to change.
func (w *Work) frontToChange(name string, expect int, doing string) (news.Front, error) {
	if err := w.atLeast(news.Editor, doing); err != nil {
		return news.Front{}, err
	}
	f, err := w.front(name)
	if err == nil {
		err = expected("front", expect, f.Version)
	}
	return f, err
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
	seen, pins := map[string]bool{}, map[int]bool{}
	for i, s := range slots {
		field := fmt.Sprintf("%s[%d]", list, i)
		s.Headline = *c.line(field+".headline", &s.Headline, l.Headline)
		s.Kicker = *c.line(field+".kicker", &s.Kicker, l.Kicker)
		s.Standfirst = *c.text(field+".standfirst", &s.Standfirst, l.Standfirst)
		c.pin(field+".pin", s.Pin, pins)
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
		if err := w.slotPicture(&c, field+".picture", s.Picture); err != nil {
			return nil, err
		}
		out[i] = s
	}
	return out, c.err()
}

// slotPicture refuses a picture that the paper doesn't have.
func (w *Work) slotPicture(c *checker, field, id string) error {
	if id == "" {
		return nil
	}
	err := clean(field, id)
	if err == nil {
		_, err = w.Picture(id)
	}
	if news.CodeOf(err) == news.CodeNotFound {
		err = news.Invalid(field, "there is no picture %q in this paper; add it first, or leave the field out", short200(id))
	}
	if news.CodeOf(err) != news.CodeInvalid {
		return err
	}
	c.fault(err)
	return nil
}

// pin refuses a place that no front has, and one that two articles are pinned to.
func (c *checker) pin(field string, place int, taken map[int]bool) {
	switch {
	case place == 0:
	case place < 0 || place > c.limits.Slots:
		c.fault(news.Invalid(field, "is %d and must be a place from 1 to %d; leave it out where the slot may move", place, c.limits.Slots))
	case taken[place]:
		c.fault(news.Invalid(field, "another article is pinned to place %d already; pin this one elsewhere", place))
	}
	taken[place] = true
}
