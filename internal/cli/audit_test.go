package cli

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// auditLine is what doctor says of the audit trail.
func (m *machine) auditLine(t *testing.T) string {
	t.Helper()
	_, out, _ := m.run("doctor")
	for line := range strings.Lines(out) {
		if strings.Contains(line, "audit trail") {
			return line
		}
	}
	t.Fatalf("doctor doesn't speak of the audit trail:\n%s", out)
	return ""
}

// TestAuditIsKept takes the audit trail through an export and a backup, and a tampered export to doctor's notice.
func TestAuditIsKept(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.blank()
	m.must("person", "signin-link", "--email", "desk@example.org")
	was := m.auditLine(t)
	if !strings.HasPrefix(was, "ok ") || !strings.Contains(was, "is whole: ") {
		t.Fatal(was)
	}
	dir, file := filepath.Join(t.TempDir(), "export"), filepath.Join(t.TempDir(), "backup")
	m.must("export", dir)
	m.must("backup", file)
	imported, restored := newMachine(t), newMachine(t)
	imported.must("import", "broadsheet", dir)
	restored.must("restore", file)
	for name, other := range map[string]*machine{"imported": imported, "restored": restored} {
		if is := other.auditLine(t); is != was {
			t.Errorf("%s: %swas %s", name, is, was)
		}
	}
	imported.must("person", "signin-link", "--email", "desk@example.org") // the trail goes on
	if is := imported.auditLine(t); !strings.HasPrefix(is, "ok ") || is == was {
		t.Error(is)
	}
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(restored.data, databaseFile)})
	if err != nil {
		t.Fatal(err)
	}
	papers, err := s.Papers(t.Context())
	if err != nil || len(papers) != 1 {
		t.Fatal(papers, err)
	}
	rows, err := s.Audit(t.Context(), papers[0].ID, news.AuditFilter{Kind: "link"}, 0, 10)
	if err != nil || len(rows) != 1 {
		t.Errorf("%v, %v", rows, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// What was changed in the file, with its sum set right, is found by the chain.
	trail := filepath.Join(dir, auditFile)
	b, err := os.ReadFile(trail)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := strings.Replace(string(b), `"act":"make"`, `"act":"made"`, 1)
	manifest, err := os.ReadFile(filepath.Join(dir, "MANIFEST"))
	if err != nil {
		t.Fatal(err)
	}
	mended := strings.Replace(string(manifest), fmt.Sprintf("%x", sha256.Sum256(b)), fmt.Sprintf("%x", sha256.Sum256([]byte(spoilt))), 1)
	for path, text := range map[string]string{trail: spoilt, filepath.Join(dir, "MANIFEST"): mended} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	newMachine(t).fails(1, "is not as it was written", "import", "broadsheet", dir)
}
