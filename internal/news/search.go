package news

// Clause is one thing that a search asks for: a word, several words that stand one after the other, or words of which
// the last is only the beginning. Words are folded as package search folds text.
type Clause struct {
	Words  []string
	Prefix bool // the last of Words is the beginning of a word
	Not    bool // what must not be there
}

// Match is a Query as the store looks for it: an article must hold every clause, and none that is Not.
type Match struct {
	Clauses []Clause
	Section string // id; empty: all
	From    Millis // published at or after; 0: no bound
	Until   Millis // published before; 0: no bound
}

// Found is an article that a search found. Scores are only good for comparing within one search.
type Found struct {
	Card
	Score float64
}

// Holders says in which articles of the full-text index a phrase stands.
type Holders struct {
	Docs []int64 // numbers of the index, the newest article's first
	More bool    // there are older ones
	Of   int     // about how many articles the index holds from the newest to the last of Docs; when More is false, all
}

// ListedDoc is an article that the full-text index holds and that the public may see, now or later.
type ListedDoc struct {
	Article string // id
	Words   int    // how many words it has
}

// Indexed is an article as the full-text index numbers it. It passed the gate when it was read.
type Indexed struct {
	Card
	Doc   int64
	Words int // how many words it has
}
