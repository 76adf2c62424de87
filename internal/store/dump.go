package store

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// dumpedTable is a table that a dump holds: what cannot be derived, and the heads.
type dumpedTable struct {
	name  string
	order string // its primary key
	blobs []string
}

// dumped returns the tables of a dump, each after those that it refers to.
func dumped() []dumpedTable {
	return []dumpedTable{
		{name: "papers", order: "id"},
		{name: "paper_hosts", order: "host"},
		{name: "paper_versions", order: "paper, version"},
		{name: "sections", order: "id"},
		{name: "people", order: "id"},
		{name: "tags", order: "id"},
		{name: "storylines", order: "id"},
		{name: "pictures", order: "id"},
		{name: "file_ends", order: "name"},
		{name: "picture_files", order: "name, picture"},
		{name: "articles", order: "id"},
		{name: "versions", order: "article, n"},
		{name: "redirects", order: "paper, path"},
		{name: "fronts", order: "paper, name"},
		{name: "front_versions", order: "paper, name, version"},
		{name: "rules", order: "paper, id"},
		{name: "rule_versions", order: "paper, id, version"},
		{name: "rule_ignores", order: "paper, article, rule, element, place"},
		{name: "rule_reports", order: "paper, rule, id"},
		{name: "manuscripts", order: "article"},
		{name: "manuscript_steps", order: "article, n"},
		{name: "manuscript_snapshots", order: "article, n"},
		{name: "manuscript_fields", order: "article, field"},
		{name: "manuscript_clients", order: "client"},
		{name: "manuscript_notes", order: "article, n"},
		{name: "ledger", order: "seq"},
		{name: "ledger_head", order: "id"},
		{name: "cursors", order: "name"},
		// Derived, but as much from what the index knew when each was made: a restored site shows the same lists.
		{name: "related_lists", order: "article"},
		{name: "related", order: "article, other"},
		{name: "answers", order: "paper, key", blobs: []string{"body"}},
		{name: "tokens", order: "hash"},
		{name: "signin_links", order: "hash"},
		{name: "sessions", order: "hash"},
		{name: "passkeys", order: "paper, id"},
		{name: "challenges", order: "hash"},
		{name: "recovery_codes", order: "paper, person, hash"},
		{name: "audit", order: "paper, n"},
		{name: "audit_heads", order: "paper"},
		{name: "preferences", order: "person, name"},
		{name: "subscriptions", order: "id"},
		{name: "jobs", order: "id"},
	}
}

// fullTextCursor names the follower whose derivation is in the database but in no dump: it begins again after a load.
const fullTextCursor = "search"

// dumpFormat is the number of the form that dumps are written in.
const dumpFormat = 1

// dumpLine is a line of a dump that is no row: its beginning, the beginning of a table, or its end.
type dumpLine struct {
	Broadsheet int      `json:"broadsheet,omitempty"` // the beginning: the format
	Schema     int64    `json:"schema,omitempty"`     // the beginning: the last migration
	Table      string   `json:"table,omitempty"`
	Columns    []string `json:"columns,omitempty"`
	Blobs      []string `json:"blobs,omitempty"` // columns whose values are bytes in base64
	End        bool     `json:"end,omitempty"`   // nothing follows: the dump is whole
	Rows       int64    `json:"rows,omitempty"`  // the end: how many there were
}

// Dump writes everything that cannot be derived, and the heads, as they stood at one moment: lines of JSON that Load
// reads into either engine. Equal content makes equal bytes.
func (s *Store) Dump(ctx context.Context, w io.Writer) error {
	_, schema, err := steps(s.engine.name())
	if err != nil {
		return err
	}
	out := &dumper{buf: bufio.NewWriterSize(w, 1<<16)}
	return s.engine.failure(s.engine.snapshot(ctx, func(r runner) error {
		if err := out.line(dumpLine{Broadsheet: dumpFormat, Schema: schema}); err != nil {
			return err
		}
		for _, t := range dumped() {
			if err := out.table(ctx, r, t); err != nil {
				return fmt.Errorf("dumping %s: %w", t.name, err)
			}
		}
		if err := out.line(dumpLine{End: true, Rows: out.rows}); err != nil {
			return err
		}
		return out.buf.Flush()
	}))
}

// dumper writes lines.
type dumper struct {
	buf  *bufio.Writer
	rows int64
}

func (d *dumper) line(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil { // which ends in a newline
		return err
	}
	_, err := d.buf.Write(b.Bytes())
	return err
}

func (d *dumper) table(ctx context.Context, r runner, t dumpedTable) error {
	where, args := "", []any(nil)
	if t.name == "cursors" {
		where, args = ` WHERE name <> $1`, []any{fullTextCursor}
	}
	rows, err := r.query(ctx, `SELECT * FROM `+t.name+where+` ORDER BY `+t.order, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	if err := d.line(dumpLine{Table: t.name, Columns: columns, Blobs: t.blobs}); err != nil {
		return err
	}
	for rows.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, err := dumpedRow(rows, columns, t.blobs)
		if err != nil {
			return err
		}
		if err := d.line(row); err != nil {
			return err
		}
		d.rows++
	}
	return rows.Err()
}

// dumpedRow reads a row: integers, text, and bytes, which JSON writes in base64.
func dumpedRow(rows *sql.Rows, columns, blobs []string) ([]any, error) {
	row, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		into[i] = &row[i]
	}
	if err := rows.Scan(into...); err != nil {
		return nil, err
	}
	for i, v := range row {
		if text, ok := v.([]byte); ok && !slices.Contains(blobs, columns[i]) {
			row[i] = string(text)
		}
	}
	return row, nil
}
