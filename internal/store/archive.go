package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"broadsheet/internal/news"
)

// Archive is what one paper consists of beside its versions and its ledger, which are too many to hold at once.
type Archive struct {
	Paper      news.Paper
	PaperWas   []news.PaperVersion // by version
	Sections   []news.Section      // by id, as all the others
	People     []news.Person       //
	Tags       []news.Tag          //
	Storylines []news.Storyline    //
	Fronts     []news.Front        // by name
	FrontsWere []news.FrontVersion // by name and version
	Redirects  []news.Redirect     // by path
	Pictures   []news.Picture      // by id
	Rules      HouseRules
}

// ReadArchive hands over everything of one paper that isn't derived, as it stood at one moment: first the archive, then
// the audit trail, the ledger's entries in order, then the versions by article and number.
func (s *Store) ReadArchive(ctx context.Context, paper string, begin func(Archive) error, audit func(news.AuditRow) error, entry func(news.Entry) error, version func(news.Version) error) error {
	return s.engine.failure(s.engine.snapshot(ctx, func(r runner) error {
		a, err := s.readFurniture(ctx, r, paper)
		if err != nil {
			return err
		}
		if err := begin(a); err != nil {
			return err
		}
		err = each(ctx, r, func(rows *sql.Rows) error {
			row, err := scanAudit(rows.Scan)
			if err != nil {
				return err
			}
			return audit(row)
		}, `SELECT `+auditColumns+` FROM audit WHERE paper = $1 ORDER BY n`, paper)
		if err != nil {
			return err
		}
		err = each(ctx, r, func(rows *sql.Rows) error {
			e, err := scanEntry(rows)
			if err != nil {
				return err
			}
			return entry(e)
		}, `SELECT `+entryColumns+` FROM ledger WHERE paper = $1 ORDER BY seq`, paper)
		if err != nil {
			return err
		}
		return each(ctx, r, func(rows *sql.Rows) error {
			var row versionRow
			if err := rows.Scan(append(row.into(), &row.words)...); err != nil {
				return err
			}
			v, err := row.version()
			if err != nil {
				return err
			}
			return version(v)
		}, `SELECT `+versionColumns+`, v.body FROM versions v WHERE v.paper = $1 ORDER BY v.article, v.n`, paper)
	}))
}

// readFurniture reads an archive.
func (s *Store) readFurniture(ctx context.Context, r runner, paper string) (a Archive, err error) {
	if a.Paper, err = s.begin(ctx, r, paper).Paper(); err != nil {
		return a, err
	}
	scanRedirect := func(scan func(...any) error) (v news.Redirect, err error) {
		err = scan(&v.Path, &v.Article, &v.To)
		return v, err
	}
	return a, errors.Join(
		gather(ctx, r, &a.PaperWas, scanPaperVersion, `SELECT `+paperVersionColumns+` FROM paper_versions WHERE paper = $1 ORDER BY version`, paper),
		gather(ctx, r, &a.Sections, scanSection, `SELECT `+sectionColumns+` FROM sections WHERE paper = $1 ORDER BY id`, paper),
		gather(ctx, r, &a.People, scanPerson, `SELECT `+personColumns+` FROM people WHERE paper = $1 ORDER BY id`, paper),
		gather(ctx, r, &a.Tags, scanTag, `SELECT `+tagColumns+` FROM tags WHERE paper = $1 ORDER BY id`, paper),
		gather(ctx, r, &a.Storylines, scanStoryline, `SELECT `+storylineColumns+` FROM storylines WHERE paper = $1 ORDER BY id`, paper),
		gather(ctx, r, &a.Fronts, scanFront, frontsOf, paper),
		gather(ctx, r, &a.FrontsWere, scanFrontVersion, `SELECT `+frontVersionColumns+` FROM front_versions WHERE paper = $1 ORDER BY name, version`, paper),
		gather(ctx, r, &a.Pictures, scanPicture, `SELECT `+pictureColumns+` FROM pictures WHERE paper = $1 ORDER BY id`, paper),
		gather(ctx, r, &a.Redirects, scanRedirect, `SELECT path, article, target FROM redirects WHERE paper = $1 ORDER BY path`, paper),
		a.Rules.gather(ctx, r, paper),
	)
}

// gather reads the rows of a query into a list.
func gather[V any](ctx context.Context, r runner, to *[]V, scan func(func(...any) error) (V, error), text string, args ...any) error {
	return each(ctx, r, func(rows *sql.Rows) error {
		v, err := scan(rows.Scan)
		*to = append(*to, v)
		return err
	}, text, args...)
}

// LoadArchive makes a paper, in an empty database, of what ReadArchive handed over, with the ids, times and hashes it
// had, and derives the rest. The entries are numbered from 1. It is one transaction: what fails leaves the database
// empty. Errors: CodeConflict when the database isn't empty.
func (s *Store) LoadArchive(ctx context.Context, a Archive, audit iter.Seq2[news.AuditRow, error], entries iter.Seq2[news.Entry, error], versions iter.Seq2[news.Version, error]) error {
	var last int64
	err := s.engine.write(ctx, func(r runner) error {
		if err := mustBeEmpty(ctx, r); err != nil {
			return err
		}
		if err := s.insertFurniture(ctx, r, a); err != nil {
			return err
		}
		if err := loadAudit(ctx, r, a.Paper.ID, audit); err != nil {
			return err
		}
		err := insertSeq(ctx, r, `INSERT INTO ledger (seq, at, paper, what, subject, version, made_by, head) VALUES `, entries, func(e news.Entry) ([]any, error) {
			last++
			e.Seq, e.Paper = last, a.Paper.ID
			return ledgerRow(e)
		})
		if err != nil {
			return err
		}
		if _, err := r.exec(ctx, `UPDATE ledger_head SET seq = $1`, last); err != nil {
			return err
		}
		if _, err := r.exec(ctx, addFrontVersions); err != nil {
			return err
		}
		err = insertSeq(ctx, r, insertVersions, versions, func(v news.Version) ([]any, error) { return versionValues(a.Paper.ID, v) })
		if err != nil {
			return err
		}
		return refold(ctx, r, true, nil)
	})
	if err != nil {
		return s.engine.failure(err)
	}
	err = s.loadPapers(ctx)
	s.bell.tell(last)
	return err
}

