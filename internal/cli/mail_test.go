package cli

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"net/http/cookiejar"
	netmail "net/mail"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"broadsheet/internal/mail/mailtest"
)

// parts are a message's text and HTML.
func parts(t *testing.T, m *netmail.Message) (text, html string) {
	t.Helper()
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	for _, to := range []*string{&text, &html} {
		part, err := r.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		*to = strings.ReplaceAll(string(b), "\r\n", "\n")
	}
	return text, html
}

var linkIn = regexp.MustCompile(`http://\S+/newsroom/signin\?link=(bsl_[\w-]{43})`)

// TestLinksByMail has the real program send links through a real mail server: an invitation by the command, and a link
// asked for at the door while the mail server is away. Looking at a link does not use it up.
func TestLinksByMail(t *testing.T) {
	t.Parallel()
	post := mailtest.Start(t)
	m := newMachine(t)
	token := m.blank()
	set := []string{"--smtp", fmt.Sprintf("smtp://%s:%s@127.0.0.1:%d", post.User, url.PathEscape(post.Password), post.AuthPort), "--mail-from", "The Test Paper <news@example.org>"}
	with := func(args ...string) []string { return append(args, set...) }
	if out := m.must(with("person", "add", "--email", "ada@example.org", "--name", "Ada Quill", "--role", "editor")...); !strings.Contains(out, "An invitation has been sent to ada@example.org.") {
		t.Error(out)
	}
	m.fails(1, "Gus Gone was added, but no invitation was sent", with("person", "add", "--email", "gone@example.org", "--name", "Gus Gone", "--role", "editor")...)
	if out := m.must(with("person", "add", "--no-invite", "--email", "bob@example.org", "--name", "Bob", "--role", "editor")...); strings.Contains(out, "invitation") {
		t.Error(out)
	}
	if text, _ := parts(t, post.Inbox(t, "ada@example.org", 1)[0]); !strings.Contains(text, "You work for The Test Paper") || !linkIn.MatchString(text) {
		t.Errorf("the invitation says\n%s", text)
	}
	if out := m.must(with("doctor")...); !strings.Contains(out, "takes messages as "+post.User) {
		t.Errorf("the doctor says\n%s", out)
	}
	if code, out, _ := m.run("doctor", "--smtp", fmt.Sprintf("smtp://%s:wrong@127.0.0.1:%d", post.User, post.AuthPort), "--mail-from", "n@example.org"); code != 1 || !strings.Contains(out, "refuses user or password") {
		t.Errorf("with a wrong password the doctor ends with %d and says\n%s", code, out)
	}

	s := m.serve(set...)
	post.Down()
	ask := func(email string) string {
		resp, err := http.PostForm(s.base+"/newsroom/signin/mail", url.Values{"email": {email}})
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("%d %v\n%s", resp.StatusCode, err, b)
		}
		return strings.ReplaceAll(string(b), email, "EMAIL")
	}
	if known, unknown := ask("desk@example.org"), ask("nobody@example.org"); known != unknown || !strings.Contains(known, "a link is on its way") {
		t.Errorf("known and unknown are told apart:\n%s\n%s", known, unknown)
	}
	post.Up()
	text, html := parts(t, post.Inbox(t, "desk@example.org", 1)[0])
	found := linkIn.FindStringSubmatch(text)
	if found == nil || !strings.Contains(html, found[0]) || !strings.HasPrefix(found[0], s.base) {
		t.Fatalf("the messages say\n%s\n%s", text, html)
	}
	for range 3 { // as programs do that look at every link
		if page := s.page("/newsroom/signin?link=" + found[1]); !strings.Contains(page, "The link works once") {
			t.Fatalf("the link leads to\n%s", page)
		}
	}
	jar, _ := cookiejar.New(nil) // it makes one always
	for i, want := range []int{200, 401} {
		resp, err := (&http.Client{Jar: jar}).PostForm(s.base+"/newsroom/signin", url.Values{"link": {found[1]}})
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("pressed %d times it answers %d", i+1, resp.StatusCode)
		}
	}
	if status, out, err := s.ask(token, "/audit?kind=link"); status != 200 || !strings.Contains(out, `"mailed_to":"desk@example.org"`) || err != nil {
		t.Errorf("the trail: %d %v\n%s", status, err, out)
	}
}

// ask asks the API for something.
func (s *server) ask(token, path string) (int, string, error) {
	req, err := http.NewRequest("GET", s.base+"/api/v1"+path, nil)
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}

// TestTokenRevokedElsewhere lists and revokes a token by the command while a server knows it well.
func TestTokenRevokedElsewhere(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	token := m.blank()
	other := strings.TrimSpace(m.must("token", "create", "--email", "desk@example.org", "--role", "reporter"))
	s := m.serve()
	for range 2 {
		if status, _, err := s.ask(other, "/articles"); status != 200 || err != nil {
			t.Fatalf("a good token: %d %v", status, err)
		}
	}
	list := strings.Split(strings.TrimSpace(m.must("token", "list", "--email", "desk@example.org")), "\n")
	if len(list) != 3 || !strings.Contains(list[2], " reporter ") || !strings.Contains(list[2], "made by the command") || strings.Count(list[2], "never") != 1 {
		t.Fatalf("listed:\n%s", strings.Join(list, "\n"))
	}
	name := strings.Fields(list[2])[0]
	m.fails(1, "there is no such token", "token", "revoke", "ffffffffffff")
	m.fails(1, "there is no such token", "token", "revoke", name[:5])
	if out := m.must("token", "revoke", name); !strings.Contains(out, "is revoked") {
		t.Error(out)
	}
	if status, out, _ := s.ask(other, "/articles"); status != 401 {
		t.Errorf("a revoked token: %d\n%s", status, out)
	}
	if out := m.must("token", "revoke", token); !strings.Contains(out, "Dora Desk") {
		t.Error(out)
	}
	if status, _, _ := s.ask(token, "/articles"); status != 401 {
		t.Errorf("a revoked token: %d", status)
	}
}
