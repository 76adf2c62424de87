package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// Pictures that an earlier release took in may lack a width that there is now. When the server starts, they are looked
// for, and each gets the job that every new picture has. The jobs come due one after the other, so that an archive of
// pictures doesn't stand before what else is to be done, and not while the server is just being started.
const (
	missingStep  = time.Second // between two of them
	missingBatch = 200         // read at once
)

// completeMissing has the renditions made that pictures of earlier releases lack.
func (r *rooms) completeMissing(ctx context.Context) {
	papers, err := r.store.Papers(ctx)
	found := 0
	for i := 0; i < len(papers) && err == nil; i++ {
		found, err = missingOf(ctx, r.store, papers[i].ID, now()+completeAfter, found)
	}
	switch {
	case ctx.Err() != nil: // the server is being stopped; the next start finds the rest
	case err != nil:
		r.log.Error("pictures that lack renditions could not be looked for; the next start tries again", "err", err)
	case found > 0:
		r.log.Info("pictures lack renditions; they are made in the background", "pictures", found)
	}
}

// missingOf writes down the jobs for a paper's pictures, the newest first; found is how many there were before them.
func missingOf(ctx context.Context, s *store.Store, paper string, start news.Millis, found int) (int, error) {
	for after := (news.After{}); ; {
		page, err := s.Library(ctx, paper, news.PictureFilter{}, after, missingBatch)
		if err != nil || len(page) == 0 {
			return found, err
		}
		var jobs []news.Job
		for _, p := range page {
			if !media.LacksWidth(p) {
				continue
			}
			args, err := json.Marshal(desk.PictureJob{Picture: p.ID})
			if err != nil {
				return found, fmt.Errorf("the job of picture %s: %w", p.ID, err)
			}
			found++
			jobs = append(jobs, news.Job{Paper: paper, Kind: desk.CompletePicture, Key: p.ID, Args: args, At: start + news.Millis(found)*news.Millis(missingStep.Milliseconds())})
		}
		if len(jobs) > 0 {
			if err := s.EnqueueAll(ctx, jobs); err != nil {
				return found, err
			}
		}
		last := page[len(page)-1]
		after = news.After{At: last.CreatedAt, ID: last.ID}
	}
}
