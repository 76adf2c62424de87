package cli

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// weight is what memory a process takes, in bytes: all of it as if it ran alone on the machine (the bench runs the same
// file three times over, among which PSS would divide it), and what of it isn't the program's file or a library's, which
// the system drops when it needs the room.
type weight struct{ all, own int }

func (m weight) String() string {
	return fmt.Sprintf("%s, %s its own", megabytes(m.all), megabytes(m.own))
}

func weightOf(pid int) (m weight, err error) {
	rollup, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/smaps_rollup")
	if err != nil {
		return m, err
	}
	for _, line := range strings.Split(string(rollup), "\n") {
		var kB int
		if n, _ := fmt.Sscanf(line, "Rss: %d kB", &kB); n == 1 {
			m.all = kB << 10
		} else if n, _ := fmt.Sscanf(line, "Anonymous: %d kB", &kB); n == 1 {
			m.own = kB << 10
		}
	}
	if m.all == 0 {
		err = fmt.Errorf("the system doesn't say what memory process %d takes", pid)
	}
	return m, err
}

// idle reads the memory of a server that has answered one question.
func (b *siteBench) idle() error {
	time.Sleep(2 * time.Second)
	m, err := weightOf(b.ours.Process.Pid)
	b.growing("18 memory when idle", float64(m.all), m.String(), "≤ 40 MB; 25; ≤ ×1.2, 1.6, 3")
	b.most = m
	return err
}

// weigh notes the server's memory.
func (b *siteBench) weigh() {
	if m, err := weightOf(b.ours.Process.Pid); err == nil && m.all > b.most.all {
		b.most = m
	}
}

func (b *siteBench) memory() error {
	b.weigh()
	b.line("19 memory under load, at most", b.most.String(), "≤ 200 MB at 100k; 120")
	return nil
}
