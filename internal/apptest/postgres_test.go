package apptest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/store/storetest"
)

// cluster is a PostgreSQL of the test's own, to be stopped and started under the program.
type cluster struct {
	t    *testing.T
	bin  string // folder of initdb and pg_ctl
	dir  string
	port int
}

// newCluster starts a PostgreSQL; without one installed the test is skipped, and fails where CI=true.
func newCluster(t *testing.T) *cluster {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("no PostgreSQL is installed; script/test installs it")
		}
		t.Skip("SKIPPED: no PostgreSQL is installed (apt-get install postgresql)")
	}
	dir, err := os.MkdirTemp("", "broadsheet-pg-")
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t: t, bin: found[len(found)-1], dir: dir, port: l.Addr().(*net.TCPAddr).Port}
	_ = l.Close()
	if os.Geteuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	c.as("initdb", "-D", c.data(), "-A", "trust", "-U", "postgres")
	c.start()
	t.Cleanup(func() {
		c.stop("immediate")
		_ = os.RemoveAll(dir)
	})
	return c
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) url() string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", c.port)
}

// as runs one of PostgreSQL's programs, as user postgres when the test is root.
func (c *cluster) as(program string, args ...string) {
	c.t.Helper()
	cmd := exec.Command(filepath.Join(c.bin, program), args...)
	if os.Geteuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			c.t.Fatal(err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		cmd.Dir = c.dir
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
}

func (c *cluster) start() {
	c.t.Helper()
	opts := fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s", c.port, c.dir)
	c.as("pg_ctl", "-D", c.data(), "-o", opts, "-l", filepath.Join(c.dir, "log"), "-w", "start")
}

func (c *cluster) stop(mode string) {
	c.t.Helper()
	c.as("pg_ctl", "-D", c.data(), "-m", mode, "-w", "stop")
}

// sql runs a statement with psql.
func (c *cluster) sql(statement string) {
	c.t.Helper()
	c.as("psql", "-h", "127.0.0.1", "-p", strconv.Itoa(c.port), "-U", "postgres", "-qc", statement)
}

// TestTwoProcesses runs two servers over one PostgreSQL: what one publishes, corrects or kills the other shows within a
// second, also when the notification never arrives, when a process is killed and when the database restarts.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	storetest.Whole(t)
	c := newCluster(t)
	p := newPaper(t, "--database", c.url())
	q := &paper{t: t, bin: p.bin, data: filepath.Join(storetest.Folder(t), "other"), extra: p.extra, token: p.token}
	a, b := p.serve(), q.serve()
	a.must("POST", "/sections", map[string]any{"slug": "news", "name": "News"}, nil)
	n := 0
	publish := func(from, to *server) filed {
		t.Helper()
		n++
		var one filed
		word := fmt.Sprintf("lighthouse%d", n)
		from.must("POST", "/articles", map[string]any{
			"headline": "Keeper counts ships near " + word, "section": "news", "publish": true, "body_html": "<p>He saw " + word + ".</p>"}, &one)
		within(t, time.Second, func() error { return to.shows("/"+one.Slug, word) })
		within(t, time.Second, func() error { return to.shows("/", word) })
		within(t, time.Second, func() error { return to.shows("/search?q="+word, one.Slug) })
		return one
	}
	for range storetest.Pick(3, 3, 20) {
		one := publish(a, b)
		publish(b, a)
		b.must("POST", "/articles/"+one.ID+"/kill", map[string]any{"reason": "legal", "notice": "Withdrawn."}, nil)
		within(t, time.Second, func() error { return a.status("/"+one.Slug, 410) })
		within(t, time.Second, func() error { return a.hides("/", one.Slug) })
	}
	t.Log("with every listening connection cut, so that notifications are lost")
	for range 3 {
		c.sql(`select pg_terminate_backend(pid) from pg_stat_activity where query ilike '%listen%' and pid <> pg_backend_pid()`)
		publish(a, b)
	}
	t.Log("with one process killed in the middle")
	b.signal(syscall.SIGKILL)
	b = q.serve()
	publish(a, b)
	publish(b, a)
	t.Log("with the database restarted under both")
	c.stop("fast")
	if status, err := a.api(context.Background(), "POST", "/articles", nil,
		map[string]any{"headline": "Nobody stores this", "section": "news"}, &struct{}{}); status < 500 {
		t.Errorf("filing with the database away answered %d, %v", status, err)
	}
	c.start()
	within(t, 10*time.Second, func() error { return a.status("/readyz", 200) })
	within(t, 10*time.Second, func() error { return b.status("/readyz", 200) })
	publish(a, b)
	publish(b, a)
	p.run("doctor")
}

// TestKilledWhileFilingOnPostgres is TestKilledWhileFiling on the other engine.
func TestKilledWhileFilingOnPostgres(t *testing.T) {
	t.Parallel()
	storetest.Whole(t)
	c := newCluster(t)
	killWhileFiling(t, newPaper(t, "--database", c.url()), 10)
}

// within tries f until it succeeds; the test fails when it hasn't within d.
func within(t *testing.T, d time.Duration, f func() error) {
	t.Helper()
	start := time.Now()
	for {
		err := f()
		if err == nil {
			return
		}
		if time.Since(start) > d {
			t.Fatalf("not within %v: %v", d, err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (s *server) shows(path, word string) error {
	status, body, err := s.get(path)
	if err != nil || status != 200 || !strings.Contains(body, word) {
		return fmt.Errorf("%s answers %d (%v) and shows %q: %v", path, status, err, word, strings.Contains(body, word))
	}
	return nil
}

func (s *server) hides(path, word string) error {
	status, body, err := s.get(path)
	if err != nil || status != 200 || strings.Contains(body, word) {
		return fmt.Errorf("%s answers %d (%v) and shows %q: %v", path, status, err, word, strings.Contains(body, word))
	}
	return nil
}

func (s *server) status(path string, want int) error {
	status, _, err := s.get(path)
	if err != nil || status != want {
		return fmt.Errorf("%s answers %d, %v; want %d", path, status, err, want)
	}
	return nil
}
