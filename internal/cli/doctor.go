package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/related"
	"broadsheet/internal/search"
	"broadsheet/internal/store"
)

type doctorCommand struct{}

// Help is the command's help.
func (doctorCommand) Help() string {
	return `Checks the settings, the data folder, the disk, the mail server (it is greeted and signed in to; nothing is sent), the clock, the papers' addresses, and that everything derived agrees with the ledger. The server may run. Every finding is a sentence; with any that is wrong the exit code is 1. Warnings ("note") leave it 0.

Example:
  broadsheet doctor --data /var/lib/broadsheet --config /etc/broadsheet.toml`
}

// examination gathers what doctor finds.
type examination struct {
	d     *desktop
	wrong int
}

// maxFindings is how many findings of one check are told; more would only hide the first.
const maxFindings = 50

func (x *examination) bad(format string, args ...any) {
	x.wrong++
	if x.wrong <= maxFindings {
		fmt.Fprintf(x.d.stdout, "WRONG  %s\n", fmt.Sprintf(format, args...))
	}
}

func (x *examination) note(format string, args ...any) {
	fmt.Fprintf(x.d.stdout, "note   %s\n", fmt.Sprintf(format, args...))
}

func (x *examination) ok(format string, args ...any) {
	fmt.Fprintf(x.d.stdout, "ok     %s\n", fmt.Sprintf(format, args...))
}

// Run runs the command.
func (c *doctorCommand) Run(d *desktop) error {
	x := &examination{d: d}
	x.settings()
	x.disk()
	x.mail()
	s, err := d.open()
	if err != nil {
		x.fail(err)
	} else {
		x.store(s)
		err = s.Close()
	}
	if x.wrong > maxFindings {
		fmt.Fprintf(d.stdout, "WRONG  … and %d more\n", x.wrong-maxFindings)
	}
	if x.wrong > 0 {
		fmt.Fprintf(d.stderr, "broadsheet doctor: %d findings are wrong\n", x.wrong)
		return errTold
	}
	return err
}

// fail tells an error's sentences.
func (x *examination) fail(err error) {
	problems := news.Problems(err)
	for _, p := range problems {
		x.bad("%s", p.Error())
	}
	if len(problems) == 0 {
		x.bad("%v", err)
	}
}

func (x *examination) settings() {
	if err := x.d.config.Validate(); err != nil {
		x.fail(err)
		return
	}
	x.ok("the settings agree with each other")
}

// mail calls the mail server as the program does before it sends something, and sends nothing.
func (x *examination) mail() {
	c := x.d.config.Mail
	p := post(c)
	switch {
	case c.SMTP == "":
		x.note("no mail server is set (--smtp), so that nobody can have a sign-in link sent to them")
	case p == nil: // the settings' own findings say why
	default:
		if err := p.Try(x.d.ctx); err != nil {
			x.fail(err)
			return
		}
		x.ok("the mail server %s:%d takes messages%s", p.Server.Host, p.Server.Port, as(p.Server.User))
	}
}

func as(user string) string {
	if user == "" {
		return ""
	}
	return " as " + user
}

// Space below which the disk is told of.
const (
	diskWrong = 100 << 20
	diskLow   = 1 << 30
)

func (x *examination) disk() {
	dir := string(x.d.folder())
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		x.note("the disk of %s cannot be asked for its room (%v)", dir, err)
		return
	}
	free := int64(st.Bavail) * int64(st.Bsize)
	switch text := fmt.Sprintf("%d MiB are free on the disk of %s", free>>20, dir); {
	case free < diskWrong:
		x.bad("%s; make room before articles can no longer be saved", text)
	case free < diskLow:
		x.note("%s; make room soon", text)
	default:
		x.ok("%s", text)
	}
}

func (x *examination) store(s *store.Store) {
	papers, err := s.Papers(x.d.ctx)
	if err != nil {
		x.fail(err)
		return
	}
	if len(papers) == 0 {
		x.bad("there is no paper; make one with: broadsheet init --name NAME")
	}
	x.addresses(papers)
	x.looks(s, papers)
	x.clock(s)
	x.derivations(s)
	x.audit(s, papers)
	x.manuscripts(s)
	x.fullText(s)
	x.related(s)
	x.followers(s)
}

