package reader_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"broadsheet/internal/body"
	"broadsheet/internal/ledger"
	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/press"
	"broadsheet/internal/sample"
	"broadsheet/internal/search"
	"broadsheet/internal/share"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
	"broadsheet/internal/web"
	"broadsheet/internal/web/feeds"
	"broadsheet/internal/web/reader"
)

// noon is the moment of the tests: a Sunday in winter, noon in the paper's zone as in UTC.
const noon = "2026-02-01T12:00:00Z"

// bundle is a server over a real store, with a clock of its own.
type bundle struct {
	t       testing.TB
	store   *store.Store
	paper   news.Paper
	press   *press.Press
	reader  *reader.Reader
	files   media.Files // of pictures
	handler http.Handler
	now     atomic.Int64
	ids     int
	section map[string]string // ids by slug
	people  map[string]string
	tags    map[string]string
	stories map[string]string
	article map[string]news.Article // by slug
}

// setup makes an empty paper. change, if given, may alter it first.
func setup(t testing.TB, change ...func(*news.Paper)) *bundle {
	t.Helper()
	b := &bundle{t: t, section: map[string]string{}, people: map[string]string{}, tags: map[string]string{},
		stories: map[string]string{}, article: map[string]news.Article{}, files: media.Folder(t.TempDir())}
	b.at(noon)
	o := storetest.SQLiteOptions(t)
	o.Now = b.clock
	s, err := store.Open(t.Context(), o)
	b.must(err)
	t.Cleanup(func() { _ = s.Close() }) // a test may have closed it
	b.store = s
	edition, err := sample.Read(b.clock())
	b.must(err)
	p := edition.Paper
	p.ID, p.URL, p.CreatedAt = b.id(), "https://pellwick.example", b.clock()
	for _, f := range change {
		f(&p)
	}
	b.paper, err = s.CreatePaper(t.Context(), p)
	b.must(err)
	b.handler = b.server()
	return b
}

// server wires a server as command cli does.
func (b *bundle) server() http.Handler {
	b.press = press.New(press.Options{Store: b.store, Now: b.clock, Size: 8 << 20})
	looks := reader.Noted(b.store)
	rd := &reader.Reader{
		Store: looks, Now: b.clock, Served: "http://127.0.0.1:8080", Press: b.press,
		Search:  &search.Searcher{Store: b.store, Now: b.clock},
		Feeds:   &feeds.Feeds{Store: looks, Now: b.clock, Served: "http://127.0.0.1:8080", Hub: feeds.HubPath, Memo: b.press.NewMemo(feeds.Kept)},
		Related: b.related, Cards: b.painter(), OpenPicture: func(ctx context.Context, path string) (io.ReadCloser, error) {
			return b.files.Open(ctx, media.Key(strings.TrimPrefix(path, media.Prefix)))
		},
	}
	b.reader = rd
	var n atomic.Int64
	s := web.Server{
		Papers: b.store, Reader: rd, Quick: rd, TellPage: rd.Tell, API: http.NotFoundHandler(), Health: &web.Health{Store: b.store},
		NewID: func() string { return fmt.Sprintf("REQUEST%03d", n.Add(1)) },
	}
	return s.Handler()
}

// related stands in for package related: the newest with a tag of the article's.
func (b *bundle) related(ctx context.Context, paper, _ string, c news.Copy, now news.Millis, limit int) ([]news.Card, error) {
	if len(c.Tags) == 0 {
		return nil, nil
	}
	return b.store.List(ctx, paper, news.List{Of: "tag", ID: c.Tags[0]}, now, news.After{}, limit)
}

func (b *bundle) clock() news.Millis { return news.Millis(b.now.Load()) }

// at sets the clock.
func (b *bundle) at(s string) {
	m, err := news.ParseTime(s)
	b.must(err)
	b.now.Store(int64(m))
}

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// id makes the next id: the same ones in every run.
func (b *bundle) id() string {
	b.ids++
	return fmt.Sprintf("01900000-0000-7000-8000-%012d", b.ids)
}

