package browsertest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"broadsheet/internal/store/storetest"
)

// TestLighthouse wants Lighthouse's four scores, on its telephone, at 100. The score of speed moves with what else the
// machine does, and now and then Lighthouse finds its own trace broken and asks to be run again, so a page may try three
// times. It runs alone, hence without t.Parallel.
func TestLighthouse(t *testing.T) {
	storetest.Whole(t)
	program := modules(t, "lighthouse/cli/index.js")
	if chromium() == "" {
		need(t, "Chromium", "install Debian's package chromium")
	}
	s := paper(t)
	for _, k := range []kind{{"front", "/", 200}, {"section", "/section/harbour", 200}, {"article", "/breakwater-repair-to-begin-in-nine-days", 200}, {"search", "/search", 200}} {
		t.Run(k.name, func(t *testing.T) {
			var lacks []string
			for range 3 {
				lacks = lighthouse(t, program, s.base+k.path)
				if len(lacks) == 0 {
					return
				}
			}
			for _, l := range lacks {
				t.Errorf("%s: %s", k.path, l)
			}
		})
	}
}

// lighthouse runs Lighthouse on a page and returns what it lacks of 100, or why it gave no scores.
func lighthouse(t *testing.T, program, url string) (lacks []string) {
	t.Helper()
	cmd := exec.Command("node", program, url, "--output=json", "--quiet", "--no-enable-error-reporting", "--max-wait-for-load=30000",
		"--only-categories=performance,accessibility,best-practices,seo",
		"--chrome-flags=--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --user-data-dir="+t.TempDir())
	cmd.Env = append(os.Environ(), "CHROME_PATH="+chromium())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return []string{fmt.Sprintf("Lighthouse: %v: %s", err, stderr.String())}
	}
	var r struct {
		Categories map[string]struct {
			Score     float64
			AuditRefs []struct {
				ID     string
				Weight float64
			}
		}
		Audits map[string]struct {
			Score        *float64
			Title        string
			DisplayValue string
		}
	}
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Categories) != 4 {
		t.Fatalf("Lighthouse gave %d scores, want 4", len(r.Categories))
	}
	for name, c := range r.Categories {
		t.Logf("%s %s: %.0f", url, name, c.Score*100)
		if c.Score == 1 {
			continue
		}
		text := fmt.Sprintf("%s %.0f", name, c.Score*100)
		for _, ref := range c.AuditRefs {
			if a := r.Audits[ref.ID]; ref.Weight > 0 && a.Score != nil && *a.Score < 1 {
				text += fmt.Sprintf("; %s %s", a.Title, a.DisplayValue)
			}
		}
		lacks = append(lacks, text)
	}
	return lacks
}
