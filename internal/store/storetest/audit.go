package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

// trail returns a paper's whole trail, oldest first, and wants its chain to be whole.
func (b *bench) trail(t *testing.T) (rows []news.AuditRow) {
	t.Helper()
	last, err := b.CheckAudit(context.Background(), b.paper.ID, func(problem string) { t.Error(problem) })
	if err != nil {
		t.Fatal(err)
	}
	for before := int64(0); ; {
		page, err := b.Audit(context.Background(), b.paper.ID, news.AuditFilter{}, before, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			rows = append([]news.AuditRow{r}, rows...)
			before = r.N
		}
		if len(page) == 0 {
			break
		}
	}
	if int64(len(rows)) != last.N || len(rows) > 0 && rows[len(rows)-1].Hash != last.Hash {
		t.Errorf("the pages have %d rows, the trail %d", len(rows), last.N)
	}
	return rows
}

func testAudit(t *testing.T, b *bench) {
	ctx := context.Background()
	person := news.Person{ID: ID(t), Slug: "ann", Name: "Ann <&> \u2028", Email: "ann@example.org", Role: news.Reporter, Version: 1}
	t.Run("every entry of the ledger has its row", func(t *testing.T) {
		b := b.another(t)
		f := NewFixture(t, b.Store, b.paper.ID)
		f.Fill(t, b.Store, b.paper.ID, 0, 3)
		tag, line, picture := news.Tag{ID: ID(t), Slug: "x", Name: "X", Version: 1}, news.Storyline{ID: ID(t), Slug: "x", Name: "X", Version: 1}, news.Picture{ID: ID(t), Alt: "A", Version: 1}
		section, paper := b.section, b.paper
		section.Version, section.Name = 2, "Newer"
		paper.Version, paper.Motto = 2, "Every tide"
		b.write(t, func(tx news.Tx) error {
			for _, err := range []error{
				tx.PutSection(section, "ann"), tx.PutTag(tag, "ann"), tx.PutStoryline(line, "ann"), tx.PutPicture(picture, "ann"), tx.PutPaper(paper, "ann"),
				tx.PutPerson(person, "ann"), tx.PutFront(news.Front{Name: news.MainFront, Version: 1, Live: []news.Slot{{Article: "x"}}}, "ann"),
				tx.PutRedirect(news.Redirect{Path: "/old", To: "/"}, "ann"), tx.PutRedirect(news.Redirect{Path: "/old", To: "/new"}, "ann"),
			} {
				if err != nil {
					return err
				}
			}
			return nil
		})
		entries, err := b.Entries(ctx, b.paper.ID, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for _, e := range entries {
			want = append(want, fmt.Sprint(e.What, " ", e.Subject, " ", e.Version, " ", e.By, " ", e.At))
		}
		told := map[string]string{}
		for _, r := range b.trail(t) {
			got = append(got, fmt.Sprint(r.Kind, ".", r.Act, " ", r.Subject, " ", r.Version, " ", r.By, " ", r.At))
			told[r.Kind] = string(r.Before) + " " + string(r.After)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		for kind, change := range map[string]string{
			"section": `{"name":"News"} {"name":"Newer"}`, "paper": ` {"motto":"Every tide"}`, "redirect": `{"to":"/"} {"to":"/new"}`,
		} {
			if told[kind] != change {
				t.Errorf("%s: %s", kind, told[kind])
			}
		}
	})
	t.Run("filters", func(t *testing.T) {
		b := b.another(t)
		who := person
		who.ID, who.Version = ID(t), 1
		b.write(t, func(tx news.Tx) error { return tx.PutPerson(who, "boss") })
		b.clock.Set(Noon + 1000)
		who.Version, who.Role = 2, news.Editor
		b.write(t, func(tx news.Tx) error { return tx.PutPerson(who, "boss") })
		for name, c := range map[string]struct {
			f    news.AuditFilter
			want int
		}{
			"none": {news.AuditFilter{}, 4}, "kind": {news.AuditFilter{Kind: "person"}, 2}, "who did": {news.AuditFilter{Person: "boss"}, 2},
			"whom it was done to": {news.AuditFilter{Person: who.ID}, 2}, "subject": {news.AuditFilter{Subject: b.section.ID}, 1},
			"from": {news.AuditFilter{From: Noon + 1000}, 1}, "until": {news.AuditFilter{Until: Noon + 1000}, 3},
			"all": {news.AuditFilter{Kind: "person", Person: "boss", Subject: who.ID, From: Noon + 1000, Until: Noon + 1001}, 1},
		} {
			rows, err := b.Audit(ctx, b.paper.ID, c.f, 0, 10)
			if err != nil || len(rows) != c.want {
				t.Errorf("%s: %d rows, %v", name, len(rows), err)
			}
		}
		b.clock.Set(Noon)
	})
	t.Run("a failed use leaves no row", func(t *testing.T) {
		b := b.another(t)
		before := len(b.trail(t))
		_, err := b.Write(ctx, b.paper.ID, func(tx news.Tx) error {
			if err := tx.PutTag(news.Tag{ID: ID(t), Slug: "y", Name: "Y", Version: 1}, ""); err != nil {
				return err
			}
			return news.Invalid("", "no")
		})
		if err == nil || b.PutToken(ctx, news.Token{Hash: ID(t), Paper: b.paper.ID, Person: "nobody", Role: news.Editor}, news.Doer{}) == nil || len(b.trail(t)) != before {
			t.Errorf("%v; %d rows and %d before", err, len(b.trail(t)), before)
		}
	})
	t.Run("many at once", func(t *testing.T) {
		b := b.another(t)
		before := len(b.trail(t))
		var wg sync.WaitGroup
		for n := range 8 {
			wg.Go(func() {
				for range 5 {
					if err := b.PutRefusal(ctx, b.paper.ID, "", news.Doer{}, map[string]any{"n": n}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n := len(b.trail(t)); n != before+40 {
			t.Errorf("%d rows, want %d", n, before+40)
		}
	})
}
