package press

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"

	"broadsheet/internal/news"
)

// Encoding is how the bytes of a form are coded.
type Encoding string

// The encodings, as Accept-Encoding and Content-Encoding name them.
const (
	Identity Encoding = ""
	Gzip     Encoding = "gzip"
	Brotli   Encoding = "br"
)

// Form is a page in one encoding. The strings are what HTTP's fields hold, ready to be sent.
type Form struct {
	Encoding Encoding
	Bytes    []byte
	ETag     []string // strong: another form of the page has another
	Length   []string
}

func newForm(e Encoding, b []byte, etag []string) *Form {
	return &Form{Encoding: e, Bytes: b, ETag: etag, Length: []string{strconv.Itoa(len(b))}}
}

// etags are the entity tags of a page's forms. Equal bytes have equal tags, on every process.
type etags struct{ plain, gzip, brotli []string }

func newETags(name string) etags {
	return etags{plain: []string{`"` + name + `"`}, gzip: []string{`"` + name + `-g"`}, brotli: []string{`"` + name + `-b"`}}
}

// Sheet is a page as the press keeps it. Its gzip form is made with it; the page as it is, and its brotli form, when they
// are asked for. A page too small to be compressed has one form.
type Sheet struct {
	Status   int
	Kind     string      // as the page said
	Type     []string    // Content-Type
	Location string      // of a redirect
	Link     []string    // the Link header; nil: none
	Guard    []string    // as the page said; nil: it said nothing
	Keys     []string    // what it was made from, for caches outside (Surrogate-Key)
	Until    news.Millis // when it ends by itself; news.Never: it doesn't
	Varies   bool        // it has several forms

	press         *Press
	key           Key
	page          Page // without its Body
	fresh         fresh
	before, after stretch
	part          *part    // the shared part in it
	in            *stretch // the form that the part has in it
	etags         etags

	plain  atomic.Pointer[Form]
	gzip   *Form
	brotli brotliForm
	making sync.Mutex // of plain and brotli

	asked atomic.Bool // since the shelf last looked
	cost  int         // bytes; the shelf's
}

// cut makes the stretches of a page that has just been made, and lets its body go. plain says that the page is asked for
// as it is; then one that isn't kept need not be compressed at all.
func (s *Sheet) cut(plain, kept bool) {
	body := s.page.Body
	s.page.Body = nil
	s.fresh.tags = s.press.changes.tags(s.key.Paper, withLists(append(slices.Clip(s.page.Tags), tagPaper)))
	s.Varies = len(body) >= minCompressed
	if s.in != nil {
		s.Varies = true
		s.before = s.press.newStretch(body[:s.page.Cut], false, true)
		s.after = s.press.newStretch(body[s.page.Cut:], true, true)
		return
	}
	compress := s.Varies && (kept || !plain)
	s.after = s.press.newStretch(body, true, compress)
	if plain || !compress {
		s.plain.Store(newForm(Identity, body, newETags(nameOf(&s.after)).plain))
	}
}

// withPart makes the sheet anew with the part as it is now. What is its own stays as it was pressed.
func (s *Sheet) withPart(pt *part, in *stretch) *Sheet {
	n := &Sheet{press: s.press, key: s.key, page: s.page, part: pt, in: in, before: s.before, after: s.after, Varies: s.Varies}
	n.fresh.tags = s.fresh.tags
	n.fresh.gen.Store(s.fresh.gen.Load())
	n.complete()
	if s.plain.Load() != nil {
		n.plainForm()
	}
	return n
}

