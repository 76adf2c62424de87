package account_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
)

func (b bundle) codes(t *testing.T) []string {
	t.Helper()
	codes, err := b.NewRecoveryCodes(t.Context(), b.paper, "peditor", news.Doer{Person: "peditor"})
	if err != nil || len(codes) != 10 {
		t.Fatal(codes, err)
	}
	return codes
}

func (b bundle) use(email, code, address string) (news.Person, error) {
	b.clock.Set(b.clock.Now() + 31_000)
	return b.UseRecoveryCode(b.t.Context(), b.paper, email, code, address, news.Doer{})
}

func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const email = "peditor@example.org"
	old := b.codes(t)
	codes := b.codes(t)
	in := func(email, code string) bool {
		t.Helper()
		p, err := b.use(email, code, "192.0.2.1")
		if err != nil && news.CodeOf(err) != news.CodeUnauthenticated {
			t.Fatal(err)
		}
		return err == nil && p.ID == "peditor"
	}
	for name, c := range map[string]struct {
		email, code string
		want        bool
	}{
		"as it was shown":      {email, codes[0], true},
		"in capitals, unsplit": {" PEditor@EXAMPLE.org", strings.ToUpper(strings.ReplaceAll(codes[1], "-", "")), true},
		"with spaces":          {email, " " + strings.ReplaceAll(codes[2], "-", " ") + "\n", true},
		"of an earlier set":    {email, old[0], false},
		"another's":            {"ppublisher@example.org", codes[3], false},
		"of nobody":            {"nobody@example.org", codes[3], false},
		"without an address":   {"", codes[3], false},
		"too short":            {email, codes[3][:10], false},
		"nothing":              {email, "", false},
		"endless":              {email, strings.Repeat(codes[3], 1000), false},
	} {
		if got := in(c.email, c.code); got != c.want {
			t.Errorf("%s: let in %v", name, got)
		}
		if c.want && in(c.email, c.code) {
			t.Errorf("%s: it works twice", name)
		}
	}
	if left, made, err := b.RecoveryCodes(t.Context(), b.paper, "peditor"); left != 7 || made == 0 || err != nil {
		t.Errorf("%d are left, made at %s, %v", left, made, err)
	}
	b.setRole(t, 2, "")
	if in(email, codes[4]) {
		t.Error("somebody without a role is let in")
	}
}

// TestOneCodeAtOnce uses one code many times at the same moment: one gets in.
func TestOneCodeAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	code := b.codes(t)[0]
	var in atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := b.UseRecoveryCode(t.Context(), b.paper, "peditor@example.org", code, "192.0.2.1", news.Doer{}); err == nil {
				in.Add(1)
			}
		})
	}
	wg.Wait()
	if in.Load() != 1 {
		t.Errorf("%d got in", in.Load())
	}
}

// TestGuessing guesses ten thousand times: from one address, then as one person from ever other addresses. A few guesses
// are looked at, and fewer are written down; the answers are the same whether the person is known.
func TestGuessing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.codes(t)
	for name, who := range map[string]func(n int) (email, address string){
		"from one address":           func(n int) (string, string) { return fmt.Sprintf("p%d@example.org", n), "192.0.2.9" },
		"as one who is known":        func(n int) (string, string) { return "peditor@example.org", fmt.Sprintf("as.%d", n) },
		"as one who isn't, the same": func(n int) (string, string) { return "nobody@example.org", fmt.Sprintf("as.%d", n+10_000) },
	} {
		looked := 0
		for n := range 10_000 {
			email, address := who(n)
			_, err := b.UseRecoveryCode(t.Context(), b.paper, email, fmt.Sprintf("guess-%d", n), address, news.Doer{})
			switch news.CodeOf(err) {
			case news.CodeUnauthenticated:
				looked++
			case news.CodeTooMany:
			default:
				t.Fatalf("%s: %v", name, err)
			}
		}
		if looked != 10 {
			t.Errorf("%s: %d guesses were looked at", name, looked)
		}
	}
	rows, err := b.store.Audit(t.Context(), b.paper, news.AuditFilter{Kind: "signin"}, 0, 1000)
	if err != nil || len(rows) != 10 {
		t.Errorf("%d refusals were written down, %v", len(rows), err)
	}
	_, known := b.use("peditor@example.org", "x", "192.0.2.10")
	_, unknown := b.use("nobody@example.org", "x", "192.0.2.11")
	if known == nil || unknown == nil || known.Error() != unknown.Error() {
		t.Errorf("the answers differ: %v, %v", known, unknown)
	}
	rows, err = b.store.Audit(t.Context(), b.paper, news.AuditFilter{Kind: "signin"}, 0, 1)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	rows2, err := b.store.Audit(t.Context(), b.paper, news.AuditFilter{Kind: "signin"}, rows[0].N, 1)
	if err != nil || !strings.Contains(string(rows2[0].After), `"left_out_before":20`) {
		t.Errorf("what was left out is not told: %s, %v", rows2[0].After, err)
	}
}

// TestSessionsEnd ends sessions: one, all others, by their bound however much they are used; at once in every process.
func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	s := account.Sessions{Store: b.store, Now: b.clock.Now}
	elsewhere := account.Sessions{Store: b.store, Now: b.clock.Now}
	by := news.Doer{Person: "peditor"}
	in := func(secret string) bool {
		_, err := elsewhere.Person(ctx, b.paper, secret)
		return err == nil
	}
	var secrets []string
	for range 4 {
		secret, err := s.Start(ctx, b.paper, "peditor", account.Arrival{Way: "passkey", Agent: "Firefox on Linux", Network: "192.0.2.0/24"})
		if err != nil || !in(secret) {
			t.Fatal(secret, err)
		}
		secrets = append(secrets, secret)
	}
	list, err := s.Of(ctx, b.paper, "peditor")
	if err != nil || len(list) != 4 || list[0].Device != "Firefox on Linux" || list[0].Network != "192.0.2.0/24" || list[0].Way != "passkey" {
		t.Fatalf("%+v, %v", list, err)
	}
	if err := s.EndOne(ctx, b.paper, "preporter", list[0].Hash, by); err != nil {
		t.Fatal(err)
	}
	if again, _ := s.Of(ctx, b.paper, "peditor"); len(again) != 4 {
		t.Error("somebody has ended another's session by its name")
	}
	if err := s.End(ctx, b.paper, by, secrets[0]); err != nil || in(secrets[0]) {
		t.Errorf("the session is stolen after signing out, and lives: %v", err)
	}
	if err := s.EndOthers(ctx, b.paper, "peditor", secrets[2], by); err != nil || in(secrets[1]) || in(secrets[3]) || !in(secrets[2]) {
		t.Errorf("ending the others: %v", err)
	}
	const day = 24 * 60 * 60 * 1000
	for n := range 89 {
		b.clock.Set(b.clock.Now() + day)
		if !in(secrets[2]) {
			t.Fatalf("a session that is used every day ended on day %d", n+1)
		}
	}
	b.clock.Set(b.clock.Now() + day)
	if in(secrets[2]) {
		t.Error("a session outlives its bound")
	}
}
