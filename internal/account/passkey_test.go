package account_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
)

func TestPasskeys(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	d := b.registered(t)
	for n := range 3 {
		d.count = uint32(n + 1)
		if p, err := b.UsePasskey(ctx, b.place(), "  PEditor@Example.org ", d.used(b.asked(t)), news.Doer{}); err != nil || p.ID != "peditor" {
			t.Fatalf("got %v, %v", p, err)
		}
	}
	keys, err := b.Passkeys(ctx, b.paper, "peditor")
	if err != nil || len(keys) != 1 || keys[0].Name != "My laptop" || keys[0].UsedAt != b.clock.Now() {
		t.Errorf("listed: %v, %v", keys, err)
	}
	if err := b.RemovePasskey(ctx, b.paper, "preporter", keys[0].ID, news.Doer{}); err != nil {
		t.Fatal(err)
	}
	d.count++
	if _, err := b.UsePasskey(ctx, b.place(), "", d.used(b.asked(t)), news.Doer{}); err != nil {
		t.Errorf("another person has removed it: %v", err)
	}
	if err := b.RemovePasskey(ctx, b.paper, "peditor", keys[0].ID, news.Doer{}); err != nil {
		t.Fatal(err)
	}
	d.count++
	if p, err := b.UsePasskey(ctx, b.place(), "", d.used(b.asked(t)), news.Doer{}); news.CodeOf(err) != news.CodeUnauthenticated || p.ID != "" {
		t.Errorf("a removed passkey: %v, %v", p, err)
	}
}

// TestPasskeysRefused spoils a sign-in in every way there is. After each the same device still gets in, so that it was
// that which was refused.
func TestPasskeysRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d := b.registered(t)
	other := newDevice("peditor")
	use := func(at account.Place, email string, answer []byte) (news.Person, error) {
		return b.UsePasskey(t.Context(), at, email, answer, news.Doer{})
	}
	good := func(what string) []byte {
		t.Helper()
		d.count++
		a := d.used(b.asked(t))
		if p, err := use(b.place(), "", a); err != nil || p.ID != "peditor" {
			t.Fatalf("after %s: %v, %v", what, p, err)
		}
		return a
	}
	elsewhere := b.place()
	elsewhere.Paper.ID = b.other
	for name, try := range map[string]func() (news.Person, error){
		"an answer that was used": func() (news.Person, error) { return use(b.place(), "", good("nothing")) },
		"a challenge of nobody's": func() (news.Person, error) { return use(b.place(), "", d.used(b64(make([]byte, 32)))) },
		"a challenge that is old": func() (news.Person, error) {
			c := b.asked(t)
			b.clock.Set(b.clock.Now() + 5*60*1000)
			return use(b.place(), "", d.used(c))
		},
		"a clock set back": func() (news.Person, error) {
			c, now := b.asked(t), b.clock.Now()
			b.clock.Set(now - 60*60*1000)
			defer b.clock.Set(now)
			return use(b.place(), "", d.used(c))
		},
		"a challenge to make one": func() (news.Person, error) {
			asked, err := b.BeginPasskey(t.Context(), b.place(), b.person(t, "peditor"))
			if err != nil {
				t.Fatal(err)
			}
			return use(b.place(), "", d.used(challengeOf(t, asked)))
		},
		"another origin": func() (news.Person, error) {
			s := *d
			s.origin = "https://paper.example.evil.example"
			return use(b.place(), "", s.used(b.asked(t)))
		},
		"another relying party": func() (news.Person, error) {
			s := *d
			s.rp = "evil.example"
			return use(b.place(), "", s.used(b.asked(t)))
		},
		"a key that is not known": func() (news.Person, error) { return use(b.place(), "", other.used(b.asked(t))) },
		"another key of the same id": func() (news.Person, error) {
			s := *other
			s.id = d.id
			return use(b.place(), "", s.used(b.asked(t)))
		},
		"another's name": func() (news.Person, error) {
			s := *d
			s.handle = "ppublisher"
			return use(b.place(), "", s.used(b.asked(t)))
		},
		"nobody's name": func() (news.Person, error) {
			s := *d
			s.handle = ""
			return use(b.place(), "", s.used(b.asked(t)))
		},
		"a user not verified": func() (news.Person, error) {
			s := *d
			s.flags = 1
			return use(b.place(), "", s.used(b.asked(t)))
		},
		"a counter that goes back": func() (news.Person, error) {
			s := *d
			s.count--
			return use(b.place(), "", s.used(b.asked(t)))
		},
		"another paper":          func() (news.Person, error) { return use(elsewhere, "", d.used(b.asked(t))) },
		"another e-mail address": func() (news.Person, error) { return use(b.place(), "ppublisher@example.org", d.used(b.asked(t))) },
		"a person without a role": func() (news.Person, error) {
			b.setRole(t, b.person(t, "peditor").Version+1, "")
			defer b.setRole(t, b.person(t, "peditor").Version+1, news.Editor)
			return use(b.place(), "", d.used(b.asked(t)))
		},
	} {
		good("nothing")
		d.count++
		if p, err := try(); news.CodeOf(err) != news.CodeUnauthenticated || p.ID != "" {
			t.Errorf("%s: %v lets %q in", name, err, p.ID)
		}
		good(name)
	}
	for _, nonsense := range []string{"", "{}", "null", `{"id":"x"}`, strings.Repeat("[", 100_000), string(d.made(b.asked(t)))} {
		if p, err := use(b.place(), "", []byte(nonsense)); news.CodeOf(err) != news.CodeInvalid || p.ID != "" {
			t.Errorf("%.30q: %v", nonsense, err)
		}
	}
}