// insertFurniture inserts an archive. The rows are empty, so there is nothing that they could collide with.
func (s *Store) insertFurniture(ctx context.Context, r runner, a Archive) error {
	p := a.Paper
	tx := s.begin(ctx, r, p.ID)
	version := p.Version
	p.Version = 1 // which inserts it
	if err := tx.PutPaper(p, ""); err != nil {
		return err
	}
	if _, err := r.exec(ctx, `UPDATE papers SET version = $1 WHERE id = $2`, version, p.ID); err != nil {
		return err
	}
	if _, err := r.exec(ctx, `DELETE FROM paper_versions WHERE paper = $1`, p.ID); err != nil { // the one that inserting has made
		return err
	}
	rows := map[string][][]any{}
	add := func(into string, values ...any) { rows[into] = append(rows[into], values) }
	for _, v := range a.PaperWas {
		row, err := paperVersionRow(v)
		if err != nil {
			return err
		}
		add(paperVersionTable, row...)
	}
	for _, v := range a.Sections {
		add(`sections (id, paper, slug, name, description, position, retired, version)`, v.ID, p.ID, v.Slug, v.Name, v.Description, v.Position, number(v.Retired), v.Version)
	}
	for _, v := range a.People {
		add(`people (id, paper, slug, name, title, bio, email, email_folded, role, version, beat, contact, public_key)`,
			v.ID, p.ID, v.Slug, v.Name, v.Title, v.Bio, v.Email, foldEmail(v.Email), string(v.Role), v.Version, v.Beat, v.Contact, v.PublicKey)
	}
	for _, v := range a.Tags {
		add(`tags (id, paper, slug, name, description, version)`, v.ID, p.ID, v.Slug, v.Name, v.Description, v.Version)
	}
	for _, v := range a.Storylines {
		add(`storylines (id, paper, slug, name, summary, briefing, briefed_at, briefed_by, version)`,
			v.ID, p.ID, v.Slug, v.Name, v.Summary, v.Briefing, int64(v.BriefedAt), v.BriefedBy, v.Version)
	}
	for _, v := range a.Redirects {
		add(`redirects (paper, path, article, target)`, p.ID, v.Path, v.Article, v.To)
	}
	for _, v := range a.Fronts {
		live, err := json.Marshal(v.Live)
		draft, err2 := json.Marshal(v.Draft)
		planned, err3 := plannedJSON(v)
		if err := errors.Join(err, err2, err3); err != nil {
			return err
		}
		add(`fronts (paper, name, live, draft, version, planned, next_turn)`, p.ID, v.Name, string(live), string(draft), v.Version, planned, int64(v.NextTurn()))
	}
	for _, v := range a.Pictures {
		details, err := json.Marshal(v)
		if err != nil {
			return err
		}
		add(`pictures (id, paper, original, created_at, expires_at, details, sought, version, next_turn, removed)`,
			v.ID, p.ID, v.Original.Hash, int64(v.CreatedAt), int64(v.ExpiresAt), string(details), pictureWords(v), v.Version, int64(v.NextTurn()), truth(v.RemovedAt != 0))
		for _, name := range fileNames(v) {
			add(`picture_files (name, picture)`, name, v.ID)
		}
	}
	for _, e := range fileEnds(a.Pictures) {
		add(`file_ends (name, shown_until)`, e.name, int64(e.until))
	}
	for _, v := range a.FrontsWere {
		live, err := json.Marshal(v.Live)
		draft, err2 := json.Marshal(v.Draft)
		if err := errors.Join(err, err2); err != nil {
			return err
		}
		add(`front_versions (paper, name, version, made_at, made_by, live, draft)`, p.ID, v.Name, v.Version, int64(v.At), v.By, string(live), string(draft))
	}
	if err := a.Rules.rows(p.ID, add); err != nil {
		return err
	}
	for into, all := range rows {
		if err := insertRows(ctx, r, `INSERT INTO `+into+` VALUES `, "", all); err != nil {
			return fmt.Errorf("loading %s: %w", into, err)
		}
	}
	return nil
}

// insertSeq inserts a row for each value of a sequence, some at a time.
func insertSeq[V any](ctx context.Context, r runner, insert string, seq iter.Seq2[V, error], row func(V) ([]any, error)) error {
	var rows [][]any
	for v, err := range seq {
		if err != nil {
			return err
		}
		values, err := row(v)
		if err != nil {
			return err
		}
		if rows = append(rows, values); len(rows) == insertChunk {
			if err := insertRows(ctx, r, insert, "", rows); err != nil {
				return err
			}
			rows = rows[:0]
		}
	}
	return insertRows(ctx, r, insert, "", rows)
}

// loadAudit inserts an audit trail as it was.
func loadAudit(ctx context.Context, r runner, paper string, audit iter.Seq2[news.AuditRow, error]) error {
	var last news.AuditRow
	err := insertSeq(ctx, r, insertAudit, audit, func(row news.AuditRow) ([]any, error) {
		last = row
		return auditValues(paper, row), nil
	})
	if err != nil || last.N == 0 {
		return err
	}
	_, err = r.exec(ctx, `INSERT INTO audit_heads (paper, n, hash) VALUES ($1, $2, $3)`, paper, last.N, last.Hash)
	return err
}
