//go:build !race

package cli

// buildFlags build the binary under test as it is shipped.
func buildFlags() []string { return nil }
