package store

import (
	"cmp"
	"context"
	"database/sql"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
)

// knownWords remembers, by their hashes, words that search_words is known to hold, so that the database isn't asked for
// the same ones with every article. Each hash belongs into one of many small boxes, where the oldest has to go when one
// comes: what is forgotten is only asked for again.
type knownWords struct {
	seed  maphash.Seed
	mu    sync.Mutex
	boxes [][4]uint64
}

// knownBoxes bounds what is remembered: 2 MB, once anything is.
const knownBoxes = 1 << 16

func newKnownWords() *knownWords { return &knownWords{seed: maphash.MakeSeed()} }

func (k *knownWords) has(h uint64) bool {
	if k.boxes == nil {
		return false
	}
	box := &k.boxes[h%knownBoxes] // compared one by one: an import asks this for every word of every article
	return box[0] == h || box[1] == h || box[2] == h || box[3] == h
}

// learn remembers words whose transaction has been committed.
func (k *knownWords) learn(hashes []uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.boxes == nil && len(hashes) > 0 {
		k.boxes = make([][4]uint64, knownBoxes)
	}
	for _, h := range hashes {
		if !k.has(h) {
			box := &k.boxes[h%knownBoxes]
			*box = [4]uint64{h, box[0], box[1], box[2]}
		}
	}
}

// counted is a word of a batch that isn't remembered.
type counted struct {
	word  string
	hash  uint64
	times int
}

// unknown counts those words of documents that aren't remembered. Words with digits are left out: there is no end of
// them, and nobody looks for their beginnings.
func (k *knownWords) unknown(docs []numberedDoc) (list []*counted) {
	k.mu.Lock()
	defer k.mu.Unlock()
	found := map[uint64]*counted{}
	for _, d := range docs {
		for _, rest := range []string{d.Headline, d.Standfirst, d.Text} {
			for rest != "" {
				var w string
				w, rest, _ = strings.Cut(rest, " ")
				h := maphash.String(k.seed, w)
				if k.has(h) {
					continue
				}
				if c := found[h]; c != nil {
					c.times++
				} else if !strings.ContainsAny(w, "0123456789") {
					c := &counted{w, h, 1}
					found[h], list = c, append(list, c)
				}
			}
		}
	}
	return list
}

// putWords adds the words of documents to search_words, those first that stand in them most often.
func (f *followed) putWords(docs []numberedDoc) error {
	list := f.store.known.unknown(docs)
	slices.SortFunc(list, func(a, b *counted) int {
		return cmp.Or(cmp.Compare(b.times, a.times), cmp.Compare(a.word, b.word))
	})
	rows := make([][]any, len(list))
	for i, c := range list {
		rows[i] = []any{c.word}
		f.indexing.words = append(f.indexing.words, c.hash)
	}
	return insertRows(f.ctx, f.run, `INSERT INTO search_words (word) VALUES `, ` ON CONFLICT DO NOTHING`, rows)
}

// maxBeginnings is how many words the beginning of a word stands for: all when there are no more, else those that came
// first, which are the common ones.
const maxBeginnings = 64

// beginning returns words that begin with the letters given.
func beginning(ctx context.Context, r runner, letters string) (words []string, err error) {
	err = each(ctx, r, func(rows *sql.Rows) error {
		var w string
		err := rows.Scan(&w)
		words = append(words, w)
		return err
	}, `SELECT word FROM search_words WHERE word >= $1 AND word < $2 ORDER BY n LIMIT $3`, letters, letters+"\U0010ffff", maxBeginnings)
	return words, err
}
