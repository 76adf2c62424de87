package ui

import (
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// TestByline writes names as a sentence has them, with a blank on both sides of what stands between.
func TestByline(t *testing.T) {
	t.Parallel()
	for want, names := range map[string][]string{"By Ada": {"Ada"}, "By Ada and Tom": {"Ada", "Tom"}, "By Ada, Tom and Ines": {"Ada", "Tom", "Ines"}} {
		var a ArticlePage
		for _, name := range names {
			a.People = append(a.People, news.Person{Name: name})
		}
		var b strings.Builder
		if err := articleByline(a).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(strings.Fields(tagsOut(b.String())), " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// tagsOut leaves the text of HTML.
func tagsOut(html string) string {
	var b strings.Builder
	for piece := range strings.SplitSeq(html, "<") {
		_, text, ok := strings.Cut(piece, ">")
		if !ok {
			text = piece
		}
		b.WriteString(text)
	}
	return b.String()
}

// TestRows leaves no hole under a card: which rows stand how, and when sections with one article share a line.
func TestRows(t *testing.T) {
	t.Parallel()
	picture := news.Card{Picture: "https://example.org/a.jpg"}
	for want, cards := range map[string][]news.Card{
		"row of4":      {picture, picture, picture, picture},
		"row of4 trio": {picture, {}, picture, picture},
		"row of4 duo":  {picture, {}, picture, {}},
		"row of4 led":  {{}, {}, picture, {}},
		"row of2":      {picture, {}},
		"row of1":      {picture},
	} {
		if got := (Site{}).rowOf(cards).class; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	one, two := Container{Cards: make([]news.Card, 1)}, Container{Cards: make([]news.Card, 2)}
	f := FrontPage{Containers: []Container{one, two, one, one, two, one}}
	for i, want := range []bool{false, false, true, true, false, false} {
		if got := f.single(i); got != want {
			t.Errorf("section %d stands beside another: %v, want %v", i, got, want)
		}
	}
}
