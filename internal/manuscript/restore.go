package manuscript

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"broadsheet/internal/news"
)

// restoreTries bounds how often it is begun again because another process wrote to the manuscript meanwhile.
const restoreTries = 4

// Restore makes a version on top that says what version n of the article said. It goes through the manuscript, so that
// whoever has the article open sees it; what had been written and not been made a version of is made one first, so that
// nothing is lost. Errors: CodeNotFound when there is no version n; those of Push and of the desk.
func (r *Room) Restore(ctx context.Context, paper string, by news.Actor, article string, n int) (news.Article, []news.Entry, error) {
	s := r.lock(paper, article)
	defer s.unlock()
	ctx = context.WithoutCancel(ctx)
	if err := s.ready(ctx, by); err != nil {
		return news.Article{}, nil, err
	}
	if err := r.o.Desk.MayWrite(by, s.head); err != nil {
		return news.Article{}, nil, err
	}
	v, fields, err := s.version(ctx, n)
	if err != nil {
		return news.Article{}, nil, err
	}
	if s.m.Edits > s.m.Cut {
		note := fmt.Sprintf("As it was before version %d was restored", n)
		if _, _, err := s.cut(ctx, by, news.Cut{Article: article, Act: news.ActSave, Note: note}); err != nil {
			return news.Article{}, nil, err
		}
	}
	for try := 1; ; try++ {
		err := s.writeVersion(ctx, by, v, fields)
		if catch := s.catchUp(ctx); err == nil {
			err = catch
		}
		if err == nil {
			break
		}
		if news.CodeOf(err) != news.CodeStale || try == restoreTries {
			return news.Article{}, nil, err
		}
	}
	return s.cut(ctx, by, news.Cut{Article: article, Act: news.ActSave, Note: fmt.Sprintf("Version %d restored", n), Restore: n})
}

// version reads a version of the article, and its fields in the form of a manuscript's.
func (s *story) version(ctx context.Context, n int) (v news.Version, fields map[string]json.RawMessage, err error) {
	err = s.room.o.Store.View(ctx, s.paper, func(view news.View) (err error) {
		if v, err = view.Version(s.article, n); err == nil {
			fields, err = s.room.o.Desk.FieldsOf(view, s.head, v.Copy)
		}
		return err
	})
	return v, fields, err
}

// writeVersion writes to the manuscript what leads from what it says to what a version says. Errors: CodeStale when
// another process wrote meanwhile.
func (s *story) writeVersion(ctx context.Context, by news.Actor, v news.Version, fields map[string]json.RawMessage) error {
	o := s.room.o
	may := func(a news.Article) error { return o.Desk.MayWrite(by, a) }
	batch, err := s.doc.Toward(v.Copy.Body)
	if err != nil {
		return err
	}
	if len(batch) > 0 {
		b := news.Batch{After: s.m.Steps, Client: "restore-" + by.Person, Person: by.Person, At: o.Now(), Steps: batch}
		if err := o.Store.AppendSteps(ctx, s.paper, s.article, b, may); err != nil {
			return err
		}
	}
	for _, f := range s.standing() {
		value, had := fields[f.Name]
		if !had || bytes.Equal(value, f.Value) {
			continue
		}
		f.Value, f.By, f.At = value, by.Person, o.Now()
		if _, err := o.Store.PutField(ctx, s.paper, s.article, f, f.Version, may); err != nil {
			return err
		}
	}
	return nil
}
