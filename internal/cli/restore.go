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
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"

	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

type restoreCommand struct {
	File string `arg:"" toml:"-" help:"A file that backup wrote."`
}

// Help is the command's help.
func (restoreCommand) Help() string {
	return `Makes a data folder of a backup: the same papers, articles, addresses, people and tokens. The data folder, and with --database the database, must be empty; pictures go into the bucket where the settings name one. Everything in the file is checked before anything is made.

Examples:
  broadsheet restore --data ./copy /backups/paper-2026-02-01.tar.zst
  broadsheet restore --data ./new --database postgres://broadsheet@localhost/paper latest.tar.zst`
}

// Run runs the command.
func (c *restoreCommand) Run(d *desktop) error {
	f := d.folder()
	if err := emptyData(f); err != nil {
		return err
	}
	if err := f.make(); err != nil {
		return err
	}
	unlock, err := f.lock("restoring a backup")
	if err != nil {
		return err
	}
	defer unlock()
	dir, err := os.MkdirTemp(string(f), ".restore-")
	if err != nil {
		return unwritable(string(f), err)
	}
	defer os.RemoveAll(dir)
	r := &restore{file: c.File, dir: dir, bar: newProgress(d.stderr, "unpacking", "bytes", 0)}
	defer r.bar.end()
	if err := r.unpack(d.ctx); err != nil {
		return err
	}
	r.bar.end()
	if err := r.load(d); err != nil {
		return err
	}
	fmt.Fprintf(d.stdout, "%s is restored into %s: %s, as of %s.\n", c.File, f, strings.Join(r.manifest.Papers, ", "), r.manifest.Made)
	return nil
}

// restore is a backup being restored. dir lies in the data folder.
type restore struct {
	file, dir string
	manifest  manifest
	bar       *progress
}

func (r *restore) broken(format string, args ...any) error {
	return news.Invalid("FILE", "%s is not whole: %s; use another backup", r.file, fmt.Sprintf(format, args...))
}

// unpack unpacks the file and compares everything with its manifest.
func (r *restore) unpack(ctx context.Context) error {
	f, err := os.Open(r.file)
	if err != nil {
		return wrongUsage("FILE", "%s cannot be read (%v)", r.file, plainReason(err))
	}
	defer f.Close()
	z, err := zstd.NewReader(f)
	if err != nil {
		return err
	}
	defer z.Close()
	t := tar.NewReader(z)
	if err := r.readManifest(t); err != nil {
		return err
	}
	for _, want := range r.manifest.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.take(t, want); err != nil {
			return err
		}
	}
	if _, err := t.Next(); !errors.Is(err, io.EOF) {
		return r.broken("it holds more than its manifest says")
	}
	return nil
}

// maxManifest bounds what a manifest may take in memory.
const maxManifest = 256 << 20

func (r *restore) readManifest(t *tar.Reader) error {
	h, err := t.Next()
	if err != nil || h.Name != backupManifest || h.Size > maxManifest {
		return news.Invalid("FILE", "%s is no backup of Broadsheet; use a file that \"broadsheet backup\" wrote", r.file)
	}
	if err := json.NewDecoder(t).Decode(&r.manifest); err != nil || r.manifest.Format == 0 {
		return r.broken("its manifest cannot be read")
	}
	if r.manifest.Format > backupFormat {
		return news.Invalid("FILE", "%s was written by a newer Broadsheet (%s); restore it with that", r.file, r.manifest.Program)
	}
	if len(r.manifest.Files) == 0 || r.manifest.Files[0].Name != backupDump {
		return r.broken("its manifest names no database")
	}
	return nil
}

func (r *restore) take(t *tar.Reader, want backupFile) error {
	h, err := t.Next()
	if err != nil || h.Name != want.Name || !filepath.IsLocal(filepath.FromSlash(want.Name)) {
		return r.broken("%s is missing", want.Name)
	}
	to := filepath.Join(r.dir, filepath.FromSlash(want.Name))
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return unwritable(to, err)
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return unwritable(to, err)
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, sum, counting{r.bar}), t)
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return unwritable(to, err)
	}
	if err != nil || n != want.Size || hex.EncodeToString(sum.Sum(nil)) != want.SHA256 {
		return r.broken("%s does not have the content it was written with", want.Name)
	}
	return nil
}

// load puts the pictures where the settings want them and loads the dump. What can't be loaded is taken away again, as far
// as it was made here: on PostgreSQL nothing was, and in a bucket files by the hash of their content harm nobody.
func (r *restore) load(d *desktop) (err error) {
	f := d.folder()
	s, err := d.openStore(nil)
	if err != nil {
		return err
	}
	papers, err := s.Papers(d.ctx)
	if err == nil && len(papers) > 0 { // asked before any picture is put; Load asks again in its transaction
		err = news.Errorf(news.CodeConflict, "--database", "the database holds papers already (%s …); restore into an empty one", named(papers[0]))
	}
	if err == nil {
		err = r.loadInto(d, s)
	}
	err = errors.Join(err, s.Close())
	if err != nil && d.config.Database == "" {
		for _, end := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(f.path(databaseFile) + end)
		}
		_ = os.RemoveAll(f.path(mediaFolder))
	}
	return err
}

func (r *restore) loadInto(d *desktop, s *store.Store) error {
	files, err := d.files()
	if err != nil {
		return err
	}
	for _, file := range r.manifest.Files {
		if name, ok := strings.CutPrefix(file.Name, mediaFolder+"/"); ok {
			if err := putFile(d.ctx, files, name, filepath.Join(r.dir, filepath.FromSlash(file.Name))); err != nil {
				return err
			}
		}
	}
	dump, err := os.Open(filepath.Join(r.dir, backupDump))
	if err != nil {
		return err
	}
	defer dump.Close()
	fmt.Fprintln(d.stderr, "loading the database …")
	return s.Load(d.ctx, dump)
}

// putFile has the file of a picture kept under its name.
func putFile(ctx context.Context, to media.Files, name, file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return to.Put(ctx, name, media.TypeOf(name), b)
}
