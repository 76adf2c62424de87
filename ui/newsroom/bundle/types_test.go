package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTypes has TypeScript's compiler check what esbuild only strips. The compiler, and what the vendored packages say of
// their types, come from the folder into which script/test installs internal/browsertest/testdata/node.
func TestTypes(t *testing.T) {
	t.Parallel()
	modules := filepath.Join(os.Getenv("BROADSHEET_TEST_NODE"), "node_modules")
	compiler := filepath.Join(modules, "typescript/lib/tsc.js")
	if _, err := os.Stat(compiler); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("TypeScript is missing: %v", err)
		}
		t.Skip("SKIPPED: TypeScript is missing; script/test installs it")
	}
	lock, err := readLock("../vendor")
	if err != nil {
		t.Fatal(err)
	}
	for name, l := range lock {
		if said, err := readPackage(modules, name); err != nil || said.Version != l.Version {
			t.Errorf("the types are of %s %s, and %s is vendored; put that into testdata/node/package.json (%v)", name, said.Version, l.Version, err)
		}
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	config := map[string]any{
		"extends":         filepath.Join(root, "tsconfig.json"),
		"compilerOptions": map[string]any{"paths": map[string][]string{"*": {modules + "/*"}}},
		"include":         []string{filepath.Join(root, "src")},
	}
	b, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "tsconfig.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("node", compiler, "--project", path, "--pretty", "false").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
