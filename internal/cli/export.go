package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

type exportCommand struct {
	choice
	Dir string `arg:"" toml:"-" name:"dir" help:"The folder to write to; it must be empty, or not there yet."`
}

// Help is the command's help.
func (exportCommand) Help() string {
	return `Writes everything of a paper as open files, also while the server runs; it shows one moment of it:

  paper.json paper_versions.json sections.json people.json tags.json storylines.json fronts.json front_versions.json pictures.json rules.json
  articles/YEAR/SLUG/article.json v1.json v2.json …   where it stands, and every version of its copy
  articles/YEAR/SLUG/notes.json                       the newsroom's notes on it, where there are some; import leaves them
  articles/YEAR/SLUG/live.html live.md                what readers see, of articles that are out
  corrections.json redirects.csv ledger.jsonl audit.jsonl media/
  MANIFEST                                            SHA-256 of every file (sha256sum -c MANIFEST) and version

Equal papers make equal files to the byte. "broadsheet import broadsheet DIR" makes the paper of them again. Tokens, sessions and sign-in links are secrets and not in it.

Example:
  broadsheet export ./export-2026-02-01`
}

// Run runs the command.
func (c *exportCommand) Run(d *desktop) error {
	if err := emptyTarget(c.Dir); err != nil {
		return err
	}
	s, paper, err := c.openPaper(d)
	if err != nil {
		return err
	}
	defer s.Close()
	files, err := d.files()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return news.Errorf(news.CodeUnavailable, "DIR", "%s cannot be made (%v)", c.Dir, plainReason(err))
	}
	last, err := s.LastSeq(d.ctx)
	if err != nil {
		return err
	}
	papers, err := s.Papers(d.ctx)
	if err != nil {
		return err
	}
	x := &exporter{dir: c.Dir, several: len(papers) > 1, own: map[string]bool{}, sums: map[string]string{}, heads: map[string]news.Article{}, bar: newProgress(d.stderr, "exporting", "entries and versions", last)}
	err = s.ReadArchive(d.ctx, paper.ID, x.begin, x.auditRow, x.entry, x.version)
	if err == nil {
		err = x.threads(d.ctx, s, paper.ID)
	}
	if err == nil {
		err = x.finish(d.ctx, files)
	}
	x.bar.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(d.stdout, "%s is in %s: %d articles, %d versions, %d ledger entries, %d files.\n", named(paper), c.Dir, len(x.heads), len(x.hashes), x.seq, len(x.sums)+1)
	return nil
}

// emptyTarget refuses a folder with something in it.
func emptyTarget(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(entries) == 0:
		return nil
	case err != nil:
		return wrongUsage("DIR", "%s cannot be written to (%v)", dir, plainReason(err))
	}
	return wrongUsage("DIR", "the folder %s is not empty; name an empty one, or one that isn't there yet", dir)
}

// exporter writes a paper's files. It is driven by store.ReadArchive.
type exporter struct {
	dir      string
	sums     map[string]string // of each file
	hashes   []string          // a line for each version
	heads    map[string]news.Article
	seq      int64
	ledger   bytes.Buffer
	out      *os.File // ledger.jsonl
	hash     hash.Hash
	audit    bytes.Buffer
	audited  *os.File // audit.jsonl; nil: not begun
	auditSum hash.Hash
	notes    []exportedNote
	several  bool            // papers share the place of the pictures, and this one gets its own alone
	own      map[string]bool // the files of its pictures
	bar      *progress
}

// exportedNote is a line of corrections.json.
type exportedNote struct {
	news.Correction
	Article string `json:"article"`
	Slug    string `json:"slug"`
	Version int    `json:"version"`
}

