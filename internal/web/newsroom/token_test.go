package newsroom

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
)

var tokenField = regexp.MustCompile(`name="token" value="([0-9a-f]{64})"`)

// TestRevokingTokens has people revoke their own tokens, a publisher anybody's, and nobody else another's.
func TestRevokingTokens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, pubs := b.person("Pat", news.Publisher)
	ada, adas := b.person("Ada", news.Editor)
	_, rons := b.person("Ron", news.Reporter)
	secret := func() string {
		t.Helper()
		s, err := b.accounts.CreateToken(t.Context(), b.paper.ID, account.NewToken{Email: ada.Email, Name: "the wire script"})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	good := func(secret string) bool {
		_, err := b.accounts.Authenticate(t.Context(), b.paper.ID, secret)
		return err == nil
	}
	first := secret()
	if !good(first) {
		t.Fatal("a good token is refused")
	}
	_, page := adas.get("/newsroom/you")
	if !strings.Contains(page, "the wire script") || strings.Contains(page, "never noted") {
		t.Errorf("You doesn't tell of the token and when it was used:\n%s", page)
	}
	hash := tokenField.FindStringSubmatch(page)[1]
	for name, br := range map[string]*browser{"Ron": rons, "Pat": pubs} {
		if status, _ := br.post("/newsroom/you/token/revoke", url.Values{"key": {br.key()}, "token": {hash}}); status != http.StatusNotFound {
			t.Errorf("%s, as their own: %d", name, status)
		}
	}
	of := "/newsroom/people/" + ada.ID + "/token/revoke"
	if status, _ := rons.post(of, url.Values{"key": {rons.key()}, "token": {hash}}); status != http.StatusForbidden || !good(first) {
		t.Errorf("a reporter revokes another's: %d", status)
	}
	if status, page := adas.post("/newsroom/you/token/revoke", url.Values{"key": {adas.key()}, "token": {hash}}); status != 200 || !strings.Contains(page, "The token is revoked") || good(first) {
		t.Errorf("her own: %d", status)
	}
	for _, from := range []string{"/newsroom/people/" + ada.ID + "/sessions", "/newsroom/settings/people"} {
		next := secret()
		_, page := pubs.get(from)
		values := url.Values{"key": {pubs.key()}, "token": {tokenField.FindStringSubmatch(page)[1]}}
		if strings.Contains(from, "settings") {
			values.Set("of", "all")
		}
		if status, page := pubs.post(of, values); status != 200 || !strings.Contains(page, "The token is revoked") || good(next) {
			t.Errorf("a publisher, from %s: %d", from, status)
		}
	}
	if _, page := adas.get("/newsroom/settings/people"); strings.Contains(page, "API tokens</h2>") {
		t.Error("an editor is shown everybody's tokens")
	}
}

// TestInviting adds somebody with an invitation, and sends links from their page; without mail nothing of it shows.
func TestInviting(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, pubs := b.person("Pat", news.Publisher)
	if _, page := b.browser().get("/newsroom/signin"); strings.Contains(page, "Send me a link") {
		t.Error("without mail the door offers a link by mail")
	}
	if status, _ := b.browser().post("/newsroom/signin/mail", url.Values{"email": {"pat@example.org"}}); status != http.StatusNotFound {
		t.Errorf("without mail a link is asked for: %d", status)
	}
	b.accounts.Mail = func(context.Context, account.LinkMail) error { return nil }
	if _, page := b.browser().get("/newsroom/signin"); !strings.Contains(page, "Send me a link") {
		t.Error("with mail the door offers no link")
	}
	jobs := func() (n int) {
		jobs, err := b.store.ClaimJobs(t.Context(), []string{account.LinkJob}, "me", b.room.Now()+1, b.room.Now()+1e9, 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(jobs)
	}
	add := func(name, invite, role string) string {
		_, page := pubs.post("/newsroom/settings/people", url.Values{"key": {pubs.key()}, "name": {name}, "email": {name + "@example.org"}, "role": {role}, "invite": {invite}})
		return page
	}
	if page := add("Ivy", "1", "editor"); !strings.Contains(page, "an invitation is on its way") || jobs() != 1 {
		t.Errorf("Ivy is not invited:\n%s", page)
	}
	add("Una", "", "editor")
	add("Nora", "1", "")
	if n := jobs(); n != 0 {
		t.Errorf("%d were invited who were not to be", n)
	}
	ivy, err := b.store.PersonByEmail(t.Context(), b.paper.ID, "ivy@example.org")
	if err != nil {
		t.Fatal(err)
	}
	for kind, says := range map[string]string{"invite": "signs in is on its way to ivy@example.org", "filing": "and nothing else, is on its way to ivy@example.org"} {
		if status, page := pubs.post("/newsroom/settings/people/"+ivy.ID+"/link", url.Values{"key": {pubs.key()}, "mail": {kind}}); status != 200 || !strings.Contains(page, says) || strings.Contains(page, "bsl_") || jobs() != 1 {
			t.Errorf("%s: %d\n%s", kind, status, page)
		}
	}
}
