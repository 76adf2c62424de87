package store

import (
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// derivation is everything that the store derives from one article's head and versions. PutArticle, Rebuild and Check
// all come here, so that they cannot disagree.
type derivation struct {
	card   []any   // the row of listed, in the order of cardInsert; nil when the public can never see the article
	places [][]any // the rows of placed
	notes  [][]any // the rows of corrections
}

// numbered is a correction and the version that made it.
type numbered struct {
	n          int
	correction news.Correction
}

// derive says what the lists show of an article: its head, the copy of its live version, and the corrections made by
// the versions up to that. The interval is the gate's, and only compared from here on.
func derive(paper string, a news.Article, live news.Copy, corrections []numbered) (d derivation) {
	from, until := news.Window(a)
	if from == until {
		return d
	}
	corrected := 0
	if slices.ContainsFunc(corrections, func(n numbered) bool {
		return n.correction.Kind == news.CorrectionError || n.correction.Kind == ""
	}) {
		corrected = 1 // something was wrong; an update or a clarification corrects nothing
	}
	d.card = []any{a.ID, paper, int64(from), int64(until), int64(a.PublishedAt), int64(a.UpdatedAt), a.Live, corrected, a.Slug,
		string(live.Kind), live.Headline, live.Kicker, live.Standfirst, live.Byline.Text, strings.Join(live.Byline.People, " "), live.Credit, live.Language,
		live.Section, live.Picture, int64(live.ClosedAt)}
	for _, l := range lists(paper, live) {
		d.places = append(d.places, []any{paper, l.Of, l.ID, int64(a.PublishedAt), a.ID, int64(from), int64(until)})
	}
	if from, until := news.Breaking(a); from < until {
		l := breaking(paper)
		d.places = append(d.places, []any{paper, l.Of, l.ID, int64(a.PublishedAt), a.ID, int64(from), int64(until)})
	}
	for _, c := range corrections {
		d.notes = append(d.notes, []any{paper, int64(c.correction.At), a.ID, c.n, string(c.correction.Kind), c.correction.Text})
	}
	return d
}

// breaking is the list of what every page of a paper announces. An article stands in it by its head, not by its copy.
func breaking(paper string) news.List { return news.List{Of: "breaking", ID: paper} }

// lists names every list that copy stands in, each once.
func lists(paper string, c news.Copy) []news.List {
	all := []news.List{{Of: "paper", ID: paper}}
	add := func(of string, ids ...string) {
		for _, id := range ids {
			if l := (news.List{Of: of, ID: id}); id != "" && !slices.Contains(all, l) {
				all = append(all, l)
			}
		}
	}
	add("section", c.Section)
	add("tag", c.Tags...)
	add("person", c.Byline.People...)
	add("storyline", c.Storylines...)
	return all
}

// couldBeSeen says whether the public could have met an article at its address up to the moment now.
func couldBeSeen(a news.Article, now news.Millis) bool {
	from, until := news.Window(a)
	return a.SeenAt != 0 || from < until && from <= now
}
