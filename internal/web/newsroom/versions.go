package newsroom

import (
	"net/http"
	"net/url"
	"strconv"

	"broadsheet/internal/account"
	"broadsheet/internal/compare"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// versionsOnPage is how many versions are listed at once, the newest first.
const versionsOnPage = 200

// versionsPage is what the page of an article's versions shows.
type versionsPage struct {
	site     ui.Site
	key      string
	head     news.Article
	headline string
	rows     []versionRow
	older    string // address of the earlier ones
	from, to int    // what is compared; 0: nothing is
	fields   []compare.Field
	body     []compare.Element
	restore  bool // the person may restore one
	editor   bool // and open the editor
	done     int  // the version that was just restored
	now      int  // and what came of it
}

// versionRow is one version in the list.
type versionRow struct {
	news.Version
	by string
}

// versions lists an article's versions, and compares two of them.
func (v *visit) versions() error {
	head, sections, err := v.history()
	if err != nil {
		return err
	}
	p := versionsPage{site: v.site(v.paper, sections), key: account.FormKey(v.secret), head: head}
	p.editor = desk.MayWrite(v.actor(), head) == nil
	p.restore = p.editor
	before := int(v.number("before"))
	if before < 1 || before > head.Version {
		before = head.Version + 1
	}
	first := max(1, before-versionsOnPage)
	list, err := v.Store.Versions(v.r.Context(), v.paper.ID, head.ID, first-1, before-first)
	if err != nil {
		return err
	}
	for i := len(list) - 1; i >= 0; i-- {
		by, err := v.nameOf(list[i].By)
		if err != nil {
			return err
		}
		p.rows = append(p.rows, versionRow{list[i], by})
	}
	if first > 1 {
		p.older = p.path() + "?before=" + strconv.Itoa(first)
	}
	_, newest, err := v.Store.Read(v.r.Context(), v.paper.ID, head.ID, head.Version)
	if err != nil {
		return err
	}
	p.headline = newest.Copy.Headline
	p.done, p.now = int(max(v.number("restored"), 0)), head.Version
	if q := v.r.URL.Query(); q.Has("from") || q.Has("to") {
		if err := v.compare(&p); err != nil {
			return err
		}
	} else if head.Version > 1 {
		p.from, p.to = head.Version-1, head.Version // what the form begins with
	}
	return v.write(http.StatusOK, "Versions of "+p.headline, sections, versionsView(p))
}

// history reads an article whose versions the visitor may read.
func (v *visit) history() (head news.Article, sections []news.Section, err error) {
	if head, err = v.head(v.r.Context(), v.r.PathValue("id")); err == nil {
		err = desk.MayReadHistory(v.actor(), head)
	}
	if err == nil {
		sections, err = v.Store.Sections(v.r.Context(), v.paper.ID)
	}
	return head, sections, err
}

// compare compares the two versions that the address names.
func (v *visit) compare(p *versionsPage) error {
	p.from, p.to = int(v.number("from")), int(v.number("to"))
	return v.Store.View(v.r.Context(), v.paper.ID, func(view news.View) error {
		var both [2]news.Version
		for i, n := range []int{p.from, p.to} {
			version, err := view.Version(p.head.ID, n)
			if news.CodeOf(err) == news.CodeNotFound {
				return news.Errorf(news.CodeNotFound, "from", "the article has the versions 1 to %d; choose two of them", p.head.Version)
			}
			if err != nil {
				return err
			}
			both[i] = version
		}
		var err error
		if p.fields, err = compare.Fields(view, both[0].Copy, both[1].Copy); err == nil {
			p.body, err = compare.Bodies(both[0].Copy.Body, both[1].Copy.Body)
		}
		return err
	})
}

// compared says whether two versions are compared on the page.
func (p versionsPage) compared() bool { return p.fields != nil }

// same says whether the two say the same.
func (p versionsPage) same() bool {
	for _, e := range p.body {
		if e.What != compare.Same {
			return false
		}
	}
	return len(p.fields) == 0
}

func (p versionsPage) path() string {
	return "/newsroom/article/" + url.PathEscape(p.head.ID) + "/versions"
}

// why is what a version was made for, in words.
func (r versionRow) why() string {
	switch {
	case r.Note != "":
		return r.Note
	case r.Correction != nil:
		return upperFirst(string(r.Correction.Kind)) + ": " + r.Correction.Text
	case r.N == 1:
		return "Filed"
	}
	return ""
}

// fieldName is a field of copy as the editor calls it.
func fieldName(name string) string {
	switch name {
	case "seo.title":
		return "Headline for search engines"
	case "seo.description":
		return "Description for search engines"
	case "tags":
		return "Topics"
	}
	return upperFirst(name)
}

// elementName says what an element is that has no words of its own, or other than a paragraph.
func elementName(kind string) string { return upperFirst(kind) }

// restoreVersion makes a version on top that says what an earlier one said.
func (v *visit) restoreVersion() error {
	id := v.r.PathValue("id")
	n, err := strconv.Atoi(v.r.PostFormValue("version"))
	if err != nil || n < 1 {
		return news.Invalid("version", "which version to restore is a number; choose one from the list")
	}
	a, err := v.head(v.r.Context(), id)
	if err == nil {
		err = desk.MayReadHistory(v.actor(), a)
	}
	if err != nil {
		return err
	}
	if n > a.Version {
		return news.Errorf(news.CodeNotFound, "version", "the article has the versions 1 to %d; choose one of them", a.Version)
	}
	_, entries, err := v.Manuscripts.Restore(v.r.Context(), v.paper.ID, v.actor(), id, n)
	if err != nil {
		return err
	}
	v.settle(entries)
	return v.move("/newsroom/article/" + url.PathEscape(id) + "/versions?restored=" + strconv.Itoa(n))
}

// onlyForm says whether an element that was changed has the same words as before.
func onlyForm(e compare.Element) bool {
	for _, r := range e.Words {
		if r.What != compare.Same {
			return false
		}
	}
	return true
}

func orProgram(name string) string {
	if name == "" {
		return "the program"
	}
	return name
}
