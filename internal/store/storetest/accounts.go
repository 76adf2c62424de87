package storetest

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
)

func testAccounts(t *testing.T, b *bench) {
	ctx := context.Background()
	person := news.Person{ID: ID(t), Slug: "ann", Name: "Ann", Email: "ann@example.org", Role: news.Editor, Version: 1}
	b.write(t, func(tx news.Tx) error { return tx.PutPerson(person, "") })
	must := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	gone := func(t *testing.T, err error) {
		t.Helper()
		if news.CodeOf(err) != news.CodeNotFound {
			t.Errorf("got %v, want not found", err)
		}
	}
	t.Run("tokens", func(t *testing.T) {
		token := news.Token{Hash: "t1", Paper: b.paper.ID, Person: person.ID, Role: news.Reporter, Name: "import", CreatedAt: Noon, ExpiresAt: Noon + 9}
		must(t, b.PutToken(ctx, token, news.Doer{}))
		got, role, err := b.TokenByHash(ctx, "t1")
		if diff := cmp.Diff(token, got); diff != "" || role != person.Role || err != nil {
			t.Errorf("%v %q\n%s", err, role, diff)
		}
		must(t, b.TouchToken(ctx, "t1", Noon+5))
		must(t, b.TouchToken(ctx, "t1", Noon+4)) // another process was later to write an earlier use
		must(t, b.TouchToken(ctx, "none", Noon+5))
		if got, _, err = b.TokenByHash(ctx, "t1"); got.UsedAt != Noon+5 || err != nil {
			t.Errorf("used at %v, %v", got.UsedAt, err)
		}
		token.UsedAt = Noon + 5
		list, err := b.Tokens(ctx, b.paper.ID, person.ID)
		if diff := cmp.Diff([]news.Token{token}, list); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		everybody, err := b.Tokens(ctx, b.paper.ID, "")
		if diff := cmp.Diff([]news.Token{token}, everybody); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		if none, err := b.Tokens(ctx, "nowhere", ""); len(none) != 0 || err != nil {
			t.Errorf("another paper has %v, %v", none, err)
		}
		if err := b.PutToken(ctx, token, news.Doer{}); news.CodeOf(err) != news.CodeConflict {
			t.Errorf("the same token twice: %v", err)
		}
		token.Hash, token.Person = "t2", "nobody"
		gone(t, b.PutToken(ctx, token, news.Doer{}))
		token.Person, token.Paper = person.ID, "nowhere"
		gone(t, b.PutToken(ctx, token, news.Doer{}))
		must(t, b.DeleteToken(ctx, "nowhere", "t1", news.Doer{}))
		_, _, err = b.TokenByHash(ctx, "t1")
		must(t, err)
		must(t, b.DeleteToken(ctx, b.paper.ID, "t1", news.Doer{}))
		_, _, err = b.TokenByHash(ctx, "t1")
		gone(t, err)
	})
	t.Run("preferences", func(t *testing.T) {
		b := b.another(t)
		someone := person
		someone.ID = ID(t)
		b.write(t, func(tx news.Tx) error { return tx.PutPerson(someone, "") })
		set := func(name, value string) error {
			return b.PutPreference(ctx, b.paper.ID, someone.ID, news.Preference{Name: name, Value: value})
		}
		must(t, set("keys", "off"))
		must(t, set("filter Mine", "state=draft"))
		must(t, set("keys", "on"))
		got, err := b.Preferences(ctx, b.paper.ID, someone.ID)
		if diff := cmp.Diff([]news.Preference{{Name: "filter Mine", Value: "state=draft"}, {Name: "keys", Value: "on"}}, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		must(t, b.DropPreference(ctx, "nowhere", someone.ID, "keys"))
		must(t, b.DropPreference(ctx, b.paper.ID, someone.ID, "filter Mine"))
		got, err = b.Preferences(ctx, b.paper.ID, someone.ID)
		if len(got) != 1 || got[0].Name != "keys" || err != nil {
			t.Errorf("%+v %v", got, err)
		}
		gone(t, b.PutPreference(ctx, b.paper.ID, "nobody", news.Preference{Name: "keys"}))
	})
	t.Run("a sign-in link works once", func(t *testing.T) {
		link := news.SignInLink{Hash: "l1", Paper: b.paper.ID, Person: person.ID, CreatedAt: Noon, ExpiresAt: Noon + 9}
		late := link
		late.Hash = "l2"
		must(t, b.PutSignInLink(ctx, link, news.Doer{}))
		must(t, b.PutSignInLink(ctx, late, news.Doer{}))
		var used atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				got, err := b.UseSignInLink(ctx, "l1", Noon+8)
				if err == nil && cmp.Equal(link, got) {
					used.Add(1)
				} else {
					gone(t, err)
				}
			})
		}
		wg.Wait()
		if used.Load() != 1 {
			t.Errorf("it worked %d times", used.Load())
		}
		filing := news.SignInLink{Hash: "l4", Paper: b.paper.ID, Person: person.ID, Filing: true, CreatedAt: Noon, ExpiresAt: Noon + 9}
		must(t, b.PutSignInLink(ctx, filing, news.Doer{}))
		if got, err := b.UseSignInLink(ctx, "l4", Noon+1); got != filing || err != nil {
			t.Errorf("a link for filing alone came back as %+v (%v)", got, err)
		}
		trail := b.trail(t)
		if last := trail[len(trail)-1]; !strings.Contains(string(last.After), `"filing":true`) {
			t.Errorf("the trail doesn't say that the link was for filing alone: %s", last.After)
		}
		_, err := b.UseSignInLink(ctx, "l2", Noon+9)
		gone(t, err)
		_, err = b.UseSignInLink(ctx, "l3", Noon)
		gone(t, err)
	})
	t.Run("sessions", func(t *testing.T) {
		for _, hash := range []string{"s1", "s2", "s3"} {
			must(t, b.PutSession(ctx, news.Session{Hash: hash, Paper: b.paper.ID, Person: person.ID, CreatedAt: Noon, SeenAt: Noon, ExpiresAt: Noon + 9}))
		}
		must(t, b.TouchSession(ctx, "s1", Noon+3, Noon+20))
		got, err := b.SessionByHash(ctx, "s1")
		want := news.Session{Hash: "s1", Paper: b.paper.ID, Person: person.ID, CreatedAt: Noon, SeenAt: Noon + 3, ExpiresAt: Noon + 20}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		must(t, b.EndSession(ctx, b.paper.ID, person.ID, "s2", news.Doer{}))
		_, err = b.SessionByHash(ctx, "s2")
		gone(t, err)
		must(t, b.ForgetExpired(ctx, Noon+10))
		_, err = b.SessionByHash(ctx, "s3")
		gone(t, err)
		must(t, b.EndSessionsOf(ctx, b.paper.ID, person.ID, "", news.Doer{}))
		_, err = b.SessionByHash(ctx, "s1")
		gone(t, err)
	})
}
