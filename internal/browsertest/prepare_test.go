package browsertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"broadsheet/internal/cli"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// prepared is a data folder that nothing serves, of which every site is a copy: the sample paper, what fill files, and a
// token. Making it takes seconds, copying it milliseconds.
type prepared struct{ data, token string }

// prepare makes it once; endPrepared removes it.
var prepare = sync.OnceValues(func() (p prepared, err error) {
	for _, v := range os.Environ() { // nothing of the machine's settings reaches the program
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "BROADSHEET_") && !strings.HasPrefix(name, "BROADSHEET_TEST_") {
			_ = os.Unsetenv(name)
		}
	}
	if p.data, err = os.MkdirTemp("", "broadsheet-browsertest-"); err != nil {
		return p, err
	}
	endPrepared = func() { _ = os.RemoveAll(p.data) }
	s, err := serve(p.data)
	if err != nil {
		return p, err
	}
	p.token, err = s.filled()
	s.stop()
	if err == nil {
		err = p.leavePictures()
	}
	return p, err
})

// filled makes a token, and files with it.
func (s *site) filled() (string, error) {
	var token, told bytes.Buffer
	if code := cli.Run(context.Background(), []string{"token", "create", "--email", "editor@example.org", "--data", s.data}, &token, &told); code != 0 {
		return "", fmt.Errorf("no token: %s", told.String())
	}
	s.token = strings.TrimSpace(token.String())
	return s.token, s.fill()
}

// leavePictures takes the jobs that make the rest of the sample's renditions, and never does them: that is minutes of the
// processor's time, most of it for AVIF, which every copy would take again. So readers get the pictures as they are in the first minute
// of a paper: as WebP, two widths of each.
func (p prepared) leavePictures() error {
	s, err := store.Open(context.Background(), store.Options{Path: filepath.Join(p.data, "broadsheet.db")})
	if err != nil {
		return err
	}
	now := time.Now()
	jobs, err := s.ClaimJobs(context.Background(), []string{desk.CompletePicture}, "browsertest", news.At(now.Add(time.Hour)), news.At(now.Add(24*time.Hour)), 1000)
	if err == nil && len(jobs) == 0 {
		err = errors.New("the sample's pictures have no jobs to be taken")
	}
	return errors.Join(err, s.Close())
}

var endPrepared = func() {}

// copied copies the folder to an empty one and serves that. Pictures are never written again once they are there, so the
// copies share them.
func (p prepared) copied(to string, flags ...string) (*site, error) {
	err := filepath.WalkDir(p.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(p.data, path)
		if err != nil || name == "." {
			return err
		}
		switch place := filepath.Join(to, name); {
		case d.IsDir():
			return os.Mkdir(place, 0o700)
		case strings.HasPrefix(name, "media"):
			return os.Link(path, place)
		default:
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(place, b, 0o600)
		}
	})
	if err != nil {
		return nil, err
	}
	s, err := serve(to, flags...)
	if err != nil {
		return nil, err
	}
	s.token = p.token
	return s, nil
}
