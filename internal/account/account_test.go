package account_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// bundle is a paper with a person of each role, and one without.
type bundle struct {
	t *testing.T
	*account.Accounts
	store *store.Store
	clock *storetest.Clock
	paper string
	other string // another paper
}

func setup(t *testing.T) bundle {
	t.Helper()
	b := bundle{t: t, clock: storetest.NewClock(storetest.Noon)}
	o := storetest.SQLiteOptions(t)
	o.Now = b.clock.Now
	b.store = storetest.Open(t, o)
	b.paper, b.other = storetest.Paper(t, b.store).ID, storetest.Paper(t, b.store, "other.example").ID
	b.Accounts = account.New(b.store, b.clock.Now)
	_, err := b.store.Write(t.Context(), b.paper, func(tx news.Tx) error {
		for _, role := range append([]news.Role{""}, news.Roles...) {
			slug := "p" + string(role)
			p := news.Person{ID: slug, Slug: slug, Name: "P " + string(role), Email: slug + "@example.org", Role: role, Version: 1}
			if err := tx.PutPerson(p, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b bundle) token(t *testing.T, n account.NewToken) string {
	t.Helper()
	secret, err := b.CreateToken(t.Context(), b.paper, n)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// setRole changes the editor's role.
func (b bundle) setRole(t *testing.T, version int, role news.Role) {
	t.Helper()
	_, err := b.store.Write(t.Context(), b.paper, func(tx news.Tx) error {
		p, err := tx.Person("peditor")
		if err != nil {
			return err
		}
		p.Role, p.Version = role, version
		return tx.PutPerson(p, "")
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	secret := b.token(t, account.NewToken{Email: "PEditor@example.org", Name: "the wire script"})
	if !strings.HasPrefix(secret, "bst_") || len(secret) != len("bst_")+43 {
		t.Errorf("a secret of the form %q", secret)
	}
	by, err := b.Authenticate(ctx, b.paper, secret)
	if err != nil || by != (news.Actor{Person: "peditor", Role: news.Editor}) {
		t.Errorf("got %v, %v", by, err)
	}
	if _, err := b.Authenticate(ctx, b.other, secret); news.CodeOf(err) != news.CodeUnauthenticated {
		t.Errorf("another paper takes the token: %v", err)
	}
	b.clock.Set(b.clock.Now() + 1)
	lesser := b.token(t, account.NewToken{Email: "peditor@example.org", Role: news.Reporter})
	if by, err := b.Authenticate(ctx, b.paper, lesser); err != nil || by.Role != news.Reporter {
		t.Errorf("a lesser token: %v, %v", by, err)
	}
	tokens, err := b.Tokens(ctx, b.paper, "peditor")
	if err != nil || len(tokens) != 2 || tokens[0].Name != "the wire script" {
		t.Errorf("listed: %v, %v", tokens, err)
	}
	for _, tok := range tokens {
		if strings.Contains(secret, tok.Hash) || tok.Hash == "" {
			t.Error("the list tells a secret")
		}
	}
}

func TestTokensThatCannotBe(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, c := range map[string]struct {
		new  account.NewToken
		code news.Code
	}{
		"for nobody":            {account.NewToken{Email: "x@example.org"}, news.CodeNotFound},
		"for no address":        {account.NewToken{}, news.CodeNotFound},
		"for one without entry": {account.NewToken{Email: "p@example.org"}, news.CodeForbidden},
		"of more than theirs":   {account.NewToken{Email: "peditor@example.org", Role: news.Publisher}, news.CodeInvalid},
		"of no role":            {account.NewToken{Email: "peditor@example.org", Role: "boss"}, news.CodeInvalid},
		"that is over":          {account.NewToken{Email: "peditor@example.org", Life: -1}, news.CodeInvalid},
	} {
		if _, err := b.CreateToken(t.Context(), b.paper, c.new); news.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, s := range []string{"", "bst_", "letmein", "bst_" + strings.Repeat("A", 43), "bsl_" + strings.Repeat("A", 43), strings.Repeat("x", 100_000)} {
		if _, err := b.Authenticate(t.Context(), b.paper, s); news.CodeOf(err) != news.CodeUnauthenticated {
			t.Errorf("%.20q is let in: %v", s, err)
		}
	}
}

// TestTokensEnd ends a token by its time, by revoking it here and elsewhere, and by what becomes of the person: at once,
// everywhere.
func TestTokensEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	in := func(a *account.Accounts, secret string) news.Role {
		t.Helper()
		by, err := a.Authenticate(ctx, b.paper, secret)
		if err != nil && news.CodeOf(err) != news.CodeUnauthenticated {
			t.Fatal(err)
		}
		return by.Role
	}
	brief := b.token(t, account.NewToken{Email: "peditor@example.org", Life: 10_000})
	revoked := b.token(t, account.NewToken{Email: "preporter@example.org"})
	theirs := b.token(t, account.NewToken{Email: "peditor@example.org"})
	elsewhere := account.New(b.store, b.clock.Now) // another process
	for _, secret := range []string{brief, revoked, theirs} {
		if in(b.Accounts, secret) == "" || in(elsewhere, secret) == "" {
			t.Fatal("a good token is refused")
		}
	}
	tokens, err := b.Tokens(ctx, b.paper, "preporter")
	if err != nil || len(tokens) != 1 {
		t.Fatal(tokens, err)
	}
	if err := b.Revoke(ctx, b.paper, "preporter", tokens[0].Hash, news.Doer{}); err != nil {
		t.Fatal(err)
	}
	if in(b.Accounts, revoked) != "" {
		t.Error("a token lives on where it was revoked")
	}
	b.setRole(t, 2, news.Reporter)
	if in(elsewhere, revoked) != "" {
		t.Error("a revoked token lives on elsewhere")
	}
	if r := in(b.Accounts, theirs); r != news.Reporter {
		t.Errorf("the person is a reporter now and the token a %s", r)
	}
	b.setRole(t, 3, "")
	if r := in(b.Accounts, theirs); r != "" {
		t.Errorf("the person has no entry any more and the token is a %s", r)
	}
	b.setRole(t, 4, news.Publisher)
	if r := in(b.Accounts, theirs); r != news.Editor {
		t.Errorf("the person has risen and the token with them: %s", r)
	}
	if in(b.Accounts, brief) == "" {
		t.Error("a token ended before its time")
	}
	b.clock.Set(b.clock.Now() + 10_000)
	if in(b.Accounts, brief) != "" {
		t.Error("a token lives on after its time")
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	link := func() string {
		t.Helper()
		secret, err := b.CreateLink(ctx, b.paper, "peditor@example.org", news.Doer{})
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	spent := func(what, paper, secret string) {
		t.Helper()
		if p, _, err := b.UseLink(ctx, paper, secret); news.CodeOf(err) != news.CodeUnauthenticated {
			t.Errorf("%s lets %v in: %v", what, p, err)
		}
	}
	one := link()
	if p, filing, err := b.UseLink(ctx, b.paper, one); err != nil || p.ID != "peditor" || filing {
		t.Errorf("got %v, %v", p, err)
	}
	spent("a used link", b.paper, one)
	spent("another paper's link", b.other, link())
	spent("nonsense", b.paper, "x")
	spent("a token", b.paper, b.token(t, account.NewToken{Email: "peditor@example.org"}))
	late := link()
	b.clock.Set(b.clock.Now() + 15*60*1000)
	spent("a link of a quarter of an hour ago", b.paper, late)
	forFiling, err := b.CreateFilingLink(ctx, b.paper, "preporter@example.org", news.Doer{})
	if err != nil {
		t.Fatal(err)
	}
	b.clock.Set(b.clock.Now() + 6*24*60*60*1000)
	if p, filing, err := b.UseLink(ctx, b.paper, forFiling); err != nil || p.ID != "preporter" || !filing {
		t.Errorf("a link for filing: %v %v %v", p, filing, err)
	}
	spent("a used link for filing", b.paper, forFiling)
	if _, err := b.CreateLink(ctx, b.paper, "p@example.org", news.Doer{}); news.CodeOf(err) != news.CodeForbidden {
		t.Errorf("a link for somebody without entry: %v", err)
	}
}

// TestOneLinkAtOnce lets many use one link at the same moment: one gets in.
func TestOneLinkAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	secret, err := b.CreateLink(context.Background(), b.paper, "peditor@example.org", news.Doer{})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	let := make(chan bool, 10)
	for range cap(let) {
		wg.Go(func() {
			_, _, err := b.UseLink(context.Background(), b.paper, secret)
			let <- err == nil
		})
	}
	wg.Wait()
	close(let)
	in := 0
	for ok := range let {
		if ok {
			in++
		}
	}
	if in != 1 {
		t.Errorf("%d got in", in)
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	s := account.Sessions{Store: b.store, Now: b.clock.Now}
	secret, err := s.Start(ctx, b.paper, "peditor", account.Arrival{})
	if err != nil {
		t.Fatal(err)
	}
	in := func(paper string) bool {
		t.Helper()
		p, err := s.Person(ctx, paper, secret)
		if err != nil && news.CodeOf(err) != news.CodeUnauthenticated {
			t.Fatal(err)
		}
		return p.ID == "peditor" && err == nil
	}
	const day = 24 * 60 * 60 * 1000
	if !in(b.paper) || in(b.other) {
		t.Error("a session is its paper's and no other's")
	}
	b.clock.Set(b.clock.Now() + 29*day)
	if !in(b.paper) {
		t.Error("a session ends too early")
	}
	b.clock.Set(b.clock.Now() + 29*day)
	if !in(b.paper) {
		t.Error("a session that is used does not go on")
	}
	b.setRole(t, 2, "")
	if in(b.paper) {
		t.Error("a session outlives the role")
	}
	b.setRole(t, 3, news.Editor)
	b.clock.Set(b.clock.Now() + 30*day)
	if in(b.paper) {
		t.Error("a session does not end by itself")
	}
	if secret, err = s.Start(ctx, b.paper, "peditor", account.Arrival{}); err != nil || !in(b.paper) {
		t.Fatal(err)
	}
	if err := s.End(ctx, b.paper, news.Doer{Person: "peditor"}, secret); err != nil || in(b.paper) {
		t.Errorf("signed out, and still in (%v)", err)
	}
}
