package press

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"broadsheet/internal/news"
)

const noon news.Millis = 1769947200000 // 2026-02-01T12:00:00Z

// archive is what a Press asks of the store: lists, turns and addresses as a test sets them.
type archive struct {
	mu    sync.Mutex
	lists map[string][]news.List // by article
	turns map[string]news.Millis
	paths []string
	err   error
}

func (a *archive) Stood(_ context.Context, _, article string, _ int64) ([]news.List, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.lists[article], a.err
}

func (a *archive) Due(_ context.Context, now news.Millis, limit int) (due []news.DueArticle, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for id, at := range a.turns {
		if at <= now && len(due) < limit {
			due = append(due, news.DueArticle{Paper: "p", Article: id})
		}
	}
	return due, a.err
}

func (a *archive) TurnAfter(_ context.Context, now news.Millis) (news.Millis, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	next := news.Never
	for _, at := range a.turns {
		if at > now {
			next = min(next, at)
		}
	}
	return next, a.err
}

func (a *archive) Addresses(_ context.Context, fn func(paper, path string) error) error {
	for _, path := range a.paths {
		if err := fn("p", path); err != nil {
			return err
		}
	}
	return a.err
}

// bundle is a press with a clock and a store of its own.
type bundle struct {
	*Press
	store *archive
	at    atomic.Int64
}

func setup(t testing.TB, change ...func(*Options)) *bundle {
	t.Helper()
	b := &bundle{store: &archive{lists: map[string][]news.List{}, turns: map[string]news.Millis{}}}
	b.at.Store(int64(noon))
	o := Options{Store: b.store, Now: func() news.Millis { return news.Millis(b.at.Load()) }, Size: 1 << 20}
	for _, f := range change {
		f(&o)
	}
	b.Press = New(o)
	return b
}

// made is a Maker that counts what it makes.
type made struct {
	page  Page
	part  Part
	err   error
	pages atomic.Int32
	parts atomic.Int32
	wait  chan struct{} // closed: pages may be made
}

func (m *made) Page(ctx context.Context) (Page, error) {
	m.pages.Add(1)
	if m.wait != nil {
		<-m.wait
	}
	return m.page, m.err
}

func (m *made) Part(context.Context, string) (Part, error) {
	m.parts.Add(1)
	return m.part, nil
}

func key(path string) Key { return Key{"p", path} }

// page is a page of some length made from tags.
func page(text string, tags ...string) *made {
	return &made{page: Page{Status: 200, Kind: "article", Type: "text/html", Body: []byte(long(text)), Tags: tags}}
}

// long is a text worth compressing.
func long(text string) string {
	var b strings.Builder
	for i := 0; b.Len() < 4000; i++ {
		fmt.Fprintf(&b, "<p>%s, paragraph %d of it, which is %d times as long.</p>", text, i, i*i)
	}
	return b.String()
}

// must gets a page.
func (b *bundle) must(t testing.TB, path string, m Maker) *Sheet {
	t.Helper()
	s, err := b.Get(t.Context(), key(path), m, false)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// read returns a sheet's text by each of its forms, which must agree.
func read(t testing.TB, s *Sheet) string {
	t.Helper()
	plain := string(s.Form(0).Bytes)
	if f := s.Form(AcceptGzip); f.Encoding == Gzip {
		if got := gunzip(t, f.Bytes); got != plain {
			t.Errorf("the gzip form of %s has %d bytes, the plain one %d", s.key.Path, len(got), len(plain))
		}
	}
	return plain
}

// gunzip reads with the standard library, which checks the checksum, and refuses anything after the end.
func gunzip(t testing.TB, b []byte) string {
	t.Helper()
	in := bytes.NewReader(b)
	r, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	r.Multistream(false) // browsers read one stream
	out, err := io.ReadAll(r)
	if err != nil || in.Len() != 0 {
		t.Fatalf("%v, with %d bytes left", err, in.Len())
	}
	return string(out)
}

func entry(what, subject string, version int, a *news.Article) news.Entry {
	return news.Entry{Paper: "p", What: what, Subject: subject, Version: version, Article: a}
}

// live is an entry about an article that is out.
func live(id string) news.Entry {
	return entry("article.publish", id, 2, &news.Article{ID: id, Slug: id, State: news.Live, Live: 2, Version: 2, ReleaseAt: noon})
}
