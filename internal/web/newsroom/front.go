package newsroom

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// FrontStore is what the front editor looks up.
type FrontStore interface {
	FrontByName(ctx context.Context, paper, name string) (news.Front, error)
	FrontVersions(ctx context.Context, paper, name string, before, limit int) ([]news.FrontVersion, error)
	DeskItems(ctx context.Context, paper string, ids []string) (map[string]news.DeskItem, error)
	View(ctx context.Context, paper string, fn func(news.View) error) error
	Pictures(ctx context.Context, paper string, ids []string) (map[string]news.Picture, error)
}

// FrontPages makes fronts as readers would get them.
type FrontPages interface {
	PreviewFront(ctx context.Context, p news.Paper, d web.FrontDraft) (web.FrontShown, error)
}

// trayLists are what the tray can be filled with, beside what is searched for.
var trayLists = []struct {
	name, label string
	states      []news.State // none: all
}{
	{"ready", "Ready", []news.State{news.Ready}},
	{"scheduled", "Scheduled", []news.State{news.Scheduled}},
	{"live", "Live", []news.State{news.Live, news.Corrected}},
	{"latest", "Latest", nil},
}

// inTray is how many articles the tray shows.
const inTray = 30

// frontPage is what the front editor shows.
type frontPage struct {
	site   ui.Site
	key    string
	now    news.Millis
	name   string // of the front
	title  string
	front  news.Front
	draft  []news.Slot
	shown  web.FrontShown // as readers would get the draft now
	titles titles
	tray   []news.DeskItem
	query  string
	list   string
	said   string    // what was just done
	wrong  []string  // why something was not done
	others []string  // what somebody else changed meanwhile
	who    string    // and who did it last
	kept   news.Slot // what was typed in and not taken
	people func(string) string
	images map[string]news.Picture // of the slots
}

// path is the address of the front's editor.
func (p frontPage) path() string { return frontPath(p.name) }

func frontPath(name string) string {
	if name == news.MainFront {
		return "/newsroom/front"
	}
	return "/newsroom/front/" + url.PathEscape(name)
}

// under is the address of something below the front's editor.
func (p frontPage) under(what string) templSafe { return underFront(p.name, what) }

// frontEditor shows the draft of a front beside what can be put on it.
func (v *visit) frontEditor(name string) error {
	p, err := v.frontOf(name)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	p.said = frontSaid(q.Get("done"), p)
	since, _ := strconv.Atoi(q.Get("since"))
	until, _ := strconv.Atoi(q.Get("until"))
	if 0 < since && since < until && until <= p.front.Version {
		if err := v.changedMeanwhile(&p, since, until); err != nil {
			return err
		}
	}
	return v.showFront(http.StatusOK, p)
}

func (v *visit) showFront(status int, p frontPage) error {
	v.script = "front.js"
	return v.page(status, p.title, frontView(p))
}

// frontOf gathers what the editor of a front shows.
func (v *visit) frontOf(name string) (p frontPage, err error) {
	ctx := v.r.Context()
	if !v.person.Role.AtLeast(news.Editor) {
		return p, news.Errorf(news.CodeForbidden, "", "curating a front needs the role editor; yours is %s", v.person.Role)
	}
	sections, err := v.Store.Sections(ctx, v.paper.ID)
	if err != nil {
		return p, err
	}
	p = frontPage{site: v.site(v.paper, sections), key: account.FormKey(v.secret), now: v.Now(), name: name, title: "Front"}
	err = v.FrontStore.View(ctx, v.paper.ID, func(x news.View) error {
		if name != news.MainFront {
			s, err := x.Section(name)
			if err != nil {
				return err
			}
			p.title = "Front of " + s.Name
		}
		return desk.KnownFront(x, name)
	})
	if err != nil {
		return p, err
	}
	if p.front, err = v.FrontStore.FrontByName(ctx, v.paper.ID, name); err != nil {
		return p, err
	}
	p.draft = p.front.Working()
	if p.shown, err = v.FrontPages.PreviewFront(ctx, v.paper, web.FrontDraft{Name: name, Slots: p.draft, At: p.now}); err != nil {
		return p, err
	}
	if err := v.fillTray(&p); err != nil {
		return p, err
	}
	p.people = v.byName()
	lists := [][]news.Slot{p.draft, p.front.Live}
	for _, x := range p.front.Planned {
		lists = append(lists, x.Live)
	}
	if p.titles, err = v.titlesOf(lists...); err != nil {
		return p, err
	}
	var ids []string
	for _, s := range p.draft {
		if s.Picture != "" {
			ids = append(ids, s.Picture)
		}
	}
	p.images, err = v.FrontStore.Pictures(ctx, v.paper.ID, ids)
	return p, err
}

// fillTray finds what can be put on the front: what is searched for, or one of the lists.
func (v *visit) fillTray(p *frontPage) error {
	q := v.r.URL.Query()
	p.query, p.list = strings.TrimSpace(q.Get("q")), q.Get("list")
	states := []news.State{news.Live, news.Corrected}
	known := false
	for _, l := range trayLists {
		if l.name == p.list {
			states, known = l.states, true
		}
	}
	if !known {
		p.list = "live"
	}
	if p.query != "" || len(states) == 0 {
		states = []news.State{""}
	}
	for _, s := range states {
		items, err := v.Store.Articles(v.r.Context(), v.paper.ID, news.DeskFilter{State: s, Query: p.query}, news.After{}, inTray)
		if err != nil {
			return err
		}
		for _, i := range items {
			if i.State != news.Killed && i.State != news.Spiked && len(p.tray) < inTray {
				p.tray = append(p.tray, i)
			}
		}
	}
	return nil
}

// byName looks up people's names by id.
func (v *visit) byName() func(string) string {
	return func(id string) string {
		if id == "" {
			return "the program"
		}
		name, err := v.nameOf(id)
		if err != nil {
			return "somebody"
		}
		return name
	}
}

// changedMeanwhile says what others changed on the draft between two versions of the front.
func (v *visit) changedMeanwhile(p *frontPage, since, until int) error {
	var was, is news.FrontVersion
	err := v.FrontStore.View(v.r.Context(), v.paper.ID, func(x news.View) (err error) {
		if was, err = x.FrontVersion(p.name, since); err == nil {
			is, err = x.FrontVersion(p.name, until)
		}
		return err
	})
	if news.CodeOf(err) == news.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	t, err := v.titlesOf(was.Working(), is.Working(), was.Live, is.Live)
	if err != nil {
		return err
	}
	p.others, p.who = sentences(was.Working(), is.Working(), t), p.people(is.By)
	if !sameList(was.Live, is.Live) {
		p.others = append(p.others, "The front that readers see was published anew.")
	}
	return nil
}

// lastBy is who made the newest version of a front.
func (v *visit) lastBy(name string) string {
	versions, err := v.FrontStore.FrontVersions(v.r.Context(), v.paper.ID, name, 0, 1)
	if err != nil || len(versions) == 0 {
		return ""
	}
	return versions[0].By
}
