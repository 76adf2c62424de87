package manuscript

import (
	"context"
	"encoding/json"
	"regexp"

	"broadsheet/internal/news"
)

// Here is somebody who has an article open.
type Here struct {
	Client string `json:"client"`
	Person string `json:"person"` // id
	Name   string `json:"name"`
}

// State is everything about a manuscript beside its body.
type State struct {
	Rev       int64        `json:"rev"` // another number: something of the rest is other than before. Browsers read it, so it stays below 2⁵³
	Fields    []news.Field `json:"fields"`
	Holder    string       `json:"holder"` // id of who has the baton
	HeldBy    string       `json:"holder_name"`
	HeldSince news.Millis  `json:"held_since"`
	Here      []Here       `json:"here"` // in every process
	Notes     []news.Note  `json:"notes"`
	State     news.State   `json:"state"`
	Version   int          `json:"version"` // the article's newest
	Live      int          `json:"live"`
	Base      int          `json:"base"`  // the version that was last cut; below Version: one came from elsewhere
	Uncut     bool         `json:"uncut"` // there is more than the version Base says
	Slug      string       `json:"slug"`
	Owner     string       `json:"owner"` // id of who filed it
}

// Page is a manuscript as an editor opens it.
type Page struct {
	N     int64     `json:"n"` // the number of the newest step
	Doc   news.Body `json:"doc"`
	State State     `json:"state"`
}

// Update is what is new since a step and a state.
type Update struct {
	N     int64       `json:"n"`     // the number of the newest step; more than the last of Steps: ask again
	Steps []news.Step `json:"steps"` // that follow
	State *State      `json:"state,omitempty"`
}

// Open returns an article's manuscript, and begins it where there is none. Errors: CodeForbidden when by may not read
// the article, CodeNotFound.
func (r *Room) Open(ctx context.Context, paper string, by news.Actor, article string) (Page, error) {
	s := r.lock(paper, article)
	defer s.unlock()
	if err := s.ready(ctx, by); err != nil {
		return Page{}, err
	}
	doc, err := s.doc.JSON()
	return Page{N: s.m.Steps, Doc: doc, State: s.now()}, err
}

// At returns an article's body as step n left it. Errors: as Open; CodeNotFound when there is no step n.
func (r *Room) At(ctx context.Context, paper string, by news.Actor, article string, n int64) (Page, error) {
	s := r.lock(paper, article)
	defer s.unlock()
	if err := s.ready(ctx, by); err != nil {
		return Page{}, err
	}
	if n < 0 || n > s.m.Steps {
		return Page{}, news.Errorf(news.CodeNotFound, "at", "the copy has %d steps, and no step %d", s.m.Steps, n)
	}
	doc, _, _, err := s.at(ctx, n)
	if err != nil {
		return Page{}, err
	}
	b, err := doc.JSON()
	return Page{N: n, Doc: b, State: s.now()}, err
}

// Since returns what is new after step after and state rev. Errors: as Open.
func (r *Room) Since(ctx context.Context, paper string, by news.Actor, article string, after, rev int64) (Update, error) {
	s := r.lock(paper, article)
	defer s.unlock()
	if s.doc == nil {
		if err := s.ready(ctx, by); err != nil {
			return Update{}, err
		}
	}
	if err := r.o.Desk.MayRead(by, s.head); err != nil {
		return Update{}, err
	}
	return s.update(ctx, after, rev)
}

func (s *story) update(ctx context.Context, after, rev int64) (Update, error) {
	u := Update{N: s.m.Steps}
	if after < 0 || after > s.m.Steps {
		return u, news.Errorf(news.CodeStale, "after", "the copy has %d steps, and no step %d; load the page again", s.m.Steps, after)
	}
	var err error
	if u.Steps, err = s.since(ctx, after); err != nil {
		return u, err
	}
	if now := s.now(); rev != now.Rev {
		u.State = &now
	}
	return u, nil
}

// now returns the state as it stands.
func (s *story) now() State {
	st := s.state
	st.Fields, st.Holder, st.HeldSince = s.standing(), s.m.Holder, s.m.HeldSince
	st.HeldBy = s.heldBy
	st.State, st.Version, st.Live, st.Slug = s.head.State, s.head.Version, s.head.Live, s.head.Slug
	st.Owner = s.head.Owner
	st.Base, st.Uncut = s.m.Base, s.m.Edits > s.m.Cut
	st.Here = make([]Here, 0, len(s.here))
	for h := range s.here {
		st.Here = append(st.Here, *h)
	}
	st.Here = append(st.Here, s.there...)
	st.Notes = s.notes
	return st
}

// clientForm is what an editor's id looks like: enough letters that nobody guesses another's.
var clientForm = regexp.MustCompile(`^[0-9A-Za-z_-]{16,64}$`)

