package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"
)

// output is one file to make: from an entry in src to a place below ui/newsroom. One for the browser is named after its
// content and lies in dist, with its brotli form beside it.
type output struct {
	entry  string
	to     string // where a file for the server goes; empty: dist
	target api.Target
	format api.Format
}

// outputs are all that is made.
var outputs = []output{
	{entry: "editor.tsx", target: api.ES2022, format: api.FormatESModule},
	{entry: "editor.css", target: api.ES2022},
	{entry: "frame.css", target: api.ES2022},
	{entry: "door.ts", target: api.ES2022, format: api.FormatESModule},
	{entry: "frame.ts", target: api.ES2022, format: api.FormatESModule},
	{entry: "preview.css", target: api.ES2022},
	{entry: "front.ts", target: api.ES2022, format: api.FormatESModule},
	{entry: "pictures.ts", target: api.ES2022, format: api.FormatESModule},
	// The readers' own, on a live page that goes on.
	{entry: "livepage.ts", to: "../live.js", target: api.ES2022, format: api.FormatESModule},
	// goja runs this one: see internal/manuscript/steps.
	{entry: "steps.ts", to: "../../internal/manuscript/steps/steps.js", target: api.ES2017, format: api.FormatIIFE},
	// Writers for a test of the authority.
	{entry: "writers.ts", to: "../../internal/manuscript/testdata/writers.js", target: api.ES2017, format: api.FormatIIFE},
}

// build makes every file in memory: its content by its path below root. Equal sources make equal bytes.
func build(root string) (map[string][]byte, error) {
	files := map[string][]byte{}
	notices, err := notices(filepath.Join(root, "vendor"))
	if err != nil {
		return nil, err
	}
	noticesName := hashed("notices.txt", notices)
	files["dist/"+noticesName] = notices
	for _, o := range outputs {
		b, err := o.bundle(root, noticesName)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o.entry, err)
		}
		if o.to != "" {
			files[o.to] = b
			continue
		}
		name := "dist/" + hashed(o.entry, b)
		files[name] = b
		if files[name+".br"], err = squeezed(b); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// bundle makes one output.
func (o output) bundle(root, notices string) ([]byte, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	said := "/* Broadsheet. Other people's parts and their licences: " + notices + " */"
	r := api.Build(api.BuildOptions{
		EntryPoints: []string{filepath.Join(abs, "src", o.entry)}, AbsWorkingDir: abs, NodePaths: []string{filepath.Join(abs, "vendor")},
		Bundle: true, Write: false, Outdir: filepath.Join(abs, "dist"), Target: o.target, Format: o.format, Platform: api.PlatformBrowser,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
		Banner: map[string]string{"js": said, "css": said}, JSX: api.JSXAutomatic, JSXImportSource: "preact",
		MainFields: []string{"module", "main"}, Loader: map[string]api.Loader{".json": api.LoaderJSON}, TsconfigRaw: "{}",
	})
	var faults []error
	for _, m := range append(r.Errors, r.Warnings...) {
		where := ""
		if m.Location != nil {
			where = fmt.Sprintf("%s:%d: ", m.Location.File, m.Location.Line)
		}
		faults = append(faults, errors.New(where+m.Text))
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	if len(r.OutputFiles) != 1 {
		return nil, fmt.Errorf("made %d files, not one", len(r.OutputFiles))
	}
	return r.OutputFiles[0].Contents, nil
}

// hashed names a file after its entry and its content: editor.tsx becomes editor.0123456789abcdef.js.
func hashed(entry string, b []byte) string {
	sum := sha256.Sum256(b)
	ext := path.Ext(entry)
	name := strings.TrimSuffix(entry, ext)
	if ext == ".tsx" || ext == ".ts" {
		ext = ".js"
	}
	return name + "." + hex.EncodeToString(sum[:8]) + ext
}

func squeezed(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	_, err := w.Write(b)
	err = errors.Join(err, w.Close())
	return out.Bytes(), err
}
