package cli

import (
	"os"
	"strconv"
	"syscall"
)

// setPriority gives this process a niceness. Linux keeps one for each thread, and a new thread has that of the one that
// began it; so it is set again until no thread came in between.
func setPriority(nice int) {
	for last := -1; ; {
		tasks, err := os.ReadDir("/proc/self/task")
		if err != nil || len(tasks) == last {
			return
		}
		last = len(tasks)
		for _, t := range tasks {
			if id, err := strconv.Atoi(t.Name()); err == nil {
				_ = syscall.Setpriority(syscall.PRIO_PROCESS, id, nice) // where that isn't allowed it keeps its own
			}
		}
	}
}
