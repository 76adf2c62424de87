package press

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestPageIsMadeOnceUntilItChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := page("One", "article:a")
	for range 3 {
		if got := read(t, b.must(t, "/a", m)); got != long("One") {
			t.Fatalf("%.60s", got)
		}
	}
	if n := m.pages.Load(); n != 1 {
		t.Errorf("it was made %d times", n)
	}
	b.hear([]news.Entry{live("b")})
	if b.Peek(key("/a")) == nil {
		t.Error("another article's change dropped it")
	}
	b.hear([]news.Entry{live("a")})
	if b.Peek(key("/a")) != nil {
		t.Error("its own change didn't drop it")
	}
	b.must(t, "/a", m)
	if n := m.pages.Load(); n != 2 {
		t.Errorf("after the change it was made %d times", n)
	}
}

// TestWhatEntriesDrop says, for each kind of entry, which pages it drops.
func TestWhatEntriesDrop(t *testing.T) {
	t.Parallel()
	pages := map[string][]string{
		"/": {"front:front", "list:paper:p"}, "/section/town": {"list:section:s1", "front:town"}, "/a": {"article:a"},
		"/b": {"article:b", "article:a"}, "/about": {}, "/with-picture": {"picture:x"}, "/old": {"redirect:/old", "article:a"},
	}
	all := []string{"/", "/section/town", "/a", "/b", "/about", "/with-picture", "/old"}
	draft := entry("article.save", "a", 3, &news.Article{ID: "a", Slug: "a", State: news.Draft, Version: 3})
	for name, c := range map[string]struct {
		entry news.Entry
		drops []string
	}{
		"article":              {live("a"), []string{"/", "/section/town", "/a", "/b", "/old"}},
		"draft":                {draft, nil},
		"article, no head":     {entry("article.publish", "a", 1, nil), all},
		"front":                {entry("front.save", "town", 4, nil), []string{"/section/town"}},
		"picture":              {entry("picture.save", "x", 2, nil), []string{"/with-picture"}},
		"redirect":             {entry("redirect.save", "/old", 0, nil), []string{"/old"}},
		"new tag":              {entry("tag.save", "t", 1, nil), nil},
		"tag by another name":  {entry("tag.save", "t", 2, nil), all},
		"new section":          {entry("section.save", "s2", 1, nil), all},
		"paper":                {entry("paper.save", "p", 2, nil), all},
		"something unheard of": {entry("crossword.save", "p", 1, nil), all},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.store.lists["a"] = []news.List{{Of: "paper", ID: "p"}, {Of: "section", ID: "s1"}}
			for path, tags := range pages {
				b.must(t, path, page(path, tags...))
			}
			b.hear([]news.Entry{c.entry})
			var dropped []string
			for _, path := range all {
				if b.Peek(key(path)) == nil {
					dropped = append(dropped, path)
				}
			}
			if fmt.Sprint(dropped) != fmt.Sprint(c.drops) {
				t.Errorf("it drops %v, want %v", dropped, c.drops)
			}
		})
	}
}

func TestOtherPapersPagesStay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, err := b.Get(t.Context(), Key{"q", "/a"}, page("q's", "article:a"), false); err != nil {
		t.Fatal(err)
	}
	b.hear([]news.Entry{live("a"), entry("paper.save", "p", 2, nil)})
	if b.Peek(Key{"q", "/a"}) == nil {
		t.Error("a change of one paper dropped another's page")
	}
}

func TestManyEntriesDropAllListsAndTheArticlesThemselves(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "/", page("Front", "list:paper:p"))
	b.must(t, "/section/town", page("Town", "list:section:s1"))
	b.must(t, "/old", page("Old", "article:old"))
	b.must(t, "/a7", page("Seven", "article:a7"))
	var entries []news.Entry
	for i := range 500 {
		entries = append(entries, live(fmt.Sprint("a", i)))
	}
	b.hear(entries)
	for path, stays := range map[string]bool{"/": false, "/section/town": false, "/a7": false, "/old": true} {
		if (b.Peek(key(path)) != nil) != stays {
			t.Errorf("%s stays: %v", path, !stays)
		}
	}
}

func TestStoreThatFailsDropsTooMuch(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "/section/town", page("Town", "list:section:s1"))
	b.store.err = errors.New("the disk is on fire")
	b.hear([]news.Entry{live("a")})
	if b.Peek(key("/section/town")) != nil {
		t.Error("a list stays although nobody knows whether it has changed")
	}
}

