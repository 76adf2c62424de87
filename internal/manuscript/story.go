package manuscript

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"

	"broadsheet/internal/manuscript/steps"
	"broadsheet/internal/news"
)

// story is a manuscript that is open.
type story struct {
	room           *Room
	paper, article string
	users          int         // who hold or wait for the lock; under the room's
	used           news.Millis // when somebody last did; under the room's

	mu     sync.Mutex
	doc    *steps.Document // nil: not read, or not to be trusted any more
	m      news.Manuscript
	shot   int64 // the step of the newest snapshot
	head   news.Article
	apart  int                        // the newest version that was found to say something else than m.Base
	heldBy string                     // the name of who has the baton
	base   map[string]json.RawMessage // the fields as version m.Base of the article has them
	fields map[string]news.Field      // those that were written
	recent []news.Step                // the newest steps, without a gap up to the last: most who ask have all but these
	state  State
	ears   map[chan struct{}]bool
	here   map[*Here]bool
	there  []Here // in other processes
	notes  []news.Note
}

const (
	keepRecent    = 500 // steps in memory
	snapshotEvery = 500 // steps between two snapshots
	readAtOnce    = 1000
)

// ring tells everybody who listens.
func (s *story) ring() {
	for ear := range s.ears {
		select {
		case ear <- struct{}{}:
		default: // it has been told and hasn't listened yet
		}
	}
}

// ready reads the manuscript, beginning it where there is none, or takes in what others wrote meanwhile, and sees that
// by may read it. Errors: CodeForbidden, CodeNotFound.
func (s *story) ready(ctx context.Context, by news.Actor) error {
	head, err := s.readHead(ctx)
	if err != nil {
		return err
	}
	if err := s.room.o.Desk.MayRead(by, head); err != nil {
		return err
	}
	read := s.load
	if s.doc != nil {
		read = s.catchUp
	}
	if err := read(ctx); err != nil {
		s.doc = nil
		return err
	}
	return s.follow(ctx)
}

func (s *story) readHead(ctx context.Context) (head news.Article, err error) {
	err = s.room.o.Store.View(ctx, s.paper, func(v news.View) error {
		head, err = v.Article(s.article)
		return err
	})
	return head, err
}

// load reads the manuscript from its newest snapshot on.
func (s *story) load(ctx context.Context) error {
	store := s.room.o.Store
	m, fields, err := store.Manuscript(ctx, s.paper, s.article)
	if news.CodeOf(err) == news.CodeNotFound {
		if err = s.begin(ctx); err == nil {
			m, fields, err = store.Manuscript(ctx, s.paper, s.article)
		}
	}
	if err != nil {
		return err
	}
	doc, shot, recent, err := s.at(ctx, m.Steps)
	if err != nil {
		return err
	}
	s.doc, s.m, s.shot, s.recent = doc, m, shot, recent[max(0, len(recent)-keepRecent):]
	s.keepFields(fields)
	if err := s.readNotes(ctx); err != nil {
		return err
	}
	return s.readBase(ctx)
}

func (s *story) readNotes(ctx context.Context) (err error) {
	s.notes, err = s.room.o.Store.Notes(ctx, s.paper, s.article)
	return err
}

// at makes the document as step n left it, and returns the steps since the snapshot that it was made from.
func (s *story) at(ctx context.Context, n int64) (doc *steps.Document, from int64, since []news.Step, err error) {
	shot, err := s.room.o.Store.SnapshotAt(ctx, s.paper, s.article, n)
	if err != nil {
		return nil, 0, nil, err
	}
	if doc, err = steps.New(shot.Doc, s.room.o.Limits); err != nil {
		return nil, 0, nil, err
	}
	var log []json.RawMessage
	for last := shot.N; last < n; {
		more, err := s.room.o.Store.StepsAfter(ctx, s.paper, s.article, last, int(min(n-last, readAtOnce)))
		if err != nil {
			return nil, 0, nil, err
		}
		for _, step := range more {
			if last++; step.N != last {
				return nil, 0, nil, s.broken(last)
			}
			log = append(log, step.Step)
		}
		if len(more) == 0 {
			return nil, 0, nil, s.broken(last + 1)
		}
		since = append(since, more...)
	}
	if len(log) > 0 {
		err = doc.Replay(log)
	}
	return doc, shot.N, since, err
}

