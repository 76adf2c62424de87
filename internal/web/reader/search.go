package reader

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/search"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// Searcher finds what the public can see now that fits a query, the best first.
type Searcher interface {
	Search(ctx context.Context, paper string, q news.Query, after news.After, limit int) (search.Results, error)
}

var _ Searcher = (*search.Searcher)(nil)

// maxQuery is how many characters a search may have.
const maxQuery = 200

// search is the search page. Its later pages are reached by cursors alone: a list in order of merit can't be counted
// into pages without making it whole. Robots are told to leave it.
func (rd *Reader) search(q *ask) (web.Answer, error) {
	ref, ok := parsePage(q.query)
	if !ok || ref.Number > 1 && ref.After == (news.After{}) {
		return web.Answer{}, notFound()
	}
	asked, x := q.searched()
	if x.Problem == "" && asked.Text != "" {
		results, err := rd.Search.Search(q.ctx, q.paper.ID, asked, ref.After, PageSize)
		if err != nil {
			return web.Answer{}, err
		}
		x.Asked, x.Hits, x.Pager = results.Asked, hits(results), searchPager(q.query, ref, results.Next)
	}
	title, robots := "Search", "" // the form itself may be found; what was found with it may not
	if asked.Text != "" {
		title = asked.Text + ": search"
	}
	if q.url.RawQuery != "" {
		robots = "noindex"
	}
	b, err := render(q.ctx, ui.Search(q.site, ui.Page{Title: title, Path: "/search", Description: "Search the articles of " + q.paper.Name + ".", Robots: robots}, x))
	if x.Problem != "" {
		return web.Answer{Status: http.StatusBadRequest, Type: htmlType, Body: b}, err
	}
	return web.Page(htmlType, b, q.lifetime()), err
}

// searched reads the search form: what is to be found, and what the form is to show again.
func (q *ask) searched() (news.Query, ui.SearchPage) {
	var asked news.Query
	x := ui.SearchPage{From: q.query.Get("from"), Until: q.query.Get("until")}
	asked.Text, x.Problem = searchText(q.query.Get("q"))
	x.Query = asked.Text
	for _, s := range q.site.Sections {
		if s.Slug == q.query.Get("section") {
			asked.Section, x.Section = s.ID, s.Slug
		}
	}
	if x.Section == "" && q.query.Get("section") != "" {
		x.Problem = "There is no such section. Please choose one of those in the list."
	}
	for _, day := range []*string{&x.From, &x.Until} {
		if _, err := time.Parse(time.DateOnly, *day); *day != "" && err != nil {
			*day, x.Problem = "", "There is no such day. A day is written like 2026-02-01."
		}
	}
	if x.Until != "" && x.Until < x.From {
		x.Problem = "The first day is later than the last. Please change one of them."
	}
	zone := q.site.Dates.Zone
	if from, err := time.ParseInLocation(time.DateOnly, x.From, zone); err == nil {
		asked.From = news.At(from)
	}
	if until, err := time.ParseInLocation(time.DateOnly, x.Until, zone); err == nil {
		asked.Until = news.At(until.AddDate(0, 0, 1))
	}
	return asked, x
}

// searchText tidies what a reader typed. Control characters become blanks; what can't be a search at all is told.
func searchText(s string) (text, problem string) {
	if !utf8.ValidString(s) {
		return "", "The words could not be read. Please type them again."
	}
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if utf8.RuneCountInString(s) > maxQuery {
		return "", "That is too much to look for at once. Please use fewer words."
	}
	return s, ""
}

// hits turns what was found into what the page shows.
func hits(results search.Results) []ui.Hit {
	var all []ui.Hit
	for _, h := range results.Hits {
		hit := ui.Hit{Card: h.Card}
		for _, s := range h.Extract {
			hit.Extract = append(hit.Extract, ui.Segment{Text: s.Text, Hit: s.Hit})
		}
		all = append(all, hit)
	}
	return all
}

// searchPager links the next results and the first.
func searchPager(query url.Values, ref pageRef, next news.After) ui.Pager {
	p := ui.Pager{Number: ref.Number, Ranked: true}
	again := url.Values{}
	for _, name := range []string{"q", "section", "from", "until"} {
		if v := query.Get(name); v != "" {
			again.Set(name, v)
		}
	}
	if ref.Number > 1 {
		p.First = "/search?" + again.Encode()
	}
	if next != (news.After{}) {
		again.Set("page", strconv.Itoa(ref.Number+1))
		again.Set("after", formatAfter(next))
		p.Older = "/search?" + again.Encode()
	}
	return p
}
