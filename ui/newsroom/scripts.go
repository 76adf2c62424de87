package newsroom

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed dist
var dist embed.FS

// Prefix begins the addresses of all files of the newsroom.
const Prefix = "/assets/newsroom/"

// File is a file that the newsroom's pages load. Its address has its content's hash in it, so it is good for ever.
type File struct {
	Path   string // below Prefix
	Type   string
	Body   []byte
	Brotli []byte // the same, squeezed; nil where it isn't worth it
}

// types are the media types of what there is, whatever the machine's own tables say.
var types = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".txt": "text/plain; charset=utf-8",
}

// files are all of them by address, and named their addresses by the name without the hash, such as editor.js. Both are
// read only.
var files, named = read()

func read() (map[string]File, map[string]string) {
	all, names := map[string]File{}, map[string]string{}
	entries, err := fs.ReadDir(dist, "dist")
	if err != nil {
		panic(err) // they are embedded
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".br") {
			continue
		}
		f := File{Path: Prefix + e.Name(), Type: types[path.Ext(e.Name())]}
		if f.Body, err = dist.ReadFile("dist/" + e.Name()); err != nil {
			panic(err)
		}
		f.Brotli, _ = dist.ReadFile("dist/" + e.Name() + ".br")
		all[f.Path] = f
		parts := strings.Split(e.Name(), ".")
		names[parts[0]+"."+parts[len(parts)-1]] = f.Path
	}
	return all, names
}

// FileAt returns the file at an address.
func FileAt(address string) (File, bool) {
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
