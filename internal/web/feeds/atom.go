package feeds

import "broadsheet/internal/news"

// atom writes the feed as Atom 1.0. updated moves only when the public words have changed.
func (x feed) atom() []byte {
	var w xmlWriter
	w.raw(`<?xml version="1.0" encoding="utf-8"?>`, "\n", `<feed xmlns="http://www.w3.org/2005/Atom"`)
	if x.Paper.Locale != "" {
		w.raw(" ", attr("xml:lang", x.Paper.Locale))
	}
	w.raw(">\n")
	w.text("id", "", x.self())
	w.text("title", "", x.Title)
	if x.Paper.Motto != "" && x.Path == "" {
		w.text("subtitle", "", x.Paper.Motto)
	}
	w.text("updated", "", rfc3339(x.Updated, x.Zone))
	w.raw("<link ", attr("href", x.self()), ` rel="self" type="application/atom+xml"/>`, "\n")
	w.raw("<link ", attr("href", x.Base+x.Path+x.slash()), ` rel="alternate" type="text/html"/>`, "\n")
	if x.Hub != "" {
		w.raw("<link ", attr("href", x.Hub), ` rel="hub"/>`, "\n")
	}
	w.raw("<author>")
	w.text("name", "", x.Paper.Name)
	w.raw("</author>\n")
	for _, e := range x.Entries {
		w.Write(e)
	}
	w.raw("</feed>\n")
	return w.Bytes()
}

func (x feed) atomEntry(w *xmlWriter, e entry) {
	w.raw("<entry")
	if e.Language != "" && e.Language != x.Paper.Locale {
		w.raw(" ", attr("xml:lang", e.Language))
	}
	w.raw(">\n")
	w.text("id", "", e.ID)
	w.text("title", "", e.Headline)
	w.raw("<link ", attr("href", e.URL), ` rel="alternate" type="text/html"/>`, "\n")
	w.enclosure(e.Picture)
	w.text("published", "", rfc3339(e.Published, x.Zone))
	w.text("updated", "", rfc3339(news.Later(e.Published, e.Updated), x.Zone))
	for _, a := range e.Authors {
		w.raw("<author>")
		w.text("name", "", a)
		w.raw("</author>\n")
	}
	for _, t := range append([]string{e.Section}, e.Tags...) {
		if t != "" {
			w.raw("<category ", attr("term", t), "/>\n")
		}
	}
	w.optional("summary", "", e.Summary)
	w.text("content", `type="html"`, e.HTML)
	w.raw("</entry>\n")
}
