package reader

import (
	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// correctionsMade is how many corrections a person's page lists, the newest.
const correctionsMade = 20

// author is what a person's page says beside their name: what they cover and how to reach them.
func (q *ask) author(x news.Person) (*ui.Author, error) {
	out := &ui.Author{Name: x.Name, Beat: x.Beat, Key: x.PublicKey}
	if x.Contact == "" {
		return out, nil
	}
	doc, _, err := body.FromMarkdown(x.Contact, body.Options{})
	if err == nil {
		out.Contact = q.html(&doc)
	}
	return out, err
}

// aboutAuthor completes a person's first page with the corrections made to what they wrote; the pages after it say nothing
// of the person but the name.
func (rd *Reader) aboutAuthor(q *ask, s subject, ref pageRef) (err error) {
	who := s.Page.Author
	if who == nil {
		return nil
	}
	if ref.Number > 1 {
		*who = ui.Author{Name: who.Name}
		return nil
	}
	who.Corrections, err = rd.Store.NotedBy(q.ctx, q.paper.ID, s.List.ID, q.now, correctionsMade)
	return err
}
