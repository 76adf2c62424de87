package reader

import (
	"strconv"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// corrections is the record of corrections, newest first.
func (rd *Reader) corrections(q *ask) (web.Answer, error) {
	const path = "/corrections"
	ref, a, done, err := q.pageAsked(path)
	if done || err != nil {
		return a, err
	}
	before := 0
	if ref.After == (news.After{}) {
		before = (ref.Number - 1) * PageSize
	}
	notes, err := rd.Store.Noted(q.ctx, q.paper.ID, q.now, ref.After, before+PageSize+1)
	if err != nil {
		return web.Answer{}, err
	}
	if ref.Number > 1 && len(notes) <= before {
		return web.Answer{}, notFound()
	}
	page := listed{Ref: ref, Path: path, More: len(notes) > before+PageSize}
	notes = notes[:min(before+PageSize, len(notes))]
	if len(notes) > 0 {
		last := notes[len(notes)-1]
		page.Next = news.After{At: last.At, ID: last.Article + "/" + strconv.Itoa(last.Version)}
	}
	head := q.pageHead(ui.Page{Title: "Corrections", Description: "What " + q.paper.Name + " got wrong, and when it put it right.",
		LinkedData: q.listData("CollectionPage", "Corrections", "", path)}, page)
	return q.answerWith(ui.Corrections(q.site, head, ui.CorrectionsPage{Notes: notes[before:], Pager: page.pager(path)}))
}

// about is the imprint.
func (rd *Reader) about(q *ask) (web.Answer, error) {
	doc, _, err := body.FromMarkdown(q.paper.About, body.Options{})
	if err != nil {
		return web.Answer{}, err
	}
	head := ui.Page{Title: "About", Path: "/about", Description: "Who publishes " + q.paper.Name + "."}
	head.LinkedData = append(thing{"@context": schemaOrg, "@type": "AboutPage", "name": head.Title, "url": q.site.Base + head.Path,
		"mainEntity": q.publisher(), "isPartOf": q.website()}.bytes(), q.trail(head.Title, head.Path)...)
	return q.answerWith(ui.About(q.site, head, q.html(&doc)))
}
