package desk

import "broadsheet/internal/news"

// AddStoryline makes a storyline: a running story that articles say they belong to. The filing's description is its
// summary.
func (w *Work) AddStoryline(f SectionFiling) (news.Storyline, error) {
	if err := w.atLeast(news.Editor, "making a storyline"); err != nil {
		return news.Storyline{}, err
	}
	s := news.Storyline{ID: w.desk.NewID(), Version: 1}
	if err := w.describe(f, &s.Name, &s.Slug, &s.Summary); err != nil {
		return s, err
	}
	_, err := w.Storyline(s.Slug)
	switch {
	case err == nil:
		return s, news.Errorf(news.CodeConflict, "slug", "there is a storyline %q already; use it", s.Slug)
	case news.CodeOf(err) != news.CodeNotFound:
		return s, err
	}
	return s, raced(w.tx.PutStoryline(s, w.by.Person))
}
