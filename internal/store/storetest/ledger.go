package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

func testClock(t *testing.T, b *bench) {
	ctx := context.Background()
	next := func(want news.Millis) {
		t.Helper()
		if got, err := b.NextTurn(ctx); got != want || err != nil {
			t.Errorf("next turn %v, want %v (%v)", got, want, err)
		}
	}
	due := func(now news.Millis, limit int, want ...string) {
		t.Helper()
		list, err := b.Due(ctx, now, limit)
		var got []string
		for _, d := range list {
			got = append(got, d.Article)
			if d.Paper == "" {
				t.Error("a due article without its paper")
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) || err != nil {
			t.Errorf("due at %+d: %v, want %v (%v)", now-Noon, got, want, err)
		}
	}
	next(news.Never)
	due(news.Never-1, 10)
	other := b.another(t)
	released, expiring, plain := b.article(t, "released", Noon), other.article(t, "expiring", Noon), b.article(t, "plain", Noon)
	released.Article.State, released.Article.EmbargoUntil = news.Scheduled, Noon+10
	expiring.Article.ExpiresAt = Noon + 5
	b.put(t, released, plain)
	other.put(t, expiring)
	next(Noon + 5)
	due(Noon+4, 10)
	due(Noon+5, 10, expiring.Article.ID)
	due(Noon+10, 10, expiring.Article.ID, released.Article.ID)
	due(Noon+10, 1, expiring.Article.ID)
	other.put(t, headOnly(expiring, func(a *news.Article) { a.State = news.Unpublished }))
	next(Noon + 10)
	b.put(t, headOnly(released, func(a *news.Article) { a.State = news.Live }))
	next(news.Never)
	due(news.Never-1, 10)
}

func testLedger(t *testing.T, b *bench) {
	ctx := context.Background()
	before, err := b.LastSeq(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if entries := b.write(t, func(news.Tx) error { return nil }); len(entries) != 0 {
		t.Errorf("a transaction that does nothing has entries %v", entries)
	}
	if after, _ := b.LastSeq(ctx); after != before {
		t.Errorf("a transaction that does nothing took a number")
	}
	other := b.another(t)
	b.clock.Set(Noon + 7)
	b.put(t, b.article(t, "a", Noon), b.article(t, "b", Noon))
	other.put(t, other.article(t, "c", Noon))
	all, err := b.Entries(ctx, "", before, 100)
	if err != nil || len(all) != 5 { // the other paper, its section, three articles
		t.Fatalf("%d entries (%v)", len(all), err)
	}
	for i, e := range all {
		if e.Seq != before+int64(i)+1 {
			t.Errorf("entry %d has the number %d", i, e.Seq)
		}
	}
	if all[2].At != Noon+7 || all[2].Article == nil || all[2].Article.Slug != "a" || all[0].What != "paper.save" || all[0].Article != nil {
		t.Errorf("%+v", all)
	}
	ours, err := b.Entries(ctx, b.paper.ID, before, 1)
	if err != nil || len(ours) != 1 || ours[0].Article.Slug != "a" {
		t.Errorf("%+v %v", ours, err)
	}
	b.put(t, headOnly(news.Change{Act: news.ActSave, Article: *all[2].Article}, func(a *news.Article) { a.ModifiedAt = Noon + 8 }))
	about, err := b.EntriesAbout(ctx, b.paper.ID, all[2].Subject)
	if err != nil || len(about) != 2 || about[0].Seq != all[2].Seq || about[1].Article.ModifiedAt != Noon+8 {
		t.Errorf("%+v %v", about, err)
	}
	if about, err = b.EntriesAbout(ctx, other.paper.ID, all[2].Subject); len(about) != 0 || err != nil {
		t.Errorf("another paper knows %+v %v", about, err)
	}
	if last, err := b.LastSeq(ctx); last != all[4].Seq+1 || err != nil {
		t.Errorf("last %d (%v)", last, err)
	}
	b.checked(t)
}

func testFollow(t *testing.T, b *bench) {
	ctx := context.Background()
	last, err := b.LastSeq(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("goes through the ledger once", func(t *testing.T) {
		var seen []int64
		for {
			n, err := b.Follow(ctx, "once", 2, func(read ledger.Read, entries []news.Entry) (func(ledger.Tx) error, error) {
				for _, e := range entries {
					if p, err := read.View(e.Paper).Paper(); err != nil || p.ID != e.Paper {
						t.Errorf("%+v %v", p, err)
					}
				}
				return func(ledger.Tx) error {
					for _, e := range entries {
						seen = append(seen, e.Seq)
					}
					return nil
				}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				break
			}
		}
		if int64(len(seen)) != last || seen[0] != 1 {
			t.Errorf("saw %v", seen)
		}
		if at, err := b.Cursor(ctx, "once"); at != last || err != nil {
			t.Errorf("cursor %d (%v)", at, err)
		}
		if err := b.ResetFollower(ctx, "once"); err != nil {
			t.Fatal(err)
		}
		if at, _ := b.Cursor(ctx, "once"); at != 0 {
			t.Errorf("cursor %d after a reset", at)
		}
	})
	t.Run("stays when preparing or applying fails", func(t *testing.T) {
		oops := errors.New("oops")
		fail := func(ledger.Tx) error { return oops }
		for _, prepared := range []error{nil, oops} {
			n, err := b.Follow(ctx, "fails", 2, func(ledger.Read, []news.Entry) (func(ledger.Tx) error, error) { return fail, prepared })
			if n != 0 || !errors.Is(err, oops) {
				t.Errorf("got %d, %v", n, err)
			}
			if at, _ := b.Cursor(ctx, "fails"); at != 0 {
				t.Errorf("cursor %d", at)
			}
		}
	})
	t.Run("prepares anew when another was faster", func(t *testing.T) {
		nothing := func(ledger.Read, []news.Entry) (func(ledger.Tx) error, error) { return nil, nil }
		var first []int64
		n, err := b.Follow(ctx, "overtaken", 1, func(_ ledger.Read, entries []news.Entry) (func(ledger.Tx) error, error) {
			if first = append(first, entries[0].Seq); len(first) == 1 {
				if _, err := b.Follow(ctx, "overtaken", 1, nothing); err != nil {
					t.Error(err)
				}
			}
			return nil, nil
		})
		if err != nil || n != 1 || !slices.Equal(first, []int64{1, 2}) {
			t.Errorf("%d entries, prepared from %v: %v", n, first, err)
		}
	})
	t.Run("two processes share it", func(t *testing.T) {
		two := b.secondProcess(t)
		for i := range 40 {
			b.put(t, b.draft(t, fmt.Sprint("draft", i), Noon))
		}
		last, _ := b.LastSeq(ctx)
		var mu sync.Mutex
		times := map[int64]int{}
		var wg sync.WaitGroup
		for _, s := range []*bench{b, two, b, two} {
			wg.Go(func() {
				for at := int64(0); at < last; at, _ = s.Cursor(ctx, "shared") {
					_, err := s.Follow(ctx, "shared", 3, func(_ ledger.Read, entries []news.Entry) (func(ledger.Tx) error, error) {
						return func(ledger.Tx) error {
							mu.Lock()
							defer mu.Unlock()
							for _, e := range entries {
								times[e.Seq]++
							}
							return nil
						}, nil
					})
					if err != nil && news.CodeOf(err) != news.CodeUnavailable {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		for seq := int64(1); seq <= last; seq++ {
			if times[seq] != 1 {
				t.Errorf("entry %d was applied %d times", seq, times[seq])
			}
		}
	})
	t.Run("wakes", func(t *testing.T) {
		two := b.secondProcess(t)
		ours, cancel := b.Subscribe()
		theirs := two.Wake()
		b.put(t, b.draft(t, "waking", Noon))
		for name, wake := range map[string]<-chan struct{}{"this process": ours, "another process": theirs} {
			select {
			case <-wake:
			case <-time.After(5 * time.Second):
				t.Errorf("%s was not told", name)
			}
		}
		cancel()
		b.put(t, b.draft(t, "sleeping", Noon))
		select {
		case <-ours:
			t.Error("told after the subscription ended")
		default:
		}
	})
	t.Run("another process's papers and sections", func(t *testing.T) {
		two := b.secondProcess(t)
		b.put(t, b.article(t, "named", Noon))
		read := func() string {
			list, err := two.List(ctx, b.paper.ID, b.front(), Noon, news.After{}, 1)
			if err != nil || len(list) != 1 {
				t.Fatalf("%v %v", list, err)
			}
			return list[0].Section.Name
		}
		if got := read(); got != "News" {
			t.Errorf("section %q", got)
		}
		wake := two.Wake()
		b.section.Name, b.section.Version = "Today", 2
		b.write(t, func(tx news.Tx) error { return tx.PutSection(b.section, "") })
		p := Paper(t, b.Store)
		deadline := time.After(5 * time.Second)
		for {
			_, err := two.PaperByID(ctx, p.ID)
			if err == nil && read() == "Today" {
				return
			}
			select {
			case <-wake:
			case <-deadline:
				t.Fatalf("after five seconds: section %q, paper %v", read(), err)
			}
		}
	})
}

// secondProcess opens the same database again, as another process would.
func (b *bench) secondProcess(t testing.TB) *bench {
	n := *b
	n.options.Poll = 20 * time.Millisecond
	n.Store = Open(t, n.options)
	return &n
}

func testRaces(t *testing.T, b *bench) {
	ctx := context.Background()
	t.Run("twenty writers leave no gap", func(t *testing.T) {
		before, _ := b.LastSeq(ctx)
		var wg sync.WaitGroup
		for w := range 20 {
			wg.Go(func() {
				for i := range 5 {
					_, err := b.Write(ctx, b.paper.ID, func(tx news.Tx) error {
						for k := range 1 + (w+i)%3 {
							if _, err := tx.PutArticle(b.article(t, fmt.Sprintf("w%d-%d-%d", w, i, k), Noon)); err != nil {
								return err
							}
						}
						if i == 3 {
							return errors.New("thought better of it")
						}
						return nil
					})
					if (err != nil) != (i == 3) {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		entries, err := b.Entries(ctx, "", before, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range entries {
			if e.Seq != before+int64(i)+1 {
				t.Fatalf("entry %d has the number %d", i, e.Seq)
			}
		}
		b.checked(t)
	})
	race := func(t *testing.T, fn func(i int) error) (won int) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				err := fn(i)
				mu.Lock()
				defer mu.Unlock()
				switch news.CodeOf(err) {
				case news.CodeConflict, news.CodeStale, news.CodeUnavailable:
				default:
					if err != nil {
						t.Error(err)
					} else {
						won++
					}
				}
			})
		}
		wg.Wait()
		return won
	}
	t.Run("of all who want a slug one gets it", func(t *testing.T) {
		won := race(t, func(int) error {
			_, err := b.Write(ctx, b.paper.ID, putting(b.article(t, "wanted", Noon)))
			return err
		})
		if won != 1 {
			t.Errorf("%d got it", won)
		}
	})
	t.Run("of all who change a version one does", func(t *testing.T) {
		c := b.article(t, "changed", Noon)
		b.put(t, c)
		won := race(t, func(i int) error {
			_, err := b.Write(ctx, b.paper.ID, putting(again(c, func(c *news.Change) { c.Version.Note = fmt.Sprint(i) })))
			return err
		})
		if won != 1 {
			t.Errorf("%d did", won)
		}
	})
	t.Run("who decides on a head sees it as it stands", func(t *testing.T) {
		c := b.article(t, "counted", Noon)
		b.put(t, c)
		won := race(t, func(int) error {
			_, err := b.Write(ctx, b.paper.ID, func(tx news.Tx) error {
				a, err := tx.Article(c.Article.ID)
				if err != nil {
					return err
				}
				a.UpdatedAt++
				_, err = tx.PutArticle(news.Change{Act: news.ActPublish, Article: a})
				return err
			})
			return err
		})
		a, _, err := b.Read(ctx, b.paper.ID, c.Article.ID, 0)
		if won != 12 || a.UpdatedAt != 12 || err != nil {
			t.Errorf("%d changed it and it was changed %d times (%v)", won, a.UpdatedAt, err)
		}
	})
	t.Run("of all who answer a key one does", func(t *testing.T) {
		won := race(t, func(int) error {
			_, err := b.Write(ctx, b.paper.ID, func(tx news.Tx) error { return tx.KeepAnswer("raced", news.Answer{At: Noon}) })
			return err
		})
		if won != 1 {
			t.Errorf("%d did", won)
		}
	})
	b.checked(t)
}
