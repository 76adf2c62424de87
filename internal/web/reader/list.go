package reader

import (
	"net/url"
	"strconv"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// Pages of lists. A page is reached by a cursor: `?page=3&after=…` names the place where the page before ended, and
// costs the same however deep it lies. A bare `?page=3` is the address of the contract: it is found by reading the cards
// of the pages before it in one query, so it is bounded by MaxBarePage. Deeper lie the cursors and the archive.
const (
	PageSize    = 20        // cards on a page of a list
	MaxBarePage = 25        // the last page that is found by its number alone
	MaxPage     = 1_000_000 // the highest number a page may have at all
)

// pageRef is which page of a list is asked for.
type pageRef struct {
	Number int
	After  news.After // zero: by number alone
}

// pageAsked reads which page of the list at path is asked for. done says that the answer is made: the first page's
// address has no number. What is no page is not found.
func (q *ask) pageAsked(path string) (ref pageRef, a web.Answer, done bool, err error) {
	ref, ok := parsePage(q.query)
	switch {
	case !ok:
		return ref, web.Answer{}, false, notFound()
	case ref.Number == 1 && q.query.Has("page"):
		return ref, web.Moved(path), true, nil
	}
	return ref, web.Answer{}, false, nil
}

// parsePage reads the parameters page and after; ok is false for what is no page: 0, -1, 007, x, a cursor without its
// page, a bare number beyond MaxBarePage.
func parsePage(q url.Values) (ref pageRef, ok bool) {
	ref.Number = 1
	if !q.Has("page") {
		return ref, !q.Has("after")
	}
	n, err := strconv.Atoi(q.Get("page"))
	if err != nil || strconv.Itoa(n) != q.Get("page") || n < 1 || n > MaxPage {
		return ref, false
	}
	ref.Number = n
	if n == 1 || !q.Has("after") {
		return ref, n <= MaxBarePage
	}
	ref.After, ok = parseAfter(q.Get("after"))
	return ref, ok
}

// pagePath returns the address of a page of the list at path.
func pagePath(path string, ref pageRef) string {
	switch {
	case ref.Number <= 1:
		return path
	case ref.After == news.After{}:
		return path + "?page=" + strconv.Itoa(ref.Number)
	}
	return path + "?page=" + strconv.Itoa(ref.Number) + "&after=" + formatAfter(ref.After)
}

// listing is a list cut into pages.
type listing struct {
	List  news.List
	Path  string
	First int             // cards of it on the first page, beside the curated ones
	Skip  map[string]bool // the curated ones, which stand on the first page and nowhere else
}

// listed is a page of a listing.
type listed struct {
	Ref   pageRef
	Path  string
	Cards []news.Card
	Next  news.After // where the next page begins
	More  bool       // there is a next page
}

// pageOf reads a page of a listing. A page after the first that has no cards is not found.
func (rd *Reader) pageOf(q *ask, l listing, ref pageRef) (listed, error) {
	before, size := 0, PageSize
	switch {
	case ref.Number == 1:
		size = l.First
	case ref.After == news.After{}:
		before = l.First + (ref.Number-2)*PageSize
	}
	after := ref.After
	if after == (news.After{}) {
		after = q.newest()
	}
	// One card more than is shown tells whether there is a next page.
	cards, err := rd.Store.List(q.ctx, q.paper.ID, l.List, q.now, after, before+size+1+len(l.Skip))
	if err != nil {
		return listed{}, err
	}
	kept := make([]news.Card, 0, len(cards))
	for _, c := range cards {
		if !l.Skip[c.Article] {
			kept = append(kept, c)
		}
	}
	if ref.Number > 1 && len(kept) <= before {
		return listed{}, notFound()
	}
	page := listed{Ref: ref, Path: l.Path, More: len(kept) > before+size, Next: ref.After}
	page.Cards = kept[min(before, len(kept)):min(before+size, len(kept))]
	if n := before + len(page.Cards); n > 0 {
		page.Next = news.After{At: kept[n-1].PublishedAt, ID: kept[n-1].Article}
	}
	return page, nil
}

// pager links the pages around p.
func (p listed) pager(path string) ui.Pager {
	pager := ui.Pager{Number: p.Ref.Number, Older: p.older(), Newer: p.newer()}
	if p.Ref.Number > 1 && pager.Newer == "" {
		pager.First = path
	}
	return pager
}

func (p listed) older() string {
	if !p.More {
		return ""
	}
	return pagePath(p.Path, pageRef{Number: p.Ref.Number + 1, After: p.Next})
}

// newer is the page before, by its number: a cursor leads only onwards.
func (p listed) newer() string {
	if n := p.Ref.Number - 1; n >= 1 && n <= MaxBarePage {
		return pagePath(p.Path, pageRef{Number: n})
	}
	return ""
}

// pageHead completes the head of a list's page.
func (q *ask) pageHead(head ui.Page, p listed) ui.Page {
	head.Path = pagePath(p.Path, p.Ref)
	head.Previous, head.Next = p.newer(), p.older()
	if p.Ref.Number > 1 {
		head.Title += ", page " + strconv.Itoa(p.Ref.Number)
		head.LinkedData = nil
	}
	return head
}

// subject is what a section's, tag's, person's or storyline's front is about.
type subject struct {
	List  news.List
	Head  ui.Page
	Page  ui.ListPage
	Front string // name of the front that curates it; "": none
}

// list is the front of a section, tag, person or storyline. A section is always there; the others are found only once
// something on them is public, so that they tell nothing of what is to come.
func (rd *Reader) list(q *ask, addr Address) (web.Answer, error) {
	path := frontPath(addr.Kind, addr.Slug)
	ref, a, done, err := q.pageAsked(path)
	if err != nil {
		return a, err
	}
	s, err := rd.subject(q, addr.Kind, addr.Slug)
	if err != nil || done {
		return a, err
	}
	l := listing{List: s.List, Path: path, First: PageSize}
	if s.Front != "" {
		curated, err := rd.curated(q, s.Front)
		if err != nil {
			return a, err
		}
		s.Page.Pinned = curated.with(nil)
		l.Skip, l.First = ids(s.Page.Pinned), max(0, PageSize-len(s.Page.Pinned))
	}
	page, err := rd.pageOf(q, l, ref)
	if err != nil {
		return a, err
	}
	if ref.Number > 1 {
		s.Page.Pinned = nil
	}
	if err := rd.aboutAuthor(q, s, ref); err != nil {
		return a, err
	}
	if addr.Kind == KindStoryline {
		s.Page.Timeline = q.site.Dates.ByMonth(page.Cards)
		if ref.Number > 1 {
			s.Page.Briefing = ui.Briefing{}
		}
	} else {
		s.Page.Days = q.site.Dates.ByDay(page.Cards)
	}
	if err := rd.pictures(q, nil, s.Page.Pinned, page.Cards); err != nil {
		return a, err
	}
	s.Page.Pager = page.pager(path)
	s.Head.Feeds = path
	head := q.pageHead(s.Head, page)
	head.LinkedData = append(head.LinkedData, q.itemData(head.Path, s.Page.Pinned, page.Cards)...)
	return q.answerWith(ui.List(q.site, head, s.Page))
}

// subject looks up what a front is about and sees to it that a reader may know of it.
func (rd *Reader) subject(q *ask, kind Kind, slug string) (subject, error) {
	var s subject
	err := rd.Store.View(q.ctx, q.paper.ID, func(v news.View) (err error) {
		s, err = q.lookUp(v, kind, slug)
		return err
	})
	if err != nil || kind == KindSection {
		return s, err
	}
	some, err := rd.Store.List(q.ctx, q.paper.ID, s.List, q.now, news.After{}, 1)
	if err == nil && len(some) == 0 {
		err = notFound()
	}
	return s, err
}

// lookUp finds the subject by its slug. An id in the slug's place is not found.
func (q *ask) lookUp(v news.View, kind Kind, slug string) (s subject, err error) {
	path := frontPath(kind, slug)
	found := ""
	switch kind {
	case KindSection:
		x, e := v.Section(slug)
		found, err = x.Slug, e
		s = subject{List: news.List{Of: "section", ID: x.ID}, Front: x.Slug}
		s.Head = ui.Page{Title: x.Name, Description: x.Description, FeedTitle: x.Name, Current: x.Slug, LinkedData: q.listData("CollectionPage", x.Name, x.Description, path)}
		s.Page = ui.ListPage{Title: x.Name, Description: x.Description}
	case KindTag:
		x, e := v.Tag(slug)
		found, err = x.Slug, e
		s = subject{List: news.List{Of: "tag", ID: x.ID}}
		s.Head = ui.Page{Title: x.Name, Description: x.Description, FeedTitle: x.Name, LinkedData: q.listData("CollectionPage", x.Name, x.Description, path)}
		s.Page = ui.ListPage{Title: x.Name, Description: x.Description, WithSection: true}
	case KindPerson:
		x, e := v.Person(slug)
		found, err = x.Slug, e
		s = subject{List: news.List{Of: "person", ID: x.ID}}
		s.Head = ui.Page{Title: x.Name, Description: x.Bio, FeedTitle: x.Name, LinkedData: q.personData(x, path)}
		s.Page = ui.ListPage{Title: x.Name, Role: x.Title, Description: x.Bio, WithSection: true}
		if err == nil {
			s.Page.Author, err = q.author(x)
		}
	case KindStoryline:
		x, e := v.Storyline(slug)
		found, err = x.Slug, e
		s = subject{List: news.List{Of: "storyline", ID: x.ID}}
		s.Head = ui.Page{Title: x.Name, Description: x.Summary, FeedTitle: x.Name, LinkedData: q.listData("CollectionPage", x.Name, x.Summary, path)}
		s.Page = ui.ListPage{Label: "Running story", Title: x.Name, Description: x.Summary, WithSection: true}
		if err == nil {
			s.Page.Briefing, err = q.briefing(v, x)
		}
	}
	if err == nil && found != slug {
		err = notFound()
	}
	return s, err
}

// briefing writes a storyline's briefing, with the name of whoever signs it.
func (q *ask) briefing(v news.View, x news.Storyline) (b ui.Briefing, err error) {
	if x.Briefing == "" {
		return b, nil
	}
	doc, _, err := body.FromMarkdown(x.Briefing, body.Options{})
	if err != nil {
		return b, err
	}
	b = ui.Briefing{HTML: q.html(&doc), At: x.BriefedAt}
	who, err := v.Person(x.BriefedBy)
	if x.BriefedBy == "" || news.CodeOf(err) == news.CodeNotFound {
		return b, nil
	}
	b.By = who.Name
	return b, err
}

// feed is a feed of the paper or of one of its fronts.
func (rd *Reader) feed(q *ask, addr Address) (web.Answer, error) {
	if addr.Of == KindFront {
		return rd.Feeds.Feed(q.ctx, q.paper, q.everything(), "/", "", addr.File)
	}
	s, err := rd.subject(q, addr.Of, addr.Slug)
	if err != nil {
		return web.Answer{}, err
	}
	return rd.Feeds.Feed(q.ctx, q.paper, s.List, frontPath(addr.Of, addr.Slug), s.Head.FeedTitle, addr.File)
}
