package press

import (
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"

	"broadsheet/internal/news"
)

func TestFormsAndTags(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := b.must(t, "/a", page("One"))
	plain, gz := s.Form(0), s.Form(AcceptGzip)
	if plain.Encoding != Identity || gz.Encoding != Gzip || len(gz.Bytes) >= len(plain.Bytes) || !s.Varies {
		t.Errorf("%q of %d bytes, %q of %d", plain.Encoding, len(plain.Bytes), gz.Encoding, len(gz.Bytes))
	}
	if plain.ETag[0] == gz.ETag[0] || strings.HasPrefix(gz.ETag[0], "W/") {
		t.Errorf("tags %s and %s", plain.ETag, gz.ETag)
	}
	again := setup(t).must(t, "/elsewhere", page("One"))
	if again.Form(0).ETag[0] != plain.ETag[0] || again.Form(AcceptGzip).ETag[0] != gz.ETag[0] {
		t.Error("equal bytes have other tags in another process")
	}
	has := func(tags ...string) func(string) bool {
		return func(tag string) bool { return strings.Contains(strings.Join(tags, " "), tag) }
	}
	for _, c := range []struct {
		accept Accept
		has    []string
		held   bool
	}{
		{0, plain.ETag, true}, {AcceptGzip, gz.ETag, true}, {AcceptGzip, plain.ETag, true}, {0, gz.ETag, false}, {AcceptGzip, []string{`"x"`}, false},
	} {
		if got := s.Held(c.accept, has(c.has...)); (got != nil) != c.held || c.held && got[0] != c.has[0] {
			t.Errorf("who takes %d and has %v is told of %v", c.accept, c.has, got)
		}
	}
	small := &made{page: Page{Status: 200, Body: []byte("User-agent: *\n")}}
	if s := b.must(t, "/robots.txt", small); s.Form(AcceptGzip|AcceptBrotli).Encoding != Identity || s.Varies {
		t.Error("a page of a few bytes was compressed")
	}
}

// withPart is a page with the shared part, about an article.
func withPart(text, id string, part Part) *made {
	m := page(text, "article:"+id)
	m.page.Part, m.page.Cut, m.page.Without = "latest", len(m.page.Body)/2, id
	m.part = part
	return m
}

// latest is a shared part that holds articles.
func latest(version string, holds ...string) Part {
	return Part{Tags: []string{"list:paper:p"}, Holds: holds, Write: func(_ context.Context, without string) ([]byte, error) {
		return []byte("[latest " + version + " without " + without + "]"), nil
	}}
}

func TestPartsAreSplicedIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.store.lists["new"] = []news.List{{Of: "paper", ID: "p"}}
	one, two := withPart("One", "a", latest("1", "a")), withPart("Two", "b", latest("1", "a"))
	check := func(m *made, path, part string) {
		t.Helper()
		text := long(map[*made]string{one: "One", two: "Two"}[m])
		if got, want := read(t, b.must(t, path, m)), text[:len(text)/2]+part+text[len(text)/2:]; got != want {
			t.Errorf("%s has %d bytes and not %s: %.60s", path, len(got), part, got[min(len(got), len(text)/2):])
		}
	}
	check(one, "/a", "[latest 1 without a]")
	check(two, "/b", "[latest 1 without ]")
	before := b.must(t, "/a", one).Form(AcceptGzip).ETag[0]
	for round := range 5 { // spliced from what was spliced
		version := fmt.Sprint(round + 2)
		one.part, two.part = latest(version, "a", "b"), latest(version, "a", "b")
		b.hear([]news.Entry{live("new")})
		check(one, "/a", "[latest "+version+" without a]")
		check(two, "/b", "[latest "+version+" without b]")
	}
	if after := b.must(t, "/a", one).Form(AcceptGzip).ETag[0]; after == before {
		t.Error("another part has the same tag")
	}
	if one.pages.Load() != 1 || two.pages.Load() != 1 {
		t.Errorf("a new part made pages anew: %d and %d times", one.pages.Load(), two.pages.Load())
	}
	if n := one.parts.Load() + two.parts.Load(); n != 6 {
		t.Errorf("the part was made %d times for six versions", n)
	}
	b.hear([]news.Entry{live("a")})
	check(one, "/a", "[latest 6 without a]")
	if one.pages.Load() != 2 {
		t.Error("a change of the page itself didn't make it anew")
	}
}

