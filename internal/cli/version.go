package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

type versionCommand struct{}

// Help is the command's help.
func (versionCommand) Help() string {
	return "Prints the version, the commit it was built from, and the versions of Go and of the database engines.\n\nExample:\n  broadsheet version"
}

// Run runs the command.
func (versionCommand) Run(d *desktop) error {
	info, _ := debug.ReadBuildInfo()
	v := versionOf(info)
	fmt.Fprintf(d.stdout, "broadsheet %s\n", v.version)
	if v.commit != "" {
		fmt.Fprintf(d.stdout, "commit     %s\n", v.commit)
	}
	fmt.Fprintf(d.stdout, "go         %s %s/%s\n", strings.TrimPrefix(runtime.Version(), "go"), runtime.GOOS, runtime.GOARCH)
	for _, e := range v.engines {
		fmt.Fprintf(d.stdout, "%-10s %s\n", e[0], e[1])
	}
	return nil
}

type versions struct {
	version, commit string
	engines         [][2]string
}

// versionOf reads what the build wrote into the program.
func versionOf(info *debug.BuildInfo) versions {
	v := versions{version: "(unknown)"}
	if info == nil {
		return v
	}
	if info.Main.Version != "" {
		v.version = info.Main.Version
	}
	changed := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.commit = s.Value
		case "vcs.modified":
			changed = s.Value == "true"
		}
	}
	if v.commit != "" && changed {
		v.commit += " with changes"
	}
	names := map[string]string{"modernc.org/sqlite": "sqlite", "github.com/jackc/pgx/v5": "pgx"}
	for _, dep := range info.Deps {
		if name := names[dep.Path]; name != "" {
			v.engines = append(v.engines, [2]string{name, dep.Path + " " + dep.Version})
		}
	}
	return v
}

// versionNow is the version of this program, in one word.
func versionNow() string {
	info, _ := debug.ReadBuildInfo()
	return versionOf(info).version
}
