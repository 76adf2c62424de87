package store

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// Load reads a dump into an empty database, derives what the dump doesn't hold, and leaves the full-text index to its
// follower, which begins at the first entry. It is one transaction: what fails leaves the database empty. Errors:
// CodeConflict when the database isn't empty, CodeInvalid when the dump is broken or newer than this program.
func (s *Store) Load(ctx context.Context, from io.Reader) error {
	_, schema, err := steps(s.engine.name())
	if err != nil {
		return err
	}
	var last int64
	err = s.engine.write(ctx, func(r runner) error {
		if err := mustBeEmpty(ctx, r); err != nil {
			return err
		}
		l := &loader{run: r, in: json.NewDecoder(bufio.NewReaderSize(from, 1<<16)), schema: schema}
		l.in.UseNumber()
		if err := l.load(ctx); err != nil {
			return err
		}
		if _, err := r.exec(ctx, addFrontVersions); err != nil {
			return err
		}
		if err := refold(ctx, r, false, nil); err != nil {
			return err
		}
		return lastSeq(ctx, r, &last)
	})
	if err != nil {
		return s.engine.failure(err)
	}
	err = s.loadPapers(ctx)
	s.bell.tell(last)
	return err
}

func mustBeEmpty(ctx context.Context, r runner) error {
	var papers, seq int64
	if err := r.row(ctx, `SELECT (SELECT count(*) FROM papers), seq FROM ledger_head`).Scan(&papers, &seq); err != nil {
		return err
	}
	if papers != 0 || seq != 0 {
		return news.Errorf(news.CodeConflict, "", "the database holds papers already; restore into an empty one")
	}
	return nil
}

// loader reads a dump line by line.
type loader struct {
	run    runner
	in     *json.Decoder
	schema int64
	table  dumpLine // the table whose rows are being read
	insert string
	rows   [][]any // read and not yet inserted
	count  int64
}

func broken(format string, args ...any) error {
	return news.Invalid("backup", "the backup is broken: %s; use another one", fmt.Sprintf(format, args...))
}

func (l *loader) load(ctx context.Context) error {
	var begin dumpLine
	if err := l.in.Decode(&begin); err != nil || begin.Broadsheet == 0 {
		return news.Invalid("backup", "this is no backup of Broadsheet; use a file that `broadsheet backup` wrote")
	}
	if begin.Broadsheet > dumpFormat || begin.Schema > l.schema {
		return news.Invalid("backup", "the backup was written by a newer Broadsheet; restore it with that")
	}
	for {
		var line json.RawMessage
		if err := l.in.Decode(&line); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return broken("it ends in the middle, after %d rows", l.count)
		} else if err != nil {
			return broken("after row %d comes %v", l.count, err)
		}
		var err error
		end := false
		if line[0] == '[' {
			err = l.row(ctx, line)
		} else {
			end, err = l.begin(ctx, line)
		}
		if err != nil || end {
			return err
		}
	}
}

// begin reads a line that begins a table, or ends the dump.
func (l *loader) begin(ctx context.Context, line []byte) (end bool, err error) {
	if err := l.flush(ctx); err != nil {
		return false, err
	}
	l.table = dumpLine{}
	if err := json.Unmarshal(line, &l.table); err != nil {
		return false, broken("after row %d comes %v", l.count, err)
	}
	if l.table.End {
		if l.table.Rows != l.count {
			return true, broken("it should hold %d rows and holds %d", l.table.Rows, l.count)
		}
		return true, nil
	}
	known := slices.ContainsFunc(dumped(), func(t dumpedTable) bool { return t.name == l.table.Table })
	if !known || slices.ContainsFunc(l.table.Columns, notAName) || len(l.table.Columns) == 0 {
		return false, broken("it names a table %q with columns %q", l.table.Table, l.table.Columns)
	}
	l.insert = `INSERT INTO ` + l.table.Table + ` (` + strings.Join(l.table.Columns, ", ") + `) VALUES `
	if l.table.Table == "ledger_head" { // the one table that is never empty
		_, err = l.run.exec(ctx, `DELETE FROM ledger_head`)
	}
	return false, err
}

// notAName says whether s could be anything but a column's name.
func notAName(s string) bool {
	return s == "" || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_0123456789") != ""
}

func (l *loader) row(ctx context.Context, line []byte) error {
	d := json.NewDecoder(strings.NewReader(string(line)))
	d.UseNumber()
	var row []any
	if err := d.Decode(&row); err != nil || len(row) != len(l.table.Columns) {
		return broken("row %d doesn't fit the table %q", l.count+1, l.table.Table)
	}
	for i, v := range row {
		var err error
		if row[i], err = loadedValue(v, slices.Contains(l.table.Blobs, l.table.Columns[i])); err != nil {
			return broken("row %d of the table %q holds %v", l.count+1, l.table.Table, err)
		}
	}
	l.count++
	l.rows = append(l.rows, row)
	if len(l.rows) < insertChunk {
		return nil
	}
	return l.flush(ctx)
}

func loadedValue(v any, blob bool) (any, error) {
	switch x := v.(type) {
	case string:
		if blob {
			return base64.StdEncoding.DecodeString(x)
		}
		return x, nil
	case json.Number:
		return x.Int64()
	case nil:
		return nil, nil
	}
	return nil, fmt.Errorf("a %T", v)
}

func (l *loader) flush(ctx context.Context) error {
	rows := l.rows
	l.rows = nil
	if err := ctx.Err(); err != nil || len(rows) == 0 {
		return err
	}
	if err := insertRows(ctx, l.run, l.insert, "", rows); err != nil {
		return fmt.Errorf("loading %s: %w", l.table.Table, err)
	}
	return nil
}
