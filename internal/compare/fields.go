package compare

import (
	"cmp"
	"strings"

	"broadsheet/internal/news"
)

// Field is a field of an article's copy that was changed.
type Field struct {
	Name  string // as the API calls it
	Words []Run
}

// Fields compares the fields of two copies beside the body and returns those that were changed, always in the same order.
func Fields(v news.View, older, newer news.Copy) ([]Field, error) {
	was, err := furnitureOf(v, older)
	if err != nil {
		return nil, err
	}
	is, err := furnitureOf(v, newer)
	if err != nil {
		return nil, err
	}
	out := []Field{}
	for i, f := range is {
		if f.text != was[i].text {
			out = append(out, Field{f.name, Words(was[i].text, f.text)})
		}
	}
	return out, nil
}

type namedText struct{ name, text string }

// furnitureOf returns the fields of a copy as texts, always the same in the same order.
func furnitureOf(v news.View, c news.Copy) ([]namedText, error) {
	section, err := v.Section(c.Section)
	if err != nil {
		return nil, err
	}
	var tags, people []string
	for _, id := range c.Tags {
		t, err := v.Tag(id)
		if err != nil {
			return nil, err
		}
		tags = append(tags, t.Slug)
	}
	for _, id := range c.Byline.People {
		p, err := v.Person(id)
		if err != nil {
			return nil, err
		}
		people = append(people, p.Slug)
	}
	return []namedText{
		{"kind", string(c.Kind)}, {"headline", c.Headline}, {"kicker", c.Kicker}, {"standfirst", c.Standfirst},
		{"byline", cmp.Or(c.Byline.Text, strings.Join(people, ", "))}, {"credit", c.Credit}, {"dateline", c.Dateline},
		{"section", section.Slug}, {"tags", strings.Join(tags, ", ")}, {"language", c.Language}, {"picture", c.Picture},
		{"slugline", c.Slugline}, {"seo.title", c.SEO.Title}, {"seo.description", c.SEO.Description}, {"closed_at", closedAt(c)},
	}, nil
}

// closedAt writes when a live page was closed.
func closedAt(c news.Copy) string {
	if c.ClosedAt == 0 {
		return ""
	}
	return c.ClosedAt.String()
}
