package cli

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

type backupCommand struct {
	File  string `arg:"" toml:"-" help:"The file to write; it must not be there yet."`
	Force bool   `toml:"force" help:"Replace the file when it is there."`
}

// Help is the command's help.
func (backupCommand) Help() string {
	return `Writes every paper of the data folder into one file: database, tokens, and the pictures, in the data folder or in an S3 store's bucket. The server may run and be written to; the backup shows one moment. The file appears under its name when it is whole and on disk.

It holds secrets' hashes and everything that is embargoed; keep it like the data folder itself. "broadsheet restore FILE" makes a data folder of it, on SQLite or PostgreSQL, whichever it came from.

Examples:
  broadsheet backup /backups/paper-$(date +%F).tar.zst
  broadsheet backup --data /var/lib/broadsheet --force latest.tar.zst`
}

// What a backup file holds: the manifest first, then the dump, then the pictures.
const (
	backupFormat   = 1
	backupManifest = "manifest.json"
	backupDump     = "store.jsonl"
)

// manifest says what a backup holds.
type manifest struct {
	Format  int          `json:"broadsheet_backup"`
	Program string       `json:"program"`
	Made    news.Millis  `json:"made"`
	Papers  []string     `json:"papers"`
	Files   []backupFile `json:"files"`
}

type backupFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Run runs the command.
func (c *backupCommand) Run(d *desktop) error {
	if _, err := os.Stat(c.File); err == nil && !c.Force {
		return wrongUsage("FILE", "%s is there already; name another file, or replace it with --force", c.File)
	}
	s, err := d.open()
	if err != nil {
		return err
	}
	defer s.Close()
	files, err := d.files()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(filepath.Dir(c.File), ".broadsheet-backup-")
	if err != nil {
		return unwritable(c.File, err)
	}
	defer os.RemoveAll(dir)
	b := &backup{dir: dir, media: files, bar: newProgress(d.stderr, "backing up", "bytes", 0)}
	defer b.bar.end()
	if err := b.gather(d.ctx, s); err != nil {
		return err
	}
	if err := b.pack(d.ctx, c.File); err != nil {
		return err
	}
	b.bar.end()
	fmt.Fprintf(d.stdout, "%s is written. Papers: %d, pictures: %d.\n", c.File, len(b.manifest.Papers), len(b.manifest.Files)-1)
	return nil
}

// backup is a backup in the making. dir lies beside the file, so that the rename at the end stays on one disk.
type backup struct {
	dir      string
	media    media.Files
	manifest manifest
	bar      *progress
}

// gather dumps the store and lists the pictures. The dump comes first: every picture that it speaks of is there then.
func (b *backup) gather(ctx context.Context, s *store.Store) error {
	b.manifest = manifest{Format: backupFormat, Program: versionNow(), Made: now()}
	papers, err := s.Papers(ctx)
	if err != nil {
		return err
	}
	for _, p := range papers {
		b.manifest.Papers = append(b.manifest.Papers, p.Name)
	}
	f, err := os.OpenFile(filepath.Join(b.dir, backupDump), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return unwritable(b.dir, err)
	}
	sum := sha256.New()
	err = s.Dump(ctx, io.MultiWriter(f, sum, counting{b.bar}))
	info, err2 := f.Stat()
	if err := errors.Join(err, err2, f.Close()); err != nil {
		return err
	}
	b.manifest.Files = append(b.manifest.Files, backupFile{backupDump, info.Size(), hex.EncodeToString(sum.Sum(nil))})
	return b.listMedia(ctx)
}

// counting moves a progress by the bytes written.
type counting struct{ bar *progress }

func (c counting) Write(p []byte) (int, error) {
	c.bar.add(len(p))
	return len(p), nil
}

// listMedia notes every picture's file. The manifest comes first in the file, so that a picture is read twice, here and
// when it is packed; a file under its name never changes.
func (b *backup) listMedia(ctx context.Context) error {
	for name, err := range b.media.All(ctx) {
		if err != nil {
			return err
		}
		h := sha256.New()
		size, err := copyFrom(ctx, h, b.media, name)
		if err != nil {
			return err
		}
		b.manifest.Files = append(b.manifest.Files, backupFile{path.Join(mediaFolder, name), size, hex.EncodeToString(h.Sum(nil))})
	}
	return nil
}

// copyFrom copies the file of a picture.
func copyFrom(ctx context.Context, to io.Writer, from media.Files, name string) (size int64, err error) {
	f, err := from.Open(ctx, name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return io.Copy(to, f)
}

// pack writes the file under another name, has it on disk, and gives it its own.
func (b *backup) pack(ctx context.Context, file string) error {
	tmp := filepath.Join(b.dir, "backup")
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return unwritable(file, err)
	}
	err = b.writeTar(ctx, f)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return unwritable(file, err)
	}
	if err := os.Rename(tmp, file); err != nil {
		return unwritable(file, err)
	}
	return syncFolder(filepath.Dir(file))
}

// syncFolder has a rename on disk.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (b *backup) writeTar(ctx context.Context, w io.Writer) error {
	z, err := zstd.NewWriter(w)
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	head, err := json.MarshalIndent(b.manifest, "", "  ")
	if err != nil {
		return err
	}
	at := b.manifest.Made.Time().Truncate(time.Second)
	if err := t.WriteHeader(&tar.Header{Name: backupManifest, Mode: 0o600, Size: int64(len(head)), ModTime: at}); err != nil {
		return err
	}
	if _, err := t.Write(head); err != nil {
		return err
	}
	for _, file := range b.manifest.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := t.WriteHeader(&tar.Header{Name: file.Name, Mode: 0o600, Size: file.Size, ModTime: at}); err != nil {
			return err
		}
		if err := b.copyInto(ctx, t, file); err != nil {
			return err
		}
	}
	return errors.Join(t.Close(), z.Close())
}

func (b *backup) copyInto(ctx context.Context, t *tar.Writer, file backupFile) error {
	to := io.MultiWriter(t, counting{b.bar})
	if name, ok := strings.CutPrefix(file.Name, mediaFolder+"/"); ok {
		_, err := copyFrom(ctx, to, b.media, name)
		return err
	}
	f, err := os.Open(filepath.Join(b.dir, file.Name))
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(to, f)
	return err
}
