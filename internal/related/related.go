package related

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

// Store is what related articles ask of the store.
type Store interface {
	// Related returns what stands in an article's list, and whether there is one.
	Related(ctx context.Context, paper, article string, now news.Millis, limit int) (list []news.Card, known bool, err error)
	// WhyRelated returns the scores and reasons of an article's list.
	WhyRelated(ctx context.Context, article string) (map[string]ledger.Like, error)
	// List returns what the public can see of a list, newest first.
	List(ctx context.Context, paper string, l news.List, now news.Millis, after news.After, limit int) ([]news.Card, error)
	// Read returns an article's head and one of its versions; 0 is the newest.
	Read(ctx context.Context, paper, id string, n int) (news.Article, news.Version, error)
	// WordNumbers says when words first came into the index.
	WordNumbers(ctx context.Context, words []string) (map[string]int64, error)
	// Holders says in which documents of the index phrases stand.
	Holders(ctx context.Context, paper string, phrases [][]string, limit int) ([]news.Holders, error)
	// ListedDocs returns those documents of the index that the public can see, now or later.
	ListedDocs(ctx context.Context, paper string, docs []int64, now news.Millis) (map[int64]news.ListedDoc, error)
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
	maxItems   = 50  // kept of what was found
)

// Finder finds related articles. It is safe for concurrent use.
type Finder struct {
	store Store
	now   func() news.Millis
}

// New returns a Finder over a store. now is the clock by which candidates have to be visible.
func New(s Store, now func() news.Millis) *Finder { return &Finder{store: s, now: now} }

// Cards returns what is like a published article that the public can see, the most alike first: its list, which the
// Follower has made. Until it has, what was published last under the same tags and in the same section stands in.
func (f *Finder) Cards(ctx context.Context, paper, article string, c news.Copy, now news.Millis, limit int) ([]news.Card, error) {
	list, known, err := f.store.Related(ctx, paper, article, now, limit)
	if known || err != nil {
		return list, err
	}
	return f.meanwhile(ctx, paper, article, c, now, limit)
}

// tagsAsked is how many of an article's tags are looked under until its list is made.
const tagsAsked = 3

// meanwhile returns the newest under an article's tags, and then of its section.
func (f *Finder) meanwhile(ctx context.Context, paper, article string, c news.Copy, now news.Millis, limit int) (list []news.Card, err error) {
	lists := make([]news.List, 0, tagsAsked+1)
	for _, tag := range c.Tags[:min(len(c.Tags), tagsAsked)] {
		lists = append(lists, news.List{Of: "tag", ID: tag})
	}
	if c.Section != "" {
		lists = append(lists, news.List{Of: "section", ID: c.Section})
	}
	had := map[string]bool{article: true}
	for _, l := range lists {
		if len(list) >= limit {
			break
		}
		cards, err := f.store.List(ctx, paper, l, now, news.After{}, limit+1)
		if err != nil {
			return nil, err
		}
		for _, card := range cards {
			if !had[card.Article] && len(list) < limit {
				had[card.Article] = true
				list = append(list, card)
			}
		}
	}
	return list, nil
}

// Items returns what is like an article, the most alike first, with scores and reasons. What no list answers, of an
// article that isn't published or of more than a list holds, is worked out there and then.
func (f *Finder) Items(ctx context.Context, paper, article string, now news.Millis, limit int) ([]Item, error) {
	cards, known, err := f.store.Related(ctx, paper, article, now, limit)
	if err != nil {
		return nil, err
	}
	var why map[string]ledger.Like
	if known && len(cards) == limit {
		why, err = f.store.WhyRelated(ctx, article)
	} else {
		cards, why, err = f.look(ctx, paper, article, now)
	}
	items := make([]Item, 0, limit)
	for _, c := range cards[:min(len(cards), limit)] {
		items = append(items, Item{Card: c, Score: why[c.Article].Score, Reason: why[c.Article].Reason})
	}
	return items, err
}

// look works out what is like an article: like its live version, or its newest when none is live.
func (f *Finder) look(ctx context.Context, paper, article string, now news.Millis) ([]news.Card, map[string]ledger.Like, error) {
	head, v, err := f.store.Read(ctx, paper, article, 0)
	if err == nil && head.Live != 0 && head.Live != v.N {
		_, v, err = f.store.Read(ctx, paper, article, head.Live)
	}
	if err != nil {
		return nil, nil, err
	}
	list, err := f.find(ctx, paper, article, v.Copy, now)
	if err != nil {
		return nil, nil, err
	}
	ids, why := make([]string, len(list)), make(map[string]ledger.Like, len(list))
	for i, l := range list {
		ids[i], why[l.Article] = l.Article, l
	}
	cards, err := f.store.Cards(ctx, paper, ids, now)
	return cards, why, err
}

// find works out what is like copy, which is of an article. What it finds may be under embargo still: whoever shows it
// asks the gate.
func (f *Finder) find(ctx context.Context, paper, article string, c news.Copy, now news.Millis) ([]ledger.Like, error) {
	p, err := profileOf(c)
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
func (f *Finder) rank(ctx context.Context, paper, article string, now news.Millis, terms []weighed) ([]ledger.Like, error) {
	best := gather(terms)
	docs := make([]int64, len(best))
	for i, c := range best {
		docs[i] = c.doc
	}
	cards, err := f.store.ListedDocs(ctx, paper, docs, now)
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
	var list []ledger.Like
	for _, c := range best {
		card, ok := cards[c.doc]
		if !ok || card.Article == article || c.score < whole/12 {
			continue
		}
		evened := c.score / whole / (0.75 + 0.25*float64(card.Words)/mean)
		list = append(list, ledger.Like{Article: card.Article, Score: evened, Reason: reason(terms, c.shared)})
	}
	slices.SortStableFunc(list, func(a, b ledger.Like) int { return cmp.Compare(b.Score, a.Score) })
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
