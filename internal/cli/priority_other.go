//go:build !linux

package cli

// setPriority does nothing here.
func setPriority(int) {}
