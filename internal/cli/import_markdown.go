package cli

import (
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/wire/markdown"
)

// markdownFiles finds the pages. In a folder with an index.md (a leaf bundle, as Hugo calls it) the other files belong
// to that page; an _index.md is a list's own text. Neither is an article.
func (im *importer) markdownFiles(emit func(raw) error) error {
	for _, arg := range im.command.Files {
		files, err := filesIn(arg, ".md", ".markdown")
		if err != nil {
			return err
		}
		root := arg
		if info, err := os.Stat(arg); err == nil && !info.IsDir() {
			root = filepath.Dir(arg)
		}
		bundles := map[string]bool{}
		for _, f := range files {
			if filepath.Base(f) == "index.md" {
				bundles[filepath.Dir(f)] = true
			}
		}
		for _, f := range files {
			if err := emit(im.markdownFile(f, root, bundles)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (im *importer) markdownFile(file, root string, bundles map[string]bool) raw {
	rel, err := filepath.Rel(root, file)
	if err != nil {
		rel = file
	}
	r := raw{where: file, path: filepath.ToSlash(rel)}
	if inBundle(file, bundles) {
		r.path = "" // a part of another page
		return r
	}
	info, err := os.Stat(file)
	if err == nil && info.Size() > 4*im.d.config.MaxArticle.Bytes {
		r.err = news.Errorf(news.CodeTooLarge, "", "the file is larger than %d bytes; raise --max-article to take it", 4*im.d.config.MaxArticle.Bytes)
		return r
	}
	if r.bytes, err = os.ReadFile(file); err != nil {
		r.err = news.Invalid("", "the file cannot be read (%v)", plainReason(err))
	}
	return r
}

func inBundle(file string, bundles map[string]bool) bool {
	if bundles[filepath.Dir(file)] {
		return filepath.Base(file) != "index.md"
	}
	for dir := filepath.Dir(filepath.Dir(file)); len(dir) > 1; dir = filepath.Dir(dir) {
		if bundles[dir] {
			return filepath.Base(file) != "index.md"
		}
	}
	return false
}

// markdownPage makes an arrival of a page.
func (im *importer) markdownPage(r raw) []arrival {
	if base := path.Base(r.path); r.path == "" || base == "_index.md" || strings.EqualFold(base, "readme.md") {
		return []arrival{{skip: "it is no page of its own"}}
	}
	p, err := markdown.Parse(r.bytes, im.zone)
	if err != nil {
		return []arrival{{err: err}}
	}
	a := arrival{id: identify(im.paper.ID, "markdown", r.path), mark: markOf("markdown", "", r.bytes)}
	for _, w := range p.Warnings {
		a.warnings = append(a.warnings, fmt.Sprintf("line %d: %s", w.Line, w.Text))
	}
	a.filing.ID, a.filing.Note, a.line = a.id, a.mark.note(), p.BodyLine
	im.markdownCopy(&a, p, r.path)
	im.markdownAddress(&a, p, r.path)
	im.markdownRelease(&a, p)
	return []arrival{a}
}

func (im *importer) markdownCopy(a *arrival, p markdown.Page, file string) {
	f := &a.filing
	title := p.Title
	if title == "" {
		title = strings.ReplaceAll(strings.ReplaceAll(pageName(file), "-", " "), "_", " ")
		a.warnings = append(a.warnings, "it has no title; its name was taken for one")
	}
	f.Headline, f.BodyMarkdown = &title, &p.Body
	if p.Standfirst != "" {
		f.Standfirst = &p.Standfirst
	}
	if len(p.Authors) > 0 {
		f.Byline = &news.Byline{Text: cut(strings.Join(p.Authors, ", "), 300)}
	}
	if p.Language != "" && isLanguage(p.Language) {
		f.Language = &p.Language
	}
	var tags []string
	for _, t := range slices.Concat(p.Tags, p.Categories) {
		if len(tags) < 50 && desk.Slugify(t, "", 200) != "" {
			tags = append(tags, cut(t, 100))
		}
	}
	if len(tags) > 0 && !im.command.NoTags {
		f.Tags = &tags
	}
	a.lists = append(a.lists, p.Categories...)
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		a.lists = append(a.lists, path.Base(dir))
	}
}

// markdownAddress keeps the page's name as the article's slug, and lets every address it had lead there.
func (im *importer) markdownAddress(a *arrival, p markdown.Page, file string) {
	name := pageName(file)
	own := "/" + path.Join(path.Dir(pageFile(file)), or(p.Slug, name)) + "/"
	if p.URL != "" {
		own = p.URL
		name = path.Base(strings.TrimRight(p.URL, "/"))
	}
	if slug := desk.Slugify(or(p.Slug, name), im.paper.Locale, 200); slug != "" && !desk.IsReserved(slug) {
		a.filing.Slug = &slug
	}
	for _, old := range append([]string{own}, p.Aliases...) {
		u, err := url.Parse(old)
		if err != nil || u.Path == "" {
			a.warnings = append(a.warnings, fmt.Sprintf("the old address %q cannot be read; no redirect", old))
			continue
		}
		at := u.Path
		if !strings.HasPrefix(at, "/") {
			at = path.Join("/", path.Dir(pageFile(file)), at)
		}
		a.old = append(a.old, at)
	}
	if im.command.BaseURL != "" && len(a.old) > 0 {
		a.base = strings.TrimRight(im.command.BaseURL, "/") + a.old[0]
	}
}

// pageFile is the file a page would be if it were no bundle.
func pageFile(file string) string {
	if path.Base(file) == "index.md" && path.Dir(file) != "." {
		return path.Dir(file) + ".md"
	}
	return file
}

func pageName(file string) string {
	base := path.Base(pageFile(file))
	return strings.TrimSuffix(base, path.Ext(base))
}

// markdownRelease decides when the page goes out, if it does.
func (im *importer) markdownRelease(a *arrival, p markdown.Page) {
	published := news.At(p.Date)
	switch {
	case p.Draft:
		a.fate = fateHold
	case p.Held != "":
		a.fate = fateHold
		a.warnings = append(a.warnings, p.Held+"; filed as a draft")
	case published == 0:
		a.fate = fateHold
		a.warnings = append(a.warnings, "it has no date; filed as a draft")
	case published > im.now:
		a.filing.EmbargoUntil = &published
	}
	embargo := news.Millis(0)
	if a.filing.EmbargoUntil != nil {
		embargo = *a.filing.EmbargoUntil
	}
	im.goOut(a, published, embargo, news.At(p.Expires))
}

func isLanguage(s string) bool {
	_, err := language.Parse(s)
	return err == nil
}
