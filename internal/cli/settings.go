package cli

import (
	"os"
	"slices"

	"github.com/alecthomas/kong"

	"broadsheet/internal/config"
)

// settings gives flags that were neither on the command line nor in the environment their value from the settings file.
// It is a kong.Resolver.
type settings struct{ file config.File }

// readSettings reads and checks the whole file, whatever command is run, so that a slip is told at once. No path is no
// settings.
func readSettings(path string) (s settings, err error) {
	if path != "" {
		s.file, err = config.ReadFile(path, new(program))
	}
	return s, err
}

// Validate has nothing left to do.
func (settings) Validate(*kong.Application) error { return nil }

// Resolve looks a flag up. A command's own flags stand in a table of its name.
func (s settings) Resolve(_ *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
	}
	key := []string{flag.Name}
	for n := parent.Node(); n != nil && n.Parent != nil; n = n.Parent {
		key = slices.Insert(key, 0, n.Name)
	}
	v, _ := s.file.Value(key...)
	return v, nil
}
