package search

import (
	"context"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// Store is what searching asks of the store.
type Store interface {
	// Search returns what the public can see that fits a match, the best first, and where to go on.
	Search(ctx context.Context, paper string, m news.Match, now news.Millis, after news.After, limit int) ([]news.Found, news.After, error)
	// Read returns an article's head and one of its versions.
	Read(ctx context.Context, paper, id string, n int) (news.Article, news.Version, error)
}

// Searcher answers what readers look for.
type Searcher struct {
	Store Store
	Now   func() news.Millis

	texts texts
}

// Hit is an article that was found, with the passage that shows why.
type Hit struct {
	Card    news.Card
	Score   float64
	Extract []Segment
}

// Results are some of what was found, the best first.
type Results struct {
	Hits  []Hit
	Next  news.After // where to go on; the zero After: there is no more
	Asked bool       // the query asks for something; else Hits is empty whatever the paper holds
}

// maxResults bounds what one page of results holds: every hit costs a reading of its text.
const maxResults = 100

// Search finds what the public can see now that fits a query. after is the Next of the results before.
func (s *Searcher) Search(ctx context.Context, paper string, q news.Query, after news.After, limit int) (Results, error) {
	clauses := Parse(q.Text)
	if !sought(clauses) {
		return Results{}, nil
	}
	m := news.Match{Clauses: clauses, Section: q.Section, From: q.From, Until: q.Until}
	found, next, err := s.Store.Search(ctx, paper, m, s.Now(), after, min(max(limit, 1), maxResults))
	if err != nil {
		return Results{}, err
	}
	r := Results{Next: next, Asked: true, Hits: make([]Hit, len(found))}
	for i, f := range found {
		r.Hits[i] = Hit{Card: f.Card, Score: f.Score}
		if r.Hits[i].Extract, err = s.extract(ctx, paper, f.Card, clauses); err != nil {
			return Results{}, err
		}
	}
	return r, nil
}

// extract cuts the extract from the version that the card is of. An article that has gone since has none.
func (s *Searcher) extract(ctx context.Context, paper string, c news.Card, clauses []news.Clause) ([]Segment, error) {
	k := textKey{c.Article, c.Version}
	text, found := s.texts.get(k)
	if !found {
		_, v, err := s.Store.Read(ctx, paper, c.Article, c.Version)
		if news.CodeOf(err) == news.CodeNotFound {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if text, err = plain(v.Copy); err != nil {
			return nil, err
		}
		text = withoutMarks(text)
		s.texts.put(k, text)
	}
	return Extract(text, clauses), nil
}

// maxText is how many bytes of an article's text are indexed and looked through; PostgreSQL takes no more words of one
// document than come with it.
const maxText = 400_000

// plain returns the text of a body.
func plain(c news.Copy) (string, error) {
	doc, err := body.Decode(c.Body)
	if err != nil {
		return "", err
	}
	return clip(string(body.AppendText(nil, &doc)), maxText), nil
}

// withoutMarks takes the marks of lists away, which say nothing where lines run on.
func withoutMarks(text string) string {
	return strings.ReplaceAll(strings.TrimPrefix(text, "- "), "\n- ", "\n")
}
