package newsroom

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// How many articles are shown: of each state on the desk, and on the page of one state.
const (
	perState = 10
	perPage  = 100
)

// deskPage is what My desk shows.
type deskPage struct {
	site   ui.Site
	person news.Person
	key    string // of the session's forms
	one    bool   // one state alone is shown
	lists  []stateList
}

// stateList is the articles of one state, those changed last first.
type stateList struct {
	state news.State
	items []news.DeskItem
	more  string // address of those that follow
}

// desk shows the paper's articles by state; a reporter sees their own.
func (v *visit) desk() error {
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return err
	}
	p := deskPage{site: v.site(v.paper, sections), person: v.person, key: account.FormKey(v.secret)}
	states, limit, after := news.States, perState, news.After{}
	if s := news.State(v.r.URL.Query().Get("state")); slices.Contains(news.States, s) {
		states, limit, p.one = []news.State{s}, perPage, true
		after = readAfter(v.r.URL.Query().Get("after"))
	}
	for _, s := range states {
		list, err := v.listOf(s, limit, after, p.one)
		if err != nil {
			return err
		}
		if len(list.items) > 0 || p.one {
			p.lists = append(p.lists, list)
		}
	}
	return v.write(http.StatusOK, "My desk", sections, deskView(p))
}

func (v *visit) listOf(s news.State, limit int, after news.After, one bool) (stateList, error) {
	f := news.DeskFilter{State: s}
	if !v.person.Role.AtLeast(news.Editor) {
		f.Owner = v.person.ID
	}
	items, err := v.Store.Articles(v.r.Context(), v.paper.ID, f, after, limit+1)
	list := stateList{state: s, items: items}
	if len(items) > limit {
		list.items = items[:limit]
		q := url.Values{"state": {string(s)}}
		if one {
			last := list.items[limit-1]
			q.Set("after", strconv.FormatInt(int64(last.ModifiedAt), 10)+"."+last.ID)
		}
		list.more = "/newsroom/?" + q.Encode()
	}
	return list, err
}

// readAfter reads a place in a list from an address; one that can't be read is the beginning.
func readAfter(s string) news.After {
	at, id, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(at, 10, 64)
	if err != nil || len(id) > 100 {
		return news.After{}
	}
	return news.After{At: news.Millis(n), ID: id}
}

// stateTitle is the heading of a state's list.
func stateTitle(s news.State) string {
	switch s {
	case news.Draft:
		return "Drafts"
	case news.Submitted:
		return "Handed to the desk"
	case news.Ready:
		return "Ready to publish"
	case news.Scheduled:
		return "Scheduled"
	case news.Live:
		return "Published"
	case news.Corrected:
		return "Published, with a note"
	case news.Unpublished:
		return "Taken down"
	case news.Killed:
		return "Withdrawn for good"
	}
	return "Spiked"
}

// when is the moment that matters of an article, in words.
func (p deskPage) when(i news.DeskItem) (label string, at news.Millis) {
	switch i.State {
	case news.Scheduled:
		return "goes out", max(i.ReleaseAt, i.EmbargoUntil)
	case news.Live, news.Corrected:
		return "published", i.PublishedAt
	}
	return "changed", i.ModifiedAt
}

// mayWrite says whether the person may open the article's editor.
func (p deskPage) mayWrite(i news.DeskItem) bool {
	return desk.MayWrite(news.Actor{Person: p.person.ID, Role: p.person.Role}, i.Article) == nil
}

// isOut says whether readers find the article at its address now.
func (p deskPage) isOut(i news.DeskItem) bool { return news.Visible(i.Article, news.At(p.site.Now)) }

// tokenLives are the lengths of time a token can be asked for, in days.
func tokenLives() []string { return []string{"30", "90", "365"} }

// token makes a token and shows it, with a line that uses it.
func (v *visit) token() error {
	days := v.r.PostFormValue("days")
	if !slices.Contains(tokenLives(), days) {
		return news.Invalid("days", "a token lives %s days", strings.Join(tokenLives(), ", "))
	}
	n, _ := strconv.ParseInt(days, 10, 64)
	name := strings.Join(strings.Fields(v.r.PostFormValue("name")), " ")
	if r := []rune(name); len(r) > 100 {
		return news.Invalid("name", "has %d characters and may have 100; shorten it", len(r))
	}
	secret, err := v.Accounts.CreateToken(v.r.Context(), v.paper.ID, account.NewToken{Email: v.person.Email, Name: name, Life: n * 24 * 60 * 60 * 1000, By: v.doer()})
	if err != nil {
		return err
	}
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return err
	}
	return v.write(http.StatusOK, "Your token", sections, tokenView(secret, days, v.example(secret, sections)))
}

// example is a command that files an article, and publishes it where the person may.
func (v *visit) example(secret string, sections []news.Section) string {
	call := func(path, body string) string {
		return "curl -X POST " + web.BaseURL(v.paper, v.Served) + "/api/v1/" + path + " \\\n  -H 'Authorization: Bearer " + secret +
			"' \\\n  -H 'Content-Type: application/json' \\\n  -d '" + body + "'"
	}
	section, first := "news", ""
	if len(sections) > 0 {
		section = sections[0].Slug
	} else {
		first = call("sections", `{"slug": "news", "name": "News"}`) + "\n"
	}
	article := map[string]any{"headline": "A first article", "section": section, "body_html": "<p>Filed through the API.</p>"}
	if v.person.Role.AtLeast(news.Editor) {
		article["publish"] = true
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(article) // texts and a truth
	return first + call("articles", strings.TrimSpace(b.String()))
}

// versionOf is an article's version, and the one that readers see where that is another.
func versionOf(i news.DeskItem) string {
	if i.Live != 0 && i.Live != i.Version {
		return strconv.Itoa(i.Version) + " (readers see " + strconv.Itoa(i.Live) + ")"
	}
	return strconv.Itoa(i.Version)
}
