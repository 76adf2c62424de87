package media

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"broadsheet/internal/news"
)

// testFiles is what every kind of Files does. second is another process's way to the same files.
func testFiles(t *testing.T, first, second Files) {
	ctx := t.Context()
	const name = "ab/cd/abcdabcdabcdabcdabcdabcdabcdabcd-400.jpg"
	if got := names(t, first); len(got) != 0 {
		t.Errorf("there are %v before anything was put", got)
	}
	if _, err := first.Open(ctx, name); news.CodeOf(err) != news.CodeNotFound {
		t.Errorf("nothing there: %v", err)
	}
	b := bytes.Repeat([]byte("gull"), 50_000)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := first.Put(ctx, name, "image/jpeg", b); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	f, err := second.Open(ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil || end != int64(len(b)) {
		t.Errorf("it ends at %d, %v", end, err)
	}
	if _, err := f.Seek(100_001, io.SeekStart); err != nil {
		t.Error(err)
	}
	part := make([]byte, 7)
	if _, err := io.ReadFull(f, part); err != nil || string(part) != "ullgull" {
		t.Errorf("%q %v", part, err)
	}
	const other = "originals/ab/cd/abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd.png"
	if err := second.Put(ctx, other, TypeOf(other), b); err != nil {
		t.Error(err)
	}
	if got := names(t, first); !slices.Equal(got, []string{name, other}) {
		t.Errorf("there are %v", got)
	}
	for range first.All(ctx) {
		break // which the listing survives
	}
}

func names(t *testing.T, f Files) (all []string) {
	t.Helper()
	for name, err := range f.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, name)
	}
	return all
}

func TestFolder(t *testing.T) {
	t.Parallel()
	f := Folder(filepath.Join(t.TempDir(), "media"))
	testFiles(t, f, f)
	if left, _ := filepath.Glob(filepath.Join(string(f), "ab/cd/*")); len(left) != 1 {
		t.Errorf("left: %v", left)
	}
	full := Folder(filepath.Join(t.TempDir(), "file"))
	if err := os.WriteFile(string(full), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := full.Put(t.Context(), "ab/cd/x", "", nil); news.CodeOf(err) != news.CodeUnavailable {
		t.Errorf("%v", err)
	}
}

// TestBucket runs against a real S3 server: versitygw, which script/test builds from the module proxy.
func TestBucket(t *testing.T) {
	t.Parallel()
	o := startS3(t)
	if _, err := OpenBucket(t.Context(), o); news.CodeOf(err) != news.CodeInvalid {
		t.Errorf("no bucket: %v", err)
	}
	makeBucket(t, o)
	wrong := o
	wrong.Secret = "wrong"
	if _, err := OpenBucket(t.Context(), wrong); news.CodeOf(err) != news.CodeUnavailable {
		t.Errorf("wrong secret: %v", err)
	}
	var two [2]Files
	for i := range two {
		b, err := OpenBucket(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		two[i] = b
	}
	testFiles(t, two[0], two[1])
	p, err := NewIntake(two[0], Limits{}, false).Take(t.Context(), asFile(t, photo(900, 600)))
	if err != nil {
		t.Fatal(err)
	}
	if whole, err := NewIntake(two[1], Limits{}, false).Complete(t.Context(), p, true); err != nil || len(whole.Renditions) <= len(p.Renditions) {
		t.Errorf("another process completes it: %s %v", describe(whole), err)
	}
	if got := read(t, two[1], p.Renditions[0].Path); int64(len(got)) != p.Renditions[0].Bytes {
		t.Errorf("%d bytes", len(got))
	}
}

// startS3 starts an S3 server over a folder of the test's own.
func startS3(t *testing.T) BucketOptions {
	t.Helper()
	program := os.Getenv("BROADSHEET_TEST_S3")
	if program == "" {
		program, _ = exec.LookPath("versitygw")
	}
	if program == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("versitygw is not installed: CI runs every test against an S3 server")
		}
		t.Skip("SKIPPED: versitygw is not installed; script/test builds it, or name it in BROADSHEET_TEST_S3")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	dir := t.TempDir()
	ctx, stop := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, program, "--access", "key", "--secret", "secret", "--port", address, "--iam-dir", t.TempDir(), "posix", "--sidecar", t.TempDir(), dir)
	var log bytes.Buffer
	c.Stdout, c.Stderr = &log, &log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = c.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		if conn, err := net.DialTimeout("tcp", address, time.Second); err == nil {
			_ = conn.Close()
			return BucketOptions{Endpoint: address, Bucket: "pictures", Key: "key", Secret: "secret", PlainHTTP: true, Folder: "paper"}
		}
	}
	t.Fatal(fmt.Errorf("the S3 server did not start: %s", log.String()))
	return BucketOptions{}
}

func makeBucket(t *testing.T, o BucketOptions) {
	t.Helper()
	b := &Bucket{o: o}
	c, err := newClient(o)
	if err != nil {
		t.Fatal(err)
	}
	b.client = c
	if err := b.client.MakeBucket(t.Context(), o.Bucket, minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
}
