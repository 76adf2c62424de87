package media

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"broadsheet/internal/news"
)

// Prefix is where renditions are served.
const Prefix = "/media/"

// Files keeps files under names that are good for ever: what is once there is never changed.
type Files interface {
	// Put keeps a file; when it returns, it is on disk. Keeping the same one again does nothing.
	Put(ctx context.Context, name, contentType string, b []byte) error
	// Open opens a file. Errors: CodeNotFound.
	Open(ctx context.Context, name string) (io.ReadSeekCloser, error)
	// All lists the names of every file, in order. It goes on until the first error.
	All(ctx context.Context) iter.Seq2[string, error]
}

// isName is what a rendition's name looks like: hash, width, form.
var isName = regexp.MustCompile(`^[0-9a-f]{32}-[1-9][0-9]{0,4}\.(jpg|webp|avif)$`)

// IsName says whether a name can be a rendition's.
func IsName(name string) bool { return isName.MatchString(name) }

// isOurs is what the keys of files look like that were put into a bucket, which others may put things into as well.
var isOurs = regexp.MustCompile(`^([0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}-[1-9][0-9]{0,4}\.(jpg|webp|avif)|originals/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}\.(jpeg|png|webp|gif))$`)

// TypeOf is the type of a file by its name.
func TypeOf(name string) string {
	ext := strings.TrimPrefix(path.Ext(name), ".")
	if ext == "jpg" {
		ext = "jpeg"
	}
	return "image/" + ext
}

// Key is where a rendition is kept: two levels of folders, so that none has too many.
func Key(name string) string { return path.Join(name[:2], name[2:4], name) }

// OriginalKey is where a picture's original is kept.
func OriginalKey(o news.Original) string { return originalKey(o) }

func originalKey(o news.Original) string {
	ext := path.Base(o.Type)
	return path.Join("originals", o.Hash[:2], o.Hash[2:4], o.Hash+"."+ext)
}

// Folder keeps files in a folder.
type Folder string

var _ Files = Folder("")

// unfinished begins the names of files that are being written.
const unfinished = ".new-"

// Put writes the file under another name, has it on disk, and gives it its own.
func (f Folder) Put(_ context.Context, name, _ string, b []byte) error {
	to := filepath.Join(string(f), filepath.FromSlash(name))
	if info, err := os.Stat(to); err == nil && info.Size() == int64(len(b)) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return unwritable(err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(to), unfinished)
	if err != nil {
		return unwritable(err)
	}
	_, err = tmp.Write(b)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), to)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return unwritable(err)
	}
	return f.syncFolders(filepath.Dir(to))
}

// syncFolders has a name on disk, in the folder and in those above it that may be new.
func (f Folder) syncFolders(dir string) error {
	for range 3 {
		d, err := os.Open(dir)
		if err != nil {
			return unwritable(err)
		}
		if err := errors.Join(d.Sync(), d.Close()); err != nil {
			return unwritable(err)
		}
		if dir == string(f) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return nil
}

// Open opens a file.
func (f Folder) Open(_ context.Context, name string) (io.ReadSeekCloser, error) {
	file, err := os.Open(filepath.Join(string(f), filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, notThere(name)
	}
	return file, err
}

// All lists the files that are whole. A folder that isn't there has none.
func (f Folder) All(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		err := filepath.WalkDir(string(f), func(p string, e fs.DirEntry, err error) error {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil || !e.Type().IsRegular() || strings.HasPrefix(e.Name(), unfinished) {
				return err
			}
			rel, err := filepath.Rel(string(f), p)
			if err == nil && !yield(filepath.ToSlash(rel), nil) {
				return fs.SkipAll
			}
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			yield("", news.Errorf(news.CodeUnavailable, "", "the pictures in %s cannot be read (%v)", string(f), err))
		}
	}
}

func notThere(name string) error {
	return news.Errorf(news.CodeNotFound, "", "there is no file %s", name)
}

func unwritable(err error) error {
	return errors.Join(news.Errorf(news.CodeUnavailable, "", "the picture cannot be kept; make room on the disk of the data folder, or see to its rights"), err)
}

// closing closes f and returns the first error.
func closing(f io.Closer, err error) error { return errors.Join(err, f.Close()) }
