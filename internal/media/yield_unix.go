//go:build linux || darwin || freebsd || netbsd || openbsd

package media

import "syscall"

// yield gives a process the lowest priority. Where that isn't allowed it keeps its own.
func yield(pid int) { _ = syscall.Setpriority(syscall.PRIO_PROCESS, pid, 19) }