// broken makes the error for a log that lacks a step.
func (s *story) broken(n int64) error {
	return news.Errorf(news.CodeUnavailable, "", "the step log of article %s lacks step %d; stop writing here, run broadsheet doctor, and restore the log from a backup", s.article, n)
}

// begin begins the manuscript as the article's newest version.
func (s *story) begin(ctx context.Context) error {
	var head news.Article
	var v news.Version
	err := s.room.o.Store.View(ctx, s.paper, func(view news.View) (err error) {
		if head, err = view.Article(s.article); err == nil {
			v, err = view.Version(s.article, head.Version)
		}
		return err
	})
	if err != nil {
		return err
	}
	doc, err := steps.New(v.Copy.Body, s.room.o.Limits) // what an editor opens must be sound from the first step on
	if err != nil {
		return err
	}
	whole, err := doc.JSON()
	if err != nil {
		return err
	}
	return s.room.o.Store.BeginManuscript(ctx, s.paper, news.Manuscript{Article: s.article, Base: head.Version, ChangedAt: s.room.o.Now()}, whole)
}

// readBase reads the article's head, and the fields as the version has them that the manuscript was last cut as.
func (s *story) readBase(ctx context.Context) error {
	return s.room.o.Store.View(ctx, s.paper, func(v news.View) error {
		head, err := v.Article(s.article)
		if err != nil {
			return err
		}
		version, err := v.Version(s.article, s.m.Base)
		if err != nil {
			return err
		}
		s.head, s.heldBy = head, ""
		if s.m.Holder != "" {
			p, err := v.Person(s.m.Holder)
			if err != nil {
				return err
			}
			s.heldBy = p.Name
		}
		s.base, err = s.room.o.Desk.FieldsOf(v, head, version.Copy)
		return err
	})
}

func (s *story) keepFields(fields []news.Field) {
	s.fields = make(map[string]news.Field, len(fields))
	for _, f := range fields {
		s.fields[f.Name] = f
	}
}

// catchUp takes in what other processes, and the desk, have written since the story was read. It changes nothing in the
// store.
func (s *story) catchUp(ctx context.Context) error {
	m, fields, err := s.room.o.Store.Manuscript(ctx, s.paper, s.article)
	if err != nil {
		return err
	}
	head, err := s.readHead(ctx)
	if err != nil {
		return err
	}
	if m == s.m && head == s.head {
		return nil
	}
	for s.m.Steps < m.Steps {
		more, err := s.room.o.Store.StepsAfter(ctx, s.paper, s.article, s.m.Steps, steps.MaxBatch)
		if err == nil && len(more) == 0 {
			err = s.broken(s.m.Steps + 1)
		}
		if err == nil {
			err = s.take(more)
		}
		if err != nil {
			s.doc = nil
			return err
		}
	}
	if m.Notes != s.m.Notes {
		if err := s.readNotes(ctx); err != nil {
			return err
		}
	}
	s.m = m
	s.keepFields(fields)
	if err := s.readBase(ctx); err != nil {
		return err
	}
	s.changed()
	return nil
}

// take applies steps that are in the log.
func (s *story) take(more []news.Step) error {
	batch := make([]json.RawMessage, len(more))
	for i, step := range more {
		if step.N != s.m.Steps+int64(i)+1 {
			return s.broken(s.m.Steps + int64(i) + 1)
		}
		batch[i] = step.Step
	}
	if err := s.doc.Try(batch); err != nil {
		return err
	}
	if err := s.doc.Keep(); err != nil {
		return err
	}
	s.remember(more)
	return nil
}

// remember keeps steps among the recent ones.
func (s *story) remember(more []news.Step) {
	s.recent = append(s.recent, more...)
	if len(s.recent) > 2*keepRecent {
		s.recent = slices.Clone(s.recent[len(s.recent)-keepRecent:])
	}
	s.m.Steps += int64(len(more))
}

