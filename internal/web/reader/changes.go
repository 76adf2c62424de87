package reader

import (
	"errors"
	"slices"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/compare"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// maxLog is how many lines the log of an article's changes has, the newest.
const maxLog = 100

// changes is the page that says what was changed in the article at slug since readers first saw it. It is where the
// article is and nowhere else: the same gate is asked. It shows no version that readers couldn't read in its time, none of
// before the article was last taken down, and no note that was written for the newsroom.
func (rd *Reader) changes(q *ask, slug string) (web.Answer, error) {
	a, now, err := rd.Store.ReadBySlug(q.ctx, q.paper.ID, slug)
	switch {
	case err != nil:
		return web.Answer{}, err
	case news.Withdrawn(a):
		return rd.gone(q, a)
	case !news.Visible(a, q.now):
		return web.Answer{}, notFound()
	}
	entries, err := rd.Store.EntriesAbout(q.ctx, q.paper.ID, a.ID)
	if err != nil {
		return web.Answer{}, err
	}
	notes, err := rd.Store.NotedOf(q.ctx, q.paper.ID, a.ID, q.now)
	if err != nil {
		return web.Answer{}, err
	}
	shown := news.Showings(entries, q.now)
	page := ui.ChangesPage{Slug: a.Slug, Headline: now.Copy.Headline, Language: now.Copy.Language}
	page.Log = changeLog(a, shown, notes)
	if page.Earlier = len(page.Log) - maxLog; page.Earlier > 0 {
		page.Log = page.Log[:maxLog]
	}
	if err := rd.compareWithFirst(q, &page, a, now, shown); err != nil {
		return web.Answer{}, err
	}
	head := ui.Page{Title: "What changed: " + page.Headline, Path: "/" + a.Slug + changesBelow, Robots: "noindex",
		Description: "What was changed in this article since it was published, and when."}
	return q.answerWith(ui.Changes(q.site, head, page))
}

// changesBelow is where that page is, below the article's address.
const changesBelow = "/changes"

// changeLog lists what readers saw happen to an article, the newest first.
func changeLog(a news.Article, shown []news.Showing, notes []news.Noted) (log []ui.Changed) {
	noted := map[int][]news.Noted{}
	for _, n := range notes {
		noted[n.Version] = append(noted[n.Version], n)
	}
	for i, s := range shown {
		switch {
		case i == 0:
			log = append(log, ui.Changed{At: min(s.From, a.PublishedAt), What: "Published"})
		case shown[i-1].Until < s.From:
			log = append(log, ui.Changed{At: shown[i-1].Until, What: "Taken down"}, ui.Changed{At: s.From, What: "Published again"})
		case s.UpdatedAt != shown[i-1].UpdatedAt && noted[s.Version] == nil:
			log = append(log, ui.Changed{At: s.From, What: "Changed"})
		}
		for _, n := range noted[s.Version] {
			log = append(log, ui.Changed{At: n.At, What: ui.CorrectionLabel(n.Kind), Text: n.Text})
		}
		delete(noted, s.Version)
	}
	for _, left := range noted { // such as those of a paper that was brought in with its notes
		for _, n := range left {
			log = append(log, ui.Changed{At: n.At, What: ui.CorrectionLabel(n.Kind), Text: n.Text})
		}
	}
	slices.SortStableFunc(log, func(a, b ui.Changed) int { return int(max(-1, min(1, a.At-b.At))) })
	slices.Reverse(log)
	return log
}

// compareWithFirst compares the present version with the first that readers saw since the article was last taken down:
// what made an editor take it down is not to be read here.
func (rd *Reader) compareWithFirst(q *ask, page *ui.ChangesPage, a news.Article, now news.Version, shown []news.Showing) error {
	if len(shown) == 0 {
		return nil
	}
	first := len(shown) - 1
	for first > 0 && shown[first-1].Until == shown[first].From {
		first--
	}
	page.Since, page.Again = shown[first].From, first > 0
	was := now
	if n := shown[first].Version; n != now.N {
		var err error
		if _, was, err = rd.Store.Read(q.ctx, q.paper.ID, a.ID, n); err != nil {
			return err
		}
	}
	err := rd.Store.View(q.ctx, q.paper.ID, func(v news.View) error {
		for _, p := range [][3]string{
			{"Headline", was.Copy.Headline, now.Copy.Headline}, {"Kicker", was.Copy.Kicker, now.Copy.Kicker}, {"Standfirst", was.Copy.Standfirst, now.Copy.Standfirst},
			{"Byline", signed(v, was.Copy.Byline), signed(v, now.Copy.Byline)}, {"Agency", was.Copy.Credit, now.Copy.Credit}, {"Place", was.Copy.Dateline, now.Copy.Dateline},
		} {
			if p[1] != p[2] {
				page.Parts = append(page.Parts, ui.ChangedPart{Name: p[0], Words: compare.Words(p[1], p[2])})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	older, newer := was.Copy.Body, now.Copy.Body
	if now.Copy.Kind == news.KindLive {
		if older, newer, err = bothAsRead(older, newer); err != nil {
			return err
		}
	}
	page.Picture = was.Copy.Picture != now.Copy.Picture
	page.Copy, err = compare.Bodies(older, newer)
	return err
}

func bothAsRead(a, b news.Body) (news.Body, news.Body, error) {
	a, errA := asRead(a)
	b, errB := asRead(b)
	return a, b, errors.Join(errA, errB)
}

// asRead returns a live page's body in the order in which readers meet it.
func asRead(b news.Body) (news.Body, error) {
	doc, err := body.Decode(b)
	if err != nil {
		return nil, err
	}
	l := takeApart(&doc)
	return body.Marshal(news.Node{Type: body.Doc, Content: slices.Concat(l.above.Content, l.entries)}), nil
}

// signed writes a byline in words. Whoever was removed since is left out.
func signed(v news.View, b news.Byline) string {
	if b.Text != "" {
		return b.Text
	}
	var names []string
	for _, id := range b.People {
		if who, err := v.Person(id); err == nil {
			names = append(names, who.Name)
		}
	}
	return strings.Join(names, ", ")
}
