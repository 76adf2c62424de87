package body

import "golang.org/x/net/html/atom"

// kind is what the HTML reader does with a tag.
type kind uint8

const (
	kindInline    kind = iota // no meaning for a body: what is in it stays
	kindBlock                 // likewise, but ends the paragraph before and after it
	kindRoot                  // html, head, body: as if they weren't there
	kindParagraph             // p
	kindHeading               // h1 … h6
	kindQuote                 // blockquote
	kindList                  // ul, ol
	kindItem                  // li
	kindTerm                  // dt, dd
	kindFigure                // figure
	kindCaption               // figcaption, caption
	kindPre                   // pre
	kindTable                 // table
	kindRows                  // thead, tbody, tfoot
	kindRow                   // tr
	kindCell                  // td, th
	kindFormat                // b, i, a …: goes on until its end tag, whatever begins and ends between
	kindMark                  // sub, ins …: ends with what it stands in
	kindVoid                  // br, img …: has no end tag
	kindSkip                  // what is in it is left out
	kindNoscript              // only pictures are taken from it
)

// kindOf returns what to do with a tag.
func kindOf(a atom.Atom) kind {
	switch a {
	case atom.Html, atom.Head, atom.Body, atom.Frameset:
		return kindRoot
	case atom.P:
		return kindParagraph
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return kindHeading
	case atom.Blockquote:
		return kindQuote
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		return kindList
	case atom.Li:
		return kindItem
	case atom.Dt, atom.Dd:
		return kindTerm
	case atom.Figure:
		return kindFigure
	case atom.Figcaption, atom.Caption:
		return kindCaption
	case atom.Pre, atom.Listing, atom.Xmp, atom.Plaintext:
		return kindPre
	case atom.Table:
		return kindTable
	case atom.Thead, atom.Tbody, atom.Tfoot, atom.Colgroup:
		return kindRows
	case atom.Tr:
		return kindRow
	case atom.Td, atom.Th:
		return kindCell
	case atom.A, atom.B, atom.Strong, atom.I, atom.Em, atom.Code, atom.Tt, atom.S, atom.Strike:
		return kindFormat
	case atom.Sub, atom.Sup, atom.Ins, atom.Del, atom.Kbd, atom.Samp, atom.Var, atom.Cite, atom.Dfn, atom.Q, atom.Span, atom.Time:
		return kindMark
	case atom.Noscript:
		return kindNoscript
	}
	return otherKind(a)
}

// otherKind returns what to do with tags that no element of ours is written with.
func otherKind(a atom.Atom) kind {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Center, atom.Details, atom.Dialog, atom.Div, atom.Dl, atom.Fieldset,
		atom.Footer, atom.Form, atom.Header, atom.Hgroup, atom.Legend, atom.Main, atom.Nav, atom.Optgroup, atom.Option,
		atom.Section, atom.Summary:
		return kindBlock
	case atom.Br, atom.Hr, atom.Img, atom.Wbr, atom.Input, atom.Meta, atom.Link, atom.Base, atom.Area, atom.Col,
		atom.Param, atom.Source, atom.Track, atom.Embed, atom.Keygen, atom.Frame, atom.Basefont, atom.Bgsound:
		return kindVoid
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Noframes, atom.Noembed, atom.Iframe, atom.Textarea,
		atom.Select, atom.Datalist, atom.Button, atom.Label, atom.Svg, atom.Canvas, atom.Audio, atom.Video:
		return kindSkip
	}
	return kindInline
}

// markOf returns the mark that a tag of kindFormat or kindMark makes of itself, or "".
func markOf(a atom.Atom) string {
	switch a {
	case atom.B, atom.Strong, atom.Dt:
		return Strong
	case atom.I, atom.Em, atom.Var, atom.Cite, atom.Dfn:
		return Em
	case atom.Code, atom.Tt, atom.Kbd, atom.Samp:
		return Code
	case atom.S, atom.Strike:
		return Strike
	case atom.Sub:
		return Sub
	case atom.Sup:
		return Sup
	}
	return ""
}

// refused says whether strict reading refuses a tag, and lenient reading warns that it was left out.
func refused(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Form, atom.Input, atom.Button, atom.Select, atom.Textarea, atom.Keygen, atom.Iframe, atom.Frame,
		atom.Frameset, atom.Object, atom.Embed, atom.Applet:
		return true
	}
	return false
}

// breaksOut says whether a tag ends an svg that was not closed, as browsers do.
func breaksOut(a atom.Atom) bool {
	switch kindOf(a) {
	case kindParagraph, kindHeading, kindQuote, kindList, kindItem, kindTerm, kindPre, kindTable:
		return true
	}
	switch a {
	case atom.B, atom.Strong, atom.I, atom.Em, atom.Code, atom.Div, atom.Center, atom.Br, atom.Hr, atom.Img, atom.Span,
		atom.Sub, atom.Sup, atom.Body, atom.Embed, atom.Meta:
		return true
	}
	return false
}

// scoped says whether end tags within an open tag don't reach what is around it.
func scoped(a atom.Atom) bool {
	switch a {
	case atom.Table, atom.Td, atom.Th, atom.Caption, atom.Object, atom.Applet, atom.Marquee, atom.Template:
		return true
	}
	return false
}

// inline says whether a kind stands within text.
func (k kind) inline() bool { return k == kindInline || k == kindMark || k == kindFormat }

// ofTable says whether a kind is a part of a table.
func (k kind) ofTable() bool {
	return k == kindTable || k == kindRows || k == kindRow || k == kindCell
}
