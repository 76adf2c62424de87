package newsroom

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// slip is an article as My desk, the board and the list show it.
type slip struct {
	news.DeskItem
	section string      // its name
	has     string      // the name of who has it; empty: nobody
	mine    bool        // it is the visitor who has it
	since   news.Millis // since when they have it, or since when it waits
	moved   news.Move   // what brought it to its state
	mover   string      // the name of who did that; empty: the program
	words   int         // of the newest version, once counted
	path    string      // where it is opened; empty: the visitor may not
	ways    []way       // where the visitor may move it
}

// slips looks up what is shown of articles beside their heads.
func (v *visit) slips(items []news.DeskItem, sections []news.Section) ([]slip, error) {
	ids := make([]string, len(items))
	for i, item := range items {
		ids[i] = item.ID
	}
	moves, err := v.Store.Moves(v.r.Context(), v.paper.ID, ids)
	if err != nil {
		return nil, err
	}
	out := make([]slip, len(items))
	for i, item := range items {
		s := slip{DeskItem: item, section: sectionName(sections, item.Section), moved: moves[item.ID], path: v.opens(item.Article), ways: v.ways(item.Article)}
		if s.has, s.since, err = v.holder(item); err != nil {
			return nil, err
		}
		who, _ := item.Has()
		s.mine = who == v.person.ID
		if s.since == 0 {
			s.since = s.moved.At
		}
		if s.since == 0 {
			s.since = item.ModifiedAt // it was imported: nothing has moved it
		}
		if s.mover, err = v.nameOf(s.moved.By); err != nil {
			return nil, err
		}
		out[i] = s
	}
	return out, nil
}

// count counts the words of each.
func (v *visit) count(slips []slip) (err error) {
	for i := range slips {
		if slips[i].words, err = v.wordsOf(slips[i].Article); err != nil {
			return err
		}
	}
	return nil
}

func (v *visit) holder(i news.DeskItem) (name string, since news.Millis, err error) {
	who, since := i.Has()
	name, err = v.nameOf(who)
	return name, since, err
}

// nameOf returns a person's name; nobody's is empty.
func (v *visit) nameOf(id string) (string, error) {
	if id == "" {
		return "", nil
	}
	if name, known := v.names[id]; known {
		return name, nil
	}
	p, err := v.Store.Person(v.r.Context(), v.paper.ID, id)
	if news.CodeOf(err) == news.CodeNotFound {
		p.Name, err = "somebody who has left", nil
	}
	if err != nil {
		return "", err
	}
	if v.names == nil {
		v.names = map[string]string{}
	}
	v.names[id] = p.Name
	return p.Name, nil
}

// opens is where an article is opened: its editor for who may write in it, else its versions.
func (v *visit) opens(a news.Article) string {
	switch {
	case desk.MayWrite(v.actor(), a) == nil:
		return "/newsroom/article/" + a.ID
	case desk.MayReadHistory(v.actor(), a) == nil:
		return "/newsroom/article/" + a.ID + "/versions"
	}
	return ""
}

func sectionName(sections []news.Section, id string) string {
	for _, s := range sections {
		if s.ID == id {
			return s.Name
		}
	}
	return ""
}

// counts remembers how many words versions have. A version never changes, so neither does its count.
type counts struct {
	mu sync.Mutex
	of map[string]int
}

// maxCounts bounds what is remembered.
const maxCounts = 20_000

// wordsOf counts the words of an article's newest version.
func (v *visit) wordsOf(a news.Article) (int, error) {
	key := a.ID + "." + strconv.Itoa(a.Version)
	v.counts.mu.Lock()
	n, known := v.counts.of[key]
	v.counts.mu.Unlock()
	if known {
		return n, nil
	}
	_, version, err := v.Store.Read(v.r.Context(), v.paper.ID, a.ID, a.Version)
	if err != nil {
		return 0, err
	}
	doc, err := body.Decode(version.Copy.Body)
	if err != nil {
		return 0, err
	}
	n = body.Words(&doc)
	v.counts.mu.Lock()
	defer v.counts.mu.Unlock()
	if v.counts.of == nil || len(v.counts.of) >= maxCounts {
		v.counts.of = map[string]int{}
	}
	v.counts.of[key] = n
	return n, nil
}

// out is when a scheduled article goes out.
func (s slip) out() news.Millis { return max(s.ReleaseAt, s.EmbargoUntil) }

// embargoed says whether the article is kept back until a moment to come.
func (s slip) embargoed(now time.Time) bool { return s.EmbargoUntil > news.At(now) }

// holding says who has the copy, in words; the moment follows.
func (s slip) holding() string {
	switch {
	case s.mine:
		return "You have it since"
	case s.has != "":
		return s.has + " has it since"
	case s.State == news.Submitted || s.State == news.Ready || s.State == news.Draft:
		return "Nobody has it since"
	case s.State == news.Live || s.State == news.Corrected:
		return "Out since"
	}
	return upperFirst(stateWord(s.State)) + " since"
}

// ago says how long ago a moment was, or how far off it is, the way people say it.
func ago(at news.Millis, now time.Time) string {
	d := now.Sub(at.Time())
	before, after := "", " ago"
	if d < 0 {
		d, before, after = -d, "in ", ""
	}
	switch minutes := int(d / time.Minute); {
	case minutes < 1 && after != "":
		return "just now"
	case minutes < 60:
		return fmt.Sprintf("%s%d min%s", before, max(minutes, 1), after)
	case minutes < 24*60:
		return fmt.Sprintf("%s%d h %d min%s", before, minutes/60, minutes%60, after)
	case minutes < 48*60:
		return before + "1 day" + after
	default:
		return fmt.Sprintf("%s%d days%s", before, minutes/(24*60), after)
	}
}

// moment is a time as the newsroom shows it: absolute, and how long ago.
type moment struct {
	machine, at, ago string
}

func momentOf(site ui.Site, at news.Millis) moment {
	return moment{site.Dates.Machine(at), site.Dates.Brief(at, site.Now), ago(at, site.Now)}
}

// head reads an article's head.
func (v *visit) head(ctx context.Context, id string) (a news.Article, err error) {
	err = v.Store.View(ctx, v.paper.ID, func(view news.View) (err error) {
		a, err = view.Article(id)
		return err
	})
	return a, err
}
