package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// eachSQL calls fn with every string in the package's code that looks like SQL, and with the migrations.
func eachSQL(t *testing.T, fn func(where, text string)) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	isSQL := regexp.MustCompile(`\b(SELECT|INSERT|UPDATE|DELETE|ORDER BY|WHERE|LIMIT)\b`)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if text, err := strconv.Unquote(lit.Value); err == nil && isSQL.MatchString(text) {
				fn(set.Position(lit.Pos()).String(), text)
			}
			return true
		})
	}
	steps, err := filepath.Glob("migrations/*/*.sql")
	if err != nil || len(steps) == 0 {
		t.Fatal("no migrations", err)
	}
	for _, step := range steps {
		b, err := os.ReadFile(step)
		if err != nil {
			t.Fatal(err)
		}
		fn(step, string(b))
	}
}

func TestNoListCountsRows(t *testing.T) {
	t.Parallel()
	offset := regexp.MustCompile(`(?i)\boffset\b`)
	n := 0
	eachSQL(t, func(where, text string) {
		n++
		if offset.MatchString(text) {
			t.Errorf("%s: OFFSET counts rows; go on from a key", where)
		}
	})
	if n < 60 {
		t.Errorf("only %d texts were looked at", n)
	}
}

// Drivers number parameters differently when they don't come in order, and some say nothing.
func TestParametersComeInOrder(t *testing.T) {
	t.Parallel()
	parameter := regexp.MustCompile(`\$(\d+)`)
	eachSQL(t, func(where, text string) {
		highest := 0
		for i, m := range parameter.FindAllStringSubmatch(text, -1) {
			n, _ := strconv.Atoi(m[1])
			if i == 0 && n != 1 { // a text that goes on from another
				highest = n - 1
			}
			if n > highest+1 {
				t.Errorf("%s: $%d comes before $%d", where, n, highest+1)
				return
			}
			highest = max(highest, n)
		}
	})
}
