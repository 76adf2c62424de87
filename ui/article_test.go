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
