// Command bundle makes the newsroom's scripts from their sources: ours in ui/newsroom/src, other people's in
// ui/newsroom/vendor. What it makes is committed, so that building and testing Broadsheet needs neither it nor Node.
//
//	go run ./bundle                       (in ui/newsroom: what go generate does)
//	go run ./bundle -take NODE_MODULES    copy the vendored packages anew from a folder that npm filled, and lock them
//
// It is a command of its own because esbuild, which it uses, must not be in the program that is shipped: a test of
// package newsroom's looks.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	take := flag.String("take", "", "copy the vendored packages from this node_modules")
	root := flag.String("root", ".", "the folder ui/newsroom")
	flag.Parse()
	if err := run(*root, *take); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(root, take string) error {
	if take != "" {
		if err := vendor(filepath.Join(root, "vendor"), take); err != nil {
			return err
		}
	}
	files, err := build(root)
	if err != nil {
		return err
	}
	return write(root, files)
}

// write puts the files in place and removes what an earlier run made and this one did not.
func write(root string, files map[string][]byte) error {
	old, err := filepath.Glob(filepath.Join(root, "dist", "*"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if _, kept := files["dist/"+filepath.Base(path)]; !kept {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for name, b := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			return err
		}
	}
	return nil
}