func (x *exporter) begin(a store.Archive) error {
	h := store.HouseRules{Rules: list(a.Rules.Rules), Versions: list(a.Rules.Versions), Ignores: list(a.Rules.Ignores), Reports: list(a.Rules.Reports)}
	for _, f := range []struct {
		name string
		v    any
	}{
		{"paper.json", a.Paper}, {paperVersionsFile, list(a.PaperWas)}, {"sections.json", list(a.Sections)}, {"people.json", list(a.People)}, {"tags.json", list(a.Tags)},
		{"storylines.json", list(a.Storylines)}, {"fronts.json", list(a.Fronts)},
		{frontVersionsFile, list(a.FrontsWere)}, {picturesFile, list(a.Pictures)}, {rulesFile, h},
	} {
		if err := x.writeJSON(f.name, f.v); err != nil {
			return err
		}
	}
	for _, p := range a.Pictures {
		x.own[media.OriginalKey(p.Original)] = true
		for _, r := range p.Renditions {
			x.own[media.Key(strings.TrimPrefix(r.Path, media.Prefix))] = true
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"path", "article", "to"}) // into memory
	for _, r := range a.Redirects {
		_ = w.Write([]string{r.Path, r.Article, r.To})
	}
	w.Flush()
	if err := x.write("redirects.csv", b.Bytes()); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(x.dir, "ledger.jsonl"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	x.out, x.hash = f, sha256.New()
	return err
}

// list makes an empty list of none: a file says [] and not null.
func list[V any](v []V) []V {
	if v == nil {
		return []V{}
	}
	return v
}

// entry writes a line of the ledger. The paper's entries are numbered from 1, as if it were alone in its database.
func (x *exporter) entry(e news.Entry) error {
	x.seq++
	e.Seq = x.seq
	if e.Article != nil {
		x.heads[e.Subject] = *e.Article
	}
	line, err := encode(e, "")
	if err != nil {
		return err
	}
	_, err = x.ledger.Write(line)
	if x.ledger.Len() > 1<<16 {
		err = errors.Join(err, x.flush())
	}
	x.bar.add(1)
	return err
}

func (x *exporter) flush() error {
	_, _ = x.hash.Write(x.ledger.Bytes()) // never fails
	_, err := x.ledger.WriteTo(x.out)
	return err
}

// version writes a version, and with an article's last one the article.
func (x *exporter) version(v news.Version) error {
	head, ok := x.heads[v.Article]
	if !ok {
		return fmt.Errorf("version %d of %s belongs to no article that the ledger knows; see: broadsheet doctor", v.N, v.Article)
	}
	dir := articleFolder(head)
	x.hashes = append(x.hashes, fmt.Sprintf("# version %s %d %s\n", v.Article, v.N, v.Hash))
	x.bar.add(1)
	err := x.writeJSON(path.Join(dir, fmt.Sprintf("v%d.json", v.N)), v)
	if v.Correction != nil && v.N <= head.Live {
		x.notes = append(x.notes, exportedNote{*v.Correction, v.Article, head.Slug, v.N})
	}
	if v.N == head.Live && head.State.Public() {
		err = errors.Join(err, x.live(dir, v))
	}
	if v.N == head.Version {
		err = errors.Join(err, x.writeJSON(path.Join(dir, "article.json"), head))
	}
	return err
}

// articleFolder is where an article's files are: its year and slug; with its id where the slug may be another's too.
func articleFolder(a news.Article) string {
	year := a.PublishedAt
	if year == 0 {
		year = a.CreatedAt
	}
	name := a.Slug
	if a.State == news.Spiked || name == "" {
		name += "." + a.ID
	}
	return path.Join("articles", year.Time().Format("2006"), name)
}

// threads writes the newsroom's notes on articles that have some. They are not what readers see, and import leaves them.
func (x *exporter) threads(ctx context.Context, s *store.Store, paper string) error {
	for _, id := range slices.Sorted(maps.Keys(x.heads)) {
		notes, err := s.Notes(ctx, paper, id)
		if err == nil && len(notes) > 0 {
			err = x.writeJSON(path.Join(articleFolder(x.heads[id]), "notes.json"), notes)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// live writes the words that readers see.
func (x *exporter) live(dir string, v news.Version) error {
	doc, err := body.Decode(v.Copy.Body)
	if err != nil {
		return fmt.Errorf("the body of version %d of %s: %w", v.N, v.Article, err)
	}
	doc = body.ForReaders(doc)
	return errors.Join(
		x.write(path.Join(dir, "live.html"), body.AppendCanonicalHTML(nil, &doc)),
		x.write(path.Join(dir, "live.md"), append([]byte("# "+v.Copy.Headline+"\n\n"), body.AppendMarkdown(nil, &doc)...)),
	)
}

func (x *exporter) finish(ctx context.Context, files media.Files) error {
	err := errors.Join(x.flush(), x.finishAudit())
	err = errors.Join(err, x.out.Sync(), x.out.Close())
	x.sums["ledger.jsonl"] = hex.EncodeToString(x.hash.Sum(nil))
	slices.SortFunc(x.notes, func(a, b exportedNote) int {
		return cmpAll(int64(a.At), int64(b.At), a.Article, b.Article)
	})
	err = errors.Join(err, x.writeJSON("corrections.json", list(x.notes)), x.media(ctx, files))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(x.sums)) {
		fmt.Fprintf(&b, "%s  %s\n", x.sums[name], name)
	}
	for _, line := range x.hashes {
		b.WriteString(line)
	}
	return x.write("MANIFEST", b.Bytes())
}

func cmpAll(a, b int64, c, d string) int {
	switch {
	case a != b:
		return int(max(-1, min(1, a-b)))
	case c < d:
		return -1
	case c > d:
		return 1
	}
	return 0
}

// media copies the pictures.
func (x *exporter) media(ctx context.Context, from media.Files) error {
	for name, err := range from.All(ctx) {
		if err != nil {
			return err
		}
		if x.several && !x.own[name] {
			continue
		}
		var b bytes.Buffer
		if _, err := copyFrom(ctx, &b, from, name); err != nil {
			return err
		}
		if err := x.write(path.Join(mediaFolder, name), b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func (x *exporter) writeJSON(name string, v any) error {
	b, err := encode(v, "  ")
	if err != nil {
		return err
	}
	return x.write(name, b)
}

// encode writes JSON for people to read: letters as they are.
func encode(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	err := e.Encode(v)
	return b.Bytes(), err
}

func (x *exporter) write(name string, b []byte) error {
	file := filepath.Join(x.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return unwritable(file, err)
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return unwritable(file, err)
	}
	sum := sha256.Sum256(b)
	x.sums[name] = hex.EncodeToString(sum[:])
	return nil
}

func unwritable(file string, err error) error {
	return news.Errorf(news.CodeUnavailable, "", "%s cannot be written (%v); make room or choose another place", file, plainReason(err))
}
