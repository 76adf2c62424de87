package desk

import (
	"slices"

	"broadsheet/internal/news"
)

// FrontEdit is one thing that an editor does to a front's draft. It names an article rather than a place, so that it
// means the same on a draft that somebody else has changed meanwhile.
type FrontEdit struct {
	Do      string      // place, up, down, remove, say, set or drop
	Article string      // all but set and drop
	To      int         // place: where it is to stand, from 1; 0 or beyond the end: at the end
	Says    news.Slot   // say: what the front says of it
	Draft   []news.Slot // set: the whole list
}

// EditFront does something to a front's draft. seen is the version that the editor had before their eyes, 0 for whatever
// stands: an edit made after somebody else's is done all the same where it doesn't touch what that changed; else it is
// refused with CodeStale, and nothing of either is lost.
func (w *Work) EditFront(name string, seen int, e FrontEdit) (news.Front, error) {
	old, err := w.frontToChange(name, 0, "curating a front")
	if err != nil {
		return old, err
	}
	f := old
	draft := old.Working()
	if seen != 0 && seen != old.Version {
		if err := w.untouched(old, seen, e); err != nil {
			return old, err
		}
	}
	if id := e.Says.Picture; e.Do == "say" && id != find(draft, e.Article).Picture && id != "" {
		if err := w.pictureReady("picture", id, news.Attrs{}); err != nil {
			return old, err
		}
	}
	if draft, err = edited(draft, e); err != nil {
		return old, err
	}
	if f.Draft, err = w.slots("draft", draft); err != nil {
		return old, err
	}
	return w.putFront(old, f)
}

// untouched refuses an edit of what somebody else has changed since the editor saw version seen.
func (w *Work) untouched(now news.Front, seen int, e FrontEdit) error {
	if e.Do != "say" && e.Do != "set" && e.Do != "drop" {
		return nil // it says where an article is to be, which holds on any draft
	}
	was, err := w.FrontVersion(now.Name, seen)
	if news.CodeOf(err) == news.CodeNotFound {
		return expected("front", seen, now.Version)
	}
	if err != nil {
		return err
	}
	before, after := was.Working(), now.Working()
	if e.Do == "say" {
		if find(before, e.Article) == find(after, e.Article) {
			return nil
		}
	} else if slices.Equal(before, after) {
		return nil
	}
	return expected("front", seen, now.Version)
}

// find returns an article's slot, or a zero one.
func find(slots []news.Slot, article string) news.Slot {
	if i := placeOf(slots, article); i >= 0 {
		return slots[i]
	}
	return news.Slot{}
}

func placeOf(slots []news.Slot, article string) int {
	return slices.IndexFunc(slots, func(s news.Slot) bool { return s.Article == article })
}

// edited does an edit to a list.
func edited(draft []news.Slot, e FrontEdit) ([]news.Slot, error) {
	switch e.Do {
	case "set":
		return list(e.Draft), nil
	case "drop":
		return []news.Slot{}, nil
	}
	at := placeOf(draft, e.Article)
	if at < 0 && e.Do != "place" && e.Do != "remove" {
		return nil, news.Errorf(news.CodeConflict, "article", "the article is no longer on the draft; somebody took it off, put it there again first")
	}
	switch e.Do {
	case "place":
		s := news.Slot{Article: e.Article}
		if at >= 0 {
			s = draft[at]
			draft = slices.Delete(draft, at, at+1)
		}
		to := len(draft)
		if e.To > 0 {
			to = min(e.To-1, to)
		}
		return slices.Insert(draft, to, s), nil
	case "up":
		if at > 0 {
			draft[at-1], draft[at] = draft[at], draft[at-1]
		}
	case "down":
		if at < len(draft)-1 {
			draft[at+1], draft[at] = draft[at], draft[at+1]
		}
	case "remove":
		if at >= 0 {
			draft = slices.Delete(draft, at, at+1)
		}
	case "say":
		e.Says.Article = e.Article
		draft[at] = e.Says
	default:
		return nil, news.Invalid("do", "is %q; it must be place, up, down, remove, say, set or drop", e.Do)
	}
	return list(draft), nil
}
