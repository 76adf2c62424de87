package newsroom

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

const (
	perPage    = 100 // articles on a page of the list
	maxFilters = 50  // saved filters of a person
)

// sought is what the list's form asks for, as it was given.
type sought struct {
	state, kind, section, person, words, from, until string
}

func readSought(q url.Values) sought {
	return sought{q.Get("state"), q.Get("kind"), q.Get("section"), q.Get("person"), strings.TrimSpace(q.Get("q")), q.Get("from"), q.Get("until")}
}

// query is the address's part that asks for the same, in one order, without what is not asked for.
func (s sought) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"state": s.state, "kind": s.kind, "section": s.section, "person": s.person, "q": s.words, "from": s.from, "until": s.until} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// savedFilter is a filter that the person has kept under a name.
type savedFilter struct{ name, query string }

// listPage is what the list shows.
type listPage struct {
	site   ui.Site
	key    string
	sought sought
	people []news.Person
	wrong  string // what of the form can't be understood
	slips  []slip
	more   string // address of the following page
	saved  []savedFilter
}

// savedName begins the names of preferences that are saved filters; lastFilter is the one that was used last.
const (
	savedName  = "filter "
	lastFilter = "last filter"
)

// list shows articles as a table, filtered. Without a filter in the address it shows what the person looked at last.
func (v *visit) list() error {
	q := v.r.URL.Query()
	s := readSought(q)
	prefs, err := v.preferences()
	if err != nil {
		return err
	}
	if last := prefs[lastFilter]; len(q) == 0 && last != "" {
		return v.move("/newsroom/list?" + last)
	}
	if err := v.keepLast(s, prefs[lastFilter], q); err != nil {
		return err
	}
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return err
	}
	p := listPage{site: v.site(v.paper, sections), key: account.FormKey(v.secret), sought: s, saved: savedFilters(prefs)}
	if p.people, err = v.staff(); err != nil {
		return err
	}
	f, err := p.filter(v)
	if problems := news.Problems(err); len(problems) > 0 {
		p.wrong = asSentence(problems[0].Message)
		return v.write(http.StatusUnprocessableEntity, "List", sections, listView(p))
	}
	items, err := v.Store.Articles(v.r.Context(), v.paper.ID, f, readAfter(q.Get("after")), perPage+1)
	if err != nil {
		return err
	}
	if len(items) > perPage {
		items = items[:perPage]
		last := items[perPage-1]
		next := s.query()
		next.Set("after", strconv.FormatInt(int64(last.ModifiedAt), 10)+"."+last.ID)
		p.more = "/newsroom/list?" + next.Encode()
	}
	if p.slips, err = v.slips(items, sections); err == nil {
		err = v.count(p.slips)
	}
	if err != nil {
		return err
	}
	return v.write(http.StatusOK, "List", sections, listView(p))
}

// keepLast keeps the filter for the next time that the list is opened.
func (v *visit) keepLast(s sought, last string, q url.Values) error {
	if now := s.query().Encode(); now != last && len(q) > 0 && len(now) <= 1000 {
		if now == "" {
			return v.Store.DropPreference(v.r.Context(), v.paper.ID, v.person.ID, lastFilter)
		}
		return v.Store.PutPreference(v.r.Context(), v.paper.ID, v.person.ID, news.Preference{Name: lastFilter, Value: now})
	}
	return nil
}

