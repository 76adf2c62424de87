package browsertest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/cli"
	"broadsheet/internal/store/storetest"
)

// atLocalhost has the tab open the paper by the one name that browsers use passkeys at without https.
func (p *tab) atLocalhost() {
	s := *p.site
	s.base = strings.Replace(s.base, "127.0.0.1", "localhost", 1)
	p.site, p.seen.base = &s, s.base
}

// device gives the tab a device that keeps passkeys, and whose owner always says yes: also where a passkey is only offered,
// which would sign in by itself; the page is told that this browser doesn't offer.
func (p *tab) device() {
	p.t.Helper()
	p.must(call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `if (!location.search.includes("offer")) PublicKeyCredential.isConditionalMediationAvailable = async () => false`,
	}))
	p.must(call(p, webauthn.Enable, webauthn.EnableParams{}))
	p.must(call(p, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}}))
}

// run has the program do something on the site's data.
func (s *site) run(t testing.TB, args ...string) string {
	t.Helper()
	var out, told bytes.Buffer
	if code := cli.Run(t.Context(), append(args, "--data", s.data), &out, &told); code != 0 {
		t.Fatalf("%v: %s", args, told.String())
	}
	return strings.TrimSpace(out.String())
}

// newcomer adds somebody and signs the tab in as them, by a link.
func (p *tab) newcomer(name, role string) (email string) {
	p.t.Helper()
	email = strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.org"
	p.site.run(p.t, "person", "add", "--email", email, "--name", name, "--role", role)
	p.byLink(email)
	return email
}

func (p *tab) byLink(email string) {
	p.t.Helper()
	_, path, _ := strings.Cut(p.site.run(p.t, "person", "signin-link", "--email", email), "/newsroom/")
	p.open("/newsroom/" + path)
	p.submit("main form")
	p.until(`location.pathname === "/newsroom/"`, "My desk")
}

// press presses a button of the page, by its words.
func (p *tab) press(words string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`!!document.body && document.readyState === "complete" && [...document.querySelectorAll("button")].some(b => b.innerText === %q && b.checkVisibility())`, words), "the button "+words)
	p.leave(fmt.Sprintf(`[...document.querySelectorAll("button")].find(b => b.innerText === %q && b.checkVisibility()).click()`, words))
}

