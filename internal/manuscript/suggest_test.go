package manuscript

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"broadsheet/internal/body"
	"broadsheet/internal/manuscript/steps"
	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
)

// someCopy has every form of copy that suggestions meet: paragraphs, a crosshead, lists, a quotation, a table, a picture.
const someCopy = `<p>The harbour master said on <em>Sunday</em> that the bridge would open again in May.</p><p>Two boats were lost.</p><h2>What comes next</h2>
<ul><li><p>First the pier, and its lamps.</p></li><li><p>Then the road.</p></li></ul><blockquote><p>We wait.</p><p>We have always waited.</p></blockquote>
<table><tr><td><p>Cost</p></td><td><p>Two million</p></td></tr></table><hr><p>The council meets <strong>again</strong> on Thursday.<br>Doors open at six.</p><p>Last words.</p>`

func someDoc(t *testing.T) string {
	t.Helper()
	doc, _, err := body.FromHTML(someCopy, body.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return string(body.Marshal(doc))
}

// TestSuggestionsTakenAndRefused has somebody suggest at random: typing, deleting, emphasis, splits and joins. Whatever
// was suggested, refusing all gives the copy as it was and taking all what the same changes make of it, in words at least;
// and readers of what waits are shown the copy as it was.
func TestSuggestionsTakenAndRefused(t *testing.T) {
	t.Parallel()
	rounds := storetest.Pick(2, 10, 50) // one goroutine does it all
	source, made := someDoc(t), 0
	p := newPress(t, 1)
	for round := range rounds {
		p.call("open", source, 0, writer(0))
		original := p.call("plain", round)
		for step := range 12 {
			if wrong := p.call("suggest", round); wrong != "" {
				t.Fatalf("round %d, step %d: %s", round, step, wrong)
			}
		}
		n, err := strconv.Atoi(p.call("suggested", round))
		if err != nil {
			t.Fatal(err)
		}
		made += n
		waiting := p.call("doc", round)
		if got, want := shown(t, waiting), shown(t, source); got != want {
			t.Fatalf("round %d: with suggestions waiting readers get\n%s\nand the copy was\n%s", round, got, want)
		}
		if _, err := steps.New(news.Body(waiting), body.Limits{}); err != nil {
			t.Fatalf("round %d: the server refuses it: %v", round, err)
		}
		p.call("settle", round, false)
		if got := p.call("plain", round); got != original {
			t.Fatalf("round %d: refused, it is\n%s\nand was\n%s", round, got, original)
		}
	}
	if made < rounds {
		t.Errorf("only %d suggestions were made in %d rounds", made, rounds)
	}
}

// shown is everything that readers may get of a body: a page's HTML, text and Markdown.
func shown(t *testing.T, doc string) string {
	t.Helper()
	n, err := body.Parse(news.Body(doc))
	if err != nil {
		t.Fatal(err)
	}
	return string(body.AppendHTML(nil, &n, body.HTMLOptions{})) + "\n" + string(body.AppendText(nil, &n)) + "\n" + strconv.Itoa(body.Words(&n))
}

// TestSuggestingTogether has three writers suggest, write, take and refuse in one body; all end with the same document.
func TestSuggestingTogether(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		const writers = 3
		turns := 150
		if testing.Short() { // one goroutine writes for all three
			turns = 30
		}
		id := b.file(b.ada, false)
		p, first := newPress(t, 11), b.open(b.room, b.ada, id)
		for i := range writers {
			p.call("open", string(first.Doc), first.N, writer(i))
		}
		r := rand.New(rand.NewPCG(3, 3))
		for range turns {
			i := r.IntN(writers)
			switch r.IntN(8) {
			case 0:
				p.call("act", i)
			case 1:
				p.call("settle", i, r.IntN(2) == 0)
			default:
				p.call("suggest", i)
			}
			if r.IntN(3) == 0 {
				exchange(t, b, p, i, id, r.IntN(10) == 0)
			}
		}
		for range 5 {
			for i := range writers {
				exchange(t, b, p, i, id, false)
			}
		}
		server := b.open(b.newRoom(), b.ada, id)
		for i := range writers {
			if got := p.call("doc", i); got != string(server.Doc) || p.call("sendable", i) != "" {
				t.Errorf("writer %d and the server differ:\n%s\n%s", i, got, server.Doc)
			}
		}
		if !strings.Contains(string(server.Doc), "insertion") {
			t.Log("in the end nothing waited")
		}
	})
}
