//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package media

// yield does nothing here: this system has no priorities that we know how to set.
func yield(int) {}
