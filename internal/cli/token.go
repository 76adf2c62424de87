package cli

import (
	"fmt"

	"broadsheet/internal/account"
	"broadsheet/internal/config"
	"broadsheet/internal/news"
)

type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" toml:"create" help:"Make a token for the API and print it, alone."`
	List   tokenListCommand   `cmd:"" toml:"list" help:"List tokens: whose, what for, role, last used, until when."`
	Revoke tokenRevokeCommand `cmd:"" toml:"revoke" help:"End a token: the next request with it is refused."`
}

type tokenCreateCommand struct {
	choice
	Email   string          `toml:"email" required:"" placeholder:"E" help:"Whom the token acts for."`
	Role    string          `toml:"role" placeholder:"ROLE" enum:",reporter,editor,publisher" default:"" help:"At most this role: reporter, editor or publisher; without it, the person's own."`
	Expires config.Duration `toml:"expires" placeholder:"TIME" help:"When it ends, such as 720h or 90d from now; without it, never."`
}

// Help is the command's help.
func (tokenCreateCommand) Help() string {
	return `Prints a token for the API and nothing else. It is shown this once; the store keeps only its hash.

Example:
  TOKEN=$(broadsheet token create --email ada@example.org --expires 720h)
  curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8080/api/v1/articles`
}

// Run runs the command.
func (c *tokenCreateCommand) Run(d *desktop) error {
	if c.Expires.Duration < 0 {
		return wrongUsage("--expires", "is in the past; give a length of time, such as 720h")
	}
	s, paper, err := c.openPaper(d)
	if err != nil {
		return err
	}
	defer s.Close()
	token, err := account.New(s, now).CreateToken(d.ctx, paper.ID, account.NewToken{
		Email: c.Email, Role: news.Role(c.Role), Name: "made by the command", Life: c.Expires.Milliseconds(),
	})
	if err != nil {
		return asFlags(err)
	}
	fmt.Fprintln(d.stdout, token)
	return nil
}
