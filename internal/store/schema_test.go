package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// derivedTables can be made again from the others, or say what is so at this moment alone.
var derivedTables = []string{"listed", "placed", "corrections", "moved", "shown", "front_pictures", "manuscript_here"}

// rows reads rows, each as its values with bars between.
func rows(t *testing.T, s *store.Store, text string, args ...any) []string {
	t.Helper()
	list, err := s.Rows(context.Background(), text, args...)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	for i, r := range list {
		list[i] = strings.ReplaceAll(strings.TrimSuffix(r, "\x1f"), "\x1f", "|")
	}
	return list
}

// tables names the tables that both engines have; what full text needs differs between them.
func tables(t *testing.T, s *store.Store) (names []string) {
	text := `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`
	if s.Engine() == "postgres" {
		text = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	for _, name := range rows(t, s, text) {
		if name != "broadsheet_migrations" && !strings.HasPrefix(name, "search_") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// columns describes a table's columns in their order: name, type, whether it may be NULL, its place in the primary key.
func columns(t *testing.T, s *store.Store, table string) []string {
	if s.Engine() == "sqlite" {
		return rows(t, s, `SELECT name, CASE type WHEN 'INTEGER' THEN 'bigint' WHEN 'BLOB' THEN 'bytea' ELSE lower(type) END,
			CASE "notnull" WHEN 1 THEN 'NO' ELSE 'YES' END, pk FROM pragma_table_info($1) ORDER BY cid`, table)
	}
	return rows(t, s, `SELECT c.column_name, c.data_type, c.is_nullable, coalesce((SELECT k.ordinal_position
		FROM information_schema.table_constraints p JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
		WHERE p.constraint_type = 'PRIMARY KEY' AND p.table_name = c.table_name AND p.table_schema = c.table_schema
		AND k.column_name = c.column_name), 0) FROM information_schema.columns c
		WHERE c.table_schema = current_schema() AND c.table_name = $1 ORDER BY c.ordinal_position`, table)
}

// indexes describes a table's indexes, but for those of primary keys: name, whether it is unique, columns, condition.
func indexes(t *testing.T, s *store.Store, table string) (list []string) {
	if s.Engine() == "postgres" {
		for _, r := range rows(t, s, `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()
			AND tablename = $1 AND indexname NOT LIKE '%\_pkey' ORDER BY indexname`, table) {
			name, def, _ := strings.Cut(r, "|")
			_, cols, _ := strings.Cut(def, " USING btree (")
			cols, where, _ := strings.Cut(cols, ") WHERE ")
			list = append(list, fmt.Sprint(name, "|", strings.Contains(def, "UNIQUE"), "|", strings.TrimSuffix(cols, ")"), "|", plain(where)))
		}
		return list
	}
	for _, name := range rows(t, s, `SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = $1 ORDER BY name`, table) {
		def := rows(t, s, `SELECT sql FROM sqlite_schema WHERE name = $1`, name)[0]
		_, where, _ := strings.Cut(def, " WHERE ")
		list = append(list, fmt.Sprint(name, "|", strings.Contains(def, "UNIQUE"), "|",
			strings.Join(rows(t, s, `SELECT name FROM pragma_index_info($1) ORDER BY seqno`, name), ", "), "|", plain(where)))
	}
	return list
}

// plain strips from a condition what PostgreSQL adds to it.
func plain(where string) string {
	return strings.NewReplacer("(", "", ")", "", "::text", "", "::bigint", "", "'9223372036854775807'", "9223372036854775807").Replace(where)
}

func TestBothEnginesHaveTheSameTables(t *testing.T) {
	t.Parallel()
	p, s := storetest.Postgres(t), storetest.SQLite(t)
	if diff := cmp.Diff(tables(t, s), tables(t, p)); diff != "" {
		t.Fatalf("tables, SQLite and PostgreSQL:\n%s", diff)
	}
	for _, table := range tables(t, s) {
		if diff := cmp.Diff(columns(t, s, table), columns(t, p, table)); diff != "" {
			t.Errorf("columns of %s, SQLite and PostgreSQL:\n%s", table, diff)
		}
		if diff := cmp.Diff(indexes(t, s, table), indexes(t, p, table)); diff != "" {
			t.Errorf("indexes of %s, SQLite and PostgreSQL:\n%s", table, diff)
		}
	}
	if loose := rows(t, p, `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()
		AND data_type = 'text' AND coalesce(collation_name, '') <> 'C' AND table_name NOT LIKE 'search\_%'`); len(loose) > 0 {
		t.Errorf("text that isn't compared byte by byte: %v", loose)
	}
	if loose := rows(t, s, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search%'
		AND name <> 'broadsheet_migrations' AND sql NOT LIKE '%STRICT%'`); len(loose) > 0 {
		t.Errorf("tables that aren't STRICT: %v", loose)
	}
}

func TestADumpHoldsWhatIsNotDerived(t *testing.T) {
	t.Parallel()
	want := append(store.DumpedTables(), derivedTables...)
	slices.Sort(want)
	if diff := cmp.Diff(want, tables(t, storetest.SQLite(t))); diff != "" {
		t.Errorf("every table is dumped, or derived; add the new one to dump.go or to derivedTables here:\n%s", diff)
	}
}

// homelessTables have rows that belong to no paper: a picture's file may be that of several.
var homelessTables = []string{"cursors", "file_ends", "ledger_head", "papers", "picture_files"}

// mayBeHomeless have rows of a paper, and rows of none: a job may be the program's own.
var mayBeHomeless = []string{"jobs"}

func TestNoRowWithoutAPaper(t *testing.T) {
	t.Parallel()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			s := storetest.Open(t, e.fresh(t))
			tried := 0
			for _, table := range tables(t, s) {
				if slices.Contains(homelessTables, table) {
					continue
				}
				cols := columns(t, s, table)
				if !slices.ContainsFunc(cols, func(c string) bool { return strings.HasPrefix(c, "paper|") }) {
					t.Errorf("%s has no column paper", table)
					continue
				}
				tried++
				if err := insertHomeless(s, table, cols, "nobody"); news.CodeOf(err) != news.CodeNotFound {
					t.Errorf("%s takes a row of a paper that isn't there: %v", table, err)
				}
				if err := insertHomeless(s, table, cols, nil); err == nil && !slices.Contains(mayBeHomeless, table) {
					t.Errorf("%s takes a row of no paper", table)
				}
			}
			if tried < 15 {
				t.Errorf("only %d tables were tried", tried)
			}
		})
	}
}

// insertHomeless inserts a row whose only fault is its paper.
func insertHomeless(s *store.Store, table string, cols []string, paper any) error {
	var names, marks []string
	var args []any
	for i, c := range cols {
		name, kind, _ := strings.Cut(c, "|")
		names, marks = append(names, name), append(marks, fmt.Sprint("$", i+1))
		switch {
		case name == "paper":
			args = append(args, paper)
		case strings.HasPrefix(kind, "bigint"):
			args = append(args, 1)
		case strings.HasPrefix(kind, "bytea"):
			args = append(args, []byte{1})
		default:
			args = append(args, "x")
		}
	}
	return s.Exec(context.Background(), `INSERT INTO `+table+` (`+strings.Join(names, ", ")+`) VALUES (`+strings.Join(marks, ", ")+`)`, args...)
}
