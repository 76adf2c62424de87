package desk

import (
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

func numbered(base string, n int) string { return base + "-" + strconv.Itoa(n) }

// allSections returns the paper's sections in their order. They are read beside the transaction, once.
func (w *Work) allSections() ([]news.Section, error) {
	if w.ordered {
		return w.order, nil
	}
	all, err := w.desk.Store.Sections(w.ctx, w.id)
	if err != nil {
		return nil, err
	}
	w.order, w.ordered = all, true
	return all, nil
}

// sectionID finds a section by slug or id for an article's field "section", which was another before. What is in a retired
// section stays there; nothing new comes into it, but for what an import brings.
func (w *Work) sectionID(slugOrID, was string) (string, error) {
	if slugOrID == "" {
		return "", w.unknownSection("is missing")
	}
	s, err := w.Section(slugOrID)
	if news.CodeOf(err) == news.CodeNotFound {
		return "", w.unknownSection("there is no section " + strconv.Quote(slugOrID))
	}
	if err == nil && s.Retired && s.ID != was && w.by != news.Program {
		return "", w.unknownSection("the section " + strconv.Quote(s.Slug) + " has been retired and takes no new articles")
	}
	return s.ID, err
}

// unknownSection makes the error that says which sections there are.
func (w *Work) unknownSection(what string) error {
	all, err := w.allSections()
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return news.Invalid("section", "%s, and the paper has none yet; make one first (POST /api/v1/sections)", what)
	}
	var slugs []string
	for _, s := range all {
		if !s.Retired {
			slugs = append(slugs, s.Slug)
		}
	}
	return news.Invalid("section", "%s; the paper's sections are %s", what, strings.Join(slugs, ", "))
}

// tagIDs finds the tags named by slug or name, and makes new ones of those that don't exist. The new ones are not
// written yet.
func (w *Work) tagIDs(names []string) (ids []string, made []news.Tag, err error) {
	for i, name := range names {
		t, err := w.tag(name, made)
		if err != nil {
			return nil, nil, inField(err, "tags["+strconv.Itoa(i)+"]")
		}
		if t.Version == 0 {
			t.Version = 1
			made = append(made, t)
		}
		if !slices.Contains(ids, t.ID) {
			ids = append(ids, t.ID)
		}
	}
	return ids, made, nil
}

// tag finds a tag among those just made and those that stand; a new one comes back with Version 0.
func (w *Work) tag(name string, made []news.Tag) (news.Tag, error) {
	language, err := w.language()
	if err != nil {
		return news.Tag{}, err
	}
	s := Slugify(name, language, w.desk.limits().Slug)
	if s == "" {
		return news.Tag{}, news.Invalid("tags", "%q has no letter or digit that an address could be made of; name the tag in letters", name)
	}
	if i := slices.IndexFunc(made, func(t news.Tag) bool { return t.Slug == s }); i >= 0 {
		return made[i], nil
	}
	t, err := w.Tag(s)
	if news.CodeOf(err) != news.CodeNotFound {
		return t, err
	}
	if name == s { // only the slug was given
		name = strings.ReplaceAll(s, "-", " ")
	}
	return news.Tag{ID: w.desk.NewID(), Slug: s, Name: name}, nil
}

// storylineIDs finds storylines by slug or id.
func (w *Work) storylineIDs(names []string) ([]string, error) {
	var ids []string
	for _, name := range names {
		s, err := w.Storyline(name)
		if news.CodeOf(err) == news.CodeNotFound {
			return nil, news.Invalid("storylines", "there is no storyline %q", name)
		}
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, s.ID) {
			ids = append(ids, s.ID)
		}
	}
	return ids, nil
}

// byline finds the people of a byline by slug or id.
func (w *Work) byline(b news.Byline) (news.Byline, error) {
	var ids []string
	for _, name := range b.People {
		p, err := w.Person(name)
		if news.CodeOf(err) == news.CodeNotFound {
			return b, news.Invalid("byline", "there is no person %q; add them first (POST /api/v1/people), or give the byline as a text", name)
		}
		if err != nil {
			return b, err
		}
		if !slices.Contains(ids, p.ID) {
			ids = append(ids, p.ID)
		}
	}
	return news.Byline{Text: b.Text, People: ids}, nil
}

// inField returns err with its field made more exact, when it is one that people may be shown.
func inField(err error, field string) error {
	if e, ok := err.(*news.Error); ok {
		exact := *e
		exact.Field = field
		return &exact
	}
	return err
}
