package reader

import (
	"slices"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// liveBody is the body of a live page taken apart: what stands above, and the entries.
type liveBody struct {
	above   news.Node   // a doc
	entries []news.Node // the newest first; those without a time last, in their order
}

func takeApart(doc *news.Node) liveBody {
	l := liveBody{above: news.Node{Type: body.Doc}}
	for _, n := range doc.Content {
		if n.Type == body.LiveEntry {
			l.entries = append(l.entries, n)
		} else {
			l.above.Content = append(l.above.Content, n)
		}
	}
	slices.SortStableFunc(l.entries, func(a, b news.Node) int { return int(max(-1, min(1, entryAt(b)-entryAt(a)))) })
	return l
}

func entryAt(n news.Node) news.Millis {
	if n.Attrs == nil {
		return 0
	}
	return n.Attrs.At
}

// entries answers what a live page shows of its coverage, without the page around it: its script asks for it again and
// again, and learns nothing of what else is published.
func (rd *Reader) entries(q *ask, slug string) (web.Answer, error) {
	a, v, err := rd.Store.ReadBySlug(q.ctx, q.paper.ID, slug)
	switch {
	case err != nil:
		return web.Answer{}, err
	case news.Withdrawn(a):
		return rd.gone(q, a)
	case !news.Visible(a, q.now) || v.Copy.Kind != news.KindLive:
		return web.Answer{}, notFound()
	}
	doc, err := body.Decode(v.Copy.Body)
	if err != nil {
		return web.Answer{}, err
	}
	if err := rd.pictures(q, storedPictures(nil, &doc)); err != nil {
		return web.Answer{}, err
	}
	page := ui.ArticlePage{Article: a, Copy: v.Copy}
	page.Body, page.Live = q.coverage(a, v.Copy, &doc)
	return q.answerWith(ui.Entries(q.site, page))
}

// coverage puts a live page's copy into its parts: what stands above, as HTML, and the rest.
func (q *ask) coverage(a news.Article, c news.Copy, doc *news.Node) (above string, live *ui.Live) {
	l := takeApart(doc)
	first := a.PublishedAt
	live = &ui.Live{Count: len(l.entries), Last: news.Later(first, a.UpdatedAt)}
	if len(l.entries) > 0 {
		live.First = entryID(l.entries[len(l.entries)-1])
	}
	for _, n := range l.entries {
		live.Last = news.Later(live.Last, entryAt(n))
		if n.Attrs == nil || !n.Attrs.Key || n.Attrs.At == 0 || n.Attrs.ID == "" {
			continue
		}
		if headline, _ := entryText(n); headline != "" {
			live.Keys = append(live.Keys, ui.LiveKey{At: n.Attrs.At, Text: headline, ID: entryID(n)})
		}
	}
	live.Last = min(live.Last, q.now)
	live.Ended = q.site.Dates.CoverageEnd(c.ClosedAt, live.Last, q.site.Now)
	write := func(n *news.Node) string {
		return q.htmlWith(n, func(at news.Millis) string { return q.site.Dates.Hour(at, first) })
	}
	// Written in one, so that no crosshead gets the id of another; what is above is what it is alone.
	whole := write(&news.Node{Type: body.Doc, Content: slices.Concat(l.above.Content, l.entries)})
	at := len(write(&l.above))
	live.Entries = whole[at:]
	return whole[:at], live
}

// entryID is the id of the element that an entry is on the page.
func entryID(n news.Node) string {
	if n.Attrs == nil || n.Attrs.ID == "" {
		return ""
	}
	return body.EntryID(n.Attrs.ID)
}

// liveHeadline is how many characters an entry's headline may have.
const liveHeadline = 110

// entryText returns an entry's first line, which is its headline, and all of its words.
func entryText(n news.Node) (headline, all string) {
	text := strings.TrimSpace(string(body.AppendText(nil, &news.Node{Type: body.Doc, Content: n.Content})))
	headline, _, _ = strings.Cut(text, "\n")
	if r := []rune(headline); len(r) > liveHeadline {
		headline = strings.TrimSpace(string(r[:liveHeadline-1])) + "…"
	}
	return headline, strings.Join(strings.Fields(text), " ")
}
