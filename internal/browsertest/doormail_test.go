package browsertest

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"

	"broadsheet/internal/mail/mailtest"
	"broadsheet/internal/store/storetest"
)

// newTabWithMail opens a tab on a site of this test's own, which sends links by a mail server.
func newTabWithMail(t testing.TB, smtp string) *tab {
	t.Helper()
	return tabOn(t, oneBrowser(t), ownSite(t, "--smtp", smtp, "--mail-from", "news@example.org"))
}

// tabTo presses Tab until an element has the focus.
func (p *tab) tabTo(selector string) {
	p.t.Helper()
	for range 30 {
		p.key(kb.Tab)
		var there bool
		if p.eval(fmt.Sprintf(`document.activeElement.matches(%q)`, selector), &there); there {
			return
		}
	}
	p.t.Fatalf("Tab does not lead to %s", selector)
}

// TestDoorWithMail wants the door with mail sound in light and dark, on a telephone and on a desk, and to be walked by Tab:
// asking for a link, being told what is no address, and what comes after asking.
func TestDoorWithMail(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			p := newTabWithMail(t, "smtp://127.0.0.1:1?tls=none") // nobody answers there, and the door need not know
			p.media("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
			look := func(where string) {
				for _, width := range []int64{widths[0], widths[3]} {
					p.size(width)
					p.report(fmt.Sprintf("%s %s %d px", where, scheme, width), p.layout())
					p.report(fmt.Sprintf("%s %s %d px", where, scheme, width), p.axe())
				}
			}
			p.open("/newsroom/signin?to=/newsroom/you")
			p.says("Neither at hand?")
			look("the door")
			p.open("/newsroom/signin?to=/newsroom/you")
			p.walk("the door")
			p.open("/newsroom/signin?link=bsl_" + strings.Repeat("A", 43))
			p.says("The link works once.")
			look("a link")
			p.open("/newsroom/signin?link=bsl_" + strings.Repeat("A", 43))
			p.walk("a link")
			p.open("/newsroom/signin?link=bsl_" + strings.Repeat("A", 43))
			p.tabTo("main button")
			p.key(kb.Enter)
			p.says("Have a new one sent to you")
			look("a link that is spent")
			p.open("/newsroom/signin")
			p.tabTo("#send-to")
			p.key("editor@localhost" + kb.Enter)
			p.says("Look into your mail")
			look("after asking")
			p.walk("after asking")
			p.report("the door", withoutFavicon(p, "401"))
		})
	}
}

// TestLinkByMail wants to go somewhere, has a link sent, and comes there by it: by keyboard alone, in a browser that runs no
// scripts, through a real mail server.
func TestLinkByMail(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	post := mailtest.Start(t)
	p := newTabWithMail(t, fmt.Sprintf("smtp://127.0.0.1:%d?tls=none", post.Port))
	p.must(call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	for n, path := range []string{"/newsroom/list?state=live", ""} {
		p.open(path)
		if path == "" {
			p.open("/newsroom/signin")
		}
		p.tabTo("#send-to")
		p.key("editor@example.org" + kb.Enter)
		p.says("Look into your mail")
		messages := post.Inbox(t, "editor@example.org", n+1)
		b, err := io.ReadAll(messages[n].Body)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer("=\r\n", "", "=\n", "", "=3D", "=").Replace(string(b))
		link := regexp.MustCompile(`/newsroom/signin\?link=bsl_[\w-]{43}`).FindString(text)
		if link == "" {
			t.Fatalf("there is no link in\n%s", text)
		}
		p.open(link)
		p.tabTo("main button")
		p.key(kb.Enter)
		want := path
		if want == "" {
			want = "/newsroom/"
		}
		p.until(fmt.Sprintf(`document.readyState === "complete" && location.pathname + location.search === %q`, want), want)
		p.submit(".who")
		p.says("You are signed out")
	}
}
