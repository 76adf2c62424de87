package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// TestAuthor has what a reader wants to know of whoever wrote it, on the first page of what they wrote.
func TestAuthor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ann := news.Person{ID: b.id(), Slug: "ann", Name: "Ann Able", Title: "Critic", Bio: "Writes.", Beat: "films and fog", Email: "private@example.org",
		Contact: "Write to [her](mailto:ann@example.org). <script>alert(1)</script>", PublicKey: "-----BEGIN <KEY>-----", Version: 1}
	b.write(func(tx news.Tx) error { return tx.PutPerson(ann, "") })
	by := func(headline string) news.Copy {
		return news.Copy{Kind: news.KindNews, Headline: headline, Section: b.needSection("town"), Byline: news.Byline{People: []string{ann.ID}}, Body: b.markdown("Words.")}
	}
	a := b.file("fog", by("Fog"))
	page := b.text(b.get("/by/ann"))
	checkStructure(t, "/by/ann", page)
	inOrder(t, page, "Ann Able", "Critic", "Covers films and fog", "How to reach Ann Able", `<a href="mailto:ann@example.org">her</a>`, "-----BEGIN &lt;KEY&gt;-----", "Fog")
	for _, no := range []string{"private@", "alert(1)", "Corrections made"} {
		if strings.Contains(page, no) {
			t.Errorf("the page says %q", no)
		}
	}
	b.correct(a, by("Fog"), news.Correction{Kind: news.CorrectionError, Text: "It was mist.", At: b.clock()})
	inOrder(t, b.text(b.get("/by/ann")), "Corrections made to Ann Able’s articles", `href="/fog"`, "It was mist.")
	b.change(news.ActUnpublish, "fog", func(a *news.Article) { a.State = news.Unpublished })
	for i := range 25 {
		b.file(fmt.Sprint("piece-", i), by(fmt.Sprint("Piece ", i)))
	}
	if page := b.text(b.get("/by/ann")); strings.Contains(page, "mist") {
		t.Error("a correction to what was taken down is listed")
	}
	if page := b.text(b.get("/by/ann?page=2")); strings.Contains(page, "How to reach") || strings.Contains(page, "Covers") || !strings.Contains(page, "Piece 1") {
		t.Error("the second page tells of the person again")
	}
	ann.Version, ann.Contact = 2, "By post alone."
	b.write(func(tx news.Tx) error { return tx.PutPerson(ann, "") })
	inOrder(t, b.text(b.get("/by/ann")), "By post alone.")
}
