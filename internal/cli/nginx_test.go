package cli

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/store/storetest"
)

// nginxSlice is how long ours and nginx are asked in turn.
const nginxSlice = 250 * time.Millisecond

// BenchmarkNginx compares with nginx, which serves the very same bytes from files: pages a second of ours over nginx's,
// in slices that take turns, both on the first processor. It is the measure of the bars 2 to 5:
//
//	go test -run '^$' -bench Nginx -benchtime 9x ./internal/cli
func BenchmarkNginx(b *testing.B) {
	n := startNginx(b)
	for _, c := range []struct {
		name   string
		file   string
		status int
		field  string
		floor  float64
	}{
		{"2 article", "article.html", 200, "X-Plain: 1", .45}, {"3 article, gzip", "article.html", 200, "Accept-Encoding: gzip", .45},
		{"4 article, 304", "article.html", 304, "", .42}, {"5 front", "front.html", 200, "X-Plain: 1", .40},
		{"5 section", "section.html", 200, "X-Plain: 1", .40}, {"5 feed", "feed.xml", 200, "X-Plain: 1", .40},
	} {
		b.Run(c.name, func(b *testing.B) {
			ours := func() float64 { return n.rate(b, n.site, n.paths[c.file], c.status, c.field) }
			theirs := func() float64 { return n.rate(b, n.peer, "/"+c.file, c.status, c.field) }
			_, _, ratio := pairs(b.N, ours, theirs)
			b.ReportMetric(ratio, "×nginx")
			b.ReportMetric(c.floor, "floor")
		})
	}
}

// pairs measures ours and theirs in turn, n times, and returns the median of each and that of the pairs' ratios.
func pairs(n int, ours, theirs func() float64) (our, their, ratio float64) {
	var all [3][]float64
	for range n {
		o := ours()
		t := theirs()
		for i, x := range []float64{o, t, o / t} {
			all[i] = append(all[i], x)
		}
	}
	return median(all[0]), median(all[1]), median(all[2])
}

// nginx is an nginx beside a server of ours, with the same pages.
type nginx struct {
	site, peer string
	paths      map[string]string // of ours, by nginx's file
}

// rate measures one slice.
func (n *nginx) rate(b *testing.B, base, path string, status int, field string) float64 {
	b.Helper()
	if field == "" {
		field = "If-None-Match: " + tagOf(b, base+path)
	}
	l := load{addr: strings.TrimPrefix(base, "http://"), conns: benchConns}
	rate, err := l.rate(nginxSlice, status, question(path, field))
	if err != nil {
		b.Fatalf("%s%s: %v", base, path, err)
	}
	return rate
}

func tagOf(b *testing.B, address string) string {
	b.Helper()
	req, _ := http.NewRequest("GET", address, nil)
	req.Header.Set("Accept-Encoding", "identity")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	return res.Header.Get("ETag")
}

// startNginx starts both.
func startNginx(b *testing.B) *nginx {
	b.Helper()
	program := needs(b, "nginx", "nginx-light")
	m := &machine{t: b, dir: b.TempDir()}
	m.data = filepath.Join(m.dir, "data")
	token := m.blank()
	m.keepToFirst()
	s := m.serve()
	slug := fileSome(b, s, token)
	n := &nginx{site: s.base, paths: map[string]string{"article.html": "/" + slug, "front.html": "/", "section.html": "/section/news", "feed.xml": "/feed.xml"}}
	root := filepath.Join(m.dir, "www")
	for file, path := range n.paths {
		m.packed(filepath.Join("www", file), s.page(path))
	}
	addr := m.unused()
	m.background(m.nginx(program, "nginx", fmt.Sprintf(`
	types { text/html html; application/rss+xml xml; }
	gzip_static on; open_file_cache max=100;
	server { listen %s; root %s; add_header Cache-Control "public, max-age=0"; add_header Vary Accept-Encoding; }
`, addr, root)))
	if err := (load{addr: addr}).until(http.StatusOK, getRequest("/front.html")); err != nil {
		b.Fatal(err)
	}
	n.peer = "http://" + addr
	return n
}

// packed writes a page as it is and, beside it, compressed, for servers of files.
func (m *machine) packed(name, page string) {
	m.t.Helper()
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, 9)
	_, _ = io.WriteString(z, page)
	_ = z.Close()
	m.file(name, page)
	m.file(name+".gz", packed.String())
}

// fileSome publishes a hundred articles and returns the slug of one.
func fileSome(b *testing.B, s *server, token string) (slug string) {
	b.Helper()
	s.mustPost(token, "/sections", `{"slug": "news", "name": "News"}`)
	w := newWriter()
	var batch []draft
	for i := range 100 {
		batch = append(batch, w.draft(i))
	}
	text, err := json.Marshal(map[string]any{"articles": batch})
	if err != nil {
		b.Fatal(err)
	}
	var out struct{ Items []struct{ Slug string } }
	if err := json.Unmarshal([]byte(s.mustPost(token, "/articles:batch", string(text))), &out); err != nil {
		b.Fatal(err)
	}
	return out.Items[50].Slug
}

// nginx is the command of an nginx with one worker and a folder of its own, which serves what the configuration says.
func (m *machine) nginx(program, folder, http string) *exec.Cmd {
	m.t.Helper()
	conf := m.file(filepath.Join(folder, "nginx.conf"), fmt.Sprintf(`user root; daemon off; worker_processes 1; pid %[1]s/nginx.pid; error_log %[1]s/error.log;
events { worker_connections 1024; }
http {
	access_log %[1]s/access.log; sendfile on; tcp_nopush on; keepalive_requests 100000000;
	client_body_temp_path %[1]s/t1; proxy_temp_path %[1]s/t2; fastcgi_temp_path %[1]s/t3; uwsgi_temp_path %[1]s/t4; scgi_temp_path %[1]s/t5;
	%[2]s
}
`, filepath.Join(m.dir, folder), http))
	return m.other(program, "-e", "stderr", "-c", conf, "-p", filepath.Dir(conf))
}

// keepToFirst has all that the machine starts run on the first processor, and end when this process does, where the
// programs for that are there.
func (m *machine) keepToFirst() {
	for _, with := range [][]string{{"setpriv", "--pdeathsig", "TERM"}, {"taskset", "-c", serving}} {
		if path, err := exec.LookPath(with[0]); err == nil {
			m.before = append(append(m.before, path), with[1:]...)
		}
	}
}

func (m *machine) unused() string {
	m.t.Helper()
	addr, err := unusedAddress()
	if err != nil {
		m.t.Fatal(err)
	}
	return addr
}

// background starts a command that ends with the test.
func (m *machine) background(cmd *exec.Cmd) {
	m.t.Helper()
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { endCommand(cmd) })
}

// endCommand ends a command's process, and kills it when it takes too long over it.
func endCommand(cmd *exec.Cmd) {
	_ = cmd.Process.Signal(syscall.SIGTERM)
	late := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	_ = cmd.Wait()
}

// TestSiteBench runs the benchmark of the site, small: it must go through and say something of everything.
func TestSiteBench(t *testing.T) {
	t.Parallel()
	storetest.Whole(t)
	m := newMachine(t)
	out := m.must("bench", "site", "--size", "60", "--pairs", "1", "--slice", "20ms", "--short", "--dir", m.dir)
	for _, line := range []string{"1 article", "5 feed", "9 404", "10 ", "13 publish", "14 pages", "17 start", "18 memory", "19 memory"} {
		if !strings.Contains(out, "\n"+line) {
			t.Errorf("there is no line %q in\n%s", line, out)
		}
	}
}
