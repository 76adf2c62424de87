package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/store/storetest"
)

// found finds a program, also where it isn't on the path of those who aren't root; "" where it isn't there.
func found(program string) string {
	for _, name := range []string{program, "/usr/sbin/" + program} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// needs finds a program that a test needs. Where it isn't there the test is skipped, loudly; where CI=true it fails.
func needs(t testing.TB, program, debian string) string {
	t.Helper()
	if path := found(program); path != "" {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: install Debian's package %s", program, debian)
	}
	t.Skipf("SKIPPED: %s is not there; install Debian's package %s", program, debian)
	return ""
}

// varnish is a real Varnish in front of a server, with the VCL that is shipped.
type varnish struct {
	t    *testing.T
	base string
	site *server
}

// startVarnish starts a server that purges, and the Varnish before it.
func startVarnish(t *testing.T, m *machine) *varnish {
	t.Helper()
	program := needs(t, "varnishd", "varnish")
	addr, err := unusedAddress()
	if err != nil {
		t.Fatal(err)
	}
	v := &varnish{t: t, base: "http://" + addr}
	v.site = m.serve("--purge-url", v.base+"/")
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(v.site.base, "http://"))
	vcl, err := os.ReadFile("../../deploy/varnish.vcl")
	if err != nil {
		t.Fatal(err)
	}
	file := m.file("varnish.vcl", strings.Replace(string(vcl), `.port = "8080"`, `.port = "`+port+`"`, 1))
	if err := os.Chmod(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	var said safeBuffer
	work, err := os.MkdirTemp("", "broadsheet-varnish-") // t.TempDir is too deep for its socket's name
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-F", "-j", "none", "-n", work, "-a", addr, "-f", file, "-s", "malloc,64m")
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		_ = os.RemoveAll(work)
	})
	need(t, 30*time.Second, func() error {
		if status, _ := v.get("/"); status != http.StatusOK {
			return fmt.Errorf("Varnish answers %d: %s", status, said.String())
		}
		return nil
	})
	return v
}

