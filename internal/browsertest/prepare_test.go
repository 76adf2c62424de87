package browsertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
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
		err = leavePictures(p.data)
	}
	return p, err
})

var endPrepared = func() {}

// filled makes a token, and files with it.
func (s *site) filled() (string, error) {
	var token, told bytes.Buffer
	if code := cli.Run(context.Background(), []string{"token", "create", "--email", "editor@example.org", "--data", s.data}, &token, &told); code != 0 {
		return "", fmt.Errorf("no token: %s", told.String())
	}
	s.token = strings.TrimSpace(token.String())
	return s.token, s.fill()
}

// makeWidths has every width of the sample's pictures made, by the program itself: what is measured on a slow line is the
// page as readers get it a while after the paper was made. AVIF, which costs ten times as much, is waited for with the
// front's first picture, on whose bytes Lighthouse's figure hangs.
func makeWidths(data, token string) error {
	if err := putOff(data, time.Now()); err != nil {
		return err
	}
	bin, err := buildProgram()
	if err != nil {
		return err
	}
	out := &said{}
	cmd := exec.Command(bin, "serve", "--addr", "127.0.0.1:0", "--data", data)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return err
	}
	s := &site{token: token}
	if s.base, err = out.address(nil); err == nil {
		err = s.widthsMade()
	}
	_ = cmd.Process.Signal(os.Interrupt)
	return errors.Join(err, cmd.Wait(), leavePictures(data))
}

// widthsMade waits until every picture of the library has its smallest width as WebP, which is made with all others.
func (s *site) widthsMade() error {
	for deadline := time.Now().Add(5 * time.Minute); ; time.Sleep(time.Second) { // the API has a rate limit
		var list struct {
			Items []struct {
				Renditions []struct {
					Type  string
					Width int
				}
			}
		}
		if err := s.api("GET", "/media?limit=100", nil, &list); err != nil {
			return err
		}
		lacking := len(list.Items)
		for _, p := range list.Items {
			for _, r := range p.Renditions {
				if r.Type == "image/webp" && r.Width == 240 {
					lacking--
				}
			}
		}
		if lacking == 0 && len(list.Items) > 0 && s.firstIsAVIF() {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%d of the sample's %d pictures never come as WebP", lacking, len(list.Items))
		}
	}
}

// firstIsAVIF says whether the front's first picture is there as AVIF, in the widths that telephones take.
func (s *site) firstIsAVIF() bool {
	res, err := http.Get(s.base + "/")
	if err != nil {
		return false
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	first, _, _ := strings.Cut(string(b), "</picture>")
	return err == nil && strings.Contains(first, "-640.avif") && strings.Contains(first, "-800.avif")
}

// leavePictures puts off what is still to be made of the sample's pictures until the tests are long over: AVIF is minutes
// of the processor's time, which every copy would take again.
func leavePictures(data string) error { return putOff(data, time.Now().Add(24*time.Hour)) }

// putOff has the jobs of the sample's pictures come due at a moment. Those that a start of the program adds are the same.
func putOff(data string, until time.Time) error {
	ctx, holder, now := context.Background(), "browsertest", time.Now()
	s, err := store.Open(ctx, store.Options{Path: filepath.Join(data, "broadsheet.db")})
	if err != nil {
		return err
	}
	jobs, err := s.ClaimJobs(ctx, []string{desk.CompletePicture}, holder, news.At(now.Add(48*time.Hour)), news.At(now.Add(time.Hour)), 1000)
	if err == nil && len(jobs) == 0 {
		err = errors.New("the sample's pictures have no jobs to be put off")
	}
	for _, j := range jobs {
		err = errors.Join(err, s.PutOffJob(ctx, j.ID, holder, news.At(until), 0, ""))
	}
	return errors.Join(err, s.Close())
}

// copy copies the folder to an empty one. Pictures are never written again once they are there, so the copies share them.
func (p prepared) copy(to string) error {
	return filepath.WalkDir(p.data, func(path string, d fs.DirEntry, err error) error {
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
}
