package cli

import (
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/wire/ninjs"
)

// filesIn lists the files that an argument names: itself, or in a folder every file with one of the endings, in order
// of their names. A file that is named itself need not have the ending.
func filesIn(arg string, endings ...string) ([]string, error) {
	var all []string
	err := filepath.WalkDir(arg, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return news.Invalid("FILE", "%s cannot be read (%v)", path, plainReason(err))
		}
		if e.IsDir() {
			if path != arg && strings.HasPrefix(e.Name(), ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if path == arg {
			all = append(all, path)
			return nil
		}
		for _, end := range endings {
			if strings.EqualFold(filepath.Ext(path), end) {
				all = append(all, path)
			}
		}
		return nil
	})
	return all, err
}

// ninjsFiles cuts the files into items.
func (im *importer) ninjsFiles(emit func(raw) error) error {
	for _, arg := range im.command.Files {
		files, err := filesIn(arg, ".json", ".jsonl", ".ndjson", ".ninjs")
		if err != nil {
			return err
		}
		for _, path := range files {
			if err := im.ninjsFile(path, emit); err != nil {
				return err
			}
		}
	}
	return nil
}

func (im *importer) ninjsFile(path string, emit func(raw) error) error {
	f, err := os.Open(path)
	if err != nil {
		return emit(raw{where: path, err: news.Invalid("", "the file cannot be read (%v)", plainReason(err))})
	}
	defer f.Close()
	lines := strings.EqualFold(filepath.Ext(path), ".jsonl") || strings.EqualFold(filepath.Ext(path), ".ndjson")
	limit := 4 * int(im.d.config.MaxArticle.Bytes) // every character of a body may be escaped
	var stopped error
	err = ninjs.Split(f, lines, limit, func(line int, item []byte) error {
		r := raw{where: fmt.Sprintf("%s:%d", path, line), bytes: item}
		if item == nil {
			r.err = news.Errorf(news.CodeTooLarge, "", "the item is larger than %d bytes; raise --max-article to take it", limit)
		}
		stopped = emit(r)
		return stopped
	})
	if stopped != nil || err == nil {
		return stopped
	}
	return emit(raw{where: path, err: err})
}

// ninjsItem makes arrivals of an item.
func (im *importer) ninjsItem(r raw) []arrival {
	items, err := ninjs.Parse(r.bytes)
	if err != nil {
		return []arrival{{err: err}}
	}
	var all []arrival
	for _, i := range items {
		all = append(all, im.ninjsArrival(i, r.bytes))
	}
	return all
}

func (im *importer) ninjsArrival(i ninjs.Item, b []byte) arrival {
	a := arrival{id: identify(im.paper.ID, "ninjs", i.URI), warnings: i.Warnings}
	switch i.Type {
	case "", "text", "composite":
	default:
		a.skip = "it is a " + i.Type
		return a
	}
	version := i.Version
	if version == "" && i.VersionCreated != 0 {
		version = i.VersionCreated.String()
	}
	a.mark = markOf("ninjs", version, b)
	f := &a.filing
	f.ID, f.Note = a.id, a.mark.note()
	f.Origin = &news.Origin{Kind: "wire", Source: i.Source, Item: i.URI, Version: version}
	headline := ninjsHeadline(i)
	f.Headline = &headline
	for _, field := range []struct {
		to   **string
		from string
	}{{&f.Standfirst, cut(i.Description, 2000)}, {&f.Credit, cut(i.Source, 300)}, {&f.Dateline, cut(i.Located, 300)}, {&f.Slugline, cut(i.Slugline, 300)}} {
		if field.from != "" {
			*field.to = &field.from
		}
	}
	if i.Byline != "" {
		f.Byline = &news.Byline{Text: cut(i.Byline, 300)}
	}
	if i.Language != "" && isLanguage(i.Language) {
		f.Language = &i.Language
	}
	a.body(i)
	a.subjects(i, im.command.NoTags)
	im.release(&a, i)
	return a
}

// ninjsHeadline is the item's headline, or what comes nearest to one.
func ninjsHeadline(i ninjs.Item) string {
	if i.Headline != "" {
		return cut(i.Headline, 300)
	}
	return cut(or(i.Slugline, i.Description), 100)
}

func (a *arrival) body(i ninjs.Item) {
	switch i.BodyIs {
	case ninjs.HTMLBody:
		a.filing.BodyHTML = &i.Body
	case ninjs.TextBody:
		text := paragraphs(i.Body)
		a.filing.BodyHTML = &text
	}
	pictures := 0
	for _, x := range i.Associations {
		if x.Type == "picture" || len(x.Renditions) > 0 {
			pictures++
		}
	}
	if pictures > 0 {
		a.warnings = append(a.warnings, fmt.Sprintf("%d pictures of the item were left out", pictures))
	}
}

// subjects makes tags and section names of what the item is about.
func (a *arrival) subjects(i ninjs.Item, noTags bool) {
	var tags []string
	for _, s := range i.Subjects {
		a.lists = append(a.lists, s.Name, s.Code)
		if len(tags) < 50 && desk.Slugify(s.Name, "", 200) != "" {
			tags = append(tags, cut(s.Name, 100))
		}
	}
	if len(tags) > 0 && !noTags {
		a.filing.Tags = &tags
	}
}

// release decides when the item goes out, if it does.
func (im *importer) release(a *arrival, i ninjs.Item) {
	switch {
	case i.Status == ninjs.Canceled:
		a.fate = fateWithdraw
	case !i.Publishable():
		a.fate = fateHold
		if i.Held != "" {
			a.warnings = append(a.warnings, i.Held+"; filed as a draft")
		}
	}
	if i.Embargo != 0 {
		a.filing.EmbargoUntil = &i.Embargo
	}
	published := i.FirstCreated
	if published == 0 {
		published = i.VersionCreated
	}
	im.goOut(a, published, i.Embargo, i.Expires)
}

// goOut has an arrival published that may be, with its date when that has passed; what has expired stays a draft.
func (im *importer) goOut(a *arrival, published, embargo, expires news.Millis) {
	if expires != 0 && expires > max(embargo, im.now) {
		a.filing.ExpiresAt = &expires
	} else if expires != 0 && a.fate == fatePublish {
		a.fate = fateHold
		a.warnings = append(a.warnings, "it expired on "+expires.String()+"; filed as a draft")
	}
	if published = max(published, embargo); published != 0 && published <= im.now {
		a.filing.PublishedAt = &published
	}
	if a.fate == fatePublish && !im.command.Drafts {
		publish := true
		a.filing.Publish = &publish
	}
}

// paragraphs makes HTML of plain text: an empty line ends a paragraph, or where there is none, every line does.
func paragraphs(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	sep := "\n\n"
	if !strings.Contains(text, sep) {
		sep = "\n"
	}
	var b strings.Builder
	for p := range strings.SplitSeq(text, sep) {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			b.WriteString("<p>" + html.EscapeString(p) + "</p>\n")
		}
	}
	return b.String()
}

// cut cuts a text of one line to n characters.
func cut(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n-1])) + "…"
	}
	return s
}