func TestOneMakesForMany(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := page("One", "article:a")
	m.wait = make(chan struct{})
	var readers sync.WaitGroup
	for range 50 {
		readers.Go(func() {
			if _, err := b.Get(t.Context(), key("/a"), m, false); err != nil {
				t.Error(err)
			}
		})
	}
	for m.pages.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	close(m.wait)
	readers.Wait()
	if n := m.pages.Load(); n != 1 {
		t.Errorf("fifty readers had it made %d times", n)
	}
}

// TestPageMadeFromOldStateIsNotKept changes something while a page is being made: those who came before may get it, those
// who come after the change must not.
func TestPageMadeFromOldStateIsNotKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	old, fresh := page("Old", "article:a"), page("New", "article:a")
	old.wait = make(chan struct{})
	first := make(chan string)
	go func() {
		s, err := b.Get(context.Background(), key("/a"), old, false)
		if err != nil {
			t.Error(err)
		}
		first <- string(s.Form(0).Bytes)
	}()
	for old.pages.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	b.hear([]news.Entry{live("a")})
	if got := read(t, b.must(t, "/a", fresh)); got != long("New") {
		t.Errorf("who asks after the change gets %.40s", got)
	}
	close(old.wait)
	if got := <-first; got != long("Old") {
		t.Errorf("who asked before gets %.40s", got)
	}
	if got := read(t, b.must(t, "/a", fresh)); got != long("New") {
		t.Errorf("the old page was kept in the end: %.40s", got)
	}
}

func TestReaderWhoHangsUpDoesNotSpoilItForOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := page("One")
	m.wait = make(chan struct{})
	ctx, hangUp := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() { _, err := b.Get(ctx, key("/a"), m, false); gone <- err }()
	for m.pages.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	hangUp()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("whoever hung up is told %v", err)
	}
	close(m.wait)
	b.must(t, "/a", m)
}

func TestFailuresAreNotKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := page("One")
	m.err = errors.New("the store is away")
	for n := range int32(2) {
		if _, err := b.Get(t.Context(), key("/a"), m, false); err == nil || m.pages.Load() != n+1 {
			t.Errorf("try %d: %v", n, err)
		}
	}
	m.err = nil
	b.must(t, "/a", m)
	panics := makerFunc(func(context.Context) (Page, error) { panic("slip") })
	if _, err := b.Get(t.Context(), key("/b"), panics, false); err == nil || !strings.Contains(err.Error(), "slip") {
		t.Errorf("a panic is told as %v", err)
	}
}

type makerFunc func(context.Context) (Page, error)

func (f makerFunc) Page(ctx context.Context) (Page, error)     { return f(ctx) }
func (f makerFunc) Part(context.Context, string) (Part, error) { return Part{}, nil }

func TestMissingIsAskedForOnceUntilSomethingChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := &made{err: notFound()}
	for range 3 {
		if _, err := b.Get(t.Context(), key("/x"), m, false); news.CodeOf(err) != news.CodeNotFound {
			t.Fatal(err)
		}
	}
	if n := m.pages.Load(); n != 1 {
		t.Errorf("it was looked for %d times", n)
	}
	b.hear([]news.Entry{entry("tag.save", "t", 1, nil)})
	m.err = nil
	if _, err := b.Get(t.Context(), key("/x"), m, false); err != nil {
		t.Errorf("after a change it is still missing: %v", err)
	}
}

func TestMissingIsBounded(t *testing.T) {
	t.Parallel()
	var m missing
	for i := range 200_000 {
		m.add(key(fmt.Sprint("/", i)), 1)
	}
	if n := len(m.young) + len(m.old); n > maxMissing || !m.has(key("/199999"), 1) || m.has(key("/1"), 1) {
		t.Errorf("%d addresses are remembered", n)
	}
	for i := range 200 {
		m.add(key(strings.Repeat("x", 30_000)+fmt.Sprint(i)), 2)
	}
	if size := m.size * 2; size > 2*maxMissingBytes || m.has(key("/199999"), 1) {
		t.Errorf("%d bytes of paths are remembered", size)
	}
}

func TestTimeEndsPages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := page("Today")
	m.page.Until = noon + 1000
	b.must(t, "/", m)
	b.at.Store(int64(noon + 999))
	if b.Peek(key("/")) == nil {
		t.Error("it ends too early")
	}
	b.at.Store(int64(noon + 1000))
	if b.Peek(key("/")) != nil {
		t.Error("it is shown after its end")
	}
	b.must(t, "/", m) // whose end has passed already
	if b.Peek(key("/")) != nil {
		t.Error("a page that ends now is kept")
	}
}

