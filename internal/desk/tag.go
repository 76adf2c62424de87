package desk

import "broadsheet/internal/news"

// AddTag makes a tag. Tags are also made by filing an article under a new one.
func (w *Work) AddTag(f SectionFiling) (news.Tag, error) {
	if err := w.atLeast(news.Editor, "making a tag"); err != nil {
		return news.Tag{}, err
	}
	return w.putTag(news.Tag{ID: w.desk.NewID()}, f)
}

// ChangeTag changes a tag. Its articles move with it; its old address leads to the new one.
func (w *Work) ChangeTag(slugOrID string, expect int, f SectionFiling) (news.Tag, error) {
	if err := w.atLeast(news.Editor, "changing a tag"); err != nil {
		return news.Tag{}, err
	}
	t, err := w.Tag(slugOrID)
	if err != nil {
		return t, err
	}
	if err := expected("tag", expect, t.Version); err != nil {
		return t, err
	}
	return w.putTag(t, f)
}

func (w *Work) putTag(t news.Tag, f SectionFiling) (news.Tag, error) {
	old := t
	if f.Position != nil || f.Retired != nil {
		return t, news.Invalid("position", "is for sections; tags have none")
	}
	if err := w.describe(f, &t.Name, &t.Slug, &t.Description); err != nil || t == old {
		return t, err
	}
	other, err := w.Tag(t.Slug)
	if err == nil && other.ID != t.ID {
		return t, news.Errorf(news.CodeConflict, "slug", "there is a tag %q already; use it, or change it", t.Slug)
	}
	if err != nil && news.CodeOf(err) != news.CodeNotFound {
		return t, err
	}
	t.Version++
	if err := w.tx.PutTag(t, w.by.Person); err != nil {
		return t, raced(err)
	}
	return t, w.redirect("/tag/", old.Slug, t.Slug)
}