// Push takes a batch of steps that follow step after, all of them or none; when it returns without an error and taken is
// true they are on disk. When somebody else's came first, taken is false, and the update has theirs. Errors: CodeInvalid,
// CodeTooLarge for steps that can't be taken, such as suggestions in another's name; CodeForbidden for who may not write, and for an editor's id that is another
// person's; CodeConflict when the article's state doesn't allow it.
func (r *Room) Push(ctx context.Context, paper string, by news.Actor, article string, b news.Batch) (taken bool, u Update, err error) {
	if !clientForm.MatchString(b.Client) || len(b.Steps) == 0 {
		return false, u, news.Invalid("client", "a batch has steps, and the id of the editor that they come from: 16 to 64 letters and digits")
	}
	s := r.lock(paper, article)
	defer s.unlock()
	ctx = context.WithoutCancel(ctx) // who has sent it may be gone before it is written; it is written all the same
	if s.doc == nil || b.After > s.m.Steps {
		if err := s.ready(ctx, by); err != nil {
			return false, u, err
		}
	}
	if err := r.o.Desk.MayWrite(by, s.head); err != nil {
		return false, u, err
	}
	if b.After == s.m.Steps {
		if err := s.checkAuthors(ctx, by, b.Steps); err != nil {
			return false, u, err
		}
		taken, err = s.push(ctx, by, b)
	}
	if err != nil || taken {
		return taken, Update{N: s.m.Steps}, err
	}
	u, err = s.update(ctx, b.After, s.state.Rev)
	return false, u, err
}

// push tries a batch that follows the newest step, and writes it down. It is not taken when another process was faster.
func (s *story) push(ctx context.Context, by news.Actor, b news.Batch) (taken bool, err error) {
	if err := s.doc.Try(b.Steps); err != nil {
		return false, err
	}
	o := s.room.o
	b.Person, b.At = by.Person, o.Now()
	err = o.Store.AppendSteps(ctx, s.paper, s.article, b, func(a news.Article) error { return o.Desk.MayWrite(by, a) })
	if news.CodeOf(err) == news.CodeStale {
		return false, s.catchUp(ctx)
	}
	if err != nil {
		if news.CodeOf(err) == "" || news.CodeOf(err) == news.CodeUnavailable {
			s.doc = nil // whether it was written is not known: it is read again
		}
		return false, err
	}
	if err := s.doc.Keep(); err != nil {
		s.doc = nil
		return true, nil // it is on disk
	}
	more := make([]news.Step, len(b.Steps))
	for i, step := range b.Steps {
		more[i] = news.Step{N: b.After + int64(i) + 1, Client: b.Client, Person: b.Person, At: b.At, Step: step}
	}
	was := s.m.Edits > s.m.Cut
	s.remember(more)
	s.m.Edits++
	s.m.ChangedAt, s.m.ChangedBy = b.At, b.Person
	if !was {
		s.state.Rev++
	}
	s.ring()
	s.snapshot(ctx)
	return true, nil
}

// PutField writes a field whose version is expect, and returns it as it stands then. Errors: CodeInvalid for what it must
// not hold; CodeStale when somebody wrote it first: then what is returned is theirs; those of Push.
func (r *Room) PutField(ctx context.Context, paper string, by news.Actor, article, name string, value json.RawMessage, expect int) (news.Field, error) {
	if err := r.o.Desk.CheckField(ctx, paper, name, value); err != nil {
		return news.Field{}, err
	}
	s := r.lock(paper, article)
	defer s.unlock()
	ctx = context.WithoutCancel(ctx)
	if err := s.ready(ctx, by); err != nil {
		return news.Field{}, err
	}
	f := news.Field{Name: name, Value: value, By: by.Person, At: r.o.Now()}
	now, err := r.o.Store.PutField(ctx, paper, article, f, expect, func(a news.Article) error { return r.o.Desk.MayWrite(by, a) })
	if news.CodeOf(err) == news.CodeStale && now.Version == 0 {
		now = news.Field{Name: name, Value: s.base[name]}
	}
	if catch := s.catchUp(ctx); catch != nil && err == nil {
		r.o.Log.Warn("reading a manuscript after a write", "article", article, "err", catch)
	}
	return now, err
}

// TakeBaton gives the baton to by. Whoever had it loses nothing: the baton says who has the copy in hand, and locks it
// for nobody.
func (r *Room) TakeBaton(ctx context.Context, paper string, by news.Actor, article string) error {
	s := r.lock(paper, article)
	defer s.unlock()
	if err := s.ready(ctx, by); err != nil {
		return err
	}
	err := r.o.Store.PassBaton(ctx, paper, article, by.Person, r.o.Now(), func(a news.Article) error { return r.o.Desk.MayWrite(by, a) })
	if err != nil {
		return err
	}
	return s.catchUp(ctx)
}

// Join says that somebody has an article open, until leave is called.
func (r *Room) Join(paper, article string, who Here) (leave func()) {
	s := r.lock(paper, article)
	defer s.unlock()
	s.here[&who] = true
	s.changed()
	r.presence.move()
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.here, &who)
		s.changed()
		r.presence.move()
	}
}