func (p *tab) says(words string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.readyState === "complete" && !!document.body && document.body.innerText.includes(%q)`, words), words)
}

// TestPasskey makes a passkey, signs out, signs in by it, with and without the e-mail address, and removes it.
func TestPasskey(t *testing.T) {
	t.Parallel()
	storetest.Whole(t)
	p := newTab(t)
	p.atLocalhost()
	p.device()
	email := p.newcomer("Petra Key", "editor")
	p.open("/newsroom/you")
	p.says("a sign-in link is your only way in")
	p.eval(`void (document.querySelector("#name").value = "Petra’s laptop")`, nil)
	p.press("Make a passkey")
	p.says("The passkey is made.")
	p.says("Petra’s laptop")
	for _, as := range []string{"", email} {
		p.submit(".who")
		p.says("You are signed out")
		p.open("/newsroom/signin?to=/newsroom/you")
		p.eval(`document.querySelector("#email").focus()`, nil)
		p.key(as + kb.Enter)
		p.until(`location.pathname === "/newsroom/you"`, "You, after the passkey")
		p.says("by a passkey")
	}
	p.submit(".who")
	p.open("/newsroom/signin?to=/newsroom/you&offer")
	p.until(`location.pathname === "/newsroom/you"`, "You, after the passkey that was offered where one types")
	p.submit(".who")
	p.open("/newsroom/signin")
	p.eval(`void (document.querySelector("#email").value = "somebody.else@example.org")`, nil)
	p.press("Sign in with a passkey")
	p.says("The passkey is not that of this e-mail address")
	p.byLink(email)
	p.open("/newsroom/you")
	p.submit(`form[action="/newsroom/you/passkey/remove"]`)
	p.says("Remove your last way in?")
	p.submit("main form")
	p.says("The passkey is removed.")
	p.submit(".who")
	p.open("/newsroom/signin")
	p.press("Sign in with a passkey")
	p.says("This passkey lets nobody in here")
	p.report("the door", withoutFavicon(p, "401"))
}

// withoutFavicon are the failures seen but those that were meant, by what is in them.
func withoutFavicon(p *tab, meant ...string) (rest []string) {
	for _, f := range p.seen.failures() {
		skip := strings.HasSuffix(f, "/favicon.ico")
		for _, m := range meant {
			skip = skip || strings.Contains(f, m)
		}
		if !skip {
			rest = append(rest, f)
		}
	}
	return rest
}

// TestRecoveryCode makes codes and signs in by one, with the keyboard alone, in a browser that knows no passkeys and runs no
// scripts.
func TestRecoveryCode(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p := newTab(t)
	email := p.newcomer("Rex Code", "reporter")
	p.open("/newsroom/you")
	p.says("open http://localhost:")
	p.submit(`form[action="/newsroom/you/codes"]`)
	var codes string
	p.eval(`document.querySelector("pre").innerText`, &codes)
	list := strings.Fields(codes)
	if len(list) != 10 {
		t.Fatalf("the codes are %q", codes)
	}
	p.submit(".who")
	p.must(call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	for n, code := range []string{list[3], list[3], strings.ToUpper(strings.ReplaceAll(list[4], "-", " "))} {
		p.open("/newsroom/signin")
		p.eval(`document.querySelector("#email").focus()`, nil)
		p.key(email + kb.Tab + code + kb.Enter)
		want := "My desk"
		if n == 1 {
			want = "don’t fit together"
		}
		p.says(want)
	}
}

// TestEndSession ends the session of one browser from another: the first is out, and its editor says so and keeps the copy.
func TestEndSession(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	p, other := newTab(t), newTab(t)
	email := p.newcomer("Una Away", "editor")
	other.byLink(email)
	p.newArticle("Left open")
	p.key("Kept here.")
	p.level()
	other.open("/newsroom/you")
	other.submit(`form:has([name="others"])`)
	other.says("All other sessions are ended.")
	p.until(`document.body.innerText.toLowerCase().includes("signed out")`, "being told")
	p.key(" And more.")
	if text := p.copyText(); !strings.Contains(text, "Kept here.") {
		t.Errorf("the copy is %q", text)
	}
	p.open("/newsroom/")
	p.says("You are not signed in.")
}

// TestDoorLooks wants the screens of the door sound, in light and dark, on a telephone and on a desk.
func TestDoorLooks(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			p.atLocalhost()
			p.device()
			p.media("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
			p.newcomer("Louise Look "+scheme, "publisher")
			p.open("/newsroom/you")
			p.press("Make a passkey")
			p.says("The passkey is made.")
			var id string
			p.eval(`fetch("/newsroom/audit?kind=passkey").then(r => r.text()).then(t => new DOMParser().parseFromString(t, "text/html").querySelector("#person option:nth-child(2)").value)`, &id)
			look := func(where string) {
				for _, width := range widths {
					p.size(width)
					p.report(fmt.Sprintf("%s %s %d px", where, scheme, width), p.layout())
					p.report(fmt.Sprintf("%s %s %d px", where, scheme, width), p.axe())
				}
			}
			for _, path := range []string{"/newsroom/you", "/newsroom/audit", "/newsroom/audit?kind=front&from=2026-01-01", "/newsroom/people/" + id + "/sessions"} {
				p.open(path)
				look(path)
				p.open(path)
				p.walk(path)
			}
			p.open("/newsroom/you")
			p.submit(`form[action="/newsroom/you/passkey/remove"]`)
			look("the last way in")
			p.open("/newsroom/you")
			p.submit(`form[action="/newsroom/you/codes"]`)
			look("codes")
			p.submit(".who")
			p.open("/newsroom/signin")
			look("/newsroom/signin")
			p.open("/newsroom/signin")
			p.walk("/newsroom/signin")
			p.report("the door", withoutFavicon(p))
		})
	}
}
