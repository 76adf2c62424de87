package cli

import (
	"context"
	"log/slog"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/desk"
	"broadsheet/internal/jobs"
	"broadsheet/internal/manuscript"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// manuscripts makes the room of copy that is being written. What may be done in it, the desk decides.
func (d *desktop) manuscripts(s *store.Store, log *slog.Logger) *manuscript.Room {
	decides := d.desk(s)
	return manuscript.New(manuscript.Options{
		Store: s, Now: now, Log: log, Limits: body.Limits{Bytes: int(d.config.MaxArticle.Bytes)},
		Desk: manuscript.Desk{
			MayRead: desk.MayReadHistory, MayWrite: desk.MayWrite, FieldsOf: desk.FieldsOf, CheckField: decides.CheckField,
			Cut: func(ctx context.Context, paper string, by news.Actor, c news.Cut) (news.Article, []news.Entry, error) {
				r, entries, err := decides.CutManuscript(ctx, paper, by, c)
				return r.Article, entries, err
			},
		},
	})
}

// cutManuscripts makes versions of manuscripts that have been left alone.
func cutManuscripts(room *manuscript.Room) jobs.Kind {
	return jobs.Kind{Name: "cut-manuscripts", Every: time.Minute, Work: func(ctx context.Context, _ news.Job) error { return room.CutAlone(ctx) }}
}

// manuscripts reads every manuscript as an editor would open it.
func (x *examination) manuscripts(s *store.Store) {
	room, before, count := x.d.manuscripts(s, nil), x.wrong, 0
	for after := ""; ; {
		list, err := s.AllManuscripts(x.d.ctx, after, 100)
		if err != nil {
			x.fail(err)
			return
		}
		for _, m := range list {
			if err := room.Check(x.d.ctx, m); err != nil {
				x.bad("the manuscript of article %s cannot be opened: %v", m.Article, err)
			}
			after = m.Article
			count++
		}
		if len(list) == 0 {
			break
		}
	}
	if x.wrong == before {
		x.ok("%d manuscripts are whole and can be opened", count)
	}
}
