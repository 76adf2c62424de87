package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

// testPuts covers what is kept by slug and id: each is inserted, read, updated, refused.
func testPuts(t *testing.T, b *bench) {
	ctx := context.Background()
	t.Run("section", func(t *testing.T) {
		testPut(t, b.another(t), "section.save", puts[news.Section]{
			make: func(id, slug string, version int) news.Section {
				return news.Section{ID: id, Slug: slug, Name: "N " + slug, Description: "D", Position: 7, Version: version}
			},
			put:  func(tx news.Tx, v news.Section) error { return tx.PutSection(v, "p") },
			get:  func(view news.View, key string) (news.Section, error) { return view.Section(key) },
			read: b.Section,
		})
	})
	t.Run("tag", func(t *testing.T) {
		testPut(t, b.another(t), "tag.save", puts[news.Tag]{
			make: func(id, slug string, version int) news.Tag {
				return news.Tag{ID: id, Slug: slug, Name: "N " + slug, Description: "D", Version: version}
			},
			put:  func(tx news.Tx, v news.Tag) error { return tx.PutTag(v, "p") },
			get:  func(view news.View, key string) (news.Tag, error) { return view.Tag(key) },
			read: b.Tag,
		})
	})
	t.Run("person", func(t *testing.T) {
		testPut(t, b.another(t), "person.save", puts[news.Person]{
			make: func(id, slug string, version int) news.Person {
				return news.Person{ID: id, Slug: slug, Name: "N " + slug, Title: "T", Bio: "B", Beat: "Boats", Contact: "By *post*.", PublicKey: "K\nL", Email: slug + "@Example.org", Role: news.Editor, Version: version}
			},
			put:  func(tx news.Tx, v news.Person) error { return tx.PutPerson(v, "p") },
			get:  func(view news.View, key string) (news.Person, error) { return view.Person(key) },
			read: b.Person,
		})
	})
	t.Run("storyline", func(t *testing.T) {
		testPut(t, b.another(t), "storyline.save", puts[news.Storyline]{
			make: func(id, slug string, version int) news.Storyline {
				return news.Storyline{ID: id, Slug: slug, Name: "N " + slug, Summary: "S", Version: version}
			},
			put:  func(tx news.Tx, v news.Storyline) error { return tx.PutStoryline(v, "p") },
			get:  func(view news.View, key string) (news.Storyline, error) { return view.Storyline(key) },
			read: b.Storyline,
		})
	})
	t.Run("an e-mail address is one person's, in whatever case", func(t *testing.T) {
		b := b.another(t)
		ann := news.Person{ID: ID(t), Slug: "ann", Name: "Ann", Email: "Ann@Example.org", Version: 1}
		ben := news.Person{ID: ID(t), Slug: "ben", Name: "Ben", Version: 1}
		b.write(t, func(tx news.Tx) error { return tx.PutPerson(ann, "") })
		b.write(t, func(tx news.Tx) error { return tx.PutPerson(ben, "") })
		b.write(t, func(tx news.Tx) error { // nobody's address is no address
			return tx.PutPerson(news.Person{ID: ID(t), Slug: "eve", Name: "Eve", Version: 1}, "")
		})
		ben.Email, ben.Version = "aNN@example.ORG", 2
		b.refused(t, news.CodeConflict, "email", func(tx news.Tx) error { return tx.PutPerson(ben, "") })
		got, err := b.PersonByEmail(ctx, b.paper.ID, " ann@EXAMPLE.org")
		if diff := cmp.Diff(ann, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		for _, email := range []string{"", "nobody@example.org"} {
			if _, err := b.PersonByEmail(ctx, b.paper.ID, email); news.CodeOf(err) != news.CodeNotFound {
				t.Errorf("%q: %v", email, err)
			}
		}
	})
	t.Run("front", func(t *testing.T) {
		b := b.another(t)
		empty, err := b.FrontByName(ctx, b.paper.ID, news.MainFront)
		if diff := cmp.Diff(news.Front{Name: news.MainFront}, empty); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		f := news.Front{Name: news.MainFront, Version: 1, Live: []news.Slot{{Article: "x", Headline: "H", Kicker: "K", Until: Noon}},
			Draft: []news.Slot{{Article: "y"}}}
		put := func(tx news.Tx) error { return tx.PutFront(f, "p") }
		b.write(t, put)
		if e := b.refused(t, news.CodeStale, "version", put); e.Current != 1 {
			t.Errorf("current %d", e.Current)
		}
		f.Version, f.Draft = 2, nil
		b.write(t, put)
		got, err := b.FrontByName(ctx, b.paper.ID, news.MainFront)
		if diff := cmp.Diff(f, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		f.Version = 9
		if e := b.refused(t, news.CodeStale, "version", put); e.Current != 2 {
			t.Errorf("current %d", e.Current)
		}
	})
	t.Run("lists go by position and by slug", func(t *testing.T) {
		b := b.another(t)
		b.write(t, func(tx news.Tx) error {
			for i, slug := range []string{"zz", "B", "a", "Ä", "_", "z"} {
				if err := tx.PutSection(news.Section{ID: ID(t), Slug: slug, Name: slug, Position: 1 + (i+3)%6/2, Version: 1}, ""); err != nil {
					return err
				}
				if err := tx.PutTag(news.Tag{ID: ID(t), Slug: slug, Name: slug, Version: 1}, ""); err != nil {
					return err
				}
				if err := tx.PutPerson(news.Person{ID: ID(t), Slug: slug, Name: slug, Version: 1}, ""); err != nil {
					return err
				}
				if err := tx.PutStoryline(news.Storyline{ID: ID(t), Slug: slug, Name: slug, Version: 1}, ""); err != nil {
					return err
				}
			}
			return nil
		})
		sections, err := b.Sections(ctx, b.paper.ID)
		var got string
		for _, v := range sections {
			got += fmt.Sprint(v.Position, v.Slug, " ")
		}
		if want := "1news 1Ä 1_ 2zz 2z 3B 3a "; got != want || err != nil {
			t.Errorf("sections %q, want %q (%v)", got, want, err)
		}
		// By bytes, whatever the server's locale: capitals, underscore, small letters, then what is beyond ASCII.
		const want = "B_azzzÄ"
		got = ""
		for after := ""; ; {
			page, err := b.Tags(ctx, b.paper.ID, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range page {
				got, after = got+v.Slug, v.Slug
			}
			if len(page) < 2 {
				break
			}
		}
		if got != want {
			t.Errorf("tags %q, want %q", got, want)
		}
		people, err := b.People(ctx, b.paper.ID, "a", 2)
		if err != nil || len(people) != 2 || people[0].Slug != "z" || people[1].Slug != "zz" {
			t.Errorf("%+v %v", people, err)
		}
		storylines, err := b.Storylines(ctx, b.paper.ID, "zz", 5)
		if err != nil || len(storylines) != 1 || storylines[0].Slug != "Ä" {
			t.Errorf("%+v %v", storylines, err)
		}
	})
}

// puts is how one kind is made, put and read.
type puts[V any] struct {
	make func(id, slug string, version int) V
	put  func(news.Tx, V) error
	get  func(news.View, string) (V, error)
	read func(ctx context.Context, paper, slugOrID string) (V, error)
}

func testPut[V any](t *testing.T, b *bench, what string, p puts[V]) {
	ctx := context.Background()
	putting := func(v V) func(news.Tx) error { return func(tx news.Tx) error { return p.put(tx, v) } }
	id, second := ID(t), ID(t)
	first := p.make(id, "one", 1)
	entries := b.write(t, putting(first))
	if len(entries) != 1 || entries[0].What != what || entries[0].Subject != id || entries[0].Version != 1 || entries[0].By != "p" {
		t.Errorf("entries %+v", entries)
	}
	for _, key := range []string{id, "one"} {
		got, err := p.read(ctx, b.paper.ID, key)
		if diff := cmp.Diff(first, got); diff != "" || err != nil {
			t.Errorf("by %s: %v\n%s", key, err, diff)
		}
	}
	if _, err := p.read(ctx, b.another(t).paper.ID, id); news.CodeOf(err) != news.CodeNotFound {
		t.Errorf("another paper has it: %v", err)
	}
	b.refused(t, news.CodeConflict, "slug", putting(p.make(second, "one", 1)))
	b.refused(t, news.CodeConflict, "id", putting(p.make(id, "other", 1)))
	b.refused(t, news.CodeNotFound, "", putting(p.make(second, "other", 2)))
	b.write(t, putting(p.make(second, "two", 1)))
	b.refused(t, news.CodeConflict, "slug", putting(p.make(second, "one", 2)))
	b.write(t, func(tx news.Tx) error {
		if _, err := p.get(tx, "one"); err != nil { // remembered
			return err
		}
		if err := p.put(tx, p.make(id, "uno", 2)); err != nil {
			return err
		}
		if _, err := p.get(tx, "one"); news.CodeOf(err) != news.CodeNotFound {
			t.Errorf("the old slug still leads to it: %v", err)
		}
		got, err := p.get(tx, id)
		if diff := cmp.Diff(p.make(id, "uno", 2), got); diff != "" {
			t.Error(diff)
		}
		return err
	})
	for _, late := range []int{2, 5} {
		if e := b.refused(t, news.CodeStale, "version", putting(p.make(id, "uno", late))); e.Current != 2 {
			t.Errorf("current %d", e.Current)
		}
	}
}