// TestPartAsItWas has a list change below what a shared part shows of it: the part is looked at once, and the pages it
// stands in are good as they are. One that says something else is put into each anew.
func TestPartAsItWas(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.store.lists["new"] = []news.List{{Of: "paper", ID: "p"}}
	part := func(version, says string) Part {
		p := latest(version, "a")
		p.Says = says
		return p
	}
	one, two := withPart("One", "a", part("1", "first")), withPart("Two", "b", part("1", "first"))
	sheets := func() []*Sheet { return []*Sheet{b.must(t, "/a", one), b.must(t, "/b", two)} }
	before := sheets()
	b.hear([]news.Entry{live("new")})
	if b.Peek(key("/a")) != nil {
		t.Error("a page is good before its part was looked at")
	}
	if after := sheets(); !slices.Equal(after, before) {
		t.Error("a part that is as it was makes its pages anew")
	}
	if n := one.parts.Load() + two.parts.Load(); n != 2 || b.Stats().Spliced != 0 {
		t.Errorf("the part was made %d times and put in %d times", n, b.Stats().Spliced)
	}
	one.part, two.part = part("2", "second"), part("2", "second")
	b.hear([]news.Entry{live("new")})
	if got := read(t, sheets()[1]); !strings.Contains(got, "[latest 2 without ]") {
		t.Error("a part that says something else is not put in")
	}
	b.hear([]news.Entry{live("a")})
	b.must(t, "/a", one)
	if one.pages.Load() != 2 {
		t.Error("a change of the page itself didn't make it anew")
	}
}

// TestRebuiltForAPublication counts what a publication makes anew among many pages: the lists it is on, whatever else
// there is.
func TestRebuiltForAPublication(t *testing.T) {
	t.Parallel()
	for _, n := range []int{10, 300} {
		b := setup(t, func(o *Options) { o.Size = 64 << 20 })
		b.store.lists["new"] = []news.List{{Of: "paper", ID: "p"}, {Of: "section", ID: "s1"}}
		all := map[string]*made{"/": page("Front", "list:paper:p"), "/section/town": page("Town", "list:section:s1"), "/section/sport": page("Sport", "list:section:s2")}
		for i := range n {
			all[fmt.Sprint("/", i)] = withPart(fmt.Sprint(i), fmt.Sprint(i), latest("1"))
		}
		ask := func() {
			for path, m := range all {
				b.must(t, path, m)
			}
		}
		ask()
		before := b.Stats()
		b.hear([]news.Entry{live("new")})
		ask()
		after := b.Stats()
		if got := after.Made - before.Made; got != 2 {
			t.Errorf("among %d articles a publication makes %d pages anew, want the 2 lists it is on", n, got)
		}
		if got := after.Parts - before.Parts; got != 1 {
			t.Errorf("among %d articles it makes %d parts anew, want 1", n, got)
		}
	}
}

func TestBrotliIsMadeForWhatIsAskedForAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := page("One", "article:a")
	s := b.must(t, "/a", m)
	for range brotliAsked {
		if f := s.Form(AcceptBrotli | AcceptGzip); f.Encoding != Gzip {
			t.Errorf("before it is made %q is sent", f.Encoding)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { b.Run(ctx) })
	defer func() { stop(); running.Wait() }()
	var f *Form
	for f = s.Form(AcceptBrotli | AcceptGzip); f.Encoding != Brotli && t.Context().Err() == nil; f = s.Form(AcceptBrotli | AcceptGzip) {
	}
	got, err := io.ReadAll(brotli.NewReader(bytes.NewReader(f.Bytes)))
	if err != nil || string(got) != long("One") || len(f.Bytes) >= len(s.Form(AcceptGzip).Bytes) {
		t.Errorf("the brotli form has %d bytes and reads as %.40q, %v", len(f.Bytes), got, err)
	}
	if f.ETag[0] == s.Form(0).ETag[0] || f.ETag[0] == s.Form(AcceptGzip).ETag[0] {
		t.Error("two forms have the same tag")
	}
	if _, bytes, _ := b.shelf.size(); bytes < len(f.Bytes)+len(s.Form(AcceptGzip).Bytes) {
		t.Errorf("the shelf counts %d bytes", bytes)
	}
}

