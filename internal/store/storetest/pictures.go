package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

// testPictures covers the library: pictures are put, read, listed and found.
func testPictures(t *testing.T, b *bench) {
	ctx := context.Background()
	picture := func(version int) news.Picture {
		return news.Picture{ID: ID(t), Alt: "A gull", Caption: "On the RIDGE 100%", Credit: "Ann Able", Creator: "Ann", Copyright: "2026",
			Usage: "Editorial only", TakenAt: "2026-01-31T10:00:00", Focus: news.Focus{X: 10, Y: 90}, Width: 1200, Height: 800, Colour: "#102030",
			Original:   news.Original{Hash: "abc", Type: "image/jpeg", Bytes: 7},
			Renditions: []news.Rendition{{Type: "image/webp", Width: 400, Height: 267, Bytes: 9, Path: "/media/x-400.webp"}},
			ExpiresAt:  Noon, CreatedAt: Noon, Version: version}
	}
	put := func(p news.Picture) func(news.Tx) error {
		return func(tx news.Tx) error { return tx.PutPicture(p, "p") }
	}
	t.Run("put, changed and refused", func(t *testing.T) {
		b := b.another(t)
		p := picture(1)
		entries := b.write(t, put(p))
		if len(entries) != 1 || entries[0].What != "picture.save" || entries[0].Subject != p.ID || entries[0].By != "p" {
			t.Errorf("entries %+v", entries)
		}
		b.refused(t, news.CodeConflict, "id", put(p))
		p.Version, p.Alt, p.ExpiresAt = 2, "Two gulls", 0
		b.write(t, put(p))
		got, err := b.Picture(ctx, b.paper.ID, p.ID)
		if diff := cmp.Diff(p, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		if e := b.refused(t, news.CodeStale, "version", put(p)); e.Current != 2 {
			t.Errorf("current %d", e.Current)
		}
		other := p
		other.Version, other.Original.Hash, other.CreatedAt = 3, "def", 1
		b.write(t, put(other))
		if got, err = b.Picture(ctx, b.paper.ID, p.ID); got.Original.Hash != "def" || got.CreatedAt != Noon || err != nil {
			t.Errorf("another original didn't come, or the moment changed: %+v %v", got, err)
		}
		if _, err := b.Picture(ctx, b.another(t).paper.ID, p.ID); news.CodeOf(err) != news.CodeNotFound {
			t.Errorf("another paper has it: %v", err)
		}
	})
	t.Run("many at once, and the library", func(t *testing.T) {
		b := b.another(t)
		var ids, newest []string
		for i := range 5 {
			p := picture(1)
			p.CreatedAt, p.Credit = Noon+news.Millis(i/2), fmt.Sprint("Credit ", i)
			b.write(t, put(p))
			ids, newest = append(ids, p.ID), append([]string{p.ID}, newest...)
		}
		some, err := b.Pictures(ctx, b.paper.ID, []string{ids[0], "nope", ids[3], ids[0]})
		if len(some) != 2 || some[ids[3]].Credit != "Credit 3" || err != nil {
			t.Errorf("%v %v", some, err)
		}
		if none, err := b.Pictures(ctx, b.another(t).paper.ID, ids); len(none) != 0 || err != nil {
			t.Errorf("another paper's: %v %v", none, err)
		}
		var got []string
		for after := (news.After{}); ; {
			page, err := b.Library(ctx, b.paper.ID, news.PictureFilter{Query: "ridge"}, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page {
				got, after = append(got, p.ID), news.After{At: p.CreatedAt, ID: p.ID}
			}
			if len(page) < 2 {
				break
			}
		}
		if diff := cmp.Diff(newest, got); diff != "" {
			t.Error(diff)
		}
		for query, want := range map[string]int{"credit 3": 1, "100%": 5, "100_": 0, "gull ANN": 5, "gull ben": 0} {
			if page, err := b.Library(ctx, b.paper.ID, news.PictureFilter{Query: query}, news.After{}, 10); len(page) != want || err != nil {
				t.Errorf("%q finds %d, want %d (%v)", query, len(page), want, err)
			}
		}
	})
}

// testUses covers which articles show a picture: by their newest version, or by the one that readers see.
func testUses(t *testing.T, b *bench) {
	ctx := context.Background()
	b = b.another(t)
	gulls, roof := news.Picture{ID: ID(t)}, news.Picture{ID: ID(t)}
	uses := func(p news.Picture, want string) {
		t.Helper()
		list, err := b.PictureUses(ctx, b.paper.ID, p, 10)
		got := ""
		for _, i := range list {
			got += i.Slug + " "
		}
		if got != want || err != nil {
			t.Errorf("used by %q, want %q (%v)", got, want, err)
		}
	}
	shows := func(slug string, at news.Millis, main string, body string) news.Change {
		c := b.article(t, slug, at)
		c.Article.ModifiedAt = at
		c.Version.Copy.Picture, c.Version.Hash = main, ""
		if body != "" {
			c.Version.Copy.Body = []byte(`[{"type":"image","media":"` + body + `"}]`)
		}
		return c
	}
	main, both, other := shows("main", Noon, gulls.ID, ""), shows("both", Noon+1, gulls.ID, gulls.ID), shows("other", Noon+2, "", roof.ID)
	b.put(t, main, both, other)
	uses(gulls, "both main ")
	uses(roof, "other ")
	// The newest version shows it no more, but readers still see the one that does.
	draft := again(both, func(c *news.Change) {
		c.Version.Copy.Picture, c.Version.Copy.Body, c.Article.Live = "", Body("x"), 1
	})
	b.put(t, draft)
	uses(gulls, "both main ")
	draft = headOnly(draft, func(a *news.Article) { a.Live = 2 })
	b.put(t, draft)
	uses(gulls, "main ")
	b.put(t, again(other, func(c *news.Change) { c.Version.Copy.Picture = gulls.ID }))
	uses(gulls, "other main ")
	uses(roof, "other ")
	if list, err := b.PictureUses(ctx, b.another(t).paper.ID, gulls, 10); len(list) != 0 || err != nil {
		t.Errorf("from another paper: %v %v", list, err)
	}
	// Slots of fronts, in the list that readers see, the draft, and what is planned.
	onFronts := func(p news.Picture, want ...news.FrontUse) {
		t.Helper()
		got, err := b.FrontUses(ctx, b.paper.ID, p.ID)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("on fronts: %v\n%s", err, diff)
		}
	}
	slot := func(p news.Picture) []news.Slot {
		return []news.Slot{{Article: "x", Picture: p.ID}, {Article: "y", Picture: p.ID}, {Article: "z"}}
	}
	front := func(f news.Front) { b.write(t, func(tx news.Tx) error { return tx.PutFront(f, "") }) }
	front(news.Front{Name: news.MainFront, Version: 1, Live: slot(gulls), Draft: slot(gulls)})
	front(news.Front{Name: "sport", Version: 1, Draft: slot(roof), Planned: []news.PlannedFront{{ID: "1", At: Noon + 5, Live: slot(gulls)}, {ID: "2", At: Noon + 6, Live: slot(gulls)}}})
	onFronts(gulls, news.FrontUse{Front: news.MainFront, Live: true, Draft: true}, news.FrontUse{Front: "sport", Planned: true})
	onFronts(roof, news.FrontUse{Front: "sport", Draft: true})
	front(news.Front{Name: news.MainFront, Version: 2, Live: slot(roof), Draft: slot(gulls)})
	standing := func() {
		t.Helper()
		onFronts(gulls, news.FrontUse{Front: news.MainFront, Draft: true}, news.FrontUse{Front: "sport", Planned: true})
		onFronts(roof, news.FrontUse{Front: news.MainFront, Live: true}, news.FrontUse{Front: "sport", Draft: true})
		uses(gulls, "other main ")
		uses(roof, "other ")
		b.checked(t)
	}
	standing()
	if err := b.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	standing()
	if list, err := b.FrontUses(ctx, b.another(t).paper.ID, gulls.ID); len(list) != 0 || err != nil {
		t.Errorf("from another paper: %v %v", list, err)
	}
}
