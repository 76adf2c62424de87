package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

func testPapers(t *testing.T, b *bench) {
	ctx := context.Background()
	p := news.Paper{Name: "Post", Motto: "M", Locale: "en-GB", TimeZone: "Europe/London", URL: "https://post.example",
		Hosts: []string{"z.example", "www.post.example"}, DateForm: "2006", Latest: 9, About: "A",
		Look: news.Look{Colours: news.Colours{Accent: news.Shades{Light: "#00594c", Dark: "#6fd3bc"}}, Sections: map[string]news.Shades{"s": {Dark: "#8fc2ff"}},
			Nameplate: news.Nameplate{Face: news.PublicSans, Weight: 500, Align: news.AlignStart, SVG: `<svg viewBox="0 0 1 1"></svg>`}, Fonts: news.SystemFonts}}
	p, err := b.CreatePaper(ctx, p)
	if err != nil || p.ID == "" || p.Version != 1 || p.CreatedAt != Noon {
		t.Fatalf("%+v %v", p, err)
	}
	if _, err := b.PaperByHost(ctx, "anything.example"); news.CodeOf(err) != news.CodeNotFound {
		t.Errorf("every paper has hosts, and another host finds one: %v", err)
	}
	open, err := b.CreatePaper(ctx, news.Paper{Name: "Open", Locale: "en-GB", TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]news.Paper{"WWW.post.example": p, "z.example": p, "127.0.0.1": open} {
		got, err := b.PaperByHost(ctx, host)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", host, err, diff)
		}
	}
	got, err := b.PaperByID(ctx, p.ID)
	if diff := cmp.Diff(p, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	err = b.View(ctx, p.ID, func(v news.View) error {
		got, err := v.Paper()
		if diff := cmp.Diff(p, got); diff != "" {
			t.Error(diff)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := b.PaperByID(ctx, "nobody"); news.CodeOf(err) != news.CodeNotFound {
		t.Errorf("got %v", err)
	}
	for field, bad := range map[string]news.Paper{
		"id":    {ID: p.ID, Name: "Again", Locale: "en-GB", TimeZone: "UTC"},
		"hosts": {Name: "Thief", Locale: "en-GB", TimeZone: "UTC", Hosts: []string{"Z.example"}},
	} {
		_, err := b.CreatePaper(ctx, bad)
		if e := news.Problems(err); len(e) != 1 || e[0].Code != news.CodeConflict || e[0].Field != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
	p.Name, p.Hosts, p.Version = "Evening Post", []string{"post.example"}, 2
	put := func(tx news.Tx) error { return tx.PutPaper(p, "x") }
	if _, err := b.Write(ctx, p.ID, put); err != nil {
		t.Fatal(err)
	}
	if got, err := b.PaperByHost(ctx, "post.example"); err != nil || got.Name != "Evening Post" {
		t.Errorf("%+v %v", got, err)
	}
	if got, err := b.PaperByHost(ctx, "z.example"); err != nil || got.ID != open.ID {
		t.Errorf("a host given up still leads there: %+v %v", got, err)
	}
	if _, err := b.Write(ctx, p.ID, put); news.CodeOf(err) != news.CodeStale {
		t.Errorf("got %v", err)
	}
	testPaperVersions(ctx, t, b, p)
	if _, err := b.Write(ctx, open.ID, put); news.CodeOf(err) != news.CodeInvalid {
		t.Errorf("another paper's transaction changed it: %v", err)
	}
	papers, err := b.Papers(ctx)
	if err != nil || len(papers) != 3 || papers[0].ID != b.paper.ID {
		t.Errorf("%+v %v", papers, err)
	}
}

func testAnswers(t *testing.T, b *bench) {
	ctx := context.Background()
	other := b.another(t)
	answer := news.Answer{Request: "hash", Status: 201, Body: []byte("{\"id\":\"\xff\x00\"}"), At: Noon}
	b.write(t, func(tx news.Tx) error {
		if _, err := tx.Answered("key"); news.CodeOf(err) != news.CodeNotFound {
			t.Errorf("got %v", err)
		}
		return tx.KeepAnswer("key", answer)
	})
	b.write(t, func(tx news.Tx) error {
		got, err := tx.Answered("key")
		if diff := cmp.Diff(answer, got); diff != "" {
			t.Error(diff)
		}
		return err
	})
	b.refused(t, news.CodeConflict, "Idempotency-Key", func(tx news.Tx) error {
		if _, err := tx.PutArticle(b.article(t, "twice", Noon)); err != nil {
			return err
		}
		return tx.KeepAnswer("key", answer)
	})
	other.write(t, func(tx news.Tx) error { return tx.KeepAnswer("key", news.Answer{At: Noon + 1}) })
	if n, err := b.ForgetAnswers(ctx, Noon+1); n != 1 || err != nil {
		t.Errorf("forgot %d (%v), want 1", n, err)
	}
	b.write(t, func(tx news.Tx) error { return tx.KeepAnswer("key", answer) })
}

func testRedirects(t *testing.T, b *bench) {
	ctx := context.Background()
	leads := func(t *testing.T, b *bench, path string, want news.Redirect) {
		t.Helper()
		want.Path = path
		got, err := b.Redirect(ctx, b.paper.ID, path)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", path, err, diff)
		}
	}
	nowhere := func(t *testing.T, b *bench, path string) {
		t.Helper()
		if got, err := b.Redirect(ctx, b.paper.ID, path); news.CodeOf(err) != news.CodeNotFound {
			t.Errorf("%s leads to %+v (%v)", path, got, err)
		}
	}
	rename := func(c news.Change, slug string) news.Change {
		return headOnly(c, func(a *news.Article) { a.Slug = slug })
	}
	t.Run("set by somebody", func(t *testing.T) {
		b := b.another(t)
		nowhere(t, b, "/2019/05/story?id=7")
		put := func(r news.Redirect) {
			entries := b.write(t, func(tx news.Tx) error { return tx.PutRedirect(r, "p") })
			if len(entries) != 1 || entries[0].What != "redirect.save" || entries[0].Subject != r.Path {
				t.Errorf("entries %+v", entries)
			}
		}
		put(news.Redirect{Path: "/2019/05/story?id=7", Article: "x"})
		put(news.Redirect{Path: "/old", To: "https://example.org/"})
		leads(t, b, "/2019/05/story?id=7", news.Redirect{Article: "x"})
		put(news.Redirect{Path: "/2019/05/story?id=7", To: "/new"})
		leads(t, b, "/2019/05/story?id=7", news.Redirect{To: "/new"})
		nowhere(t, b.another(t), "/old")
		list, err := b.Redirects(ctx, b.paper.ID, "/2019/05/story?id=7", 5)
		if err != nil || len(list) != 1 || list[0].Path != "/old" {
			t.Errorf("%+v %v", list, err)
		}
	})
	t.Run("ended, and found by a part of it", func(t *testing.T) {
		b := b.another(t)
		for _, r := range []news.Redirect{{Path: "/2019/Ferry", To: "/ferries"}, {Path: "/a_b", Article: "x"}, {Path: "/axb", To: "https://example.org/FERRY/100%"}} {
			b.write(t, func(tx news.Tx) error { return tx.PutRedirect(r, "p") })
		}
		for _, q := range []struct{ text, after, want string }{
			{"", "", "/2019/Ferry /a_b /axb "}, {"fErRy", "", "/2019/Ferry /axb "}, {"ferry", "/2019/Ferry", "/axb "}, {"a_b", "", "/a_b "},
			{"100%", "", "/axb "}, {"%", "", "/axb "}, {"x!", "", ""}, {"\x00ferries\xff", "", "/2019/Ferry "}, {"nothing", "", ""},
		} {
			list, err := b.RedirectsWith(ctx, b.paper.ID, q.text, q.after, 9)
			got := ""
			for _, r := range list {
				got += r.Path + " "
			}
			if got != q.want || err != nil {
				t.Errorf("with %q after %q: %s, want %s (%v)", q.text, q.after, got, q.want, err)
			}
		}
		if list, err := b.RedirectsWith(ctx, b.paper.ID, "", "", 2); len(list) != 2 || err != nil {
			t.Errorf("two of three are %+v (%v)", list, err)
		}
		other := b.another(t)
		other.refused(t, news.CodeNotFound, "", func(tx news.Tx) error { return tx.DropRedirect("/a_b", "p") })
		entries := b.write(t, func(tx news.Tx) error { return tx.DropRedirect("/a_b", "p") })
		if len(entries) != 1 || entries[0].What != "redirect.drop" || entries[0].Subject != "/a_b" || entries[0].By != "p" {
			t.Errorf("entries %+v", entries)
		}
		nowhere(t, b, "/a_b")
		leads(t, b, "/axb", news.Redirect{To: "https://example.org/FERRY/100%"})
		b.refused(t, news.CodeNotFound, "", func(tx news.Tx) error { return tx.DropRedirect("/a_b", "p") })
		// What a changed slug left is none that somebody set, and can't be ended.
		c := b.article(t, "was", Noon)
		b.put(t, c)
		b.put(t, rename(c, "is"))
		leads(t, b, "/was", news.Redirect{Article: c.Article.ID})
		b.refused(t, news.CodeNotFound, "", func(tx news.Tx) error { return tx.DropRedirect("/was", "p") })
		leads(t, b, "/was", news.Redirect{Article: c.Article.ID})
	})
	t.Run("a changed slug leaves one", func(t *testing.T) {
		b := b.another(t)
		c := b.article(t, "one", Noon)
		b.put(t, c)
		nowhere(t, b, "/one")
		c = rename(c, "two")
		b.put(t, c)
		leads(t, b, "/one", news.Redirect{Article: c.Article.ID})
		nowhere(t, b, "one")
		c = rename(c, "three")
		b.put(t, c)
		leads(t, b, "/one", news.Redirect{Article: c.Article.ID})
		leads(t, b, "/two", news.Redirect{Article: c.Article.ID})
		b.put(t, rename(c, "one"))
		nowhere(t, b, "/one")
		leads(t, b, "/three", news.Redirect{Article: c.Article.ID})
		b.checked(t)
	})
	t.Run("a slug that nobody could have seen leaves none", func(t *testing.T) {
		b := b.another(t)
		draft, held := b.draft(t, "draft", Noon), b.article(t, "held", Noon)
		held.Article.SeenAt, held.Article.EmbargoUntil, held.Article.State = 0, Noon+1, news.Scheduled
		b.put(t, draft, held)
		b.put(t, rename(draft, "draft-2"), rename(held, "held-2"))
		nowhere(t, b, "/draft")
		nowhere(t, b, "/held")
		b.clock.Set(Noon + 1) // now it could be met, whether the clock has come by or not
		defer b.clock.Set(Noon)
		b.put(t, rename(held, "held-3"))
		leads(t, b, "/held-2", news.Redirect{Article: held.Article.ID})
		b.checked(t)
	})
	t.Run("a path that no address can be leads nowhere", func(t *testing.T) {
		nowhere(t, b, "/\x00")
		nowhere(t, b, "/\xff")
	})
	t.Run("the last to leave a slug has it", func(t *testing.T) {
		b := b.another(t)
		x, y := b.article(t, "shared", Noon), b.draft(t, "shared", Noon)
		b.put(t, x)
		b.put(t, rename(x, "x"))
		b.put(t, y)
		leads(t, b, "/shared", news.Redirect{Article: x.Article.ID}) // a draft there must not be noticed
		y = headOnly(y, func(a *news.Article) {
			a.State, a.Live, a.PublishedAt, a.ReleaseAt, a.SeenAt = news.Live, 1, Noon, Noon, Noon
		})
		b.put(t, y)
		b.put(t, rename(y, "y"))
		leads(t, b, "/shared", news.Redirect{Article: y.Article.ID})
		b.write(t, func(tx news.Tx) error { return tx.PutRedirect(news.Redirect{Path: "/shared", To: "/elsewhere"}, "") })
		leads(t, b, "/shared", news.Redirect{To: "/elsewhere"})
		b.checked(t)
	})
}

// testPaperVersions reads the two versions of a paper that has been made and changed once.
func testPaperVersions(ctx context.Context, t *testing.T, b *bench, p news.Paper) {
	t.Helper()
	all, err := b.PaperVersions(ctx, p.ID, 0, 10)
	if err != nil || len(all) != 2 || all[0].Version != 2 || all[0].By != "x" || all[0].At != Noon || all[1].Name != "Post" || all[1].By != "" {
		t.Errorf("%+v %v", all, err)
	}
	if diff := cmp.Diff(p, all[0].Paper); diff != "" {
		t.Errorf("the newest version is not the paper as it stands:\n%s", diff)
	}
	if older, err := b.PaperVersions(ctx, p.ID, 2, 10); err != nil || len(older) != 1 || older[0].Version != 1 {
		t.Errorf("%+v %v", older, err)
	}
}
