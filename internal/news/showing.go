package news

import "slices"

// Showing is a stretch of time in which the public could read one version of an article.
type Showing struct {
	Version     int
	From, Until Millis // Until may lie in the future, and is Never where no end is known
	UpdatedAt   Millis // of the head: it moves when the public words change
}

// Showings returns what the public could read of an article up to the moment now, in order, by all the ledger's entries
// about it. The gate is asked of each head: what was held back by an embargo and replaced before its end is not among them.
func Showings(entries []Entry, now Millis) (all []Showing) {
	for i, e := range entries {
		if e.Article == nil {
			continue
		}
		from, until := Window(*e.Article)
		from = max(from, stoodFrom(e))
		if i+1 < len(entries) {
			until = min(until, stoodFrom(entries[i+1]))
		}
		if from >= until || from > now {
			continue
		}
		if n := len(all); n > 0 && all[n-1].Version == e.Article.Live && all[n-1].Until == from && all[n-1].UpdatedAt == e.Article.UpdatedAt {
			all[n-1].Until = until
			continue
		}
		all = append(all, Showing{Version: e.Article.Live, From: from, Until: until, UpdatedAt: e.Article.UpdatedAt})
	}
	return all
}

// stoodFrom returns from when the head of an entry stood: by the clock of whoever changed it, which for what is brought
// in from elsewhere is not that of the ledger.
func stoodFrom(e Entry) Millis {
	if e.Article != nil && e.Article.ModifiedAt != 0 {
		return e.Article.ModifiedAt
	}
	return e.At
}

// HeadOf returns an article's head as it last stood while readers had a version, by the ledger's entries about the article; of a
// version that was never out, as it last stood while that was the newest. out says whether readers have had it up to now.
func HeadOf(entries []Entry, version int, now Millis) (head Article, out bool) {
	public := false
	for _, e := range entries {
		a := e.Article
		switch {
		case a == nil:
		case a.Live == version && a.State.Public():
			head, public = *a, true
		case a.Version == version && !public:
			head = *a
		}
	}
	out = slices.ContainsFunc(Showings(entries, now), func(s Showing) bool { return s.Version == version })
	return head, out
}
