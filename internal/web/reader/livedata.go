package reader

import (
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// maxLiveUpdates is how many updates of a live page machines are told of, the newest: they don't read on for ever.
const maxLiveUpdates = 100

// liveData adds to a live page's data when its coverage began and, when it has, ended, and its updates, the newest first.
func (q *ask) liveData(t thing, page ui.ArticlePage, doc *news.Node) {
	d, start := q.site.Dates, page.Article.PublishedAt
	var updates []thing
	for _, n := range takeApart(doc).entries {
		if at := entryAt(n); at != 0 {
			start = min(start, at)
			if len(updates) < maxLiveUpdates {
				updates = q.liveUpdate(updates, n, t["url"].(string))
			}
		}
	}
	t["coverageStartTime"] = d.Machine(start)
	if page.Live.Ended != 0 {
		t["coverageEndTime"] = d.Machine(page.Live.Ended)
	}
	if len(updates) > 0 {
		t["liveBlogUpdate"] = updates
	}
}

// liveUpdate describes one entry and adds it to all; one without words is left out.
func (q *ask) liveUpdate(all []thing, n news.Node, address string) []thing {
	headline, text := entryText(n)
	if text == "" {
		return all
	}
	u := thing{"@type": "BlogPosting", "headline": headline, "articleBody": text, "datePublished": q.site.Dates.Machine(n.Attrs.At), "author": q.publisher()}
	if id := entryID(n); id != "" {
		u["url"] = address + "#" + id
	}
	return append(all, u)
}
