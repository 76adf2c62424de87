package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// deed is a line of the audit trail that waits for the end of its transaction.
type deed struct {
	what          string // "article.publish": kind and act
	subject       string
	version       int
	by            news.Doer
	before, after any // nil: there was, or is, nothing
}

const auditColumns = `n, at, kind, act, subject, version, made_by, network, was, became, hash`

const insertAudit = `INSERT INTO audit (paper, ` + auditColumns + `) VALUES `

// appendAudit writes lines at the end of a paper's trail, in the transaction that did what they tell of. The row of
// audit_heads stays locked from here to the commit, so that the chain has one order.
func appendAudit(ctx context.Context, r runner, paper string, at news.Millis, deeds []deed) error {
	if len(deeds) == 0 {
		return nil
	}
	var last news.AuditRow
	err := r.row(ctx, `INSERT INTO audit_heads (paper, n, hash) VALUES ($1, 0, '')
		ON CONFLICT (paper) DO UPDATE SET n = audit_heads.n RETURNING n, hash`, paper).Scan(&last.N, &last.Hash)
	if err != nil {
		return fmt.Errorf("finding the end of the audit trail: %w", err)
	}
	rows := make([][]any, len(deeds))
	for i, d := range deeds {
		row := news.AuditRow{N: last.N + 1, At: at, Subject: d.subject, Version: d.version, By: d.by.Person, Network: d.by.Network}
		row.Kind, row.Act, _ = strings.Cut(d.what, ".")
		if row.Before, row.After, err = news.AuditChange(d.before, d.after); err != nil {
			return err
		}
		row.Hash = news.AuditHash(last.Hash, row)
		rows[i], last = auditValues(paper, row), row
	}
	if err := insertRows(ctx, r, insertAudit, "", rows); err != nil {
		return fmt.Errorf("writing the audit trail: %w", err)
	}
	_, err = r.exec(ctx, `UPDATE audit_heads SET n = $1, hash = $2 WHERE paper = $3`, last.N, last.Hash, paper)
	return err
}

func auditValues(paper string, r news.AuditRow) []any {
	return []any{paper, r.N, int64(r.At), r.Kind, r.Act, r.Subject, r.Version, r.By, r.Network, string(r.Before), string(r.After), r.Hash}
}

func scanAudit(scan func(...any) error) (r news.AuditRow, err error) {
	err = scan(&r.N, &r.At, &r.Kind, &r.Act, &r.Subject, &r.Version, &r.By, &r.Network, (*[]byte)(&r.Before), (*[]byte)(&r.After), &r.Hash)
	if len(r.Before) == 0 {
		r.Before = nil
	}
	if len(r.After) == 0 {
		r.After = nil
	}
	return r, err
}

// Audit returns lines of a paper's trail, the newest first, from before the line numbered before; 0: from the end.
func (s *Store) Audit(ctx context.Context, paper string, f news.AuditFilter, before int64, limit int) ([]news.AuditRow, error) {
	text, args := `SELECT `+auditColumns+` FROM audit WHERE paper = $1`, []any{paper}
	where := func(condition string, value any) {
		args = append(args, value)
		text += ` AND ` + strings.ReplaceAll(condition, "?", "$"+strconv.Itoa(len(args)))
	}
	if before > 0 {
		where(`n < ?`, before)
	}
	if f.Person != "" {
		where(`(made_by = ? OR subject = ?)`, f.Person)
	}
	if f.Kind != "" {
		where(`kind = ?`, f.Kind)
	}
	if f.Subject != "" {
		where(`subject = ?`, f.Subject)
	}
	if f.From != 0 {
		where(`at >= ?`, int64(f.From))
	}
	if f.Until != 0 {
		where(`at < ?`, int64(f.Until))
	}
	args = append(args, limit)
	return all(ctx, s, scanAudit, text+` ORDER BY n DESC LIMIT $`+strconv.Itoa(len(args)), args...)
}

// PutRefusal writes down that somebody was refused at the door: whom they said they were, where that is known, and why.
func (s *Store) PutRefusal(ctx context.Context, paper, person string, by news.Doer, why map[string]any) error {
	return s.atDoor(ctx, paper, func(runner) ([]deed, error) {
		return []deed{{what: "signin.refuse", subject: person, by: by, after: why}}, nil
	})
}

// atDoor runs fn in a transaction and writes the lines of the audit trail that it returns; whatever is changed without the
// desk is changed here.
func (s *Store) atDoor(ctx context.Context, paper string, fn func(runner) ([]deed, error)) error {
	return s.engine.failure(s.engine.write(ctx, func(r runner) error {
		deeds, err := fn(r)
		if err != nil {
			return err
		}
		return appendAudit(ctx, r, paper, s.now(), deeds)
	}))
}

// CheckAudit follows a paper's trail from its first line and reports, in a sentence, the first that is not as it was
// written. It returns how many lines there are and the hash of the last: whoever has noted an earlier last hash outside
// the database can tell that the lines up to it are the same.
func (s *Store) CheckAudit(ctx context.Context, paper string, report func(problem string)) (last news.AuditRow, err error) {
	err = s.engine.snapshot(ctx, func(r runner) error {
		whole := true
		err := each(ctx, r, func(rows *sql.Rows) error {
			row, err := scanAudit(rows.Scan)
			if err != nil || !whole {
				return err
			}
			switch {
			case row.N != last.N+1:
				whole = false
				report(fmt.Sprintf("the audit trail has line %d after line %d: a line has been taken out or slipped in", row.N, last.N))
			case row.Hash != news.AuditHash(last.Hash, row):
				whole = false
				report(fmt.Sprintf("line %d of the audit trail, of %s, is not as it was written, or the line before it is not", row.N, row.At))
			}
			last = row
			return nil
		}, `SELECT `+auditColumns+` FROM audit WHERE paper = $1 ORDER BY n`, paper)
		if err != nil || !whole {
			return err
		}
		var head news.AuditRow
		err = r.row(ctx, `SELECT coalesce(max(n), 0), coalesce(max(hash), '') FROM audit_heads WHERE paper = $1`, paper).Scan(&head.N, &head.Hash)
		if err == nil && (head.N != last.N || head.Hash != last.Hash) {
			report(fmt.Sprintf("the audit trail ends with line %d and its head says %d: lines have been cut off its end", last.N, head.N))
		}
		return err
	})
	return last, s.engine.failure(err)
}
