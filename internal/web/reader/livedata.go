package reader

import (
	"slices"
	"strings"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// The measures of a live article's linked data.
const (
	maxLiveUpdates = 100            // the newest; a page is read by machines that don't read on for ever
	liveHeadline   = 110            // characters of an update's headline
	liveEnds       = 24 * time.Hour // without an entry for so long, the coverage has ended
)

// liveData adds to a live article when its coverage began and, when it has, ended, and its updates, the newest first.
func (q *ask) liveData(t thing, a news.Article, doc *news.Node) {
	d := q.site.Dates
	start, last := a.PublishedAt, max(a.PublishedAt, a.UpdatedAt)
	entries := slices.DeleteFunc(slices.Clone(doc.Content), func(n news.Node) bool { return n.Type != body.LiveEntry || n.Attrs == nil || n.Attrs.At == 0 })
	slices.SortStableFunc(entries, func(a, b news.Node) int { return int(max(-1, min(1, b.Attrs.At-a.Attrs.At))) })
	for _, n := range entries {
		start, last = min(start, n.Attrs.At), max(last, n.Attrs.At)
	}
	t["coverageStartTime"] = d.Machine(start)
	if end := last.Time().Add(liveEnds); q.site.Now.Before(end) {
		q.ends(end)
	} else {
		t["coverageEndTime"] = d.Machine(last)
	}
	var updates []thing
	for _, n := range entries[:min(len(entries), maxLiveUpdates)] {
		if u, ok := q.liveUpdate(n); ok {
			updates = append(updates, u)
		}
	}
	if len(updates) > 0 {
		t["liveBlogUpdate"] = updates
	}
}

// liveUpdate describes one entry: its first line is its headline.
func (q *ask) liveUpdate(n news.Node) (thing, bool) {
	one := news.Node{Type: body.Doc, Content: n.Content}
	text := strings.TrimSpace(string(body.AppendText(nil, &one)))
	if text == "" {
		return nil, false
	}
	headline, _, _ := strings.Cut(text, "\n")
	if r := []rune(headline); len(r) > liveHeadline {
		headline = strings.TrimSpace(string(r[:liveHeadline-1])) + "…"
	}
	return thing{"@type": "BlogPosting", "headline": headline, "articleBody": strings.Join(strings.Fields(text), " "),
		"datePublished": q.site.Dates.Machine(n.Attrs.At), "author": q.publisher()}, true
}
