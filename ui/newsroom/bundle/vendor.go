package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// packages are the packages of npm's that we carry, with the files that we need of each, beside package.json and LICENSE.
var packages = map[string][]string{
	"orderedmap":              {"dist/index.js"},
	"preact":                  {"dist/preact.mjs", "hooks/dist/hooks.mjs", "jsx-runtime/dist/jsxRuntime.mjs"},
	"prosemirror-collab":      {"dist/index.js"},
	"prosemirror-commands":    {"dist/index.js"},
	"prosemirror-dropcursor":  {"dist/index.js"},
	"prosemirror-gapcursor":   {"dist/index.js", "style/gapcursor.css"},
	"prosemirror-history":     {"dist/index.js"},
	"prosemirror-inputrules":  {"dist/index.js"},
	"prosemirror-keymap":      {"dist/index.js"},
	"prosemirror-model":       {"dist/index.js"},
	"prosemirror-schema-list": {"dist/index.js"},
	"prosemirror-state":       {"dist/index.js"},
	"prosemirror-transform":   {"dist/index.js"},
	"prosemirror-view":        {"dist/index.js", "style/prosemirror.css"},
	"rope-sequence":           {"dist/index.js"},
	"w3c-keyname":             {"index.js"},
}

// lockName is the file in vendor that says what lies there.
const lockName = "lock.json"

// locked is what the lock says of a package.
type locked struct {
	Version string            `json:"version"`
	Licence string            `json:"licence"`
	Files   map[string]string `json:"files"` // SHA-256 in hex, by path
}

// vendor copies the packages from a node_modules and writes the lock.
func vendor(dir, modules string) error {
	lock := map[string]locked{}
	for name, files := range packages {
		l := locked{Files: map[string]string{}}
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return err
		}
		for _, file := range append([]string{"package.json", "LICENSE"}, files...) {
			b, err := os.ReadFile(filepath.Join(modules, name, file))
			if err != nil {
				return err
			}
			if strings.HasSuffix(file, "s") { // scripts and styles name maps that we don't carry
				b = withoutMap(b)
			}
			to := filepath.Join(dir, name, file)
			if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(to, b, 0o644); err != nil {
				return err
			}
			l.Files[file] = hashOf(b)
		}
		said, err := readPackage(dir, name)
		if err != nil {
			return err
		}
		l.Version, l.Licence = said.Version, said.License
		lock[name] = l
	}
	b, err := json.MarshalIndent(lock, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, lockName), append(b, '\n'), 0o644)
}

// withoutMap drops a last line that names a source map.
func withoutMap(b []byte) []byte {
	if i := bytes.LastIndex(b, []byte("//# sourceMappingURL=")); i >= 0 {
		return append(bytes.TrimRight(b[:i], "\n"), '\n')
	}
	return b
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// packageFile is what we read of a package.json.
type packageFile struct{ Version, License string }

func readPackage(dir, name string) (p packageFile, err error) {
	b, err := os.ReadFile(filepath.Join(dir, name, "package.json"))
	if err == nil {
		err = json.Unmarshal(b, &p)
	}
	return p, err
}

// readLock reads the lock.
func readLock(dir string) (map[string]locked, error) {
	b, err := os.ReadFile(filepath.Join(dir, lockName))
	if err != nil {
		return nil, err
	}
	var lock map[string]locked
	return lock, json.Unmarshal(b, &lock)
}

// found lists every file in the vendor folder but the lock, by its path from there, with its hash.
func found(dir string) (map[string]string, error) {
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path == lockName {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, path))
		files[path] = hashOf(b)
		return err
	})
	return files, err
}

// notices writes down whose work is in the scripts and under which licence.
func notices(dir string) ([]byte, error) {
	lock, err := readLock(dir)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("The scripts of Broadsheet's newsroom are made from Broadsheet's own sources (Apache-2.0) and from these:\n")
	for _, name := range slices.Sorted(maps.Keys(lock)) {
		text, err := os.ReadFile(filepath.Join(dir, name, "LICENSE"))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "\n== %s %s (%s)\n\n%s\n", name, lock[name].Version, lock[name].Licence, bytes.TrimSpace(text))
	}
	return b.Bytes(), nil
}
