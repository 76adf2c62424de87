package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

type tokenListCommand struct {
	choice
	Email string `toml:"email" placeholder:"E" help:"Whose tokens; without it, everybody's."`
}

// Help is the command's help.
func (tokenListCommand) Help() string {
	return `Lists tokens, the oldest first, one a line: by what "token revoke" knows it, whose it is, its role, what it is for, when it was made and last
used (give or take five minutes), and when it ends. The tokens themselves are kept nowhere.

Example:
  broadsheet token list --email ada@example.org`
}

// Run runs the command.
func (c *tokenListCommand) Run(d *desktop) error {
	s, paper, err := c.openPaper(d)
	if err != nil {
		return err
	}
	defer s.Close()
	person := ""
	if c.Email != "" {
		p, err := s.PersonByEmail(d.ctx, paper.ID, c.Email)
		if err != nil {
			return asFlags(news.Errorf(news.CodeOf(err), "email", "there is nobody with the address %q in this paper", c.Email))
		}
		person = p.ID
	}
	tokens, err := account.New(s, now).Tokens(d.ctx, paper.ID, person)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(d.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "TOKEN\tWHOSE\tROLE\tFOR\tMADE\tLAST USED\tENDS")
	for _, t := range tokens {
		p, err := s.Person(d.ctx, paper.ID, t.Person)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", t.Hash[:shownHash], or(p.Email, p.Name), t.Role, or(t.Name, "-"), t.CreatedAt, orNever(t.UsedAt), orNever(t.ExpiresAt))
	}
	return w.Flush()
}

// shownHash is how much of a token's hash is shown, and is enough to name it by.
const shownHash = 12

func orNever(at news.Millis) string {
	if at == 0 {
		return "never"
	}
	return at.String()
}

type tokenRevokeCommand struct {
	choice
	Token string `arg:"" help:"The token, as \"token list\" names it, or the whole of it as it was printed once."`
}

// Help is the command's help.
func (tokenRevokeCommand) Help() string {
	return `Ends a token for good. Every server over the same database refuses the next request with it.

Example:
  broadsheet token revoke 3f9ac01b77de`
}

// Run runs the command.
func (c *tokenRevokeCommand) Run(d *desktop) error {
	s, paper, err := c.openPaper(d)
	if err != nil {
		return err
	}
	defer s.Close()
	people := account.New(s, now)
	t, err := c.find(d, people, paper)
	if err != nil {
		return err
	}
	if err := people.Revoke(d.ctx, paper.ID, "", t.Hash, news.Doer{}); err != nil {
		return err
	}
	return c.told(d, s, paper, t)
}

// find finds the one token that is meant.
func (c *tokenRevokeCommand) find(d *desktop, people *account.Accounts, paper news.Paper) (found news.Token, err error) {
	tokens, err := people.Tokens(d.ctx, paper.ID, "")
	if err != nil {
		return found, err
	}
	n := 0
	for _, t := range tokens {
		if account.IsToken(t, c.Token) || len(c.Token) >= 6 && strings.HasPrefix(t.Hash, strings.ToLower(c.Token)) {
			found = t
			n++
		}
	}
	switch {
	case n == 0:
		return found, news.Errorf(news.CodeNotFound, "TOKEN", "there is no such token in this paper; \"broadsheet token list\" names them")
	case n > 1:
		return found, wrongUsage("TOKEN", "%q begins the names of %d tokens; give more of it", c.Token, n)
	}
	return found, nil
}

func (*tokenRevokeCommand) told(d *desktop, s *store.Store, paper news.Paper, t news.Token) error {
	p, err := s.Person(d.ctx, paper.ID, t.Person)
	if err == nil {
		fmt.Fprintf(d.stdout, "The token of %s (%s) is revoked.\n", p.Name, or(t.Name, "without a name"))
	}
	return err
}
