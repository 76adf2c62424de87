package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far long work has come: a bar on a terminal, else a line every few seconds. It is for one
// goroutine.
type progress struct {
	w       io.Writer
	what    string // "importing"
	unit    string // "articles"
	total   int64  // 0: nobody knows
	done    int64
	began   int64 // what was done before we began
	bar     *progressbar.ProgressBar
	started time.Time
	told    time.Time
}

// lineEvery is how often a line is written where there is no terminal.
const lineEvery = 5 * time.Second

func newProgress(w io.Writer, what, unit string, total int64) *progress {
	p := &progress{w: w, what: what, unit: unit, total: total, started: time.Now(), told: time.Now()}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		shown := total
		if shown == 0 {
			shown = -1
		}
		p.bar = progressbar.NewOptions64(shown, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(unit),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionFullWidth())
	}
	return p
}

// from says that so much is done already, before we begin.
func (p *progress) from(done int64) { p.began, p.done = done, done }

// set says that done of total are done; total may have been learnt since.
func (p *progress) set(done, total int64) {
	p.done = done
	if p.bar != nil {
		if total != p.total && total > 0 {
			p.bar.ChangeMax64(total)
		}
		p.total = total
		_ = p.bar.Set64(done)
		return
	}
	p.total = total
	if time.Since(p.told) >= lineEvery {
		p.told = time.Now()
		fmt.Fprintln(p.w, p.line())
	}
}

func (p *progress) line() string {
	rate := float64(p.done-p.began) / max(time.Since(p.started).Seconds(), 0.001)
	if p.total > 0 {
		return fmt.Sprintf("%s: %d of %d %s (%d %%, %.0f a second)", p.what, p.done, p.total, p.unit, 100*p.done/p.total, rate)
	}
	return fmt.Sprintf("%s: %d %s (%.0f a second)", p.what, p.done, p.unit, rate)
}

// add says that n more are done.
func (p *progress) add(n int) { p.set(p.done+int64(n), p.total) }

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
