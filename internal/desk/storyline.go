package desk

import (
	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// StorylineFiling is what somebody wants a storyline to say. A nil field is left as it is.
type StorylineFiling struct {
	Slug     *string // empty: made from the name
	Name     *string
	Summary  *string // a sentence
	Briefing *string // Markdown; it is dated and signed when it changes
}

// AddStoryline makes a storyline: a running story that articles say they belong to.
func (w *Work) AddStoryline(f StorylineFiling) (news.Storyline, error) {
	if err := w.atLeast(news.Editor, "making a storyline"); err != nil {
		return news.Storyline{}, err
	}
	return w.putStoryline(news.Storyline{ID: w.desk.NewID()}, f)
}

// ChangeStoryline changes a storyline. Its articles move with it; its old address leads to the new one.
func (w *Work) ChangeStoryline(slugOrID string, expect int, f StorylineFiling) (news.Storyline, error) {
	if err := w.atLeast(news.Editor, "changing a storyline"); err != nil {
		return news.Storyline{}, err
	}
	s, err := w.Storyline(slugOrID)
	if err != nil {
		return s, err
	}
	if err := expected("storyline", expect, s.Version); err != nil {
		return s, err
	}
	return w.putStoryline(s, f)
}

func (w *Work) putStoryline(s news.Storyline, f StorylineFiling) (news.Storyline, error) {
	old := s
	if err := w.tellStoryline(&s, f); err != nil || s == old {
		return s, err
	}
	other, err := w.Storyline(s.Slug)
	if err == nil && other.ID != s.ID {
		return s, news.Errorf(news.CodeConflict, "slug", "there is a storyline %q already; use it, or change it", s.Slug)
	}
	if err != nil && news.CodeOf(err) != news.CodeNotFound {
		return s, err
	}
	s.Version++
	if err := w.tx.PutStoryline(s, w.by.Person); err != nil {
		return s, raced(err)
	}
	return s, w.redirect("/storyline/", old.Slug, s.Slug)
}

// tellStoryline puts a filing's words into a storyline, checked; a new briefing is dated and signed.
func (w *Work) tellStoryline(s *news.Storyline, f StorylineFiling) error {
	c := checker{limits: w.desk.limits()}
	if err := w.describe(SectionFiling{Slug: f.Slug, Name: f.Name, Description: f.Summary}, &s.Name, &s.Slug, &s.Summary); err != nil {
		for _, problem := range news.Problems(err) {
			if problem.Field == "description" {
				problem = news.Errorf(problem.Code, "summary", "%s", problem.Message)
			}
			c.fault(problem)
		}
	}
	was := s.Briefing
	set(&s.Briefing, c.text("briefing", f.Briefing, c.limits.Text))
	if s.Briefing != was {
		s.BriefedAt, s.BriefedBy = w.now, w.by.Person
		if s.Briefing == "" {
			s.BriefedAt, s.BriefedBy = 0, ""
		}
		_, _, err := body.FromMarkdown(s.Briefing, body.Options{Strict: true})
		for _, problem := range news.Problems(err) {
			c.fault(inField(problem, "briefing"))
		}
	}
	return c.err()
}
