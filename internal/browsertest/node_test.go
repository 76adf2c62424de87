package browsertest

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"broadsheet/internal/store/storetest"
)

// modules is the folder into which script/test has installed what testdata/node/package.json names.
func modules(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(os.Getenv("BROADSHEET_TEST_NODE"), "node_modules", name)
	if _, err := os.Stat(path); err != nil {
		need(t, name, "script/test installs it; by hand: npm ci in a copy of internal/browsertest/testdata/node, and BROADSHEET_TEST_NODE=that folder")
	}
	return path
}

// TestHTMLChecker has the Nu HTML checker read every kind of page, styles included. One run reads them all.
func TestHTMLChecker(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	jar := modules(t, "vnu-jar/build/dist/vnu.jar")
	java, err := exec.LookPath("java")
	if err != nil {
		need(t, "Java", "install Debian's package default-jre-headless")
	}
	s, dir := paper(t), t.TempDir()
	for _, k := range kinds() {
		if err := os.WriteFile(filepath.Join(dir, k.name+".html"), s.get(t, k.path, "identity").body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(java, "-Xss2m", "-jar", jar, "--stdout", "--format", "json", "--exit-zero-always", dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var said struct {
		Messages []struct{ Type, URL, Message, Extract string }
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatalf("%v: %.300s", err, out)
	}
	for _, m := range said.Messages {
		if m.Type != "info" {
			t.Errorf("%s: %s: %s\n    %s", filepath.Base(m.URL), m.Type, m.Message, m.Extract)
		}
	}
}
