package manuscript

import (
	"context"
	"encoding/json"
	"time"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// Cut makes a version of the article of what its manuscript says, where that says something new, and does act with it:
// ActSave (a point is named in the note), ActSubmit, ActReady, ActPublish, ActSchedule, or ActCorrect with a note for
// readers. Errors: the desk's.
//
// c says what is to be done; the room adds what the manuscript says.
func (r *Room) Cut(ctx context.Context, paper string, by news.Actor, c news.Cut) (news.Article, []news.Entry, error) {
	s := r.lock(paper, c.Article)
	defer s.unlock()
	ctx = context.WithoutCancel(ctx)
	if err := s.ready(ctx, by); err != nil {
		return news.Article{}, nil, err
	}
	return s.cut(ctx, by, c)
}

// Draft returns what a version would be cut of now. Errors: CodeForbidden for those who may not read it.
func (r *Room) Draft(ctx context.Context, paper string, by news.Actor, article string) (news.Cut, error) {
	s := r.lock(paper, article)
	defer s.unlock()
	c := news.Cut{Article: article}
	if err := s.ready(ctx, by); err != nil {
		return c, err
	}
	return c, s.draft(&c)
}

// draft puts what the manuscript says into a cut.
func (s *story) draft(c *news.Cut) error {
	doc, err := s.doc.JSON()
	if err != nil {
		return err
	}
	read, err := body.ParseWithin(doc, s.room.o.Limits)
	if err != nil {
		return err
	}
	c.Body, c.Fields = body.Marshal(read), map[string]json.RawMessage{}
	for name, f := range s.fields {
		c.Fields[name] = f.Value
	}
	return nil
}

func (s *story) cut(ctx context.Context, by news.Actor, c news.Cut) (news.Article, []news.Entry, error) {
	if err := s.draft(&c); err != nil {
		return news.Article{}, nil, err
	}
	edits := s.m.Edits
	a, entries, err := s.room.o.Desk.Cut(ctx, s.paper, by, c)
	if err != nil {
		return a, entries, err
	}
	if err := s.room.o.Store.MarkCut(ctx, s.paper, s.article, a.Version, edits); err != nil {
		return a, entries, err
	}
	return a, entries, s.catchUp(ctx)
}

// CutAlone cuts versions of the manuscripts that have been left alone for a while, in the name of who last wrote in them.
// What the desk refuses stays as it is: the manuscript has it.
func (r *Room) CutAlone(ctx context.Context) error {
	list, err := r.o.Store.IdleManuscripts(ctx, r.o.Now()-news.Millis(r.o.Alone/time.Millisecond), 100)
	if err != nil {
		return err
	}
	for _, m := range list {
		by := news.Actor{Person: m.ChangedBy, Role: news.Program.Role}
		if _, _, err := r.Cut(ctx, m.Paper, by, news.Cut{Article: m.Article, Act: news.ActSave}); err != nil {
			r.o.Log.Info("a manuscript that was left alone could not be made a version of", "article", m.Article, "err", err)
		}
	}
	return ctx.Err()
}

// Check reads one manuscript as an editor would open it, for doctor. Errors: what is wrong with it.
func (r *Room) Check(ctx context.Context, m news.OpenManuscript) error {
	s := r.lock(m.Paper, m.Article)
	defer func() {
		s.unlock()
		r.mu.Lock()
		defer r.mu.Unlock()
		if s.users == 0 && len(s.ears) == 0 { // the next one needs the room
			delete(r.open, m.Article)
		}
	}()
	return s.load(ctx)
}
