package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// importExport makes a paper of a folder that export wrote, in an empty data folder. Everything in it is checked
// against its MANIFEST before anything is written.
func (c *importCommand) importExport(d *desktop) error {
	if len(c.Files) != 1 {
		return wrongUsage("FILE", "give one folder that \"broadsheet export\" wrote")
	}
	x := &exported{dir: c.Files[0], bar: newProgress(d.stderr, "checking", "files", 0)}
	archive, err := x.check()
	x.bar.end()
	if err != nil {
		return err
	}
	if c.DryRun {
		fmt.Fprintf(d.stdout, "%s in %s is whole: %d files, %d versions. Nothing was written (--dry-run).\n", named(archive.Paper), x.dir, len(x.sums), len(x.hashes))
		return nil
	}
	f := d.folder()
	if d.config.Database == "" {
		if err := emptyData(f); err != nil {
			return err
		}
	}
	if err := f.make(); err != nil {
		return err
	}
	files, err := d.files()
	if err != nil {
		return err
	}
	s, err := d.openStore(nil)
	if err != nil {
		return err
	}
	defer s.Close()
	x.bar = newProgress(d.stderr, "importing", "entries and versions", int64(len(x.hashes)))
	err = s.LoadArchive(d.ctx, archive, x.audit(), x.entries(), x.versions())
	x.bar.end()
	if err == nil {
		err = x.copyMedia(d.ctx, files)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(d.stdout, "%s is in %s: %d versions, as they were exported.\n", named(archive.Paper), f, len(x.hashes))
	return nil
}

// emptyData refuses a data folder that holds a database already.
func emptyData(f folder) error {
	if _, err := f.look(); err != nil {
		return err
	}
	if _, err := os.Stat(f.path(databaseFile)); err == nil {
		return news.Errorf(news.CodeConflict, "--data", "the data folder %s holds a paper already; name an empty folder, or a new one", f)
	}
	return nil
}

// picturesFile says what is in the library; the files themselves are in media/.
const picturesFile = "pictures.json"

// frontVersionsFile holds the fronts as they once stood.
const frontVersionsFile = "front_versions.json"

// rulesFile holds the house rules, with what is said of them in articles.
const rulesFile = "rules.json"

// paperVersionsFile holds the paper's settings as they once stood.
const paperVersionsFile = "paper_versions.json"

// exported is a folder that export wrote.
type exported struct {
	dir    string
	sums   map[string]string // by file
	hashes map[string]string // by article and number
	bar    *progress
}

func (x *exported) broken(name, format string, args ...any) error {
	return news.Invalid(filepath.Join(x.dir, filepath.FromSlash(name)), "%s; export the paper again, or mend the file and its line in MANIFEST", fmt.Sprintf(format, args...))
}

// check reads MANIFEST, compares every file with it, and reads the small files.
func (x *exported) check() (a store.Archive, err error) {
	if err := x.readManifest(); err != nil {
		return a, err
	}
	for _, name := range slices.Sorted(maps.Keys(x.sums)) {
		f, err := os.Open(filepath.Join(x.dir, filepath.FromSlash(name)))
		if err != nil {
			return a, x.broken(name, "the file cannot be read (%v)", plainReason(err))
		}
		h := sha256.New()
		_, err = io.Copy(h, f)
		_ = f.Close()
		if err != nil {
			return a, x.broken(name, "the file cannot be read (%v)", plainReason(err))
		}
		if hex.EncodeToString(h.Sum(nil)) != x.sums[name] {
			return a, x.broken(name, "the file is not as it was exported")
		}
		x.bar.add(1)
	}
	for name, to := range map[string]any{
		"paper.json": &a.Paper, "sections.json": &a.Sections, "people.json": &a.People, "tags.json": &a.Tags,
		"storylines.json": &a.Storylines, "fronts.json": &a.Fronts,
	} {
		if err := x.read(name, to); err != nil {
			return a, err
		}
	}
	for name, to := range map[string]any{picturesFile: &a.Pictures, frontVersionsFile: &a.FrontsWere, paperVersionsFile: &a.PaperWas, rulesFile: &a.Rules} {
		if x.sums[name] == "" { // older exports have none
			continue
		}
		if err := x.read(name, to); err != nil {
			return a, err
		}
	}
	if a.Paper.ID == "" {
		return a, x.broken("paper.json", "the paper has no id")
	}
	a.Redirects, err = x.redirects()
	return a, err
}

func (x *exported) readManifest() error {
	x.sums, x.hashes = map[string]string{}, map[string]string{}
	b, err := os.ReadFile(filepath.Join(x.dir, "MANIFEST"))
	if err != nil {
		return news.Invalid("FILE", "%s is no folder that \"broadsheet export\" wrote: it has no MANIFEST that can be read (%v)", x.dir, plainReason(err))
	}
	n := 0
	for line := range strings.Lines(string(b)) {
		n++
		line = strings.TrimSuffix(line, "\n")
		if rest, ok := strings.CutPrefix(line, "# version "); ok {
			at := strings.LastIndexByte(rest, ' ')
			if at < 0 {
				return x.broken("MANIFEST", "line %d cannot be read", n)
			}
			x.hashes[rest[:at]] = rest[at+1:]
			continue
		}
		sum, name, ok := strings.Cut(line, "  ")
		if !ok || len(sum) != 64 || name != path.Clean(name) || !filepath.IsLocal(filepath.FromSlash(name)) {
			return x.broken("MANIFEST", "line %d cannot be read", n)
		}
		x.sums[name] = sum
	}
	return nil
}

// read decodes a file that MANIFEST knows. Fields that this program doesn't know are refused: they would be lost.
func (x *exported) read(name string, to any) error {
	if x.sums[name] == "" {
		return x.broken(name, "the file is missing from MANIFEST")
	}
	b, err := os.ReadFile(filepath.Join(x.dir, filepath.FromSlash(name)))
	if err != nil {
		return x.broken(name, "the file cannot be read (%v)", plainReason(err))
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return x.broken(name, "%v", err)
	}
	return nil
}

func (x *exported) redirects() (all []news.Redirect, err error) {
	f, err := os.Open(filepath.Join(x.dir, "redirects.csv"))
	if err != nil {
		return nil, x.broken("redirects.csv", "the file cannot be read (%v)", plainReason(err))
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 || len(rows[0]) != 3 {
		return nil, x.broken("redirects.csv", "is no table of path, article, to")
	}
	for _, row := range rows[1:] {
		all = append(all, news.Redirect{Path: row[0], Article: row[1], To: row[2]})
	}
	return all, nil
}

// entries reads the ledger.
func (x *exported) entries() iter.Seq2[news.Entry, error] {
	return func(yield func(news.Entry, error) bool) {
		f, err := os.Open(filepath.Join(x.dir, "ledger.jsonl"))
		if err != nil {
			yield(news.Entry{}, x.broken("ledger.jsonl", "the file cannot be read (%v)", plainReason(err)))
			return
		}
		defer f.Close()
		d := json.NewDecoder(f)
		for n := int64(1); d.More(); n++ {
			var e news.Entry
			if err = d.Decode(&e); err == nil && e.Seq != n {
				err = fmt.Errorf("the entry is numbered %d", e.Seq)
			}
			if err != nil {
				yield(e, x.broken("ledger.jsonl", "line %d: %v", n, err))
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// versions reads every version and compares its copy with its hash.
func (x *exported) versions() iter.Seq2[news.Version, error] {
	var names []string
	for name := range x.sums {
		if base := path.Base(name); strings.HasPrefix(name, "articles/") && len(base) > 1 && base[0] == 'v' && strings.Trim(strings.TrimSuffix(base[1:], ".json"), "0123456789") == "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return func(yield func(news.Version, error) bool) {
		seen := 0
		for _, name := range names {
			v, err := x.version(name)
			if err == nil {
				seen++
				x.bar.add(1)
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
		if seen != len(x.hashes) {
			yield(news.Version{}, x.broken("MANIFEST", "it names %d versions and %d are there", len(x.hashes), seen))
		}
	}
}

func (x *exported) version(name string) (v news.Version, err error) {
	if err := x.read(name, &v); err != nil {
		return v, err
	}
	var compact bytes.Buffer
	if len(v.Copy.Body) > 0 { // the file is indented; the body is kept as it was
		if err := json.Compact(&compact, v.Copy.Body); err != nil {
			return v, x.broken(name, "the body: %v", err)
		}
		v.Copy.Body = compact.Bytes()
	}
	key := v.Article + " " + strconv.Itoa(v.N)
	if want := x.hashes[key]; want == "" || v.Hash != want || news.HashCopy(v.Copy) != want {
		return v, x.broken(name, "the copy of version %d does not have the hash it was made with", v.N)
	}
	return v, nil
}

// copyMedia puts the pictures where the settings want them.
func (x *exported) copyMedia(ctx context.Context, to media.Files) error {
	for _, name := range slices.Sorted(maps.Keys(x.sums)) {
		rest, ok := strings.CutPrefix(name, mediaFolder+"/")
		if !ok {
			continue
		}
		if err := putFile(ctx, to, rest, filepath.Join(x.dir, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	return nil
}
