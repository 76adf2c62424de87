package body

import "broadsheet/internal/news"

// table writes a table. Rows of header cells alone at its beginning are its head. Readers get it in a wrapper that
// scrolls sideways, also by keyboard.
func (w *htmlWriter) table(n *news.Node) {
	caption := attrsOf(n).Caption
	if !w.canonical {
		w.raw(`<div class="table-scroll" tabindex="0"`)
		if caption != "" {
			w.raw(` role="region"`)
			w.attr("aria-label", caption)
		}
		w.raw(">")
	}
	w.open("table", n)
	if w.canonical && len(n.Content) == 1 && len(n.Content[0].Content) == 1 {
		w.raw(" data-exact") // a foreign table with one cell was there for layout
	}
	w.raw(">")
	w.line("caption", "", caption)
	head := headRows(n)
	w.rows("thead", n.Content[:head], "col")
	w.rows("tbody", n.Content[head:], "row")
	w.raw("</table>")
	if !w.canonical {
		w.raw("</div>")
	}
}

// headRows returns how many rows at the beginning of a table have header cells alone.
func headRows(table *news.Node) int {
	for i := range table.Content {
		for k := range table.Content[i].Content {
			if table.Content[i].Content[k].Type != TableHeader {
				return i
			}
		}
	}
	return len(table.Content)
}

func (w *htmlWriter) rows(tag string, rows []news.Node, scope string) {
	if len(rows) == 0 {
		return
	}
	w.raw("<")
	w.raw(tag)
	w.raw(">")
	for i := range rows {
		w.raw("<tr>")
		for k := range rows[i].Content {
			w.cell(&rows[i].Content[k], scope)
		}
		w.raw("</tr>")
	}
	w.raw("</")
	w.raw(tag)
	w.raw(">")
}

func (w *htmlWriter) cell(n *news.Node, scope string) {
	tag, a := "td", attrsOf(n)
	if n.Type == TableHeader {
		tag = "th"
	}
	w.raw("<")
	w.raw(tag)
	if tag == "th" {
		w.attr("scope", scope)
	}
	w.intIf("colspan", a.Colspan)
	w.intIf("rowspan", a.Rowspan)
	w.raw(">")
	if only := onlyParagraph(n); only != nil && (len(only.Content) == 0 || !fragile(only.Content)) {
		w.inline(only.Content)
	} else {
		w.blocks(n.Content)
	}
	w.raw("</")
	w.raw(tag)
	w.raw(">")
}

// onlyParagraph returns the paragraph of a node that holds one paragraph and nothing else, or nil.
func onlyParagraph(n *news.Node) *news.Node {
	if len(n.Content) != 1 || n.Content[0].Type != Paragraph {
		return nil
	}
	return &n.Content[0]
}