// TestBrotliAloneIsMadeAtOnce wants who takes brotli and no gzip to get brotli, and not three times the bytes.
func TestBrotliAloneIsMadeAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := b.must(t, "/a", page("One", "article:a"))
	forms := make([]*Form, 8)
	var asking sync.WaitGroup
	for i := range forms {
		asking.Go(func() { forms[i] = s.Form(AcceptBrotli) })
	}
	asking.Wait()
	for _, f := range forms {
		if f.Encoding != Brotli || f != forms[0] {
			t.Fatalf("one gets %q, and all of them the same: %v", f.Encoding, f == forms[0])
		}
	}
	if got, err := io.ReadAll(brotli.NewReader(bytes.NewReader(forms[0].Bytes))); err != nil || string(got) != long("One") {
		t.Errorf("it reads as %.40q, %v", got, err)
	}
	if s.Form(AcceptBrotli|AcceptGzip) != forms[0] || s.Form(AcceptGzip).Encoding != Gzip || s.Form(0).Encoding != Identity {
		t.Error("the other forms are not as before")
	}
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	const limit = 256 << 10
	b := setup(t, func(o *Options) { o.Size = limit })
	hot := page("Hot", "article:hot")
	b.must(t, "/hot", hot)
	for i := range 2000 { // a crawler that asks for everything, while people read one page
		m := page(fmt.Sprint(i))
		if i%3 == 0 {
			m.page.Body = bytes.Repeat([]byte(fmt.Sprint(rand.Uint64())), 400)
		}
		b.must(t, fmt.Sprint("/", i), m).Form(0)
		b.must(t, "/hot", hot)
		if _, bytes, _ := b.shelf.size(); bytes > limit {
			t.Fatalf("%d bytes are kept", bytes)
		}
	}
	sheets, used, gone := b.shelf.size()
	if gone == 0 || sheets < 10 {
		t.Errorf("%d sheets stay, %d had to go", sheets, gone)
	}
	if n := hot.pages.Load(); n != 1 {
		t.Errorf("what everybody reads was made %d times", n)
	}
	sum := 0
	for e := b.shelf.order.Front(); e != nil; e = e.Next() {
		sum += e.Value.(*Sheet).cost
	}
	if sum != used || len(b.shelf.sheets) != b.shelf.order.Len() {
		t.Errorf("the shelf counts %d bytes and holds %d", used, sum)
	}
	huge := page("Huge")
	huge.page.Body = make([]byte, limit)
	rand.NewChaCha8([32]byte{1}).Read(huge.page.Body)
	b.must(t, "/huge", huge)
	if b.Peek(key("/huge")) != nil || b.Peek(key("/hot")) == nil {
		t.Error("one large page took the place of many")
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "/a", page("One", "article:a"))
	b.must(t, "/b", page("Two", "article:b"))
	b.hear([]news.Entry{live("a")})
	b.sweep()
	if s := b.Stats(); s.Sheets != 1 || s.Swept != 1 {
		t.Errorf("%+v", s)
	}
}

func TestTooManyChangesDropEverything(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "/a", page("One", "article:a"))
	for i := range maxChanges + 1 {
		b.changes.mark([]uint64{b.changes.tag("p", fmt.Sprint("article:x", i))})
	}
	if b.Peek(key("/a")) != nil || len(b.changes.at) > maxChanges {
		t.Error("a page stays although what changed isn't known any more")
	}
	b.must(t, "/a", page("One", "article:a"))
	if b.Peek(key("/a")) == nil {
		t.Error("nothing is kept any more")
	}
}

func TestRegister(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 50_000 {
		b.store.paths = append(b.store.paths, fmt.Sprint("/slug-", i))
	}
	if !b.Knows(key("/never")) {
		t.Error("it says no before it has read anything")
	}
	if err := b.register.load(t.Context(), b.store.Addresses); err != nil {
		t.Fatal(err)
	}
	for i := range 50_000 {
		if !b.Knows(key(fmt.Sprint("/slug-", i))) {
			t.Fatalf("it doesn't know /slug-%d", i)
		}
	}
	wrong := 0
	for i := range 100_000 {
		if b.Knows(key(fmt.Sprint("/other-", i))) {
			wrong++
		}
	}
	if wrong > 500 {
		t.Errorf("it believes in %d of 100,000 addresses that there never were", wrong)
	}
	b.hear([]news.Entry{live("fresh"), entry("redirect.save", "/old.html?id=1", 0, nil)})
	if !b.Knows(key("/fresh")) || !b.Knows(key("/old.html?id=1")) {
		t.Error("it doesn't know what has just come")
	}
}

