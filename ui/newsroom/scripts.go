package newsroom

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io/fs"
	"path"
	"strings"
	"sync"

	"broadsheet/ui"
)

//go:embed dist
var dist embed.FS

// prefix begins the addresses of all files of the newsroom.
const prefix = "/assets/newsroom/"

// types are the media types of what there is, whatever the machine's own tables say.
var types = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".txt": "text/plain; charset=utf-8",
}

// files are all of them by address, and named their addresses by the name without the hash, such as editor.js. Both are
// read only.
var files, named = read()

func read() (map[string]ui.Asset, map[string]string) {
	all, names := map[string]ui.Asset{}, map[string]string{}
	entries, err := fs.ReadDir(dist, "dist")
	if err != nil {
		panic(err) // they are embedded
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".br") {
			continue
		}
		a := ui.Asset{Path: prefix + e.Name(), Type: types[path.Ext(e.Name())]}
		if a.Body, err = dist.ReadFile("dist/" + e.Name()); err != nil {
			panic(err)
		}
		if small, err := dist.ReadFile("dist/" + e.Name() + ".br"); err == nil {
			a.Brotli = func() []byte { return small }
			a.Gzip = sync.OnceValue(func() []byte { return zipped(a.Body) })
		}
		all[a.Path] = a
		parts := strings.Split(e.Name(), ".")
		names[parts[0]+"."+parts[len(parts)-1]] = a.Path
	}
	return all, names
}

// zipped is for browsers that came by plain http, which don't take brotli.
func zipped(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a valid one
	_, _ = w.Write(b)                                       // a Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// FileAt returns the file at an address. The address has its content's hash in it, so it is good for ever.
func FileAt(address string) (ui.Asset, bool) {
	f, ok := files[address]
	return f, ok
}

// Address returns where the file of a name is, such as editor.js. It panics when there is none: names are constants.
func Address(name string) string {
	address, ok := named[name]
	if !ok {
		panic("ui/newsroom: there is no " + name)
	}
	return address
}
