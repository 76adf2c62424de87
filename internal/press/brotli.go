package press

import (
	"bytes"
	"sync/atomic"
	"time"

	"github.com/andybalholm/brotli"
)

// Brotli at this level makes a page some eight per cent smaller than gzip and takes four times as long, so it is made in
// the background, for what is asked for again and again.
const (
	brotliLevel = 5
	brotliAsked = 8   // times a page is asked for by those who take brotli, before it is made
	brotliShare = 10  // the part of one processor's time that it may take: a tenth
	brotliQueue = 256 // pages that wait for it; what doesn't fit is asked for again
)

// brotliForm is a sheet's brotli form.
type brotliForm struct {
	form  atomic.Pointer[Form]
	asked atomic.Int32
	tried atomic.Bool // it has been made, or was no smaller than gzip
}

// get returns the form, or nil while it isn't made; it has it made when it is worth it.
func (b *brotliForm) get(s *Sheet) *Form {
	if f := b.form.Load(); f != nil {
		return f
	}
	if b.asked.Add(1) == brotliAsked {
		select {
		case s.press.brotli <- s:
		default:
			b.asked.Store(0)
		}
	}
	return nil
}

// makeBrotli makes the brotli forms that are asked for until done is closed, and rests most of the time: a publication
// changes every article's page, and their first readers shall not wait for each other's compression.
func (p *Press) makeBrotli(done <-chan struct{}) {
	w := brotli.NewWriterLevel(nil, brotliLevel)
	rest := time.NewTimer(0)
	defer rest.Stop()
	for {
		select {
		case <-done:
			return
		case s := <-p.brotli:
			if !p.isGood(s, p.now()) {
				continue
			}
			began := time.Now()
			s.makeBrotli(w)
			rest.Reset(time.Since(began) * (brotliShare - 1))
			select {
			case <-done:
				return
			case <-rest.C:
			}
		}
	}
}

// brotliNow returns the brotli form for a reader who takes no gzip and would get three times the bytes; nil where it is not
// the smaller one. There are few of them, and it is made once.
func (s *Sheet) brotliNow() *Form {
	if !s.brotli.tried.Load() {
		s.makeBrotli(brotli.NewWriterLevel(nil, brotliLevel))
	}
	return s.brotli.form.Load()
}

func (s *Sheet) makeBrotli(w *brotli.Writer) {
	s.making.Lock()
	defer s.making.Unlock()
	if s.brotli.tried.Load() {
		return
	}
	defer s.brotli.tried.Store(true)
	body := inflate(s.gzip.Bytes, s.length())
	var out bytes.Buffer
	w.Reset(&out)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
	if out.Len() >= len(s.gzip.Bytes) {
		return // gzip stays the best form
	}
	f := newForm(Brotli, bytes.Clone(out.Bytes()), s.etags.brotli)
	s.brotli.form.Store(f)
	s.press.shelf.grown(s, len(f.Bytes))
}
