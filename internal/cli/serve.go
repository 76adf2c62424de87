package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

type serveCommand struct {
	Blank bool `toml:"blank" help:"On an empty data folder, make an empty paper in place of the sample."`
}

// Help is the command's help.
func (serveCommand) Help() string {
	return `Runs the newspaper until it is stopped (Ctrl-C, or SIGTERM): open requests end first; a second signal stops at once.

On an empty data folder it makes a sample paper and prints the reader's address and a link to sign in with.

Every flag is also a variable of the environment (BROADSHEET_ADDR for --addr) and a key of the settings file (addr = "…"); a flag wins over a variable, a variable over the file.

Examples:
  broadsheet serve
  broadsheet serve --data /var/lib/broadsheet --addr :8080 --metrics-addr 127.0.0.1:9100
  broadsheet serve --database postgres://broadsheet@db.internal/broadsheet --config /etc/broadsheet.toml
  broadsheet serve --addr :443 --redirect-addr :80 --acme-hosts news.example.org --acme-email you@example.org`
}

// Run runs the command.
func (c *serveCommand) Run(d *desktop) error {
	log := d.log()
	f := d.folder()
	if _, err := f.look(); err != nil {
		return err
	}
	if err := f.make(); err != nil {
		return err
	}
	doors, err := openDoors(d.config.Server)
	if err != nil {
		return err
	}
	defer doors.close()
	unlock, err := f.lock("serving " + doors.served)
	if err != nil {
		return err
	}
	defer unlock()
	s, err := d.openStore(log)
	if err != nil {
		return err
	}
	welcome, err := c.firstRun(d, s, doors.served)
	if err == nil {
		err = d.serve(log, s, doors, welcome)
	}
	return errors.Join(err, s.Close())
}

// firstRun makes a paper where there is none, and returns what to tell whoever started the server.
func (c *serveCommand) firstRun(d *desktop, s *store.Store, served string) (welcome string, err error) {
	papers, err := s.Papers(d.ctx)
	if err != nil || len(papers) > 0 {
		return welcomeBack(papers, served), err
	}
	var paper news.Paper
	if c.Blank {
		paper, err = s.CreatePaper(d.ctx, news.Paper{Name: "Broadsheet", Locale: "en", TimeZone: "UTC"})
	} else {
		fmt.Fprintln(d.stderr, "Making the sample paper …")
		paper, err = makeSample(d, s, nil)
	}
	if err != nil {
		return "", err
	}
	link, err := firstEditor(d, s, paper)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf(`%s is ready.

  Read it:  %s/
  Sign in:  %s
            (once, within a quarter of an hour; afterwards: broadsheet person signin-link --data %s --email %s)
`, paper.Name, served, signInAddress(served, link), d.folder(), firstEmail), nil
}

// welcomeBack tells where the papers can be read.
func welcomeBack(papers []news.Paper, served string) string {
	text := ""
	for _, p := range papers {
		at := served + "/"
		if p.URL != "" {
			at = p.URL + "/ (served at " + served + "/)"
		} else if len(p.Hosts) > 0 {
			at = served + "/ (as " + p.Hosts[0] + ")"
		}
		text += fmt.Sprintf("%s: %s\n", p.Name, at)
	}
	return text
}

// firstEmail is the address of the first editor of a paper that serve made. Nothing is ever sent there.
const firstEmail = "editor@example.org"

// firstEditor adds somebody who may do everything, and makes a link for them to sign in with.
func firstEditor(d *desktop, s *store.Store, paper news.Paper) (string, error) {
	name, email, role := "The Editor", firstEmail, news.Publisher
	_, err := d.desk(s).Do(d.ctx, paper.ID, news.Program, func(w *desk.Work) error {
		_, err := w.AddPerson(desk.PersonFiling{Name: &name, Email: &email, Role: &role})
		return err
	})
	if err != nil {
		return "", err
	}
	return account.New(s, now).CreateLink(d.ctx, paper.ID, email, news.Doer{})
}

// serve runs everything until the context ends, then stops it in order: no longer ready, no new requests, the open ones
// end, the followers finish their batch. Whoever opened the store closes it.
func (d *desktop) serve(log *slog.Logger, s *store.Store, doors *doors, welcome string) error {
	rooms, err := d.furnish(log, s, doors.served)
	if err != nil {
		return err
	}
	if err := rooms.runner.Start(d.ctx); err != nil {
		return err
	}
	defer rooms.runner.Stop()
	if _, err := rooms.desk.Tick(d.ctx); err != nil { // what came due while nothing ran; the clock tries again
		log.Warn("what came due while the server was down could not be settled yet", "err", err)
	}
	stopChores, err := rooms.chores(d.ctx)
	if err != nil {
		return err
	}
	failed := doors.serve(rooms.web, d.config.Server, d.folder(), rooms.redirect())
	fmt.Fprint(d.stdout, welcome)
	log.Info("serving", "address", doors.served, "database", s.Engine(), "version", versionNow())
	select {
	case err = <-failed:
	case <-d.ctx.Done():
	}
	log.Info("stopping", "timeout", d.config.StopTimeout.Duration)
	rooms.web.Health.Stop()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(d.ctx), d.config.StopTimeout.Duration)
	defer cancel()
	if stopErr := doors.stop(ctx); stopErr != nil {
		log.Warn("some requests were still open when the time to stop was over", "err", stopErr)
	}
	stopChores(ctx)
	if rooms.web.Access != nil {
		rooms.web.Access.Flush()
	}
	log.Info("stopped")
	return err
}

// waitAtMost is how long an answer to a write waits until this process shows the write everywhere.
const waitAtMost = 2 * time.Second