func TestTurnsOfTheClock(t *testing.T) {
	t.Parallel()
	var told []string
	b := setup(t, func(o *Options) { o.Outside = func(tags []string) { told = append(told, tags...) } })
	b.store.lists["a"] = []news.List{{Of: "paper", ID: "p"}}
	b.store.turns["a"] = noon + 5000
	lists, other := page("Front", "list:paper:p"), page("Another", "article:b")
	b.must(t, "/", lists)
	b.must(t, "/b", other)
	b.at.Store(int64(noon + 4999))
	if b.Peek(key("/")) == nil {
		t.Error("the front changes before the embargo ends")
	}
	told = nil
	b.at.Store(int64(noon + 5000))
	if b.Peek(key("/")) != nil {
		t.Error("the front is the same when the embargo has ended")
	}
	if b.Peek(key("/b")) == nil {
		t.Error("a page that has nothing to do with it was dropped")
	}
	if fmt.Sprint(told) != "[article:a list:paper:p]" {
		t.Errorf("caches outside are told of %v", told)
	}
	b.must(t, "/", lists)
	soon := live("c") // a change brings the next turn forward
	soon.Article.ExpiresAt = noon + 6000
	b.store.lists["c"], b.store.turns["c"] = b.store.lists["a"], noon+6000
	b.hear([]news.Entry{soon})
	b.must(t, "/", lists)
	b.at.Store(int64(noon + 6000))
	if b.Peek(key("/")) != nil {
		t.Error("the front still shows what has expired")
	}
}

func TestTurnsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.store.turns["a"] = noon + 1000
	b.must(t, "/", page("Front"))
	b.store.err = errors.New("the store is away")
	b.at.Store(int64(noon + 1000))
	if b.Peek(key("/")) != nil {
		t.Error("a page is shown although nobody knows whether it has changed")
	}
}

// TestEverythingTurnsAtOnce lets more embargoes end together than are looked at one by one.
func TestEverythingTurnsAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 10 * maxTurns {
		b.store.turns[fmt.Sprint(i)] = noon + 1000
	}
	b.must(t, "/", page("Front", "list:paper:p"))
	b.at.Store(int64(noon + 1000))
	if b.Peek(key("/")) != nil {
		t.Error("the front stays")
	}
}

func TestRunMindsTheClockByItself(t *testing.T) {
	t.Parallel()
	told := make(chan []string, 10)
	b := setup(t, func(o *Options) { o.Outside = func(tags []string) { told <- tags } })
	b.must(t, "/", page("Front", "list:paper:p"))
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { b.Run(ctx) })
	defer func() { stop(); running.Wait() }()
	due := live("a")
	due.Article.State, due.Article.ReleaseAt = news.Scheduled, noon+1000
	b.store.mu.Lock()
	b.store.turns["a"] = noon + 1000
	b.store.mu.Unlock()
	b.at.Store(int64(noon + 500))
	b.hear([]news.Entry{due})
	b.at.Store(int64(noon + 1000))
	for {
		select {
		case tags := <-told:
			if strings.Contains(fmt.Sprint(tags), "article:a") && b.nextTurn.Load() == int64(news.Never) {
				return
			}
		case <-time.After(10 * time.Second):
			t.Fatal("nobody minds the clock")
		}
	}
}

// TestArchiveComingIn hears of many new articles at once: pages with lists are made anew, an article's page, which shows
// what is breaking and no other list of its own, is not, unless that may have changed.
func TestArchiveComingIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	archive := func(change func(*news.Entry)) (all []news.Entry) {
		for i := range manyEntries + 1 {
			id := fmt.Sprint("new-", i)
			e := entry("article.publish", id, 1, &news.Article{ID: id, Slug: id, State: news.Live, Version: 1, Live: 1})
			if change != nil && i == 7 {
				change(&e)
			}
			all = append(all, e)
		}
		return all
	}
	article, front := page("An article", "article:a", "list:breaking:p"), page("A front", "list:breaking:p", "list:paper:p")
	for name, c := range map[string]struct {
		change func(*news.Entry)
		kept   bool
	}{
		"new articles":       {nil, true},
		"one is breaking":    {func(e *news.Entry) { e.Article.BreakingUntil = noon + 1000 }, false},
		"one was changed":    {func(e *news.Entry) { e.Article.Version = 2 }, false},
		"one is no longer":   {func(e *news.Entry) { e.What = "article.calm" }, false},
		"one was taken down": {func(e *news.Entry) { e.What, e.Article.State = "article.unpublish", news.Unpublished }, false},
	} {
		b.must(t, "/a", article)
		b.must(t, "/", front)
		b.hear(archive(c.change))
		if b.Peek(key("/")) != nil {
			t.Errorf("%s: the front stands", name)
		}
		if kept := b.Peek(key("/a")) != nil; kept != c.kept {
			t.Errorf("%s: the article's page is kept: %v", name, kept)
		}
	}
}
