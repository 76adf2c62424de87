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
	byName   map[string]string // folded name or slug to slug
}

// chooseSections reads the paper's sections and the flags about them. A paper without any gets one.
func chooseSections(d *desktop, s *store.Store, dk *desk.Desk, paper news.Paper, c *importCommand) (sections, error) {
	all, err := s.Sections(d.ctx, paper.ID)
	if err != nil {
		return sections{}, err
	}
	if len(all) == 0 && !c.DryRun {
		made, err := firstSection(d, dk, paper, or(c.Section, "news"))
		if err != nil {
			return sections{}, err
		}
		all = append(all, made)
	}
	out := sections{byName: map[string]string{}}
	slugs := map[string]bool{}
	for _, x := range all {
		slugs[x.Slug] = true
		out.byName[fold(x.Slug)], out.byName[fold(x.Name)] = x.Slug, x.Slug
	}
	if len(all) > 0 {
		out.fallback = all[0].Slug
	}
	if c.Section != "" {
		if len(all) > 0 && !slugs[c.Section] {
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

// firstSection makes a section in a paper that has none.
func firstSection(d *desktop, dk *desk.Desk, paper news.Paper, slug string) (made news.Section, err error) {
	name := strings.ToUpper(slug[:1]) + strings.ReplaceAll(slug[1:], "-", " ")
	_, err = dk.Do(d.ctx, paper.ID, news.Program, func(w *desk.Work) error {
		made, err = w.AddSection(desk.SectionFiling{Slug: &slug, Name: &name})
		return err
	})
	return made, err
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

func (s sections) find(names []string) string {
	for _, n := range names {
		if slug := s.byName[fold(n)]; slug != "" {
			return slug
		}
	}
	return s.fallback
}

func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