// addresses checks that every paper can be reached and gives out addresses that lead to it.
func (x *examination) addresses(papers []news.Paper) {
	open := 0
	for _, p := range papers {
		if len(p.Hosts) == 0 {
			open++
		}
		if _, err := time.LoadLocation(p.TimeZone); err != nil {
			x.bad("%s: there is no time zone %q on this machine; install the package tzdata, or set another zone", named(p), p.TimeZone)
		}
		switch {
		case p.URL != "":
			x.ok("%s is at %s", named(p), p.URL)
		default:
			x.note("%s has no url; its feeds and links say %s, which only this machine may reach", named(p), x.d.base(p))
		}
	}
	if open > 1 {
		x.bad("%d papers have no hosts, so that only one of them can be reached; give each a host", open)
	}
}

// looks checks that what papers look like can be read: what the desk refuses may have come in by an import, or under
// rules of an earlier release.
func (x *examination) looks(s *store.Store, papers []news.Paper) {
	for _, p := range papers {
		if p.Look.IsZero() {
			continue
		}
		before := x.wrong
		if err := s.View(x.d.ctx, p.ID, func(v news.View) error { return desk.CheckLook(v, p.Look) }); err != nil {
			for _, problem := range news.Problems(err) {
				x.bad("%s: %s", named(p), problem.Error())
			}
			if len(news.Problems(err)) == 0 {
				x.fail(err)
			}
		}
		if x.wrong == before {
			x.ok("the colours of %s can be read on each other", named(p))
		}
	}
}

// clock checks that the machine's clock is not behind what has been written already.
func (x *examination) clock(s *store.Store) {
	last, err := s.LastSeq(x.d.ctx)
	if err != nil {
		x.fail(err)
		return
	}
	entries, err := s.Entries(x.d.ctx, "", max(0, last-1), 1)
	if err != nil {
		x.fail(err)
		return
	}
	for _, e := range entries {
		if ahead := e.At - now(); ahead > news.Millis(time.Minute.Milliseconds()) {
			x.bad("this machine's clock says %s, but the newest ledger entry was written at %s; set the clock", now(), e.At)
			return
		}
	}
	if y := now().Time().Year(); y < 2025 {
		x.bad("this machine's clock says the year %d; set the clock", y)
		return
	}
	x.ok("the clock is not behind the ledger")
}

// derivations compares everything derived with the ledger.
func (x *examination) derivations(s *store.Store) {
	before := x.wrong
	if err := s.Check(x.d.ctx, func(problem string) { x.bad("%s", problem) }); err != nil {
		x.fail(err)
		return
	}
	if x.wrong == before {
		x.ok("the ledger has no gap, and articles, lists, corrections and old addresses follow from it")
		return
	}
	x.note("what is derived can be made anew with: broadsheet rebuild listings")
}

// audit follows each paper's audit trail.
func (x *examination) audit(s *store.Store, papers []news.Paper) {
	for _, p := range papers {
		before := x.wrong
		last, err := s.CheckAudit(x.d.ctx, p.ID, func(problem string) { x.bad("%s: %s", named(p), problem) })
		switch {
		case err != nil:
			x.fail(err)
		case x.wrong == before && last.N > 0:
			x.ok("the audit trail of %s is whole: %d lines, the last with the hash %s", named(p), last.N, last.Hash)
		case x.wrong == before:
			x.note("the audit trail of %s is empty: it begins with the next change", named(p))
		}
	}
}

// fullText compares the full-text index with what the public may see.
func (x *examination) fullText(s *store.Store) {
	before := x.wrong
	if err := s.CheckSearch(x.d.ctx, search.FollowerName, func(problem string) { x.bad("%s", problem) }); err != nil {
		x.fail(err)
	} else if x.wrong == before {
		x.ok("the full-text index holds what the public may see, and nothing else")
	}
}

// related compares the lists of related articles with what the public may see.
func (x *examination) related(s *store.Store) {
	before := x.wrong
	if err := s.CheckRelated(x.d.ctx, related.FollowerName, func(problem string) { x.bad("%s", problem) }); err != nil {
		x.fail(err)
	} else if x.wrong == before {
		x.ok("the lists of related articles are of what the public may see, and of nothing else")
	}
}

func (x *examination) followers(s *store.Store) {
	for _, f := range slices.Concat(followers(s), background(s)) {
		last, err := s.LastSeq(x.d.ctx)
		at, err2 := s.Cursor(x.d.ctx, f.Name)
		switch {
		case err != nil:
			x.fail(err)
		case err2 != nil:
			x.fail(err2)
		case at > last:
			x.bad("%s has followed the ledger to entry %d, but it ends at %d; make it anew with: broadsheet rebuild %s", f.Name, at, last, f.Name)
		case at < last:
			x.note("%s is %d entries behind the ledger; a running server catches up by itself", f.Name, last-at)
		default:
			x.ok("%s has followed the ledger to its end", f.Name)
		}
	}
}
