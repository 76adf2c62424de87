// Package rolestest is who may do what at the paper: one table for both doors, to which the newsroom's tests hold every
// address of the newsroom and the API's every operation. What is the same act at both stands in one row.
package rolestest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// Row is who may do an act. An address that does several acts, by what is sent, stands in several rows, with the act in
// brackets behind it: "GET /audit (of people)".
type Row struct {
	Does     string
	Least    news.Role // as desk.Deeds has it, and Own
	Own      bool
	State    news.State // of the article that it is tried on; empty: a draft
	Newsroom []string   // addresses, as the newsroom's table has them
	API      []string   // operations, as the OpenAPI document has them
}

// Who is somebody who tries an act.
type Who struct {
	Role news.Role // empty: nobody is signed in
	Own  bool      // it is done to what is theirs
}

func (w Who) String() string {
	switch {
	case w.Role == "":
		return "nobody"
	case w.Own:
		return string(w.Role) + ", to their own"
	}
	return string(w.Role) + ", to another's"
}

// Everybody is who tries a row's act.
func (r Row) Everybody() []Who {
	all := []Who{{}}
	for _, role := range news.Roles {
		if all = append(all, Who{Role: role}); r.Own {
			all = append(all, Who{Role: role, Own: true})
		}
	}
	return all
}

// May says whether somebody may do the row's act.
func (r Row) May(w Who) bool {
	if r.Least == desk.Nobody {
		return true
	}
	return w.Role != "" && (w.Role.AtLeast(r.Least) || r.Own && w.Own)
}

// Route is an address without the act behind it.
func Route(address string) string {
	route, _, _ := strings.Cut(address, " (")
	return route
}

// Check wants a row for every route, and a route for every row.
func Check(t *testing.T, routes []string, of func(Row) []string) {
	t.Helper()
	rows, does := map[string]string{}, map[string]bool{}
	for _, r := range Table {
		if does[r.Does] {
			t.Errorf("two rows are called %q", r.Does)
		}
		does[r.Does] = true
		for _, a := range of(r) {
			if was := rows[a]; was != "" {
				t.Errorf("%s is %q and %q: say in brackets behind it what is sent", a, was, r.Does)
			}
			rows[a] = r.Does
		}
	}
	deeds := map[string]bool{}
	for _, of := range desk.Deeds {
		for _, d := range of.Deeds {
			if deeds[d.Does] = true; !does[d.Does] {
				t.Errorf("desk.Deeds says who may %s, and no row of rolestest.Table says where that is done", d.Does)
			}
		}
	}
	for d := range does {
		if !deeds[d] {
			t.Errorf("rolestest.Table says where to %s, and desk.Deeds not who may", d)
		}
	}
	have := map[string]bool{}
	for a := range rows {
		have[Route(a)] = true
	}
	for _, r := range routes {
		if !have[r] {
			t.Errorf("nobody has said who may %s: give it a row in rolestest.Table, or name it in the row of the same act at the other door", r)
		}
	}
	for _, r := range slices.Sorted(maps.Keys(have)) {
		if !slices.Contains(routes, r) {
			t.Errorf("%s has a row in rolestest.Table, and nothing answers there", r)
		}
	}
}
