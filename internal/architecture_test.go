// Package internal_test holds the test of who may import whom.
package internal_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rooms says, for each room, which of our rooms it may import beyond itself and the folders below it. Every room may
// import news. The rooms for a use meet through ledger and jobs and never import each other.
var rooms = map[string][]string{
	"cmd/broadsheet":           {"internal/cli"},
	"internal/cli":             {"*"},
	"internal/config":          {},
	"internal/news":            {},
	"internal/body":            {},
	"internal/compare":         {"internal/body"},
	"internal/rules":           {},
	"internal/ledger":          {},
	"internal/look":            {},
	"internal/store":           {"internal/ledger"},
	"internal/desk":            {"internal/body", "internal/look", "internal/rules"},
	"internal/account":         {},
	"internal/words":           {},
	"internal/search":          {"internal/body", "internal/ledger", "internal/words"},
	"internal/related":         {"internal/body", "internal/ledger", "internal/words"},
	"internal/media":           {"internal/outside"},
	"internal/outside":         {},
	"internal/websub":          {"internal/ledger", "internal/outside"},
	"internal/manuscript":      {"internal/body", "internal/ledger"},
	"internal/jobs":            {"internal/ledger"},
	"internal/press":           {"internal/ledger"},
	"internal/wire":            {"internal/body"},
	"internal/share":           {},
	"internal/mail":            {},
	"internal/sample":          {"internal/body", "internal/desk"},
	"internal/web":             {"internal/body", "internal/compare", "internal/rules", "internal/desk", "internal/account", "internal/search", "internal/related", "internal/ledger", "internal/press", "internal/media", "internal/share", "internal/websub", "internal/manuscript", "ui"},
	"internal/apptest":         {},
	"internal/browsertest":     {},
	"ui":                       {"internal/body", "internal/compare"},
	"internal/store/storetest": {"internal/store", "internal/ledger"},
}

// only says who may import a package of others.
var only = map[string][]string{
	"internal/config":                  {"internal/cli"},
	"database/sql":                     {"internal/store"},
	"net/http":                         {"internal/web", "internal/cli", "internal/media", "internal/outside", "internal/websub"},
	"github.com/jackc/pgx/v5":          {"internal/store"},
	"github.com/pressly/goose/v3":      {"internal/store"},
	"modernc.org/sqlite":               {"internal/store"},
	"github.com/alecthomas/kong":       {"internal/cli"},
	"github.com/danielgtaylor/huma/v2": {"internal/web/api"},
	"github.com/sergi/go-diff":         {"internal/compare"},
	"github.com/yuin/goldmark":         {"internal/body"},
	"github.com/evanw/esbuild":         {"ui/newsroom/bundle"},
	"github.com/dop251/goja":           {"internal/manuscript/steps"},
	"github.com/coder/websocket":       {"internal/web/newsroom"},
	"github.com/go-webauthn/webauthn":  {"internal/account"},
	"github.com/wneessen/go-mail":      {"internal/mail"},
}

type pkg struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Standard     bool
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-pgo=off", "-json=ImportPath,Imports,TestImports,XTestImports", "broadsheet/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestWhoImportsWhom(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, "broadsheet/")
		if path == "internal" {
			continue
		}
		room := roomOf(path)
		if room == "" {
			t.Errorf("%s is a room that the design doesn't know; put it into architecture_test.go with what it may import", path)
			continue
		}
		for _, i := range p.Imports {
			if why := mayImport(path, room, i); why != "" {
				t.Errorf("%s imports %s: %s", path, i, why)
			}
		}
	}
}

// roomOf returns the longest room that path is or lies in.
func roomOf(path string) string {
	best := ""
	for room := range rooms {
		if within(path, room) && len(room) > len(best) {
			best = room
		}
	}
	return best
}

func within(path, room string) bool { return path == room || strings.HasPrefix(path, room+"/") }

// mayImport says why the package at path must not import what, or "".
func mayImport(path, room, what string) string {
	ours, isOurs := strings.CutPrefix(what, "broadsheet/")
	if room == "internal/news" {
		if isOurs || strings.Contains(what, ".") || strings.HasPrefix(what, "net/http") || what == "database/sql" || what == "os" {
			return "news imports the standard library only, and does no input or output"
		}
		return ""
	}
	for guarded, who := range only {
		if target := map[bool]string{true: ours, false: what}[isOurs]; within(target, guarded) && !slices.ContainsFunc(who, func(w string) bool { return within(path, w) }) {
			return "only " + strings.Join(who, " and ") + " may"
		}
	}
	if !isOurs || within(ours, "internal/news") || within(ours, room) {
		return ""
	}
	if allowed := rooms[room]; slices.ContainsFunc(allowed, func(a string) bool { return a == "*" || within(ours, a) }) {
		return ""
	}
	return "the rooms that " + room + " may import are news and " + strings.Join(rooms[room], ", ")
}

// TestNames refuses packages whose name says nothing.
func TestNames(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		last := p.ImportPath[strings.LastIndex(p.ImportPath, "/")+1:]
		if slices.Contains([]string{"util", "utils", "common", "helpers", "models", "types", "misc", "shared"}, last) {
			t.Errorf("%s: name a package for what it holds", p.ImportPath)
		}
	}
}
