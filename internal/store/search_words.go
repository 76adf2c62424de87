package store

import (
	"context"
	"database/sql"
	"hash/maphash"
	"strings"
	"sync"
)

// knownWords remembers, by their hashes, words that search_words is known to hold, so that the database isn't asked for
// the same ones with every article. It is bounded: when the young generation is full, the old one is forgotten.
type knownWords struct {
	mu         sync.Mutex
	seed       maphash.Seed
	young, old map[uint64]bool
}

// knownGeneration is how many words a generation holds, some 2 MB.
const knownGeneration = 50000

func newKnownWords() *knownWords {
	return &knownWords{seed: maphash.MakeSeed(), young: map[uint64]bool{}, old: map[uint64]bool{}}
}

func (k *knownWords) has(hash uint64) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.young[hash] {
		return true
	}
	if k.old[hash] {
		k.add(hash)
		return true
	}
	return false
}

func (k *knownWords) add(hash uint64) {
	if len(k.young) >= knownGeneration {
		k.old, k.young = k.young, map[uint64]bool{}
	}
	k.young[hash] = true
}

// learn remembers words whose transaction has been committed.
func (k *knownWords) learn(hashes []uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, h := range hashes {
		k.add(h)
	}
}

// putWords adds the words of documents to search_words, those of the first documents first.
func (f *followed) putWords(docs []numberedDoc) error {
	known := f.store.known
	seen := map[uint64]bool{}
	var rows [][]any
	for _, d := range docs {
		for _, field := range []string{d.Headline, d.Standfirst, d.Text} {
			for w := range strings.FieldsSeq(field) {
				h := maphash.String(known.seed, w)
				if seen[h] {
					continue
				}
				seen[h] = true
				if !known.has(h) {
					rows = append(rows, []any{w})
					f.indexing.words = append(f.indexing.words, h)
				}
			}
		}
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