func (v *varnish) get(path string) (int, string) {
	res, err := http.Get(v.base + path)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

// asked is how many requests for a kind of page the server has had.
func (v *varnish) asked(route string) string {
	for _, line := range strings.Split(v.site.page("/metrics"), "\n") {
		if strings.HasPrefix(line, `broadsheet_http_requests_total{route="`+route+`",code="200"}`) {
			return line
		}
	}
	return ""
}

// within a second every one of paths, asked for through Varnish, is as ok says.
func (v *varnish) soon(what string, paths []string, ok func(status int, text string) bool) {
	v.t.Helper()
	start := time.Now()
	for _, path := range paths {
		for {
			status, text := v.get(path)
			if ok(status, text) {
				break
			}
			if time.Since(start) > time.Second {
				v.t.Errorf("%s: a second later Varnish's copy of %s still is another: %d, %.200s", what, path, status, text)
				break
			}
			time.Sleep(2 * time.Millisecond)
		}
	}
}

// TestVarnish has a real Varnish hold every surface and sees that what is published, corrected, killed and embargoed
// reaches its copies within a second.
func TestVarnish(t *testing.T) {
	t.Parallel()
	storetest.Whole(t)
	m := newMachine(t)
	token := m.blank()
	v := startVarnish(t, m)
	v.site.mustPost(token, "/sections", `{"slug": "town", "name": "Town"}`)
	file := func(headline, more string) (id, slug string) {
		var out struct{ ID, Slug string }
		answer := v.site.mustPost(token, "/articles", `{"headline": "`+headline+`", "section": "town", "body_html": "<p>So it is.</p>", "publish": true`+more+`}`)
		if err := json.Unmarshal([]byte(answer), &out); err != nil {
			t.Fatal(err)
		}
		return out.ID, out.Slug
	}
	_, other := file("Another matter", "")
	surfaces := []string{"/", "/section/town", "/feed.xml", "/" + other}
	warm := func() {
		for _, path := range surfaces {
			v.get(path)
			v.get(path)
		}
	}
	warm()
	before := v.asked("article")
	for range 5 {
		if status, text := v.get("/" + other); status != http.StatusOK || !strings.Contains(text, "Another matter") {
			t.Fatalf("%d %.200s", status, text)
		}
	}
	if v.get("/" + other + "?utm_source=a&fbclid=b"); v.asked("article") != before {
		t.Errorf("Varnish keeps nothing: %s, then %s", before, v.asked("article"))
	}
	id, slug := file("Ferry sunk", "")
	v.soon("published", surfaces, func(_ int, text string) bool { return strings.Contains(text, "Ferry sunk") })
	surfaces = append(surfaces, "/"+slug)
	warm()
	v.site.mustPost(token, "/articles/"+id+"/corrections", `{"text": "It was late, not sunk.", "headline": "Ferry late"}`)
	v.soon("corrected", surfaces, func(_ int, text string) bool {
		return strings.Contains(text, "Ferry late") && !strings.Contains(text, "Ferry sunk")
	})
	warm()
	v.site.mustPost(token, "/articles/"+id+"/kill", `{"reason": "a court says so"}`)
	v.soon("killed", surfaces, func(_ int, text string) bool { return !strings.Contains(text, "Ferry late") })
	if status, _ := v.get("/" + slug); status != http.StatusGone {
		t.Errorf("the killed article answers %d", status)
	}
	warm()
	until := time.Now().Add(2 * time.Second).UTC()
	_, embargoed := file("Secret harbour plan", `, "embargo_until": "`+until.Format(time.RFC3339Nano)+`"`)
	warm()
	if status, text := v.get("/" + embargoed); time.Now().Before(until) && (status != http.StatusNotFound || strings.Contains(text, "Secret")) {
		t.Errorf("an embargoed article answers %d", status)
	}
	time.Sleep(time.Until(until))
	v.soon("released", append(surfaces[:4], "/"+embargoed), func(_ int, text string) bool { return strings.Contains(text, "Secret harbour plan") })
	v.refuses()
	v.dropsPictures(token)
}

// dropsPictures has Varnish hold a picture's files, which say that they are good for a year, and sees them gone within a
// second after its rights have ended or it was removed, and there again when it has come back.
func (v *varnish) dropsPictures(token string) {
	id := v.site.upload(v.t, token, "stripes.png", stripes(640, 480, 120))
	var p struct {
		Version    int
		Renditions []struct{ URL string }
	}
	v.site.call(v.t, token, "GET", "/media/"+id, "", nil, &p)
	var files []string
	for _, r := range p.Renditions {
		files = append(files, strings.TrimPrefix(r.URL, v.site.base))
	}
	held := func() {
		v.t.Helper()
		v.soon("shown", files, func(status int, _ string) bool { return status == http.StatusOK })
		kept := false
		for try := 0; try < 10 && !kept; try++ { // a purge may still be on its way
			before := v.asked("media")
			for _, path := range files {
				v.get(path)
			}
			kept = v.asked("media") == before
		}
		if !kept {
			v.t.Error("Varnish doesn't keep a picture's files: whenever they are read, some are fetched again")
		}
	}
	gone := func(status int, _ string) bool { return status == http.StatusGone }
	held()
	v.site.mustPost(token, "/media/"+id+"/remove", `{}`)
	v.soon("removed", files, gone)
	v.site.mustPost(token, "/media/"+id+"/remove", `{"back": true}`)
	held()
	ends := time.Now().Add(2 * time.Second).UTC()
	v.site.call(v.t, token, "PATCH", "/media/"+id, "application/json", strings.NewReader(`{"expires_at": "`+ends.Format(time.RFC3339Nano)+`"}`), &p)
	time.Sleep(time.Until(ends))
	v.soon("ended", files, gone)
	res, err := http.Get(v.site.base + files[0])
	if err != nil {
		v.t.Fatal(err)
	}
	res.Body.Close()
	if got := res.Header.Get("Surrogate-Key"); got != "picture:"+id {
		v.t.Errorf("the file is named %q", got)
	}
}

// refuses sends purges that aren't keys.
func (v *varnish) refuses() {
	for keys, want := range map[string]int{"": 400, "a|b": 400, "x) || obj.http.x ~ (.": 400, "article:x": 200} {
		req, err := http.NewRequest("PURGE", v.base+"/", bytes.NewReader(nil))
		if err != nil {
			v.t.Fatal(err)
		}
		if keys != "" {
			req.Header.Set("Surrogate-Key", keys)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			v.t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			v.t.Errorf("PURGE of %q answers %d, want %d", keys, res.StatusCode, want)
		}
	}
}
