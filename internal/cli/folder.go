package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"broadsheet/internal/news"
)

// What lies in a data folder.
const (
	databaseFile = "broadsheet.db"
	lockFile     = "broadsheet.lock"
	mediaFolder  = "media"
	certsFolder  = "certificates"
)

// folder is a data folder.
type folder string

func (f folder) path(name string) string { return filepath.Join(string(f), name) }

// look says what the folder is: missing or empty, one of ours, or neither, which is an error.
func (f folder) look() (ours bool, err error) {
	entries, err := os.ReadDir(string(f))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case errors.Is(err, syscall.ENOTDIR):
		return false, news.Invalid("--data", "%s is a file; name a folder", f)
	case err != nil:
		return false, news.Errorf(news.CodeUnavailable, "--data", "the folder %s cannot be read (%v)", f, plainReason(err))
	}
	for _, e := range entries {
		if e.Name() == databaseFile || e.Name() == lockFile {
			return true, nil
		}
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && e.Name() != "lost+found" {
			return false, news.Invalid("--data", "the folder %s holds other things (%s …) and no paper of Broadsheet; name an empty folder, or a new one", f, e.Name())
		}
	}
	return false, nil
}

// make makes the folder, for its owner's eyes only.
func (f folder) make() error {
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return news.Errorf(news.CodeUnavailable, "--data", "the folder %s cannot be made (%v)", f, plainReason(err))
	}
	return nil
}

// lock keeps other servers off the folder until the returned function is called or the process ends, however it ends.
// note tells them who holds it.
func (f folder) lock(note string) (unlock func(), err error) {
	file, err := os.OpenFile(f.path(lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, news.Errorf(news.CodeUnavailable, "--data", "the folder %s cannot be written to (%v)", f, plainReason(err))
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer file.Close()
		holder, _ := os.ReadFile(f.path(lockFile))
		if text := strings.TrimSpace(string(holder)); text != "" {
			text = " (" + text + ")"
			holder = []byte(text)
		}
		return nil, news.Errorf(news.CodeConflict, "--data", "the data folder %s is in use by another server%s; stop that one first, or name another folder", f, holder)
	}
	if err = file.Truncate(0); err == nil {
		_, err = fmt.Fprintf(file, "process %d, %s\n", os.Getpid(), note)
	}
	if err != nil {
		_ = file.Close()
		return nil, news.Errorf(news.CodeUnavailable, "--data", "the folder %s cannot be written to (%v)", f, plainReason(err))
	}
	return func() {
		_ = file.Truncate(0)
		_ = file.Close()
	}, nil
}

// plainReason is a file error without the name of the file, which the sentence around it says already.
func plainReason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
