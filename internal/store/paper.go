package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"broadsheet/internal/news"
)

// paperSet is every paper, in memory: each request begins by asking which paper its host is. It is replaced whole.
type paperSet struct {
	all    []news.Paper // oldest first
	byID   map[string]news.Paper
	byHost map[string]news.Paper
	mark   papersMark
}

// papersMark changes whenever a paper does.
type papersMark struct{ count, versions int64 }

const paperColumns = `id, name, motto, locale, timezone, url, date_form, latest, about, look, created_at, version`

func scanPaper(scan func(...any) error) (p news.Paper, err error) {
	var look []byte
	err = scan(&p.ID, &p.Name, &p.Motto, &p.Locale, &p.TimeZone, &p.URL, &p.DateForm, &p.Latest, &p.About, &look, &p.CreatedAt, &p.Version)
	if err == nil && len(look) > 0 {
		err = json.Unmarshal(look, &p.Look)
	}
	return p, err
}

// loadPapers reads all papers into memory.
func (s *Store) loadPapers(ctx context.Context) error {
	set := &paperSet{byID: map[string]news.Paper{}, byHost: map[string]news.Paper{}}
	err := s.engine.failure(s.engine.snapshot(ctx, func(r runner) error { return set.load(ctx, r) }))
	if err == nil {
		s.papers.Store(set)
	}
	return err
}

func (set *paperSet) load(ctx context.Context, r runner) error {
	hosts := map[string][]string{}
	err := each(ctx, r, func(rows *sql.Rows) error {
		var paper, host string
		err := rows.Scan(&paper, &host)
		hosts[paper] = append(hosts[paper], host)
		return err
	}, `SELECT paper, host FROM paper_hosts ORDER BY paper, place, host`)
	if err != nil {
		return err
	}
	return each(ctx, r, func(rows *sql.Rows) error {
		p, err := scanPaper(rows.Scan)
		p.Hosts = hosts[p.ID]
		set.all, set.byID[p.ID] = append(set.all, p), p
		for _, host := range p.Hosts {
			set.byHost[host] = p
		}
		set.mark.count++
		set.mark.versions += int64(p.Version)
		return err
	}, `SELECT `+paperColumns+` FROM papers ORDER BY created_at, id`)
}

// refreshPapers reads the papers again if another process changed one.
func (s *Store) refreshPapers(ctx context.Context) error {
	var mark papersMark
	err := s.read(ctx, func(r runner) error {
		return r.row(ctx, `SELECT count(*), coalesce(sum(version), 0) FROM papers`).Scan(&mark.count, &mark.versions)
	})
	if err != nil || mark == s.papers.Load().mark {
		return err
	}
	return s.loadPapers(ctx)
}

// Papers returns every paper, oldest first.
func (s *Store) Papers(context.Context) ([]news.Paper, error) {
	return append([]news.Paper(nil), s.papers.Load().all...), nil
}

// PaperByID returns a paper by its id. Errors: CodeNotFound.
func (s *Store) PaperByID(_ context.Context, id string) (news.Paper, error) {
	p, ok := s.papers.Load().byID[id]
	if !ok {
		return p, notFound("paper", id)
	}
	return p, nil
}

// PaperByHost returns the paper that answers to a host name without a port: the one that names it, else the oldest one
// that names no hosts. Errors: CodeNotFound.
func (s *Store) PaperByHost(_ context.Context, host string) (news.Paper, error) {
	set := s.papers.Load()
	if p, ok := set.byHost[strings.ToLower(host)]; ok {
		return p, nil
	}
	for _, p := range set.all {
		if len(p.Hosts) == 0 {
			return p, nil
		}
	}
	return news.Paper{}, notFound("paper with the host", host)
}

// CreatePaper makes a paper, and its id when it has none. Errors: CodeConflict (fields "id", "hosts").
func (s *Store) CreatePaper(ctx context.Context, p news.Paper) (news.Paper, error) {
	if p.ID == "" {
		id, err := uuid.NewV7()
		if err != nil {
			return p, err
		}
		p.ID = id.String()
	}
	if p.CreatedAt == 0 {
		p.CreatedAt = s.now()
	}
	p.Version = 1
	_, err := s.Write(ctx, p.ID, func(tx news.Tx) error { return tx.PutPaper(p, "") })
	return p, err
}

func (t *transaction) Paper() (news.Paper, error) {
	p, err := scanPaper(t.run.row(t.ctx, `SELECT `+paperColumns+` FROM papers WHERE id = $1`, t.paper).Scan)
	if err != nil {
		return p, found(err, "paper", t.paper)
	}
	err = each(t.ctx, t.run, func(rows *sql.Rows) error {
		var host string
		err := rows.Scan(&host)
		p.Hosts = append(p.Hosts, host)
		return err
	}, `SELECT host FROM paper_hosts WHERE paper = $1 ORDER BY place, host`, t.paper)
	return p, err
}

func (t *transaction) PutPaper(p news.Paper, by string) error {
	if p.ID != t.paper {
		return news.Invalid("id", "the paper %s cannot be changed in a transaction of %s", p.ID, t.paper)
	}
	p.Hosts = lower(p.Hosts)
	look, err := lookText(p.Look)
	if err != nil {
		return err
	}
	before, err := earlier(p.Version, p.ID, func(string) (news.Paper, error) { return t.Paper() })
	if err != nil {
		return err
	}
	err = t.put("paper", p.ID, p.Version, putSQL{
		insert: `INSERT INTO papers (id, name, motto, locale, timezone, url, date_form, latest, about, look, version, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
		inserted: []any{p.ID, p.Name, p.Motto, p.Locale, p.TimeZone, p.URL, p.DateForm, p.Latest, p.About, look, p.Version, int64(p.CreatedAt)},
		update: `UPDATE papers SET name = $1, motto = $2, locale = $3, timezone = $4, url = $5, date_form = $6, latest = $7,
			about = $8, look = $9, version = $10 WHERE id = $11 AND version = $10 - 1`,
		updated: []any{p.Name, p.Motto, p.Locale, p.TimeZone, p.URL, p.DateForm, p.Latest, p.About, look, p.Version, p.ID},
		version: `SELECT version FROM papers WHERE id = $1`,
		key:     []any{p.ID},
	})
	if err != nil {
		return err
	}
	if err := t.putHosts(p); err != nil {
		return err
	}
	if err := t.keepPaperVersion(p, by); err != nil {
		return err
	}
	t.note("paper.save", p.ID, p.Version, by, before, p)
	return nil
}

// lookText is a look as its column holds it: nothing for the house style.
func lookText(l news.Look) (string, error) {
	if l.IsZero() {
		return "", nil
	}
	b, err := json.Marshal(l)
	return string(b), err
}

func (t *transaction) putHosts(p news.Paper) error {
	if _, err := t.run.exec(t.ctx, `DELETE FROM paper_hosts WHERE paper = $1`, p.ID); err != nil {
		return err
	}
	for i, host := range p.Hosts {
		n, err := t.run.exec(t.ctx, `INSERT INTO paper_hosts (host, paper, place) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			host, p.ID, i)
		if err != nil {
			return err
		}
		if n == 0 {
			return news.Errorf(news.CodeConflict, "hosts", "the host %q is another paper's, or is named twice; leave it out", host)
		}
	}
	return nil
}

// lower writes host names in their one form.
func lower(hosts []string) []string {
	var all []string
	for _, h := range hosts {
		all = append(all, strings.ToLower(h))
	}
	return all
}