// changed says that everything beside the steps may be other than before, and tells who listens.
func (s *story) changed() {
	s.state.Rev++
	s.ring()
}

// since returns the steps after a number, as many as are answered at once.
func (s *story) since(ctx context.Context, after int64) ([]news.Step, error) {
	if first := s.m.Steps - int64(len(s.recent)); after >= first {
		return slices.Clone(s.recent[after-first:]), nil
	}
	return s.room.o.Store.StepsAfter(ctx, s.paper, s.article, after, readAtOnce)
}

// follow takes in a version of the article that came from elsewhere (the API, another's restoring) where nothing was
// written here since the last cut. Else what was written here stays, and the next cut follows that version.
func (s *story) follow(ctx context.Context) error {
	if s.head.Version == s.m.Base {
		return nil
	}
	if s.m.Edits > s.m.Cut {
		return s.standOn(ctx)
	}
	v, fields, err := s.version(ctx, s.head.Version)
	if err != nil {
		return err
	}
	if err := s.followBody(ctx, v); err != nil {
		return err
	}
	for name, f := range s.fields {
		if bytes.Equal(fields[name], f.Value) {
			continue
		}
		f.Value, f.By, f.At = fields[name], v.By, v.At
		if _, err := s.room.o.Store.PutField(ctx, s.paper, s.article, f, f.Version, anybody); err != nil {
			return err
		}
	}
	if err := s.catchUp(ctx); err != nil {
		return err
	}
	if err := s.room.o.Store.MarkCut(ctx, s.paper, s.article, v.N, s.m.Edits); err != nil {
		return err
	}
	return s.catchUp(ctx)
}

// standOn has what is written here follow the article's newest version where that says nothing else in body and fields than
// the one that was last cut: the coverage of a live page was closed, or opened again. Then nobody wrote elsewhere.
func (s *story) standOn(ctx context.Context) error {
	if s.head.Version == s.apart {
		return nil
	}
	v, fields, err := s.version(ctx, s.head.Version)
	if err != nil {
		return err
	}
	was, _, err := s.version(ctx, s.m.Base)
	if err != nil {
		return err
	}
	if !bytes.Equal(v.Copy.Body, was.Copy.Body) || !maps.EqualFunc(fields, s.base, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
		s.apart = v.N
		return nil
	}
	if err := s.room.o.Store.MarkCut(ctx, s.paper, s.article, v.N, s.m.Cut); err != nil {
		return err
	}
	return s.catchUp(ctx)
}

// anybody is a check that the program itself passes.
func anybody(news.Article) error { return nil }

// followBody appends the steps that lead to a version's body.
func (s *story) followBody(ctx context.Context, v news.Version) error {
	batch, err := s.doc.Toward(v.Copy.Body)
	if err != nil || len(batch) == 0 {
		return err
	}
	return s.room.o.Store.AppendSteps(ctx, s.paper, s.article,
		news.Batch{After: s.m.Steps, Client: "desk-" + s.paper, At: s.room.o.Now(), Steps: batch}, anybody)
}

// snapshot keeps a snapshot when the last one lies far back. A failure costs time at the next opening, and nothing else.
func (s *story) snapshot(ctx context.Context) {
	if s.m.Steps-s.shot < snapshotEvery {
		return
	}
	doc, err := s.doc.JSON()
	if err == nil {
		err = s.room.o.Store.KeepSnapshot(ctx, s.paper, s.article, news.Snapshot{N: s.m.Steps, Doc: doc})
	}
	if err != nil {
		s.room.o.Log.Warn("keeping a snapshot of a manuscript", "article", s.article, "err", err)
		return
	}
	s.shot = s.m.Steps
}

// standing returns all fields as they stand, in the order of their names.
func (s *story) standing() []news.Field {
	all := make([]news.Field, 0, len(s.base))
	for name, value := range s.base {
		if f, ok := s.fields[name]; ok {
			all = append(all, f)
			continue
		}
		all = append(all, news.Field{Name: name, Value: value})
	}
	slices.SortFunc(all, func(a, b news.Field) int { return strings.Compare(a.Name, b.Name) })
	return all
}