// TestOneAnswerAtOnce sends one answer many times at the same moment: one gets in.
func TestOneAnswerAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d := b.registered(t)
	a := d.used(b.asked(t))
	var in atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := b.UsePasskey(t.Context(), b.place(), "", a, news.Doer{}); err == nil {
				in.Add(1)
			}
		})
	}
	wg.Wait()
	if in.Load() != 1 {
		t.Errorf("%d got in", in.Load())
	}
}

func TestPasskeysThatCannotBeMade(t *testing.T) {
	t.Parallel()
	b := setup(t)
	editor := b.person(t, "peditor")
	add := func(d *device, challenge, name string) error {
		return b.AddPasskey(t.Context(), b.place(), editor, name, d.made(challenge), news.Doer{})
	}
	ask := func(p news.Person) string {
		asked, err := b.BeginPasskey(t.Context(), b.place(), p)
		if err != nil {
			t.Fatal(err)
		}
		return challengeOf(t, asked)
	}
	spoiled := func(spoil func(*device)) *device {
		d := newDevice("peditor")
		spoil(d)
		return d
	}
	for name, c := range map[string]struct {
		err  error
		code news.Code
	}{
		"another's challenge":    {add(newDevice("peditor"), ask(b.person(t, "ppublisher")), ""), news.CodeUnauthenticated},
		"a sign-in's challenge":  {add(newDevice("peditor"), b.asked(t), ""), news.CodeUnauthenticated},
		"no challenge":           {add(newDevice("peditor"), "", ""), news.CodeUnauthenticated},
		"another origin":         {add(spoiled(func(d *device) { d.origin = "http://paper.example" }), ask(editor), ""), news.CodeUnauthenticated},
		"another relying party":  {add(spoiled(func(d *device) { d.rp = "example" }), ask(editor), ""), news.CodeUnauthenticated},
		"a user not verified":    {add(spoiled(func(d *device) { d.flags = 1 }), ask(editor), ""), news.CodeUnauthenticated},
		"a maker's certificate":  {add(spoiled(func(d *device) { d.format = "tpm" }), ask(editor), ""), news.CodeInvalid},
		"a name that is long":    {add(newDevice("peditor"), ask(editor), strings.Repeat("é", 61)), news.CodeInvalid},
		"a name with an odd end": {add(newDevice("peditor"), ask(editor), "x\x00"), news.CodeInvalid},
	} {
		if news.CodeOf(c.err) != c.code {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	d := newDevice("peditor")
	if err := add(d, ask(editor), ""); err != nil {
		t.Fatal(err)
	}
	if err := add(d, ask(editor), ""); news.CodeOf(err) != news.CodeConflict {
		t.Errorf("the same key twice: %v", err)
	}
	if keys, err := b.Passkeys(t.Context(), b.paper, "peditor"); err != nil || len(keys) != 1 {
		t.Errorf("kept: %v, %v", keys, err)
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ scheme, host, refusal string }{
		{"https", "paper.example", ""}, {"https", "paper.example:8443", ""}, {"http", "localhost:8080", ""}, {"http", "a.localhost", ""},
		{"http", "paper.example", "https"}, {"http", "127.0.0.1:8080", "http://localhost:8080/newsroom/"}, {"http", "[::1]:9", "http://localhost:9/newsroom/"},
		{"https", "192.0.2.7", "the paper’s own name"}, {"http", "127.0.0.1", "http://localhost/newsroom/"},
	} {
		got := account.Place{Scheme: c.scheme, Host: c.host}.RefusesPasskeys()
		if (got == "") != (c.refusal == "") || !strings.Contains(got, c.refusal) {
			t.Errorf("%s://%s: %q", c.scheme, c.host, got)
		}
	}
	b := setup(t)
	at := b.place()
	at.Paper.URL, at.Host = "https://paper.example", "www.paper.example:8443"
	if asked, err := b.AskPasskey(t.Context(), at, "x"); err != nil || !strings.Contains(string(asked), `"rpId":"paper.example"`) {
		t.Errorf("below the paper's host: %s, %v", asked, err)
	}
	at.Host = "notpaper.example"
	if asked, err := b.AskPasskey(t.Context(), at, "x"); err != nil || !strings.Contains(string(asked), `"rpId":"notpaper.example"`) {
		t.Errorf("beside the paper's host: %s, %v", asked, err)
	}
	for _, odd := range []string{"", ":", "a b", "[", "\x00", "-", strings.Repeat("a", 5000)} {
		at.Host = odd
		if _, err := b.AskPasskey(t.Context(), at, "x"); news.CodeOf(err) != news.CodeConflict && err != nil {
			t.Errorf("the host %.10q: %v", odd, err)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36":                            "Chrome on Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0":            "Edge on Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile Safari/604.1": "Safari on an iPhone",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0":                                             "Firefox on a Mac",
		"curl/8": "A browser that doesn’t say which", "": "A browser that doesn’t say which",
	} {
		if got := account.Device(agent); got != want {
			t.Errorf("%.60q is %q", agent, got)
		}
	}
	for address, want := range map[string]string{
		"192.0.2.77": "192.0.2.0/24", "2001:db8:1:2:3::4": "2001:db8:1::/48", "::ffff:192.0.2.77": "192.0.2.0/24", "fe80::1%eth0": "fe80::/48", "": "", "x": "", "[::1]": "::/48",
	} {
		if got := account.Network(address); got != want {
			t.Errorf("the network of %q is %q", address, got)
		}
	}
}
