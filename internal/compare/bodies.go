package compare

import (
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// What happened to an element, or to a run of words.
type What string

// What can have happened. Of a run of words, Changed is never said.
const (
	Same    What = "same"
	Changed What = "changed"
	Added   What = "added"
	Removed What = "removed"
)

// Element is an element of one of two bodies, or of both.
type Element struct {
	ID    string
	Type  string
	What  What
	Words []Run // all of its words. An element that is Changed while its words are all the same has another form: a link, a weight
}

// Bodies compares two bodies element by element and returns the elements of the newer one, and those that were taken out,
// in their order. Errors: CodeInvalid for a body that can't be read.
func Bodies(older, newer news.Body) ([]Element, error) {
	was, err := body.Decode(older)
	if err != nil {
		return nil, err
	}
	is, err := body.Decode(newer)
	if err != nil {
		return nil, err
	}
	return elements(was.Content, is.Content), nil
}

// elements compares two lists of elements: those with one id are one element, the rest are compared in their order.
func elements(older, newer []news.Node) []Element {
	keys := index{}
	was, is := keys.elements(older), keys.elements(newer)
	out := []Element{}
	var gone, come []news.Node
	i, j := 0, 0
	for _, p := range pieces(was, is) {
		switch p.what {
		case Removed:
			gone = append(gone, older[i:i+p.n]...)
			i += p.n
		case Added:
			come = append(come, newer[j:j+p.n]...)
			j += p.n
		default:
			out = append(out, gap(gone, come)...)
			gone, come = nil, nil
			for k := range p.n {
				out = append(out, pair(&older[i+k], &newer[j+k]))
			}
			i, j = i+p.n, j+p.n
		}
	}
	return append(out, gap(gone, come)...)
}

// gap compares what went with what came in one place. Copy that was sent again as HTML has new ids where its words are
// new, so elements of one type are taken for each other, in their order, as long as they have words in common.
func gap(gone, come []news.Node) []Element {
	var out []Element
	for len(gone) > 0 && len(come) > 0 && gone[0].Type == come[0].Type {
		p := pair(&gone[0], &come[0])
		if !alike(p.Words) {
			break
		}
		out = append(out, p)
		gone, come = gone[1:], come[1:]
	}
	for _, n := range gone {
		out = append(out, Element{idOf(n), n.Type, Removed, []Run{{Removed, textOf(n)}}})
	}
	for _, n := range come {
		out = append(out, Element{idOf(n), n.Type, Added, []Run{{Added, textOf(n)}}})
	}
	return out
}

// pair compares an element with what became of it.
func pair(older, newer *news.Node) Element {
	e := Element{ID: idOf(*newer), Type: newer.Type, What: Same}
	if markupOf(*older) == markupOf(*newer) {
		e.Words = []Run{{Same, textOf(*newer)}}
		return e
	}
	e.What, e.Words = Changed, Words(textOf(*older), textOf(*newer))
	return e
}

// alike says whether of two texts at least a quarter stayed; two without words are.
func alike(words []Run) bool {
	stayed, older, newer := 0, 0, 0
	for _, r := range words {
		n := len(strings.Join(strings.Fields(r.Text), ""))
		switch r.What {
		case Same:
			stayed += n
			older += n
			newer += n
		case Removed:
			older += n
		case Added:
			newer += n
		}
	}
	return 4*stayed >= max(older, newer)
}

func idOf(n news.Node) string {
	if n.Attrs == nil {
		return ""
	}
	return n.Attrs.ID
}

func textOf(n news.Node) string {
	return string(body.AppendText(nil, &news.Node{Type: body.Doc, Content: []news.Node{n}}))
}

func markupOf(n news.Node) string {
	return string(body.Marshal(news.Node{Type: body.Doc, Content: []news.Node{n}}))
}
