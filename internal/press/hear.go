package press

import (
	"context"
	"strings"
	"time"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

// Tags that every page, or every page with a list on it, has by itself.
const (
	tagPaper = "paper"
	tagLists = "lists"
)

// manyEntries is how many entries heard at once are looked at one by one. When there are more, an archive is coming in:
// then every list counts as changed, which costs less than finding out which.
const manyEntries = 64

// hearTime bounds the questions that are asked of the store about what was heard.
const hearTime = 5 * time.Second

// Listener has the press hear of every change. When its Hear has returned, nothing that was made before the change is
// sent any more.
func (p *Press) Listener() ledger.Listener {
	return ledger.Listener{Name: "press", Hear: p.hear}
}

func (p *Press) hear(entries []news.Entry) {
	ctx, cancel := context.WithTimeout(context.Background(), hearTime)
	defer cancel()
	changed := changed{}
	for _, e := range entries {
		p.heard(ctx, changed, e, len(entries) > manyEntries)
	}
	p.change(changed)
}

// changed is which tags of which papers have changed.
type changed map[string]map[string]bool

func (c changed) add(paper string, tags ...string) {
	if c[paper] == nil {
		c[paper] = map[string]bool{}
	}
	for _, t := range tags {
		c[paper][t] = true
	}
}

// change has everything count as changed that carries one of the tags, and tells the caches outside.
func (p *Press) change(c changed) {
	var all []uint64
	for paper, tags := range c {
		for t := range tags {
			all = append(all, p.changes.tag(paper, t))
		}
	}
	p.changes.mark(all)
	p.sweepSoon()
	if p.o.Outside != nil {
		p.o.Outside(c.names())
	}
}

// Drop has everything of a paper count as changed that carries one of the tags: for what changes without an entry in the
// ledger.
func (p *Press) Drop(paper string, tags ...string) {
	c := changed{}
	c.add(paper, tags...)
	p.change(c)
}

// heard notes what an entry says has changed. What isn't known here may have changed anything.
func (p *Press) heard(ctx context.Context, c changed, e news.Entry, many bool) {
	what, _, _ := strings.Cut(e.What, ".")
	switch what {
	case "article":
		p.heardArticle(ctx, c, e, many)
	case "front":
		c.add(e.Paper, "front:"+e.Subject)
	case "redirect":
		p.register.add(Key{e.Paper, e.Subject})
		c.add(e.Paper, "redirect:"+e.Subject)
	case "picture":
		c.add(e.Paper, "picture:"+e.Subject)
	case "rule": // no reader meets one
	case "tag", "person", "storyline":
		if e.Version != 1 { // nothing shows a new one yet
			c.add(e.Paper, tagPaper)
		}
	default: // the paper itself, a section (which stands in the navigation of every page)
		c.add(e.Paper, tagPaper)
	}
}

// heardArticle notes a change of an article: what shows it, and the lists it stands in or has stood in.
func (p *Press) heardArticle(ctx context.Context, c changed, e news.Entry, many bool) {
	if e.Article == nil {
		c.add(e.Paper, tagPaper)
		return
	}
	p.register.add(Key{e.Paper, "/" + e.Article.Slug})
	p.expectTurn(*e.Article)
	if e.Article.Live == 0 {
		return // copy that readers have never seen
	}
	c.add(e.Paper, "article:"+e.Subject)
	if many {
		c.add(e.Paper, tagLists)
		if mayBreak(e) {
			c.add(e.Paper, ListTag(news.List{Of: breakingList, ID: e.Paper}))
		}
		return
	}
	lists, err := p.o.Store.Stood(ctx, e.Paper, e.Subject, e.Seq)
	if err != nil {
		p.o.Log.Warn("the lists of an article could not be read; all count as changed", "article", e.Subject, "err", err)
		c.add(e.Paper, tagLists)
	}
	for _, l := range lists {
		c.add(e.Paper, ListTag(l))
	}
}

// breakingList is the list that every page shows. It is not among those that all count as changed when an archive comes
// in: then every page would be made anew for every batch.
const breakingList = "breaking"

// mayBreak says whether an entry may have changed what is breaking news: all but an article that is new and plain.
func mayBreak(e news.Entry) bool {
	isNew := e.Article.Version == 1 && (e.What == "article."+string(news.ActFile) || e.What == "article."+string(news.ActPublish))
	return !isNew || e.Article.BreakingUntil != 0
}

// ListTag is the tag of what shows a list, or part of one.
func ListTag(l news.List) string { return "list:" + l.Of + ":" + l.ID }
