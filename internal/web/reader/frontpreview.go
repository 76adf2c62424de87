package reader

import (
	"context"
	"net/url"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// PreviewFront makes a front's first page as readers would get it at a moment, by the same code, with a draft in the place
// of what is live: what is scheduled or embargoed until then is on it, and what has expired by then is not. Nothing of it
// is kept.
func (rd *Reader) PreviewFront(ctx context.Context, p news.Paper, d web.FrontDraft) (out web.FrontShown, err error) {
	addr := Address{Kind: KindFront}
	if d.Name != news.MainFront {
		addr = Address{Kind: KindSection, Slug: d.Name}
	}
	path := frontPath(addr.Kind, addr.Slug)
	q, err := rd.askedAt(ctx, p, &url.URL{Path: path}, nil, d.At)
	if err != nil {
		return out, err
	}
	q.draft = &d
	answer, err := rd.page(q, addr)
	if err != nil {
		return out, err
	}
	out = web.FrontShown{Page: answer.Body, Policy: policy(ui.LookHash(p.Look), false)}
	if addr.Kind == KindSection {
		return out, rd.sectionCards(q, addr.Slug, &out)
	}
	f, _, err := rd.compose(q, pageRef{Number: 1})
	if err != nil {
		return out, err
	}
	out.Top = f.Top
	for _, c := range f.Containers {
		front, err := rd.frontOf(q, c.Section.Slug)
		if err != nil {
			return out, err
		}
		out.Containers = append(out.Containers, web.FrontContainer{Section: c.Section, Cards: append(c.Cards, c.More...), Curated: len(front.Live) > 0})
	}
	return out, nil
}

// sectionCards lists what stands on a section's front.
func (rd *Reader) sectionCards(q *ask, slug string, out *web.FrontShown) error {
	s, err := rd.subject(q, KindSection, slug)
	if err != nil {
		return err
	}
	curated, err := rd.curated(q, s.Front)
	if err != nil {
		return err
	}
	pinned := curated.with(nil)
	page, err := rd.pageOf(q, listing{List: s.List, Path: "/", First: max(0, PageSize-len(pinned)), Skip: ids(pinned)}, pageRef{Number: 1})
	out.Top = append(pinned, page.Cards...)
	return err
}

// drafted returns a front as a preview has it: the draft, and of the others what is scheduled to be live by its moment.
func (rd *Reader) drafted(q *ask, name string) (news.Front, error) {
	f, err := rd.Store.FrontByName(q.ctx, q.paper.ID, name)
	if err != nil {
		return f, err
	}
	for _, p := range f.Planned {
		if p.At <= q.draft.At {
			f.Live = p.Live
		}
	}
	if name == q.draft.Name {
		f.Live = q.draft.Slots
	}
	return f, nil
}
