package account_test

import (
	"context"
	"strings"
	"testing"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
)

// TestAskedLinks asks for links as somebody known, somebody without a role and nobody: what is answered and written down is
// the same, and only the first is sent something. A mail server that is away makes no links.
func TestAskedLinks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	if err := b.AskLink(ctx, b.paper, "peditor@example.org", "192.0.2.1", news.Doer{}); news.CodeOf(err) != news.CodeConflict {
		t.Errorf("without mail: %v", err)
	}
	var sent []string
	var refuse error
	b.Mail = func(_ context.Context, m account.LinkMail) error {
		if refuse != nil {
			return refuse
		}
		secret, until, err := m.MakeLink()
		if until-b.clock.Now() != 15*60*1000 && m.Why == account.LinkAsked {
			t.Errorf("a link for %d ms", until-b.clock.Now())
		}
		sent = append(sent, m.To.Email+" "+secret)
		return err
	}
	emails := []string{"PEditor@example.org ", "p@example.org", "nobody@example.org"}
	for _, email := range emails {
		if err := b.AskLink(ctx, b.paper, email, "192.0.2.1", news.Doer{Network: "192.0.2.0/24"}); err != nil {
			t.Errorf("%s: %v", email, err)
		}
	}
	work := func() (failed int) {
		jobs, err := b.store.ClaimJobs(ctx, []string{account.LinkJob}, "me", b.clock.Now(), b.clock.Now()+1, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range jobs {
			if strings.Contains(string(j.Args), "bsl_") {
				t.Errorf("a job holds a secret: %s", j.Args)
			}
			if err := b.SendLink(ctx, j); err != nil {
				failed++
				err = b.store.PutOffJob(ctx, j.ID, "me", b.clock.Now(), 1, err.Error())
				if err != nil {
					t.Fatal(err)
				}
			} else if err := b.store.FinishJob(ctx, j.ID, "me", b.clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		return failed
	}
	links := func() (made, refused int) {
		rows, err := b.store.Audit(ctx, b.paper, news.AuditFilter{Kind: "link"}, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.Act == "make" && strings.Contains(string(r.After), `"mailed_to":"peditor@example.org"`) && r.Network == "192.0.2.0/24" {
				made++
			}
			if r.Act == "refuse" {
				refused++
			}
		}
		return made, refused
	}
	refuse = news.Errorf(news.CodeUnavailable, "smtp", "the mail server is away")
	if n := work(); n != 1 || len(sent) != 0 {
		t.Errorf("with the mail server away %d jobs are left and %v were sent", n, sent)
	}
	if made, _ := links(); made != 0 {
		t.Errorf("%d links were made in vain", made)
	}
	refuse = nil
	if n := work(); n != 0 || len(sent) != 1 || !strings.HasPrefix(sent[0], "peditor@example.org bsl_") {
		t.Fatalf("%d jobs are left and %v were sent", n, sent)
	}
	_, secret, _ := strings.Cut(sent[0], " ")
	if p, filing, err := b.UseLink(ctx, b.paper, secret); err != nil || filing || p.ID != "peditor" {
		t.Errorf("the link lets in %v, %v", p.ID, err)
	}
	if _, _, err := b.UseLink(ctx, b.paper, secret); news.CodeOf(err) != news.CodeUnauthenticated {
		t.Errorf("it works twice: %v", err)
	}
	if made, refused := links(); made != 1 || refused != 0 {
		t.Errorf("the trail tells of %d links and %d refusals", made, refused)
	}

	// Who asks late, or is refused for good, leaves no job that others wait behind.
	for _, refuse = range []error{news.Invalid("email", "there is nobody of that name"), news.Errorf(news.CodeUnavailable, "smtp", "away")} {
		if err := b.AskLink(ctx, b.paper, emails[0], "192.0.2.9", news.Doer{}); err != nil {
			t.Fatal(err)
		}
		b.clock.Set(b.clock.Now() + 1)
		if news.CodeOf(refuse) == news.CodeUnavailable {
			b.clock.Set(b.clock.Now() + 61*60*1000)
		}
		if n := work(); n != 0 {
			t.Errorf("%v: %d jobs are left", refuse, n)
		}
	}
	if _, refused := links(); refused != 2 {
		t.Errorf("the trail tells of %d refusals", refused)
	}
}

// TestAskingTooOften asks more often than may be, for one address and from one place; invitations are not counted.
func TestAskingTooOften(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	b.Mail = func(context.Context, account.LinkMail) error { return nil }
	ask := func(email, from string) news.Code {
		return news.CodeOf(b.AskLink(ctx, b.paper, email, from, news.Doer{}))
	}
	for i := range 4 {
		want := map[bool]news.Code{true: "", false: news.CodeTooMany}[i < 3]
		for j, email := range []string{"peditor@example.org", "nobody@example.org"} { // known or not
			if got := ask(email, "192.0.2."+string(rune('1'+2*i+j))); got != want {
				t.Errorf("question %d for %s: %q", i, email, got)
			}
		}
	}
	b.clock.Set(b.clock.Now() + 5*60*1000)
	if got := ask("peditor@example.org", "192.0.2.1"); got != "" {
		t.Errorf("five minutes later: %q", got)
	}
	for i := range 11 {
		want := map[bool]news.Code{true: "", false: news.CodeTooMany}[i < 10]
		if got := ask(string(rune('a'+i))+"@example.org", "198.51.100.1"); got != want {
			t.Errorf("question %d from one place: %q", i, got)
		}
	}
	for _, email := range []string{"", "ada", "a@b@c", "Ada <a@example.org>", strings.Repeat("x", 300) + "@example.org"} {
		if got := ask(email, "203.0.113.1"); got != news.CodeInvalid {
			t.Errorf("%.20q: %q", email, got)
		}
	}
	if err := b.Invite(ctx, b.paper, "peditor@example.org", account.LinkInvite, news.Doer{Person: "ppublisher"}); err != nil {
		t.Error(err)
	}
	if err := b.Invite(ctx, b.paper, "p@example.org", account.LinkInvite, news.Doer{}); news.CodeOf(err) != news.CodeForbidden {
		t.Errorf("who has no role is invited: %v", err)
	}
}