func (b *bundle) write(fn func(news.Tx) error) {
	b.t.Helper()
	entries, err := b.store.Write(b.t.Context(), b.paper.ID, fn)
	b.must(err)
	if b.press != nil {
		b.press.Listener().Hear(entries)
	}
}

// sample files the sample edition, with its front.
func (b *bundle) sample() *bundle {
	b.t.Helper()
	p, err := sample.Read(b.clock())
	b.must(err)
	b.write(func(tx news.Tx) error {
		for _, s := range p.Sections {
			b.addSection(tx, s)
		}
		for _, x := range p.People {
			x.ID, x.Version = b.id(), 1
			b.people[x.Slug] = x.ID
			b.must(tx.PutPerson(x, ""))
		}
		for _, x := range p.Storylines {
			x.ID, x.Version, x.BriefedBy = b.id(), 1, b.people[x.BriefedBy]
			b.stories[x.Slug] = x.ID
			b.must(tx.PutStoryline(x, ""))
		}
		return nil
	})
	for _, x := range p.Tags {
		b.describeTag(x)
	}
	for _, it := range p.Items {
		b.fileItem(it)
	}
	var slots []news.Slot
	for _, slug := range p.Front {
		slots = append(slots, news.Slot{Article: b.article[slug].ID})
	}
	b.front(news.MainFront, slots...)
	b.follow()
	return b
}

func (b *bundle) addSection(tx news.Tx, s news.Section) {
	s.ID, s.Version = b.id(), 1
	b.section[s.Slug] = s.ID
	b.must(tx.PutSection(s, ""))
}

// needSection makes a section where there is none of the name.
func (b *bundle) needSection(slug string) string {
	if b.section[slug] == "" {
		b.write(func(tx news.Tx) error {
			b.addSection(tx, news.Section{Slug: slug, Name: strings.ToUpper(slug[:1]) + slug[1:], Position: len(b.section) + 1})
			return nil
		})
	}
	return b.section[slug]
}

func (b *bundle) needTag(name string) string { return b.describeTag(news.Tag{Name: name}) }

// describeTag makes a tag where there is none of the name.
func (b *bundle) describeTag(tag news.Tag) string {
	tag.Slug = strings.ReplaceAll(strings.ToLower(tag.Name), " ", "-")
	if b.tags[tag.Slug] == "" {
		tag.ID, tag.Version = b.id(), 1
		b.tags[tag.Slug] = tag.ID
		b.write(func(tx news.Tx) error { return tx.PutTag(tag, "") })
	}
	return b.tags[tag.Slug]
}

func (b *bundle) fileItem(it sample.Item) {
	b.t.Helper()
	c := news.Copy{Kind: it.Kind, Headline: it.Headline, Kicker: it.Kicker, Standfirst: it.Standfirst, Credit: it.Credit,
		Dateline: it.Dateline, Section: b.section[it.Section], Byline: news.Byline{Text: it.Byline.Text}, Body: b.markdown(it.Body), ClosedAt: it.ClosedAt}
	for _, who := range it.Byline.People {
		c.Byline.People = append(c.Byline.People, b.people[who])
	}
	for _, t := range it.Tags {
		c.Tags = append(c.Tags, b.needTag(t))
	}
	for _, s := range it.Storylines {
		c.Storylines = append(c.Storylines, b.stories[s])
	}
	a := b.file(it.Slug, c, func(a *news.Article) {
		a.PublishedAt, a.ReleaseAt, a.ModifiedAt = it.PublishedAt, it.PublishedAt, it.PublishedAt
	})
	if it.Note == nil {
		return
	}
	if it.Note.Body != "" {
		c.Body = b.markdown(it.Note.Body)
	}
	b.correct(a, c, it.Note.Correction)
}

