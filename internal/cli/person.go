package cli

import (
	"context"
	"fmt"
	"text/tabwriter"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

type personCommand struct {
	Add    personAddCommand  `cmd:"" toml:"add" help:"Add somebody who works here."`
	List   personListCommand `cmd:"" toml:"list" help:"List the people who may sign in, and those bylines name."`
	SignIn signInCommand     `cmd:"" toml:"signin-link" name:"signin-link" help:"Make a link with which somebody signs in once."`
	Filing filingLinkCommand `cmd:"" toml:"filing-link" name:"filing-link" help:"Make a link with which somebody may file, and nothing else."`
}

type personAddCommand struct {
	choice
	Email string `toml:"email" required:"" placeholder:"E" help:"The address that they sign in by."`
	Name  string `toml:"name" required:"" placeholder:"N" help:"Their name, as bylines have it."`
	Role  string `toml:"role" required:"" placeholder:"ROLE" enum:"reporter,editor,publisher" help:"What they may do: reporter (own drafts), editor (publish, correct, fronts) or publisher (everything)."`

	Invite bool `toml:"invite" default:"true" negatable:"" help:"Send them an invitation by mail, where mail is set up (--smtp)."`
}

// Help is the command's help.
func (personAddCommand) Help() string {
	return `Adds somebody who works for the paper. Where mail is set up (--smtp, --mail-from) they are sent an invitation; else they sign in with a link that "broadsheet person signin-link" makes.

Example:
  broadsheet person add --email ada@example.org --name "Ada Quill" --role editor`
}

// Run runs the command.
func (c *personAddCommand) Run(d *desktop) error {
	s, paper, err := c.openPaper(d)
	if err != nil {
		return err
	}
	defer s.Close()
	role := news.Role(c.Role)
	var p news.Person
	_, err = d.desk(s).Do(d.ctx, paper.ID, news.Program, func(w *desk.Work) (err error) {
		p, err = w.AddPerson(desk.PersonFiling{Name: &c.Name, Email: &c.Email, Role: &role})
		return err
	})
	if err != nil {
		return asFlags(err)
	}
	fmt.Fprintf(d.stdout, "%s <%s> is %s of %s.\n", p.Name, p.Email, withArticle(string(p.Role)), named(paper))
	if people := d.accounts(s, d.base); c.Invite && people.Mail != nil {
		if err := people.MailLink(d.ctx, paper.ID, p.Email, account.LinkInvite, news.Doer{}); err != nil {
			why := err.Error()
			if problems := news.Problems(err); len(problems) > 0 {
				why = problems[0].Message
			}
			return fmt.Errorf("%s was added, but no invitation was sent: %s; to let them in: broadsheet person signin-link --email %s", p.Name, why, p.Email)
		}
		fmt.Fprintf(d.stdout, "An invitation has been sent to %s.\n", p.Email)
		return nil
	}
	fmt.Fprintf(d.stdout, "To let them in: broadsheet person signin-link --email %s\n", p.Email)
	return nil
}

func withArticle(word string) string {
	if word != "" && (word[0] == 'a' || word[0] == 'e' || word[0] == 'i' || word[0] == 'o') {
		return "an " + word
	}
	return "a " + word
}

// asFlags makes flags of the fields that an error names.
func asFlags(err error) error {
	for _, p := range news.Problems(err) {
		if p.Field != "" && p.Field[0] != '-' {
			p.Field = "--" + p.Field
		}
	}
	return err
}

type personListCommand struct{ choice }

// Help is the command's help.
func (personListCommand) Help() string {
	return "Lists everybody the paper knows, one a line: name, e-mail address, role, slug.\n\nExample:\n  broadsheet person list"
}

// Run runs the command.
func (c *personListCommand) Run(d *desktop) error {
	s, paper, err := c.openPaper(d)
	if err != nil {
		return err
	}
	defer s.Close()
	w := tabwriter.NewWriter(d.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tE-MAIL\tROLE\tSLUG")
	for after := ""; ; {
		people, err := s.People(d.ctx, paper.ID, after, 200)
		if err != nil {
			return err
		}
		for _, p := range people {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", p.Name, or(p.Email, "-"), or(string(p.Role), "-"), p.Slug)
			after = p.Slug
		}
		if len(people) == 0 {
			return w.Flush()
		}
	}
}

type signInCommand struct {
	choice
	Email string `toml:"email" required:"" placeholder:"E" help:"Whose link it is."`
	Mail  bool   `toml:"mail" help:"Send it to them by mail (--smtp), as an invitation that is good for three days, and print nothing of it."`
}

// Help is the command's help.
func (signInCommand) Help() string {
	return `Prints an address with which somebody signs in to the newsroom: once, and within a quarter of an hour.

Example:
  broadsheet person signin-link --email ada@example.org
  broadsheet person signin-link --email ada@example.org --mail`
}

// Run runs the command.
func (c *signInCommand) Run(d *desktop) error {
	return c.giveLink(d, c.Email, c.Mail, account.LinkInvite, (*account.Accounts).CreateLink)
}

// giveLink prints a link, or sends it by mail.
func (c choice) giveLink(d *desktop, email string, byMail bool, why account.LinkFor, create func(*account.Accounts, context.Context, string, string, news.Doer) (string, error)) error {
	s, paper, err := c.openPaper(d)
	if err != nil {
		return err
	}
	defer s.Close()
	people := d.accounts(s, d.base)
	if byMail {
		if err := people.MailLink(d.ctx, paper.ID, email, why, news.Doer{}); err != nil {
			return asFlags(err)
		}
		fmt.Fprintf(d.stdout, "The link has been sent to %s.\n", email)
		return nil
	}
	secret, err := create(people, d.ctx, paper.ID, email, news.Doer{})
	if err != nil {
		return asFlags(err)
	}
	fmt.Fprintln(d.stdout, signInAddress(d.base(paper), secret))
	return nil
}

type filingLinkCommand struct {
	choice
	Email string `toml:"email" required:"" placeholder:"E" help:"Whose link it is."`
	Mail  bool   `toml:"mail" help:"Send it to them by mail (--smtp), and print nothing of it."`
}

// Help is the command's help.
func (filingLinkCommand) Help() string {
	return `Prints an address with which somebody, such as a stringer, may file copy and see what they filed, and nothing else. It can be used
once, within a week; the browser that used it may file until it has not done so for a month.

Example:
  broadsheet person filing-link --email sal@example.org`
}

// Run runs the command.
func (c *filingLinkCommand) Run(d *desktop) error {
	return c.giveLink(d, c.Email, c.Mail, account.LinkFiling, (*account.Accounts).CreateFilingLink)
}

// signInAddress is where a sign-in link leads: a page with a button, because programs that only look at links must not
// use them up.
func signInAddress(base, secret string) string { return base + "/newsroom/signin?link=" + secret }

// openPaper opens the store and finds the paper that is meant.
func (c choice) openPaper(d *desktop) (*store.Store, news.Paper, error) {
	s, err := d.open()
	if err != nil {
		return nil, news.Paper{}, err
	}
	paper, err := c.choose(d, s)
	if err != nil {
		_ = s.Close()
		return nil, paper, err
	}
	return s, paper, nil
}
