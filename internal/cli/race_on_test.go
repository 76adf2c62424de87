//go:build race

package cli

// buildFlags build the binary under test with the race detector when the tests have it.
func buildFlags() []string { return []string{"-race"} }
