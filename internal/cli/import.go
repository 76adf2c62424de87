package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

type importCommand struct {
	Format string   `arg:"" toml:"-" enum:"ninjs,markdown,redirects,broadsheet" help:"What the files are: ninjs (IPTC's JSON, 1.0 to 3.1), markdown (with front matter, as Hugo has it), redirects (tables of old addresses) or broadsheet (a folder that export wrote)."`
	Files  []string `arg:"" toml:"-" name:"file" help:"Files, or folders to look through."`

	choice
	Section  string            `toml:"section" placeholder:"SLUG" help:"The section of whatever names none that the paper has; without it, the paper's first."`
	Map      map[string]string `toml:"map" placeholder:"FROM=SLUG" help:"Put what the files call FROM (a subject, a category, a folder) into the section SLUG; may be given again."`
	BaseURL  string            `toml:"base-url" name:"base-url" placeholder:"URL" help:"Where the site of the files was (markdown): relative links and pictures are resolved against it."`
	Drafts   bool              `toml:"drafts" help:"Publish nothing; everything comes in as a draft."`
	DryRun   bool              `toml:"dry-run" help:"Read and check everything, write nothing."`
	Replace  bool              `toml:"replace" help:"Let old addresses that lead somewhere else already lead to what the file says (redirects)."`
	NoTags   bool              `toml:"no-tags" help:"Don't make tags of subjects."`
	TimeZone string            `toml:"timezone" name:"timezone" placeholder:"ZONE" help:"Where times without a zone were written; without it, the paper's own zone."`
	Batch    int               `toml:"batch" default:"500" placeholder:"N" hidden:"" help:"How many articles are written at once."`
}

// Help is the command's help.
func (importCommand) Help() string {
	return `Brings in articles, also while the server runs. Bringing the same files in again adds nothing: an article is known again by its item's URI (ninjs) or its path (markdown), and changed when the file has.

ninjs: usable items are published with their own date; embargoes are kept; withheld, canceled and unreadable ones never become public.
markdown: dated files that are no drafts are published with their date, future dates are scheduled, drafts stay drafts. Old addresses lead to the new ones.
redirects: CSV, with commas, semicolons or tabs: the old address, then where it is to lead (an article's slug, a path or an address elsewhere). An address where something lives, a ring, and a target that isn't there are refused, each with its line.
broadsheet: everything of an exported paper, unchanged, into an empty data folder.

It ends with a report in which as much goes out as came in. Exit code 1 when some of it failed; the rest is in.

Examples:
  broadsheet import ninjs wire/2026-02-01.jsonl wire/archive/
  broadsheet import markdown --map releases=news --section features content/
  broadsheet import markdown --dry-run content/
  broadsheet import redirects --dry-run old-addresses.csv
  broadsheet import broadsheet --data ./copy ./export`
}

// Run runs the command.
func (c *importCommand) Run(d *desktop) error {
	for _, f := range c.Files {
		if _, err := os.Stat(f); err != nil {
			return wrongUsage("FILE", "%s cannot be read (%v)", f, plainReason(err))
		}
	}
	switch c.Format {
	case "broadsheet":
		return c.importExport(d)
	case "redirects":
		return c.importRedirects(d)
	}
	if c.Batch < 1 || c.Batch > 1000 {
		return wrongUsage("--batch", "must be between 1 and 1000, and is %d", c.Batch)
	}
	d.makeWay(10) // a server beside it has readers waiting
	im, err := c.open(d)
	if err != nil {
		return err
	}
	defer im.store.Close()
	followed, err := d.followMeanwhile(im.store)
	if err != nil {
		return err
	}
	err = errors.Join(im.run(), followed())
	im.report.write(d.stdout, c.Format, c.DryRun)
	if err == nil && im.report.failed > 0 {
		return errTold
	}
	return err
}

// open opens the store and finds everything that the import needs to know beforehand.
func (c *importCommand) open(d *desktop) (im *importer, err error) {
	s, err := d.open()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = s.Close()
		}
	}()
	paper, err := c.choose(d, s)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(or(c.TimeZone, paper.TimeZone))
	if err != nil {
		return nil, wrongUsage("--timezone", "there is no time zone %q; write it like Europe/London", c.TimeZone)
	}
	im = &importer{d: d, store: s, desk: d.desk(s), paper: paper, command: c, now: now(), zone: zone}
	im.sections, err = chooseSections(d, s, paper, c)
	return im, err
}

// report counts what came in and what became of it. Everything read is counted once.
type report struct {
	read      int // items that were found in the files
	published int
	scheduled int
	drafts    int
	updated   int // were here in an older version
	unchanged int // were here already
	withdrawn int // were here and have been withdrawn by their provider
	leftAlone int // were here and have been changed by the newsroom since
	skipped   int // are no articles
	failed    int

	redirects int
	warnings  int
}

// write writes the report, a line for each number that isn't nothing.
func (r *report) write(w io.Writer, format string, dry bool) {
	if dry {
		fmt.Fprintln(w, "Nothing was written (--dry-run). It would have been:")
	}
	fmt.Fprintf(w, "%-12s %d %s items\n", "read", r.read, format)
	sum := 0
	for _, line := range []struct {
		n          int
		name, text string
	}{
		{r.published, "published", ""}, {r.scheduled, "scheduled", "go out when their time comes"}, {r.drafts, "drafts", "not public"},
		{r.updated, "updated", "were here in an older version"}, {r.unchanged, "unchanged", "were here already"},
		{r.withdrawn, "withdrawn", "by their provider"}, {r.leftAlone, "left alone", "edited or withdrawn here since they came"},
		{r.skipped, "no articles", "pictures, events, parts of pages"}, {r.failed, "failed", "see above"},
	} {
		sum += line.n
		if line.n > 0 {
			fmt.Fprintf(w, "%-12s %d%s\n", line.name, line.n, inBrackets(line.text))
		}
	}
	for _, line := range []struct {
		n    int
		name string
	}{{r.redirects, "redirects"}, {r.warnings, "warnings"}} {
		if line.n > 0 {
			fmt.Fprintf(w, "%-12s %d\n", line.name, line.n)
		}
	}
	if sum != r.read {
		fmt.Fprintf(w, "%-12s %d of what was read is missing from this report, which is a fault of Broadsheet\n", "missing", r.read-sum)
	}
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// or returns a, or b when a is empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
