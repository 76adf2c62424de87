package cli

import (
	"fmt"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/internal/look"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

type initCommand struct {
	Name     string   `toml:"name" required:"" placeholder:"NAME" help:"The paper's name, as its nameplate has it."`
	Motto    string   `toml:"motto" placeholder:"TEXT" help:"The line under the name."`
	TimeZone string   `toml:"timezone" name:"timezone" placeholder:"ZONE" default:"UTC" help:"Where the paper's midnight is, such as Europe/London."`
	Locale   string   `toml:"locale" placeholder:"TAG" default:"en" help:"Language and country, such as en-GB: how dates are written."`
	URL      string   `toml:"url" name:"url" placeholder:"URL" help:"What the paper's addresses begin with, such as https://news.example.org; without it, the address served."`
	Host     []string `toml:"host" placeholder:"HOST" sep:"," help:"A host name the paper answers to; may be given again. Without any it answers to every one."`
	DateForm string   `toml:"dateform" name:"dateform" placeholder:"DATE" help:"How the nameplate writes 2 January 2006, such as \"Monday, 2 January 2006\"; without it, as the locale does."`
	Accent   []string `toml:"accent" placeholder:"LIGHT,DARK" sep:"," help:"The paper's own accent in the light and the dark scheme, such as #00594c,#6fd3bc; of one alone the other is made. All else of a paper's look is set through the API."`
	Fonts    string   `toml:"fonts" placeholder:"WHICH" help:"web: Newsreader and Public Sans, which readers fetch (the default). system: Georgia and what the reader's system has; nothing is fetched."`
	Blank    bool     `toml:"blank" help:"Leave the paper empty; else it gets the sample edition, to try things out with."`
}

// Help is the command's help.
func (initCommand) Help() string {
	return `Makes a paper, and the data folder when it isn't there. One folder may hold many papers; each then needs hosts of its own.

Examples:
  broadsheet init --name "The Harbour Post" --timezone Europe/London --locale en-GB --blank
  broadsheet init --name "Hafenpost" --locale de-DE --timezone Europe/Berlin --url https://hafenpost.example --host hafenpost.example --blank`
}

// Run runs the command.
func (c *initCommand) Run(d *desktop) error {
	p, err := c.paper()
	if err != nil {
		return &usageError{err}
	}
	if _, err := d.folder().look(); err != nil {
		return err
	}
	if err := d.folder().make(); err != nil {
		return err
	}
	s, err := d.openStore(nil)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := checkHosts(d, s, p); err != nil {
		return err
	}
	if c.Blank {
		p, err = s.CreatePaper(d.ctx, p)
	} else {
		p, err = makeSample(d, s, &p)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(d.stdout, "%s is made in %s.\n", named(p), d.folder())
	fmt.Fprintf(d.stdout, "Next: broadsheet person add --data %s --email YOU@EXAMPLE.ORG --name \"YOUR NAME\" --role publisher\n", d.folder())
	return nil
}

// paper checks the flags and makes a paper of them.
func (c *initCommand) paper() (news.Paper, error) {
	p := news.Paper{Name: strings.TrimSpace(c.Name), Motto: strings.TrimSpace(c.Motto), TimeZone: c.TimeZone}
	if p.Name == "" {
		return p, news.Invalid("--name", "is empty; give the paper a name")
	}
	if err := desk.CheckTimeZone("--timezone", c.TimeZone); err != nil {
		return p, err
	}
	var err error
	if p.Locale, err = desk.CheckLocale("--locale", c.Locale); err != nil {
		return p, err
	}
	if p.URL, err = desk.CheckURL("--url", c.URL); err != nil {
		return p, err
	}
	if p.Hosts, err = desk.CheckHosts("--host", c.Host); err != nil {
		return p, err
	}
	p.DateForm = strings.TrimSpace(c.DateForm)
	if err := desk.CheckDateForm("--dateform", p.DateForm); err != nil {
		return p, err
	}
	p.Look, err = c.look()
	return p, err
}

// look is the look that the flags say, checked.
func (c *initCommand) look() (l news.Look, err error) {
	switch len(c.Accent) {
	case 0:
	case 1, 2:
		l.Colours.Accent = news.Shades{Light: c.Accent[0]}
		if len(c.Accent) == 2 {
			l.Colours.Accent.Dark = c.Accent[1]
		}
	default:
		return l, news.Invalid("--accent", "has %d colours; give one for the light scheme and one for the dark", len(c.Accent))
	}
	if l.Fonts = news.Fonts(c.Fonts); l.Fonts != "" && l.Fonts != news.WebFonts && l.Fonts != news.SystemFonts {
		return l, news.Invalid("--fonts", "%q is none of the sets of fonts; write web or system", c.Fonts)
	}
	l, err = look.Complete(l, func(id string) string { return id })
	if problems := news.Problems(err); len(problems) > 0 {
		return l, news.Invalid("--accent", "%s", problems[0].Message)
	}
	return l, err
}

// checkHosts refuses a paper that could not be told from another by its host.
func checkHosts(d *desktop, s *store.Store, p news.Paper) error {
	papers, err := s.Papers(d.ctx)
	if err != nil {
		return err
	}
	for _, other := range papers {
		if len(other.Hosts) == 0 && len(p.Hosts) == 0 {
			return news.Errorf(news.CodeConflict, "--host", "is missing: %s in this folder answers to every host name already, so another paper needs one of its own", named(other))
		}
	}
	return nil
}
