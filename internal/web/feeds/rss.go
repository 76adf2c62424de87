package feeds

// rss writes the feed as RSS 2.0. The guid is fixed at first publication and is no address; RSS has no field for a
// change, so it is told by atom:updated.
func (x feed) rss() []byte {
	var w xmlWriter
	w.raw(`<?xml version="1.0" encoding="utf-8"?>`, "\n",
		`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"`,
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/">`, "\n<channel>\n")
	w.text("title", "", x.Title)
	w.text("link", "", x.Base+x.Path+x.slash())
	w.text("description", "", x.description())
	w.optional("language", "", x.Paper.Locale)
	w.text("lastBuildDate", "", rfc822(x.Updated, x.Zone))
	w.raw("<atom:link ", attr("href", x.self()), ` rel="self" type="application/rss+xml"/>`, "\n")
	if x.Hub != "" {
		w.raw("<atom:link ", attr("href", x.Hub), ` rel="hub"/>`, "\n")
	}
	for _, e := range x.Entries {
		w.Write(e)
	}
	w.raw("</channel>\n</rss>\n")
	return w.Bytes()
}

func (x feed) rssItem(w *xmlWriter, e entry) {
	w.raw("<item>\n")
	w.text("title", "", e.Headline)
	w.text("link", "", e.URL)
	w.text("guid", `isPermaLink="false"`, e.ID)
	w.text("pubDate", "", rfc822(e.Published, x.Zone))
	if e.changed() {
		w.text("atom:updated", "", rfc3339(e.Updated, x.Zone))
		w.text("dcterms:modified", "", rfc3339(e.Updated, x.Zone))
	}
	for _, a := range e.Authors {
		w.text("dc:creator", "", a)
	}
	if len(e.Authors) == 0 { // Atom and JSON Feed say it once, of the feed
		w.text("dc:creator", "", x.Paper.Name)
	}
	w.optional("category", "", e.Section)
	for _, t := range e.Tags {
		w.text("category", "", t)
	}
	w.optional("description", "", describe(e.Summary, e.Text))
	w.media(e.Picture)
	w.cdata("content:encoded", e.HTML)
	w.raw("</item>\n")
}

// self is the feed's own address.
func (x feed) self() string { return x.Base + x.Path + "/" + x.File }

// slash ends the address of the paper's own front.
func (x feed) slash() string {
	if x.Path == "" {
		return "/"
	}
	return ""
}

// description is what the feed says it is.
func (x feed) description() string {
	if x.Paper.Motto != "" && x.Path == "" {
		return x.Paper.Motto
	}
	return x.Title
}