// file publishes an article. change may alter its head first: hold it back, kill it.
func (b *bundle) file(slug string, c news.Copy, change ...func(*news.Article)) news.Article {
	b.t.Helper()
	if c.Section == "" {
		c.Section = b.needSection("town")
	}
	if c.Body == nil {
		c.Body = b.markdown("The words of " + c.Headline + ".")
	}
	if c.Kind == "" {
		c.Kind = news.KindNews
	}
	now := b.clock()
	a := news.Article{ID: b.id(), Slug: slug, State: news.Live, Version: 1, Live: 1, PublishedAt: now, ReleaseAt: now, CreatedAt: now, ModifiedAt: now}
	for _, f := range change {
		f(&a)
	}
	if a.State.Public() {
		news.Settle(&a, now)
		if news.Visible(a, now) && a.SeenAt == 0 {
			a.SeenAt = a.ReleaseAt
		}
	}
	v := news.Version{Article: a.ID, N: 1, At: now, Copy: c, Hash: news.HashCopy(c)}
	b.put(news.Change{Act: news.ActPublish, Article: a, Version: &v})
	return a
}

func (b *bundle) put(c news.Change) {
	b.t.Helper()
	b.write(func(tx news.Tx) error {
		_, err := tx.PutArticle(c)
		return err
	})
	b.article[c.Article.Slug] = c.Article
}

// change puts an article's head as f leaves it.
func (b *bundle) change(act news.Act, slug string, f func(*news.Article)) news.Article {
	b.t.Helper()
	a := b.article[slug]
	f(&a)
	b.put(news.Change{Act: act, Article: a})
	return a
}

func (b *bundle) correct(a news.Article, c news.Copy, note news.Correction) {
	b.t.Helper()
	a.State, a.Version, a.Live, a.UpdatedAt, a.ModifiedAt = news.Corrected, a.Version+1, a.Version+1, note.At, note.At
	v := news.Version{Article: a.ID, N: a.Version, At: note.At, Copy: c, Hash: news.HashCopy(c), Correction: &note}
	b.put(news.Change{Act: news.ActCorrect, Article: a, Version: &v})
}

// front sets the live slots of a front.
func (b *bundle) front(name string, slots ...news.Slot) {
	b.t.Helper()
	b.write(func(tx news.Tx) error {
		f, err := tx.Front(name)
		b.must(err)
		f.Name, f.Live, f.Draft, f.Version = name, slots, slots, f.Version+1
		return tx.PutFront(f, "")
	})
}

func (b *bundle) markdown(s string) news.Body {
	b.t.Helper()
	doc, _, err := body.FromMarkdown(s, body.Options{})
	b.must(err)
	return body.Marshal(doc)
}

// follow lets the full-text index catch up.
func (b *bundle) follow() {
	b.t.Helper()
	b.must(ledger.CatchUp(b.t.Context(), b.store, search.Follower(nil)))
}

// get asks for a page.
func (b *bundle) get(path string, header ...string) *http.Response {
	b.t.Helper()
	return b.ask("GET", path, header...)
}

func (b *bundle) ask(method, path string, header ...string) *http.Response {
	b.t.Helper()
	r := httptest.NewRequest(method, "http://pellwick.example/", nil)
	b.must(setPath(r, path))
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
			continue
		}
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w.Result()
}

// setPath sets a request's address as a server reads it from the wire.
func setPath(r *http.Request, path string) error {
	u, err := r.URL.Parse("http://pellwick.example" + path)
	if err != nil {
		return err
	}
	r.URL, r.RequestURI = u, path
	return nil
}

// text returns the body of an answer.
func (b *bundle) text(r *http.Response) string {
	b.t.Helper()
	all, err := io.ReadAll(r.Body)
	b.must(err)
	return string(all)
}

// painter makes what draws share pictures.
func (b *bundle) painter() *share.Painter {
	p, err := share.NewPainter()
	b.must(err)
	return p
}