func TestJoinCRC(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		a, b := make([]byte, r.IntN(3000)), make([]byte, r.IntN(3000))
		for i := range a {
			a[i] = byte(r.Uint32())
		}
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		want := crc32.ChecksumIEEE(append(a[:len(a):len(a)], b...))
		if got := joinCRC(crc32.ChecksumIEEE(a), crc32.ChecksumIEEE(b), len(b)); got != want {
			t.Fatalf("%d and %d bytes: %08x, want %08x", len(a), len(b), got, want)
		}
	}
}

func TestSurrogateKeys(t *testing.T) {
	t.Parallel()
	const id = "01900000-0000-7000-8000-0000000000ab"
	many := []string{"article:own"}
	for i := range 200 {
		many = append(many, fmt.Sprint("article:another-one-", i))
	}
	for name, c := range map[string]struct {
		tags []string
		want string
	}{
		"article": {[]string{"article:a", "paper", "list:storyline:s", "article:b", "list:paper:" + id}, "paper:" + id + " article:a list:paper:" + id},
		"tag":     {[]string{"list:tag:t", "article:b", "article:c"}, "paper:" + id + " list:tag:t article:b article:c"},
		"front":   {[]string{"front:front"}, "paper:" + id + " front:0000000000ab:front"},
		"old":     {[]string{"redirect:/a b\r\nX-Evil: 1"}, "paper:" + id + " redirect:" + "38db75db4e3f5d33"},
	} {
		if got := surrogateKeys(id, c.tags); got != c.want && name != "old" || strings.ContainsAny(got, "\r\n") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := surrogateKeys(id, many); len(got) > maxKeys || !strings.HasSuffix(got, " list:paper:"+id) || !strings.Contains(got, "article:own ") {
		t.Errorf("%d bytes: %s", len(got), got)
	}
}

func TestParseAccept(t *testing.T) {
	t.Parallel()
	both := AcceptGzip | AcceptBrotli
	for field, want := range map[string]Accept{
		"": 0, "gzip": AcceptGzip, "GZIP": AcceptGzip, "x-gzip": AcceptGzip, "br": AcceptBrotli, "gzip, deflate, br": both, "gzip, deflate, br, zstd": both,
		"gzip;q=1.0, identity; q=0.5, *;q=0": AcceptGzip, "*": both, "*;q=0": 0, "gzip;q=0, *": AcceptBrotli, "br;q=0.001": AcceptBrotli, "br;q=0.000": 0,
		"gzip;q=0": 0, "gzip; q=0 , br": AcceptBrotli, "identity;q=0": 0, "gzip;q=2": 0, "gzip;q=1.1": 0, "gzip;q=-1": 0, "gzip;q=abc": 0, "gzip;q=": 0,
		"gzip;foo=bar": 0, ",,,gzip,,": AcceptGzip, "gzip br": 0, "gzip\t;\tq=1": AcceptGzip, "gzip, gzip;q=0": 0, strings.Repeat("a,", 5000) + "gzip": 0,
		"deflate": 0, "\x00": 0, "gzip;q=1.000": AcceptGzip, "gzip;q=1.0000": 0,
	} {
		if got := ParseAccept([]string{field}); got != want {
			t.Errorf("%.60q: %d, want %d", field, got, want)
		}
	}
	if ParseAccept(nil) != 0 || ParseAccept([]string{"gzip", "br"}) != both {
		t.Error("several fields, or none")
	}
}

func FuzzParseAccept(f *testing.F) {
	for _, s := range []string{"gzip, deflate, br", "gzip;q=0", "*;q=0.5", ";;,=", "br;q=1.0;x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := ParseAccept([]string{s})
		if got&^(AcceptGzip|AcceptBrotli) != 0 {
			t.Errorf("%q: %d", s, got)
		}
		lower := strings.ToLower(s)
		if got&AcceptGzip != 0 && !strings.Contains(lower, "gzip") && !strings.Contains(s, "*") {
			t.Errorf("%q is said to take gzip", s)
		}
		if got != ParseAccept([]string{s, ""}) {
			t.Errorf("%q: an empty field more makes a difference", s)
		}
	})
}
