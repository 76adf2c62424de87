package cli

import (
	"context"
	"time"

	"broadsheet/internal/store"
	"broadsheet/internal/web/reader"
)

// How often it is looked for lists of related articles that have changed, and how many are told the press at once.
const (
	relistedEvery = time.Second / 2
	relistedBatch = 500
)

// dropRelisted has those pages made anew whose list of related articles has changed, by this process's follower or
// another's. A new article shows so under the older ones that it belongs to, of whose pages nothing else has changed.
func (r *rooms) dropRelisted(ctx context.Context) {
	turn := int64(-1)
	for ctx.Err() == nil {
		list, last, err := r.store.RelistedSince(ctx, turn, relistedBatch)
		if err != nil && ctx.Err() == nil {
			r.log.Warn("looking for changed lists of related articles", "err", err)
		}
		if err == nil {
			turn = last
		}
		r.dropRelated(list)
		if len(list) >= relistedBatch {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(relistedEvery):
		}
	}
}

// dropRelated drops the pages that show the lists of articles.
func (r *rooms) dropRelated(list []store.Relisted) {
	tags := map[string][]string{}
	for _, l := range list {
		tags[l.Paper] = append(tags[l.Paper], reader.RelatedTag(l.Article))
	}
	for paper, of := range tags {
		r.press.Drop(paper, of...)
	}
}
