package cli

import (
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// now is the machine's clock, the only one the program reads; everything below gets it passed in.
func now() news.Millis { return news.At(time.Now()) }

// newID makes an id: unique, and rising with time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// log makes the program's log as the settings want it, on standard error.
func (d *desktop) log() *slog.Logger {
	level := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}[d.config.LogLevel]
	o := &slog.HandlerOptions{Level: level}
	if d.config.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(d.stderr, o))
	}
	return slog.New(slog.NewTextHandler(d.stderr, o))
}

// folder is the data folder that the settings name.
func (d *desktop) folder() folder { return folder(filepath.Clean(d.config.Data)) }

// open opens the store of a paper that exists. Errors: CodeNotFound when there is none.
func (d *desktop) open() (*store.Store, error) {
	f := d.folder()
	ours, err := f.look()
	if err != nil && d.config.Database == "" {
		return nil, err
	}
	if d.config.Database == "" {
		if _, err := os.Stat(f.path(databaseFile)); !ours || err != nil {
			return nil, news.Errorf(news.CodeNotFound, "--data", "there is no paper in %s; name its folder, or make one with: broadsheet init --data %s --name NAME", f, f)
		}
	}
	return d.openStore(nil)
}

// openStore opens the store, making the database when it isn't there.
func (d *desktop) openStore(log *slog.Logger) (*store.Store, error) {
	return store.Open(d.ctx, store.Options{
		Path: d.folder().path(databaseFile), URL: d.config.Database, Now: now, Readers: d.config.Readers, Log: log,
	})
}

// desk makes the desk over a store.
func (d *desktop) desk(s desk.Store) *desk.Desk {
	dk := &desk.Desk{Store: s, Now: now, NewID: newID, Limits: desk.Limits{Body: int(d.config.MaxArticle.Bytes)}}
	dk.Rules, _ = s.(desk.RuleStore)
	return dk
}

// choice is the flag of commands that work on one paper.
type choice struct {
	Paper string `toml:"paper" placeholder:"NAME" help:"Which paper, by name, host or id; needed only where there are several."`
}

// choose finds the paper that is meant.
func (c choice) choose(d *desktop, s *store.Store) (news.Paper, error) {
	papers, err := s.Papers(d.ctx)
	if err != nil {
		return news.Paper{}, err
	}
	if len(papers) == 0 {
		return news.Paper{}, news.Errorf(news.CodeNotFound, "--data", "there is no paper yet; make one with: broadsheet init --name NAME")
	}
	if c.Paper == "" && len(papers) == 1 {
		return papers[0], nil
	}
	var names, found []string
	var paper news.Paper
	for _, p := range papers {
		names = append(names, named(p))
		if c.Paper != "" && c.means(p) {
			paper = p
			found = append(found, named(p))
		}
	}
	switch {
	case c.Paper == "":
		return paper, wrongUsage("--paper", "is missing: there are %d papers here, %s; say which", len(papers), strings.Join(names, ", "))
	case len(found) == 0:
		return paper, news.Errorf(news.CodeNotFound, "--paper", "no paper here has the name, host or id %q; there are %s", c.Paper, strings.Join(names, ", "))
	case len(found) > 1:
		return paper, wrongUsage("--paper", "%q means several papers: %s; name one by its id", c.Paper, strings.Join(found, ", "))
	}
	return paper, nil
}

func (c choice) means(p news.Paper) bool {
	if strings.EqualFold(c.Paper, p.Name) || c.Paper == p.ID {
		return true
	}
	for _, h := range p.Hosts {
		if strings.EqualFold(c.Paper, h) {
			return true
		}
	}
	return false
}

// named names a paper so that one of several can be told from the others.
func named(p news.Paper) string { return "“" + p.Name + "” (" + p.ID + ")" }

// base is what the paper's addresses begin with: its own URL, else the address that serve would serve on.
func (d *desktop) base(p news.Paper) string {
	if p.URL != "" {
		return strings.TrimRight(p.URL, "/")
	}
	return servedAt(d.config.Addr, d.config.TLS(), d.config.ACMEHosts)
}

// servedAt is the address a server on addr can be reached at, from this machine at least.
func servedAt(addr string, tls bool, hosts []string) string {
	scheme, port := "http", "80"
	if tls {
		scheme, port = "https", "443"
	}
	if len(hosts) > 0 {
		return scheme + "://" + hosts[0]
	}
	u := url.URL{Scheme: scheme, Host: addr}
	host := u.Hostname()
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if p := u.Port(); p != "" && p != port {
		host += ":" + p
	}
	return scheme + "://" + host
}

// makeWay has a long work take processors only where others leave them: a niceness of 10 makes way for a server on the
// same machine, 19 for everybody. Where the program is part of a test's process, that keeps its own.
func (d *desktop) makeWay(nice int) {
	if d.program != "" {
		setPriority(nice)
	}
}
