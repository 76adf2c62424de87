package desk

import (
	"errors"
	"slices"
	"strconv"

	"golang.org/x/text/language"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// Check reads a filing: it tidies and checks every field and turns its body into elements. What it finds wrong it tells
// all at once (news.Problems). It looks nothing up, so it may run before the transaction and beside others.
func (d *Desk) Check(f Filing) (Checked, error) {
	l := d.limits()
	c := checker{limits: l}
	f.Headline = c.line("headline", f.Headline, l.Headline)
	if f.Headline != nil && *f.Headline == "" {
		c.fault(news.Invalid("headline", "is empty; every article has a headline"))
	}
	f.Kicker = c.line("kicker", f.Kicker, l.Kicker)
	f.Standfirst = c.text("standfirst", f.Standfirst, l.Standfirst)
	f.Credit = c.line("credit", f.Credit, l.Line)
	f.Dateline = c.line("dateline", f.Dateline, l.Line)
	f.Slugline = c.line("slugline", f.Slugline, l.Line)
	f.Note = *c.text("note", &f.Note, l.Text)
	f.Section = c.line("section", f.Section, l.Line)
	f.Byline = c.byline(f.Byline)
	f.SEO = c.seo(f.SEO)
	f.SearchTitle = c.line("seo_title", f.SearchTitle, l.Headline)
	f.SearchDescription = c.line("seo_description", f.SearchDescription, l.Standfirst)
	f.Tags = c.tags(f.Tags)
	if f.Storylines != nil {
		for _, s := range *f.Storylines {
			c.line("storylines", &s, l.Line)
		}
	}
	c.kind(f.Kind)
	f.Language = c.language(f.Language)
	f.Picture = c.line("picture", f.Picture, l.Line)
	if f.Slug != nil && *f.Slug != "" {
		c.fault(checkSlug(*f.Slug, l.Slug))
	}
	c.times(f)
	checked := Checked{f: f}
	checked.f.Body, checked.hasBody = c.body(f)
	checked.warnings, checked.pictures = c.warnings, c.pictures
	return checked, c.err()
}

// checker gathers the faults of one filing.
type checker struct {
	limits   Limits
	faults   []error
	warnings []body.Warning // of the body
	pictures []string       // ids of those that the body shows
}

func (c *checker) fault(err error) {
	if err != nil {
		c.faults = append(c.faults, err)
	}
}

func (c *checker) err() error { return errors.Join(c.faults...) }

func (c *checker) line(field string, s *string, limit int) *string {
	return c.tidied(field, s, limit, line)
}

func (c *checker) text(field string, s *string, limit int) *string {
	return c.tidied(field, s, limit, text)
}

func (c *checker) tidied(field string, s *string, limit int, tidy func(string, string, int) (string, error)) *string {
	if s == nil {
		return nil
	}
	t, err := tidy(field, *s, limit)
	c.fault(err)
	return &t
}

func (c *checker) byline(given *news.Byline) *news.Byline {
	if given == nil {
		return nil
	}
	b := *given
	if b.Text != "" && len(b.People) > 0 {
		c.fault(news.Invalid("byline", "is a text and a list of people; give one of them"))
	}
	if len(b.People) > c.limits.Bylines {
		c.fault(news.Invalid("byline", "names %d people and may name %d", len(b.People), c.limits.Bylines))
	}
	b.Text = *c.line("byline", &b.Text, c.limits.Line)
	for _, p := range b.People {
		c.line("byline", &p, c.limits.Line)
	}
	return &b
}

func (c *checker) seo(given *news.SEO) *news.SEO {
	if given == nil {
		return nil
	}
	return &news.SEO{
		Title:       *c.line("seo.title", &given.Title, c.limits.Headline),
		Description: *c.line("seo.description", &given.Description, c.limits.Standfirst),
	}
}

func (c *checker) tags(given *[]string) *[]string {
	if given == nil {
		return nil
	}
	if len(*given) > c.limits.Tags {
		c.fault(news.Invalid("tags", "are %d and may be %d; leave some out", len(*given), c.limits.Tags))
		return nil
	}
	tags := make([]string, len(*given))
	for i := range tags {
		field := "tags[" + strconv.Itoa(i) + "]"
		tags[i] = *c.line(field, &(*given)[i], c.limits.Tag)
		if tags[i] == "" {
			c.fault(news.Invalid(field, "is empty; leave it out"))
		}
	}
	return &tags
}

func (c *checker) kind(k *news.Kind) {
	if k != nil && !slices.Contains(news.Kinds, *k) {
		c.fault(news.Invalid("kind", "there is no kind %q; it is one of %v", string(*k), news.Kinds))
	}
}

func (c *checker) language(s *string) *string {
	if s == nil || *s == "" {
		return s
	}
	tag, err := language.Parse(*s)
	if err != nil {
		c.fault(news.Invalid("language", "%q is not a language tag; write it in BCP 47, such as en-GB or de", *s))
		return s
	}
	canonical := tag.String()
	return &canonical
}

// lastMoment is the end of the year 9999: no calendar here goes further.
const lastMoment = news.Millis(253402300799999)

func (c *checker) times(f Filing) {
	for _, t := range []struct {
		field string
		v     *news.Millis
	}{{"published_at", f.PublishedAt}, {"embargo_until", f.EmbargoUntil}, {"expires_at", f.ExpiresAt}, {"breaking_until", f.BreakingUntil}, {"closed_at", f.ClosedAt}} {
		if t.v != nil && (*t.v > lastMoment || *t.v < -62135596800000) {
			c.fault(news.Invalid(t.field, "lies outside the years 1 to 9999"))
		}
	}
	if f.EmbargoUntil != nil && f.ExpiresAt != nil {
		c.fault(checkOrder(*f.EmbargoUntil, *f.ExpiresAt))
	}
}

// checkOrder refuses an embargo that ends when the article has expired already.
func checkOrder(embargo, expires news.Millis) error {
	if expires != 0 && embargo >= expires {
		return news.Invalid("embargo_until", "%s is not before expires_at (%s): nobody could ever read it; move one of them", embargo, expires)
	}
	return nil
}
