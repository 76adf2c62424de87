package cli

import (
	"bytes"
	"context"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// startS3 starts an S3 server with an empty bucket, and returns the settings that name it. It is versitygw, which
// script/test builds.
func startS3(t *testing.T) (settings []string) {
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
	ctx, stop := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, program, "--access", "key", "--secret", "secret", "--port", address, "--iam-dir", t.TempDir(), "posix", "--sidecar", t.TempDir(), t.TempDir())
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
	client, err := minio.New(address, &minio.Options{Creds: credentials.NewStaticV4("key", "secret", ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	need(t, 10*time.Second, func() error { return client.MakeBucket(t.Context(), "pictures", minio.MakeBucketOptions{}) })
	return []string{"BROADSHEET_S3_BUCKET=pictures", "BROADSHEET_S3_ENDPOINT=" + address, "BROADSHEET_S3_KEY=key", "BROADSHEET_S3_SECRET=secret", "BROADSHEET_S3_PLAIN_HTTP=true"}
}

// TestPicturesInABucket takes a paper whose pictures are in a bucket to a folder and back into another bucket, by backup
// and by export: every way the same files arrive.
func TestPicturesInABucket(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	m.env = startS3(t)
	m.must("init", "--name", "The Bucket")
	if _, err := os.Stat(filepath.Join(m.data, mediaFolder)); err == nil {
		t.Error("pictures lie in the data folder as well")
	}
	export := filepath.Join(m.dir, "export")
	m.must("export", export)
	pictures := tree(t, filepath.Join(export, mediaFolder))
	if len(pictures) < 30 {
		t.Fatalf("the export has %d files of pictures", len(pictures))
	}
	file := filepath.Join(m.dir, "backup.tar.zst")
	m.must("backup", file)

	inFolder := newMachine(t)
	inFolder.must("restore", file)
	inFolder.must("doctor")
	if !maps.Equal(tree(t, filepath.Join(inFolder.data, mediaFolder)), pictures) {
		t.Error("the backup, restored into a folder, has other pictures")
	}
	for name, arrive := range map[string][]string{"restored": {"restore", file}, "imported": {"import", "broadsheet", export}} {
		other := newMachine(t)
		other.env = append(startS3(t), "BROADSHEET_S3_FOLDER=of/the/paper")
		other.must(arrive...)
		again := filepath.Join(other.dir, "again")
		other.must("export", again)
		if !maps.Equal(tree(t, filepath.Join(again, mediaFolder)), pictures) {
			t.Errorf("%s into a bucket, the paper has other pictures", name)
		}
		if _, err := os.Stat(filepath.Join(other.data, mediaFolder)); err == nil {
			t.Errorf("%s: pictures lie in the data folder as well", name)
		}
	}
	broken := newMachine(t)
	broken.env = append(startS3(t), "BROADSHEET_S3_BUCKET=nothing")
	broken.fails(1, "there is no bucket", "restore", file)
	if _, err := os.Stat(filepath.Join(broken.data, databaseFile)); err == nil {
		t.Error("a database was made though the pictures had nowhere to go")
	}
}

// TestExportOfOneOfSeveral exports one paper of two that share a data folder: the other's pictures stay at home.
func TestExportOfOneOfSeveral(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	m.must("init", "--name", "The One", "--host", "one.example")
	m.must("init", "--name", "The Other", "--host", "other.example", "--blank")
	one, other := filepath.Join(m.dir, "one"), filepath.Join(m.dir, "other")
	m.must("export", "--paper", "The One", one)
	m.must("export", "--paper", "The Other", other)
	if got := tree(t, filepath.Join(one, mediaFolder)); !maps.Equal(got, tree(t, filepath.Join(m.data, mediaFolder))) || len(got) < 30 {
		t.Errorf("the export of the one has %d files of pictures", len(got))
	}
	if _, err := os.Stat(filepath.Join(other, mediaFolder)); err == nil {
		t.Error("the export of the other has the one's pictures")
	}
}
