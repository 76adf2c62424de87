package related

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

// Store is what finding related articles asks of the store.
type Store interface {
	// Read returns an article's head and one of its versions; 0 is the newest.
	Read(ctx context.Context, paper, id string, n int) (news.Article, news.Version, error)
	// WordNumbers says when words first came into the index.
	WordNumbers(ctx context.Context, words []string) (map[string]int64, error)
	// Holders says in which documents of the index phrases stand.
	Holders(ctx context.Context, paper string, phrases [][]string, limit int) ([]news.Holders, error)
	// VisibleDocs returns those documents of the index that the public can see.
	VisibleDocs(ctx context.Context, paper string, docs []int64, now news.Millis) (map[int64]news.Indexed, error)
	// Cards returns those of the articles named that the public can see, in the order given.
	Cards(ctx context.Context, paper string, ids []string, now news.Millis) ([]news.Card, error)
}

// Item is an article that is like another. Scores are only good for comparing within one list.
type Item struct {
	Card   news.Card
	Score  float64
	Reason string // in words: shares "harbour bridge", "ferry"
}

// Bounds of the search.
const (
	maxHolders = 300 // newest articles looked at for each word or phrase
	maxRanked  = 60  // best of all these that are looked at more closely
	maxItems   = 50  // kept of a list
)

// Finder finds related articles. It is safe for concurrent use.
type Finder struct {
	store Store
	kept  *memory
}

// New returns a Finder over a store.
func New(s Store) *Finder { return &Finder{store: s, kept: newMemory()} }

// Cards returns the articles most like one that the public can see, the best first.
func (f *Finder) Cards(ctx context.Context, paper, article string, now news.Millis, limit int) ([]news.Card, error) {
	items, err := f.Items(ctx, paper, article, now, limit)
	if err != nil {
		return nil, err
	}
	cards := make([]news.Card, len(items))
	for i, item := range items {
		cards[i] = item.Card
	}
	return cards, nil
}

// Items is Cards with scores and reasons.
func (f *Finder) Items(ctx context.Context, paper, article string, now news.Millis, limit int) ([]Item, error) {
	list, ok := f.kept.get(paper, article, now)
	if !ok {
		var err error
		if list, err = f.find(ctx, paper, article, now); err != nil {
			return nil, err
		}
		f.kept.put(paper, article, now, list)
	}
	return f.visible(ctx, paper, list, now, limit)
}

// like is an article found to be like another, before the gate has been asked.
type like struct {
	article string
	score   float64
	reason  string
}

// visible asks the gate, at this moment, for what was found some time ago.
func (f *Finder) visible(ctx context.Context, paper string, list []like, now news.Millis, limit int) ([]Item, error) {
	ids := make([]string, 0, len(list))
	byID := make(map[string]like, len(list))
	for _, l := range list[:min(len(list), 2*limit+4)] {
		ids = append(ids, l.article)
		byID[l.article] = l
	}
	cards, err := f.store.Cards(ctx, paper, ids, now)
	if err != nil {
		return nil, err
	}
	items := make([]Item, 0, limit)
	for _, c := range cards[:min(len(cards), limit)] {
		items = append(items, Item{Card: c, Score: byID[c.Article].score, Reason: byID[c.Article].reason})
	}
	return items, nil
}

// find works out what is like an article: like its live version, or its newest when none is live.
func (f *Finder) find(ctx context.Context, paper, article string, now news.Millis) ([]like, error) {
	head, v, err := f.store.Read(ctx, paper, article, 0)
	if err == nil && head.Live != 0 && head.Live != v.N {
		_, v, err = f.store.Read(ctx, paper, article, head.Live)
	}
	if err != nil {
		return nil, err
	}
	p, err := profileOf(v.Copy)
	if err != nil {
		return nil, err
	}
	numbers, err := f.store.WordNumbers(ctx, p.common())
	if err != nil {
		return nil, err
	}
	terms := p.choose(numbers)
	phrases := make([][]string, len(terms))
	for i, t := range terms {
		phrases[i] = t.words
	}
	holders, err := f.store.Holders(ctx, paper, phrases, maxHolders)
	if err != nil {
		return nil, err
	}
	return f.rank(ctx, paper, article, now, weigh(terms, holders))
}

// weighed is a term that tells articles apart, with the documents that hold it.
type weighed struct {
	*term
	worth float64
	docs  []int64
}

// weigh keeps the terms that tell articles apart: those that some other article holds, and not one in ten does.
func weigh(terms []*term, holders []news.Holders) (list []weighed) {
	for i, h := range holders {
		n, of := float64(len(h.Docs)), float64(h.Of)
		if n < 2 || of > 100 && n/of > 0.1 {
			continue
		}
		rarity := math.Log((of + 1) / (n + 0.5))
		if h.More { // there are older ones: at the rate of the newest
			rarity = math.Log(float64(max(h.Of, 1)) / n)
		}
		if rarity < 0.3 {
			continue
		}
		list = append(list, weighed{terms[i], (1 + math.Log(terms[i].weight)) * rarity * math.Sqrt(rarity), h.Docs})
	}
	return list
}

// candidate is a document that shares terms with the article.
type candidate struct {
	doc    int64
	score  float64
	shared uint64 // which terms
}

// rank scores what shares terms with an article, evens out lengths, and says why each is there.
func (f *Finder) rank(ctx context.Context, paper, article string, now news.Millis, terms []weighed) ([]like, error) {
	best := gather(terms)
	docs := make([]int64, len(best))
	for i, c := range best {
		docs[i] = c.doc
	}
	cards, err := f.store.VisibleDocs(ctx, paper, docs, now)
	if err != nil {
		return nil, err
	}
	mean, whole := 0.0, 0.0
	for _, c := range cards {
		mean += float64(c.Words) / float64(len(cards))
	}
	for _, t := range terms {
		whole += t.worth
	}
	var list []like
	for _, c := range best {
		card, ok := cards[c.doc]
		if !ok || card.Article == article || c.score < whole/12 {
			continue
		}
		evened := c.score / (0.75 + 0.25*float64(card.Words)/mean)
		list = append(list, like{article: card.Article, score: evened, reason: reason(terms, c.shared)})
	}
	slices.SortStableFunc(list, func(a, b like) int { return cmp.Compare(b.score, a.score) })
	return list[:min(len(list), maxItems)], nil
}

// gather adds up, for every document that holds any of the terms, what they are worth, and returns the best: those that
// share two, or one phrase that is said again and again.
func gather(terms []weighed) []candidate {
	found := map[int64]candidate{}
	for i, t := range terms[:min(len(terms), 64)] {
		for _, doc := range t.docs {
			c := found[doc]
			c.doc, c.score, c.shared = doc, c.score+t.worth, c.shared|1<<i
			found[doc] = c
		}
	}
	list := make([]candidate, 0, len(found))
	for _, c := range found {
		if c.shared&(c.shared-1) != 0 {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.doc, a.doc))
	})
	return list[:min(len(list), maxRanked)]
}

// reason names what two articles share: the three weightiest, none that is part of another.
func reason(terms []weighed, shared uint64) string {
	var list []weighed
	for i, t := range terms {
		if i < 64 && shared&(1<<i) != 0 {
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(len(b.words), len(a.words)), cmp.Compare(b.worth, a.worth))
	})
	var said []string
	var covered []string
	for _, t := range list {
		if len(said) == 3 {
			break
		}
		if len(t.words) == 1 && slices.Contains(covered, t.words[0]) {
			continue
		}
		covered = append(covered, t.words...)
		said = append(said, `"`+t.said+`"`)
	}
	return "shares " + strings.Join(said, ", ")
}
