package browsertest

import (
	"bytes"
	"testing"

	"github.com/chromedp/chromedp"

	"broadsheet/internal/store/storetest"
)

// TestPrint prints pages on A4: a few sheets, with something on them.
func TestPrint(t *testing.T) {
	storetest.Whole(t)
	t.Parallel()
	for _, c := range []struct {
		kind  string
		sheet int // at most
	}{{"article", 4}, {"front", 8}, {"every-element", 5}} {
		p := newReader(t)
		p.open(named(c.kind)[0].path)
		pdf, err := chromedp.Run(p.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
		p.must(err)
		sheets := bytes.Count(pdf, []byte("/Type /Page\n")) + bytes.Count(pdf, []byte("/Type /Page/")) + bytes.Count(pdf, []byte("/Type /Page "))
		if sheets < 1 || sheets > c.sheet {
			t.Errorf("%s prints on %d sheets, want 1 to %d", c.kind, sheets, c.sheet)
		}
		if !bytes.Contains(pdf, []byte("/Font")) {
			t.Errorf("%s prints without a letter", c.kind)
		}
	}
}
