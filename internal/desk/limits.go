package desk

// Limits bound what one article may hold. Lengths of texts are in characters. Zero fields take the defaults of
// DefaultLimits.
type Limits struct {
	Body       int // bytes of a body as it is sent in: HTML, Markdown or elements
	Headline   int
	Kicker     int
	Standfirst int
	Line       int // every other text of one line: byline, credit, dateline, slugline, names
	Text       int // every other text of several lines: notes, corrections, notices, descriptions
	Tags       int // tags of one article
	Tag        int // one tag's name
	Bylines    int // people of one byline
	Slug       int // an address that is given
	MadeSlug   int // an address made from a headline, before a number is put to it
	Batch      int // articles filed at once
	Slots      int // places on a front
}

// DefaultLimits are the limits where nobody set others.
func DefaultLimits() Limits {
	return Limits{
		Body: 2 << 20, Headline: 300, Kicker: 100, Standfirst: 2000, Line: 300, Text: 5000, Tags: 50, Tag: 100, Bylines: 20,
		Slug: 200, MadeSlug: 80, Batch: 1000, Slots: 200,
	}
}

// limits returns the desk's limits with the defaults in place of zeros.
func (d *Desk) limits() Limits {
	l, def := d.Limits, DefaultLimits()
	for _, f := range []struct {
		v   *int
		def int
	}{
		{&l.Body, def.Body}, {&l.Headline, def.Headline}, {&l.Kicker, def.Kicker}, {&l.Standfirst, def.Standfirst},
		{&l.Line, def.Line}, {&l.Text, def.Text}, {&l.Tags, def.Tags}, {&l.Tag, def.Tag}, {&l.Bylines, def.Bylines},
		{&l.Slug, def.Slug}, {&l.MadeSlug, def.MadeSlug}, {&l.Batch, def.Batch}, {&l.Slots, def.Slots},
	} {
		if *f.v == 0 {
			*f.v = f.def
		}
	}
	return l
}
