package cli

import (
	"sort"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// sections finds the section an arrival belongs to.
type sections struct {
	fallback string
	missing  string            // the fallback, when it must be made first because the paper has no section
	byName   map[string]string // folded name or slug to slug
}

// chooseSections reads the paper's sections and the flags about them. A paper without any gets one.
func chooseSections(d *desktop, s *store.Store, paper news.Paper, c *importCommand) (sections, error) {
	all, err := s.Sections(d.ctx, paper.ID)
	if err != nil {
		return sections{}, err
	}
	out := sections{byName: map[string]string{}}
	if len(all) == 0 {
		out.missing = or(c.Section, "news")
		all = append(all, news.Section{Slug: out.missing, Name: out.missing})
	}
	slugs := map[string]bool{}
	for _, x := range all {
		slugs[x.Slug] = true
		out.byName[fold(x.Slug)], out.byName[fold(x.Name)] = x.Slug, x.Slug
	}
	out.fallback = all[0].Slug
	if c.Section != "" {
		if !slugs[c.Section] {
			return out, noSection("--section", c.Section, slugs)
		}
		out.fallback = c.Section
	}
	for from, to := range c.Map {
		if !slugs[to] {
			return out, noSection("--map", to, slugs)
		}
		out.byName[fold(from)] = to
	}
	return out, nil
}

// make makes the section of a paper that has none.
func (s *sections) make(w *desk.Work) error {
	if s.missing == "" {
		return nil
	}
	name := strings.ToUpper(s.missing[:1]) + strings.ReplaceAll(s.missing[1:], "-", " ")
	_, err := w.AddSection(desk.SectionFiling{Slug: &s.missing, Name: &name})
	return err
}

func noSection(flag, slug string, slugs map[string]bool) error {
	var all []string
	for s := range slugs {
		all = append(all, s)
	}
	sort.Strings(all)
	if hint := news.Nearest(slug, all); hint != "" {
		return wrongUsage(flag, "the paper has no section %q; did you mean %q?", slug, hint)
	}
	return wrongUsage(flag, "the paper has no section %q; it has %s", slug, strings.Join(all, ", "))
}

func (s *sections) find(names []string) string {
	for _, n := range names {
		if slug := s.byName[fold(n)]; slug != "" {
			return slug
		}
	}
	return s.fallback
}

func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
