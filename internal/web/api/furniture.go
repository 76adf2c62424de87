package api

import (
	"context"
	"net/http"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// Named is the parameter of operations on one section, tag, person or storyline.
type Named struct {
	Slug string `path:"slug" doc:"The slug, or the id." example:"news"`
}

// NamedChange are the parameters of a change of one of them.
type NamedChange struct {
	Named
	Matched
}

// Nothing are the parameters of operations that have none.
type Nothing struct{}

// section is a section as it is answered.
type section struct {
	ID          string `json:"id"`
	Slug        string `json:"slug"`
	Name        string `json:"name"`
	Description string `json:"description" doc:"One sentence of scope."`
	Position    int    `json:"position" doc:"The place in the navigation, from 1."`
	Retired     bool   `json:"retired" doc:"It keeps its page and its articles, stands in no navigation and takes no new articles."`
	Version     int    `json:"version"`
}

func (s section) versionOf() int  { return s.Version }
func (s section) placeOf() string { return "/sections/" + s.Slug }

// sectionFiling is a section as it is made or changed.
type sectionFiling struct {
	Slug        field[string] `json:"slug,omitzero" doc:"Made from the name where nothing is said."`
	Name        field[string] `json:"name,omitzero" doc:"Required of a new section."`
	Description field[string] `json:"description,omitzero"`
	Position    field[int]    `json:"position,omitzero" doc:"The place in the navigation, from 1; last where nothing is said."`
	Retired     field[bool]   `json:"retired,omitzero" doc:"It keeps its page and its articles, stands in no navigation and takes no new articles."`
}

func (f *sectionFiling) name() *field[string] { return &f.Slug }

func (f *sectionFiling) forDesk() desk.SectionFiling {
	return desk.SectionFiling{Slug: f.Slug.pointer(), Name: f.Name.pointer(), Description: f.Description.pointer(), Position: f.Position.pointer(), Retired: f.Retired.pointer()}
}

// tag is a tag as it is answered.
type tag struct {
	ID          string `json:"id"`
	Slug        string `json:"slug"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Version     int    `json:"version"`
}

func (t tag) versionOf() int  { return t.Version }
func (t tag) placeOf() string { return "/tags/" + t.Slug }

// tagFiling is a tag as it is made or changed.
type tagFiling struct {
	Slug        field[string] `json:"slug,omitzero" doc:"Made from the name where nothing is said."`
	Name        field[string] `json:"name,omitzero" doc:"Required of a new tag."`
	Description field[string] `json:"description,omitzero"`
}

func (f *tagFiling) name() *field[string] { return &f.Slug }

func (f *tagFiling) forDesk() desk.SectionFiling {
	return desk.SectionFiling{Slug: f.Slug.pointer(), Name: f.Name.pointer(), Description: f.Description.pointer()}
}

// person is a person as they are answered.
type person struct {
	ID        string    `json:"id"`
	Slug      string    `json:"slug"`
	Name      string    `json:"name"`
	Title     string    `json:"title"`
	Bio       string    `json:"bio"`
	Beat      string    `json:"beat" doc:"What they cover."`
	Contact   string    `json:"contact" doc:"How readers reach them safely, in Markdown."`
	PublicKey string    `json:"public_key" doc:"For what only they may read."`
	Email     string    `json:"email,omitempty" doc:"Told to publishers, and to the person."`
	Role      news.Role `json:"role" enum:",reporter,editor,publisher" doc:"Empty: no entry to the newsroom."`
	Version   int       `json:"version"`
}

func (p person) versionOf() int  { return p.Version }
func (p person) placeOf() string { return "/people/" + p.Slug }

// newPerson makes the answer about a person, with the e-mail address for those who may have it.
func newPerson(c *call, p news.Person) person {
	out := person(p)
	if !c.by.Role.AtLeast(news.Publisher) && c.by.Person != p.ID {
		out.Email = ""
	}
	return out
}

// personFiling is a person as they are added or changed.
type personFiling struct {
	Slug      field[string]    `json:"slug,omitzero" doc:"Made from the name where nothing is said."`
	Name      field[string]    `json:"name,omitzero" doc:"Required of a new person."`
	Title     field[string]    `json:"title,omitzero" doc:"Such as Political editor."`
	Bio       field[string]    `json:"bio,omitzero" doc:"Plain text."`
	Beat      field[string]    `json:"beat,omitzero" doc:"What they cover, such as the port and the sea wall."`
	Contact   field[string]    `json:"contact,omitzero" doc:"How readers reach them safely, in Markdown. Shown on their page."`
	PublicKey field[string]    `json:"public_key,omitzero" doc:"A public key, such as OpenPGP's with its first and last lines. Shown on their page; a private key is refused."`
	Email     field[string]    `json:"email,omitzero" doc:"Whoever has a role signs in by it."`
	Role      field[news.Role] `json:"role,omitzero" enum:",reporter,editor,publisher" doc:"Empty: no entry to the newsroom."`
}

func (f *personFiling) name() *field[string] { return &f.Slug }

func (f *personFiling) forDesk() desk.PersonFiling {
	return desk.PersonFiling{Slug: f.Slug.pointer(), Name: f.Name.pointer(), Title: f.Title.pointer(), Bio: f.Bio.pointer(),
		Beat: f.Beat.pointer(), Contact: f.Contact.pointer(), PublicKey: f.PublicKey.pointer(), Email: f.Email.pointer(), Role: f.Role.pointer()}
}

// furniture registers sections, tags and people.
func (a *API) furniture() {
	exSection := section{ID: exampleID, Slug: "news", Name: "News", Description: "What happened in town.", Position: 1, Version: 1}
	collection(a, "Section", "/sections", "Needs the role editor. A changed slug leaves a redirect.",
		map[string]any{"slug": "news", "name": "News", "description": "What happened in town."}, exSection,
		func(ctx context.Context, c *call, in *Page) (list[section], error) {
			all, err := a.Store.Sections(ctx, c.paper.ID)
			return convert(all, "", func(s news.Section) section { return section(s) }), err
		},
		func(_ *call, v news.View, slug string) (section, error) {
			s, err := v.Section(slug)
			return section(s), err
		},
		func(_ *call, w *desk.Work, f *sectionFiling) (section, error) {
			s, err := w.AddSection(f.forDesk())
			return section(s), err
		},
		func(_ *call, w *desk.Work, slug string, expect int, f *sectionFiling) (section, error) {
			s, err := w.ChangeSection(slug, expect, f.forDesk())
			return section(s), err
		})
	exTag := tag{ID: exampleID, Slug: "bridges", Name: "Bridges", Version: 1}
	collection(a, "Tag", "/tags", "Needs the role editor. Tags are also made by filing an article under a new one.",
		map[string]any{"slug": "bridges", "name": "Bridges"}, exTag,
		func(ctx context.Context, c *call, in *Page) (list[tag], error) {
			return paged(in, "tags", func(after string, limit int) ([]news.Tag, error) {
				return a.Store.Tags(ctx, c.paper.ID, after, limit)
			}, func(t news.Tag) string { return t.Slug }, func(t news.Tag) tag { return tag(t) })
		},
		func(_ *call, v news.View, slug string) (tag, error) { t, err := v.Tag(slug); return tag(t), err },
		func(_ *call, w *desk.Work, f *tagFiling) (tag, error) {
			t, err := w.AddTag(f.forDesk())
			return tag(t), err
		},
		func(_ *call, w *desk.Work, slug string, expect int, f *tagFiling) (tag, error) {
			t, err := w.ChangeTag(slug, expect, f.forDesk())
			return tag(t), err
		})
	exPerson := person{ID: exampleID, Slug: "ada-marsh", Name: "Ada Marsh", Title: "Political editor", Email: "ada@example.org", Role: news.Editor, Version: 1}
	collection(a, "Person", "/people", "Needs the role publisher. Whoever has no role can stand in bylines, and has no entry.",
		map[string]any{"slug": "ada-marsh", "name": "Ada Marsh", "title": "Political editor", "email": "ada@example.org", "role": "editor"}, exPerson,
		func(ctx context.Context, c *call, in *Page) (list[person], error) {
			return paged(in, "people", func(after string, limit int) ([]news.Person, error) {
				return a.Store.People(ctx, c.paper.ID, after, limit)
			}, func(p news.Person) string { return p.Slug }, func(p news.Person) person { return newPerson(c, p) })
		},
		func(c *call, v news.View, slug string) (person, error) {
			p, err := v.Person(slug)
			return newPerson(c, p), err
		},
		func(c *call, w *desk.Work, f *personFiling) (person, error) {
			p, err := w.AddPerson(f.forDesk())
			return newPerson(c, p), err
		},
		func(c *call, w *desk.Work, slug string, expect int, f *personFiling) (person, error) {
			p, err := w.ChangePerson(slug, expect, f.forDesk())
			return newPerson(c, p), err
		})
}

// collection registers the operations of sections, tags, people and storylines: list, read, add, and change, by the slug in the
// address or by the one in the body. B is the body of the last three, O the answer about one.
func collection[B, O any, N interface {
	*B
	name() *field[string]
}](a *API, title, path, text string, example, answer any,
	all func(context.Context, *call, *Page) (list[O], error),
	get func(*call, news.View, string) (O, error),
	add func(*call, *desk.Work, *B) (O, error),
	change func(*call, *desk.Work, string, int, *B) (O, error),
) {
	one, many := strings.ToLower(title), strings.TrimPrefix(path, "/")
	read(a, operation{
		id: "list" + strings.ToUpper(many[:1]) + many[1:], method: http.MethodGet, path: path, tag: "paper", summary: "List " + many,
		text: "In their order.", answer: newList([]any{answer}, ""),
	}, all)
	read(a, operation{
		id: "get" + title, method: http.MethodGet, path: path + "/{slug}", tag: "paper", summary: "Read one " + one,
		text: "By slug or id.", answer: answer,
	}, func(ctx context.Context, c *call, in *Named) (out O, err error) {
		err = a.Store.View(ctx, c.paper.ID, func(v news.View) error {
			out, err = get(c, v, in.Slug)
			return err
		})
		return out, err
	})
	write(a, operation{
		id: "add" + title, method: http.MethodPost, path: path, tag: "paper", status: http.StatusCreated, summary: "Add a " + one,
		text: text + " One that exists is answered with 409.", example: example, answer: answer,
	}, func(_ context.Context, c *call, _ *Keyed, b *B) (turn[O], error) {
		return func(w *desk.Work) (O, error) { return add(c, w, b) }, nil
	})
	write(a, operation{
		id: "change" + title, method: http.MethodPatch, path: path + "/{slug}", tag: "paper", summary: "Change a " + one,
		text: text + " A field that is left out stays as it is.", example: map[string]any{"name": "A new name"}, answer: answer,
	}, func(_ context.Context, c *call, in *NamedChange, b *B) (turn[O], error) {
		expect, err := parseMatch(in.Match)
		return func(w *desk.Work) (O, error) { return change(c, w, in.Slug, expect, b) }, err
	})
	write(a, operation{
		id: "change" + title + "BySlug", method: http.MethodPatch, path: path, tag: "paper", summary: "Change the " + one + " with a slug",
		text: text + " The slug in the body says which; to change the slug itself, name it in the address.", example: example, answer: answer,
	}, func(_ context.Context, c *call, in *Matched, b *B) (turn[O], error) {
		slug := N(b).name().value
		*N(b).name() = field[string]{}
		expect, err := parseMatch(in.Match)
		if err == nil && (slug == "" || !isPlain(slug)) {
			err = news.Invalid("slug", "is missing; say which %s to change", one)
		}
		return func(w *desk.Work) (O, error) { return change(c, w, slug, expect, b) }, err
	})
}

// convert makes a list of answers.
func convert[T, O any](items []T, next string, one func(T) O) list[O] {
	var out []O
	for _, i := range items {
		out = append(out, one(i))
	}
	return newList(out, next)
}

// paged reads one page of a list that is ordered by slug.
func paged[T, O any](in *Page, kind string, get func(after string, limit int) ([]T, error), slug func(T) string, one func(T) O) (out list[O], err error) {
	after, err := readWord(in.Cursor, kind)
	if err != nil {
		return out, err
	}
	items, err := get(after, in.Limit+1)
	if err != nil {
		return out, err
	}
	next := ""
	if len(items) > in.Limit {
		items = items[:in.Limit]
		next = wordCursor(kind, slug(items[in.Limit-1]))
	}
	return convert(items, next, one), nil
}
