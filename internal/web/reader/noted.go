package reader

import (
	"context"

	"broadsheet/internal/news"
	"broadsheet/internal/press"
	"broadsheet/internal/web"
)

// Noted returns a store that notes what is looked up in it, so that a page made from it is dropped when that changes. It
// names every method, rather than pass on those it doesn't know: a look-up that isn't noted is a page that stays wrong.
func Noted(s Store) Store { return noted{s} }

type noted struct{ store Store }

func (n noted) PaperByID(ctx context.Context, id string) (news.Paper, error) {
	web.Note(ctx, "paper")
	return n.store.PaperByID(ctx, id)
}

// View looks up sections, people, tags and storylines. They change seldom, and then everything is dropped.
func (n noted) View(ctx context.Context, paper string, fn func(news.View) error) error {
	web.Note(ctx, "paper")
	return n.store.View(ctx, paper, fn)
}

func (n noted) ReadBySlug(ctx context.Context, paper, slug string) (news.Article, news.Version, error) {
	a, v, err := n.store.ReadBySlug(ctx, paper, slug)
	noteArticle(ctx, a.ID)
	return a, v, err
}

func (n noted) Read(ctx context.Context, paper, id string, version int) (news.Article, news.Version, error) {
	noteArticle(ctx, id)
	return n.store.Read(ctx, paper, id, version)
}

func (n noted) List(ctx context.Context, paper string, l news.List, now news.Millis, after news.After, limit int) ([]news.Card, error) {
	web.Note(ctx, press.ListTag(l))
	return n.store.List(ctx, paper, l, now, after, limit)
}

func (n noted) Cards(ctx context.Context, paper string, ids []string, now news.Millis) ([]news.Card, error) {
	for _, id := range ids {
		noteArticle(ctx, id)
	}
	return n.store.Cards(ctx, paper, ids, now)
}

func (n noted) Pictures(ctx context.Context, paper string, ids []string) (map[string]news.Picture, error) {
	for _, id := range ids {
		web.Note(ctx, "picture:"+id)
	}
	return n.store.Pictures(ctx, paper, ids)
}

func (n noted) FirstAndLast(ctx context.Context, paper string, now news.Millis) (first, last news.Millis, err error) {
	noteEverything(ctx, paper)
	return n.store.FirstAndLast(ctx, paper, now)
}

func (n noted) Around(ctx context.Context, paper string, from, until, now news.Millis) (before, after news.Millis, err error) {
	noteEverything(ctx, paper)
	return n.store.Around(ctx, paper, from, until, now)
}

func (n noted) Noted(ctx context.Context, paper string, now news.Millis, after news.After, limit int) ([]news.Noted, error) {
	noteEverything(ctx, paper)
	return n.store.Noted(ctx, paper, now, after, limit)
}

func (n noted) NotedOf(ctx context.Context, paper, article string, now news.Millis) ([]news.Noted, error) {
	noteArticle(ctx, article)
	return n.store.NotedOf(ctx, paper, article, now)
}

func (n noted) NotedBy(ctx context.Context, paper, person string, now news.Millis, limit int) ([]news.Noted, error) {
	web.Note(ctx, press.ListTag(news.List{Of: "person", ID: person}))
	return n.store.NotedBy(ctx, paper, person, now, limit)
}

func (n noted) EntriesAbout(ctx context.Context, paper, subject string) ([]news.Entry, error) {
	noteArticle(ctx, subject)
	return n.store.EntriesAbout(ctx, paper, subject)
}

func (n noted) Sections(ctx context.Context, paper string) ([]news.Section, error) {
	web.Note(ctx, "paper")
	return n.store.Sections(ctx, paper)
}

func (n noted) CountBetween(ctx context.Context, paper string, bounds []news.Millis, now news.Millis) ([]int, error) {
	noteEverything(ctx, paper)
	return n.store.CountBetween(ctx, paper, bounds, now)
}

func (n noted) ShownFronts(ctx context.Context, paper, of string, now news.Millis, after string, limit int) ([]news.ShownFront, error) {
	web.Note(ctx, "paper")
	noteEverything(ctx, paper)
	return n.store.ShownFronts(ctx, paper, of, now, after, limit)
}

func (n noted) FrontAt(ctx context.Context, paper, name string, before news.Millis) (news.Front, error) {
	web.Note(ctx, "front:"+name)
	return n.store.FrontAt(ctx, paper, name, before)
}

func (n noted) FrontByName(ctx context.Context, paper, name string) (news.Front, error) {
	web.Note(ctx, "front:"+name)
	return n.store.FrontByName(ctx, paper, name)
}

func (n noted) Redirect(ctx context.Context, paper, path string) (news.Redirect, error) {
	web.Note(ctx, "redirect:"+path)
	return n.store.Redirect(ctx, paper, path)
}

func noteArticle(ctx context.Context, id string) {
	if id != "" {
		web.Note(ctx, "article:"+id)
	}
}

// noteEverything notes the list of all a paper has published, which changes with every article.
func noteEverything(ctx context.Context, paper string) {
	web.Note(ctx, press.ListTag(news.List{Of: "paper", ID: paper}))
}
