package cli

import (
	"context"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
	"broadsheet/internal/related"
	"broadsheet/internal/web/reader"
)

// relatives has the pages of older articles made anew under which a new one belongs. Nothing that such a page was made
// from has changed, so the press cannot know.
type relatives struct {
	rooms  *rooms
	finder *related.Finder
	queue  chan news.Entry
}

// relativesQueue is how many publications wait at most, and relativesAtOnce how many entries are heard at once without its
// being an archive that comes in. What there is no room for shows on the older pages within the hour.
const (
	relativesQueue  = 64
	relativesAtOnce = 16
)

func newRelatives(r *rooms, finder *related.Finder) *relatives {
	return &relatives{rooms: r, finder: finder, queue: make(chan news.Entry, relativesQueue)}
}

// listener puts what was published into the queue.
func (r *relatives) listener() ledger.Listener {
	return ledger.Listener{Name: "relatives", Hear: func(entries []news.Entry) {
		for _, e := range entries {
			if len(entries) > relativesAtOnce || e.Article == nil || !news.Visible(*e.Article, now()) {
				continue
			}
			select {
			case r.queue <- e:
			default:
			}
		}
	}}
}

// run finds the relatives of what was published, once the full-text index knows it.
func (r *relatives) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-r.queue:
			r.rooms.wait(ctx, e.Seq)
			ids, err := r.finder.Touch(ctx, e.Paper, e.Subject, now())
			if err != nil {
				r.rooms.log.Warn("finding what a new article has to do with", "article", e.Subject, "err", err)
			}
			tags := make([]string, len(ids))
			for i, id := range ids {
				tags[i] = reader.RelatedTag(id)
			}
			if len(tags) > 0 {
				r.rooms.press.Drop(e.Paper, tags...)
			}
		}
	}
}