// complete fills in what follows from the page and the stretches.
func (s *Sheet) complete() {
	s.Status, s.Kind, s.Type, s.Location = s.page.Status, s.page.Kind, []string{s.page.Type}, s.page.Location
	if s.page.Guard != "" {
		s.Guard = []string{s.page.Guard}
	}
	s.Until = orNever(s.page.Until)
	if s.page.Link != "" {
		s.Link = []string{s.page.Link}
	}
	tags := s.page.Tags
	all := []*stretch{&s.after}
	if s.in != nil {
		all = []*stretch{&s.before, s.in, &s.after}
		tags = append(slices.Clip(tags), s.part.page.Tags...)
		s.Until = min(s.Until, orNever(s.part.page.Until))
	}
	s.Keys = []string{surrogateKeys(s.key.Paper, tags)}
	s.etags = newETags(nameOf(all...))
	if s.after.deflated == nil {
		return
	}
	whole := splice(all...)
	s.gzip = newForm(Gzip, whole, s.etags.gzip)
	first, last := len(gzipHeader)+len(s.before.deflated), len(whole)-8
	s.before.deflated = whole[len(gzipHeader):first:first]
	s.after.deflated = whole[last-len(s.after.deflated) : last : last]
}

// nameOf names the bytes of stretches: equal bytes, cut alike, have equal names.
func nameOf(all ...*stretch) string {
	sums := sha256.New()
	for _, part := range all {
		sums.Write(part.sum[:])
	}
	return base64.RawURLEncoding.EncodeToString(sums.Sum(nil)[:18])
}

func orNever(m news.Millis) news.Millis {
	if m == 0 {
		return news.Never
	}
	return m
}

// Form returns the page in the best form that a reader takes.
func (s *Sheet) Form(a Accept) *Form {
	if s.gzip == nil {
		return s.plain.Load()
	}
	var f *Form
	switch a & (AcceptGzip | AcceptBrotli) {
	case AcceptGzip | AcceptBrotli:
		f = s.brotli.get(s)
	case AcceptBrotli:
		f = s.brotliNow()
	}
	switch {
	case f != nil:
		return f
	case a&AcceptGzip != 0:
		return s.gzip
	}
	return s.plainForm()
}

// Held returns the tag of the form that a reader has already and takes again, or nil. has says whether they have the
// form of a tag.
func (s *Sheet) Held(a Accept, has func(etag string) bool) []string {
	switch {
	case a&AcceptGzip != 0 && s.gzip != nil && has(s.etags.gzip[0]):
		return s.etags.gzip
	case a&AcceptBrotli != 0 && s.gzip != nil && has(s.etags.brotli[0]):
		return s.etags.brotli
	case has(s.etags.plain[0]):
		return s.etags.plain
	}
	return nil
}

// plainForm returns the page as it is, which it gets out of the gzip form.
func (s *Sheet) plainForm() *Form {
	if f := s.plain.Load(); f != nil {
		return f
	}
	s.making.Lock()
	defer s.making.Unlock()
	if f := s.plain.Load(); f != nil {
		return f
	}
	f := newForm(Identity, inflate(s.gzip.Bytes, s.length()), s.etags.plain)
	s.plain.Store(f)
	s.press.shelf.grown(s, len(f.Bytes))
	return f
}

// length is how many bytes the page has.
func (s *Sheet) length() int {
	n := s.before.length + s.after.length
	if s.in != nil {
		n += s.in.length
	}
	return n
}

// inflate undoes gzip. What the press itself has compressed can be read; if not, the program is broken.
func inflate(b []byte, size int) []byte {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		panic(fmt.Sprintf("press: a page's gzip form cannot be read: %v", err))
	}
	out := make([]byte, size)
	if _, err := io.ReadFull(r, out); err != nil {
		panic(fmt.Sprintf("press: a page's gzip form cannot be read: %v", err))
	}
	return out
}

// bytes is what the sheet costs: its forms, and what is around them.
func (s *Sheet) bytes() int {
	n := 1024 + len(s.Keys[0]) + 8*len(s.fresh.tags) + len(s.key.Path)
	for _, t := range s.page.Tags {
		n += 16 + len(t)
	}
	if f := s.plain.Load(); f != nil {
		n += len(f.Bytes)
	}
	if s.gzip != nil {
		n += len(s.gzip.Bytes)
	}
	return n
}
