package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// TestNoListWalksTheArchive asks SQLite how it answers what the newsroom asks most: each by an index, and by which.
func TestNoListWalksTheArchive(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, err := Open(ctx, Options{Path: filepath.Join(t.TempDir(), "b.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	list := func(f news.DeskFilter) (string, []any) { return deskQuery("p", f, news.After{}, 100) }
	byPerson, personArgs := list(news.DeskFilter{Person: "ann"})
	byState, stateArgs := list(news.DeskFilter{State: news.Draft})
	byKind, kindArgs := list(news.DeskFilter{Kind: news.KindLive})
	byKindAndPerson, bothArgs := list(news.DeskFilter{Kind: news.KindLive, Person: "ann"})
	for _, q := range []struct {
		what, text string
		args       []any
		uses       []string // what the plan has
		not        []string // what would walk it
	}{
		{"by person", byPerson, personArgs, []string{"articles_owner (paper=? AND owner=?", "manuscripts_holder (holder=?)"}, []string{"articles_modified", "SCAN a", "SCAN manuscripts"}},
		{"by state", byState, stateArgs, []string{"articles_state (paper=? AND state=?"}, []string{"TEMP B-TREE", "SCAN"}},
		{"where a picture is used", pictureUses, []any{"p", "gulls", 50}, []string{"PRIMARY KEY (picture=?)"}, []string{"articles_modified", "SCAN"}},
		{"which fronts show a picture", frontUses, []any{"p", "gulls"}, []string{"PRIMARY KEY (paper=? AND picture=?"}, []string{"SCAN", "TEMP"}},
		{"by kind", byKind, kindArgs, []string{"articles_kind (paper=? AND kind=?"}, []string{"TEMP B-TREE", "SCAN"}},
		{"by kind and person", byKindAndPerson, bothArgs, []string{"manuscripts_holder (holder=?)"}, []string{"articles_modified", "SCAN a", "SCAN manuscripts"}},
	} {
		var plan []string
		err := s.read(ctx, func(r runner) error {
			return each(ctx, r, func(rows *sql.Rows) error {
				var id, parent, other int
				var detail string
				err := rows.Scan(&id, &parent, &other, &detail)
				plan = append(plan, detail)
				return err
			}, `EXPLAIN QUERY PLAN `+q.text, q.args...)
		})
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(plan, "\n")
		for _, want := range q.uses {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the plan lacks %q:\n%s", q.what, want, text)
			}
		}
		for _, bad := range q.not {
			if strings.Contains(text, bad) {
				t.Errorf("%s: the plan has %q:\n%s", q.what, bad, text)
			}
		}
	}
}

// TestShownRows reads pictures out of copy as it is kept; what only reads like one in a text is none.
func TestShownRows(t *testing.T) {
	t.Parallel()
	rows := shownRows("p", "a", 2, `{"headline":"\"picture\":\"no\"","picture":"main"}`,
		`[{"type":"image","media":"one"},{"type":"paragraph","text":"\"media\":\"no\""},{"type":"post","body":[{"media":"two"},{"media":"one"},{"media":""}]}]`)
	if got, want := fmt.Sprint(rows), "[[p main a 2] [p one a 2] [p two a 2]]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if rows := shownRows("p", "a", 1, `{"headline":"x"}`, ""); rows != nil {
		t.Errorf("of nothing: %v", rows)
	}
}
