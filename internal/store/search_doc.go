package store

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

// A document's number is, from the highest bit: its paper's number (16 bits), the second of its publication counted from
// docEpoch (35 bits), and a count that tells those of one second apart (12 bits). When a second is full, the next is
// used: dates without times put a day's articles into one second, and a second this way or that changes no order that
// anybody sees.
const (
	docCountBits  = 12
	docSecondBits = 35
	docPaperShift = docCountBits + docSecondBits
	docEpoch      = -11676096000 // 1600-01-01, in seconds from 1970
)

// docSecond returns the number that begins a second of a paper; moments before 1600 and after 2688 count as those.
func docSecond(paper int64, at news.Millis) int64 {
	second := int64(at) / 1000
	if int64(at) < 0 && int64(at)%1000 != 0 {
		second--
	}
	second = min(max(second-docEpoch, 0), 1<<docSecondBits-1)
	return paper<<docPaperShift | second<<docCountBits
}

// docRange returns the first and the last number that documents of a paper published in [from, until) can have.
func docRange(paper int64, from, until news.Millis) (lo, hi int64) {
	lo, hi = paper<<docPaperShift, (paper+1)<<docPaperShift-1
	if from != 0 {
		lo = docSecond(paper, from)
	}
	if until != 0 && until != news.Never {
		hi = docSecond(paper, until-1) + 1<<docCountBits*4 - 1 // full seconds run over
	}
	return lo, hi
}

// indexing gathers what a follower's batch does to the full-text index, to be written in one go at its end: FTS5 wants
// documents in the order of their numbers, and PostgreSQL wants few statements.
type indexing struct {
	put   map[string]placedDoc // by article
	order []string             // articles, in the order they came
	words []uint64             // hashes of the words that this batch has put into search_words
}

// placedDoc is what is to stand in the index for an article: nothing, when out is true.
type placedDoc struct {
	paper string
	out   bool
	doc   ledger.Document
}

func (f *followed) index(paper string, d ledger.Document) error {
	f.place(d.Article, placedDoc{paper: paper, doc: d})
	return nil
}

func (f *followed) unindex(paper, article string) error {
	f.place(article, placedDoc{paper: paper, out: true})
	return nil
}

func (f *followed) place(article string, p placedDoc) {
	if f.indexing.put == nil {
		f.indexing.put = map[string]placedDoc{}
	}
	if _, again := f.indexing.put[article]; !again {
		f.indexing.order = append(f.indexing.order, article)
	}
	f.indexing.put[article] = p
}

// numberedDoc is a document with its number.
type numberedDoc struct {
	doc int64
	ledger.Document
}

// writeIndex writes what the batch has gathered.
func (f *followed) writeIndex() error {
	if len(f.indexing.order) == 0 {
		return nil
	}
	old, err := f.oldDocs()
	if err != nil {
		return err
	}
	if err := f.removeDocs(old); err != nil {
		return err
	}
	docs, err := f.numberDocs(old)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, d := range docs {
		words := strings.Count(d.Headline, " ") + strings.Count(d.Standfirst, " ") + strings.Count(d.Text, " ") + 3
		rows = append(rows, []any{d.doc, d.Article, d.Version, int64(d.PublishedAt), words})
	}
	if err := insertRows(f.ctx, f.run, `INSERT INTO search_docs (doc, article, version, published_at, words) VALUES `, "", rows); err != nil {
		return fmt.Errorf("numbering documents: %w", err)
	}
	if err := f.store.fulltext().insert(f.ctx, f.run, docs); err != nil {
		return fmt.Errorf("writing the full-text index: %w", err)
	}
	return f.putWords(docs)
}

// oldDocs returns the numbers under which the batch's articles stand in the index.
func (f *followed) oldDocs() (map[string]int64, error) {
	old := map[string]int64{}
	for chunk := range slices.Chunk(f.indexing.order, 256) {
		in, args := inList(0, chunk)
		err := each(f.ctx, f.run, func(rows *sql.Rows) error {
			var article string
			var doc int64
			err := rows.Scan(&article, &doc)
			old[article] = doc
			return err
		}, `SELECT article, doc FROM search_docs WHERE article IN `+in, args...)
		if err != nil {
			return nil, err
		}
	}
	return old, nil
}

func (f *followed) removeDocs(old map[string]int64) error {
	var docs []int64
	for _, doc := range old {
		docs = append(docs, doc)
	}
	slices.Sort(docs)
	for _, doc := range docs {
		if _, err := f.run.exec(f.ctx, `DELETE FROM search_docs WHERE doc = $1`, doc); err != nil {
			return err
		}
	}
	if err := f.store.fulltext().remove(f.ctx, f.run, docs); err != nil {
		return fmt.Errorf("taking documents out of the full-text index: %w", err)
	}
	return nil
}

// numberDocs gives the documents to be indexed their numbers, and returns them in the order of these. A document that is
// there already keeps its number as long as it keeps its moment.
func (f *followed) numberDocs(old map[string]int64) (docs []numberedDoc, err error) {
	change := map[string]int{} // how many documents each paper has more
	next := map[int64]int64{}  // the first free number of each second asked about
	papers := map[string]int64{}
	for _, article := range f.indexing.order {
		p := f.indexing.put[article]
		was, had := old[article]
		if had {
			change[p.paper]--
		}
		if p.out {
			continue
		}
		change[p.paper]++
		n, known := papers[p.paper]
		if !known {
			if n, err = f.paperNumber(p.paper); err != nil {
				return nil, err
			}
			papers[p.paper] = n
		}
		second := docSecond(n, p.doc.PublishedAt)
		if !had || was>>docCountBits != second>>docCountBits {
			if was, err = f.freeDoc(second, next); err != nil {
				return nil, err
			}
		}
		docs = append(docs, numberedDoc{was, p.doc})
	}
	slices.SortFunc(docs, func(a, b numberedDoc) int { return int(min(max(a.doc-b.doc, -1), 1)) })
	for paper, n := range change {
		if _, err := f.run.exec(f.ctx, `UPDATE search_papers SET docs = docs + $1 WHERE paper = $2`, n, paper); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// freeDoc returns a free number in the second that begins at second, or in one soon after.
func (f *followed) freeDoc(second int64, next map[int64]int64) (int64, error) {
	const full = 1 << docCountBits
	for ; ; second += full {
		free, known := next[second]
		if !known {
			err := f.run.row(f.ctx, `SELECT coalesce(max(doc) + 1, $1) FROM search_docs WHERE doc >= $1 AND doc < $2`, second, second+full).Scan(&free)
			if err != nil {
				return 0, err
			}
		}
		if free < second+full {
			next[second] = free + 1
			return free, nil
		}
		next[second] = free
	}
}

// paperNumber returns the number of a paper in the index, giving it one when it has none.
func (f *followed) paperNumber(paper string) (n int64, err error) {
	const read = `SELECT n FROM search_papers WHERE paper = $1`
	err = f.run.row(f.ctx, read, paper).Scan(&n)
	if !errors.Is(err, sql.ErrNoRows) {
		return n, err
	}
	if _, err := f.run.exec(f.ctx, `INSERT INTO search_papers (paper, docs) VALUES ($1, 0)`, paper); err != nil {
		return 0, err
	}
	err = f.run.row(f.ctx, read, paper).Scan(&n)
	return n, err
}