// filter is what the form asks of the store. Errors: CodeInvalid with a sentence.
func (p listPage) filter(v *visit) (news.DeskFilter, error) {
	f := news.DeskFilter{State: news.State(p.sought.state), Kind: news.Kind(p.sought.kind), Person: p.sought.person, Query: p.sought.words}
	if f.State != "" && !slices.Contains(news.States, f.State) {
		return f, news.Invalid("state", "there is no state %.40q; choose one of the list", p.sought.state)
	}
	if f.Kind != "" && !slices.Contains(news.Kinds, f.Kind) {
		return f, news.Invalid("kind", "there is no kind %.40q; choose one of the list", p.sought.kind)
	}
	if p.sought.section != "" {
		i := slices.IndexFunc(p.site.Sections, func(s news.Section) bool { return s.Slug == p.sought.section })
		if i < 0 {
			return f, news.Invalid("section", "there is no section %.40q; choose one of the list", p.sought.section)
		}
		f.Section = p.site.Sections[i].ID
	}
	for _, d := range []struct {
		name, text string
		to         *news.Millis
		days       int
	}{{"from", p.sought.from, &f.From, 0}, {"until", p.sought.until, &f.Until, 1}} {
		if d.text == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, d.text, p.site.Dates.Zone)
		if err != nil || day.Year() < 1 {
			return f, news.Invalid(d.name, "%.40q is no date; write it as 2026-02-01", d.text)
		}
		*d.to = news.At(day.AddDate(0, 0, d.days))
	}
	return v.own(f), nil
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

// staff lists the people who work in the newsroom.
func (v *visit) staff() (out []news.Person, err error) {
	for after := ""; ; {
		page, err := v.Store.People(v.r.Context(), v.paper.ID, after, 500)
		if err != nil {
			return nil, err
		}
		for _, p := range page {
			if after = p.Slug; p.Role.Rank() > 0 {
				out = append(out, p)
			}
		}
		if len(page) < 500 {
			slices.SortFunc(out, func(a, b news.Person) int { return strings.Compare(a.Name, b.Name) })
			return out, nil
		}
	}
}

func savedFilters(prefs map[string]string) (out []savedFilter) {
	for name, query := range prefs {
		if name, is := strings.CutPrefix(name, savedName); is {
			out = append(out, savedFilter{name, query})
		}
	}
	slices.SortFunc(out, func(a, b savedFilter) int { return strings.Compare(a.name, b.name) })
	return out
}

// saveFilter keeps the filter that the list shows under a name.
func (v *visit) saveFilter() error {
	q, err := url.ParseQuery(v.r.PostFormValue("query"))
	if err != nil || len(v.r.PostFormValue("query")) > 1000 {
		return news.Invalid("query", "the filter can't be read; load the list again and save it from there")
	}
	name := strings.Join(strings.Fields(v.r.PostFormValue("name")), " ")
	if n := len([]rune(name)); n == 0 || n > 60 {
		return news.Invalid("name", "a filter is saved under a name of 1 to 60 characters")
	}
	prefs, err := v.preferences()
	if err != nil {
		return err
	}
	if _, had := prefs[savedName+name]; !had && len(savedFilters(prefs)) >= maxFilters {
		return news.Invalid("name", "you have %d saved filters, which is as many as are kept; delete one first", maxFilters)
	}
	query := readSought(q).query().Encode()
	if err := v.Store.PutPreference(v.r.Context(), v.paper.ID, v.person.ID, news.Preference{Name: savedName + name, Value: query}); err != nil {
		return err
	}
	return v.move("/newsroom/list?" + orAll(query))
}

// dropFilter deletes a saved filter.
func (v *visit) dropFilter() error {
	if err := v.Store.DropPreference(v.r.Context(), v.paper.ID, v.person.ID, savedName+v.r.PostFormValue("name")); err != nil {
		return err
	}
	q, _ := url.ParseQuery(v.r.PostFormValue("query")) // where to go back to; anything else leads to the whole list
	return v.move("/newsroom/list?" + orAll(readSought(q).query().Encode()))
}

// orAll is a query, or the one that asks for everything.
func orAll(query string) string {
	if query == "" {
		return "all=1"
	}
	return query
}

// preferences returns what the person has set for themselves.
func (v *visit) preferences() (map[string]string, error) {
	if v.prefs != nil {
		return v.prefs, nil
	}
	list, err := v.Store.Preferences(v.r.Context(), v.paper.ID, v.person.ID)
	if err != nil {
		return nil, err
	}
	v.prefs = map[string]string{}
	for _, p := range list {
		v.prefs[p.Name] = p.Value
	}
	return v.prefs, nil
}
