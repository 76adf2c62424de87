package desk

import (
	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// body turns whichever form of body a filing has into elements, and says whether it had one. What readers must never get
// is refused, not dropped: whoever files by program should learn of it.
func (c *checker) body(f Filing) (news.Body, bool) {
	given := 0
	for _, is := range []bool{len(f.Body) > 0, f.BodyHTML != nil, f.BodyMarkdown != nil} {
		if is {
			given++
		}
	}
	if given > 1 {
		c.fault(news.Invalid("body", "is given in several forms; give one of body, body_html and body_markdown"))
		return nil, false
	}
	doc, err := c.elements(f)
	if err != nil {
		c.fault(err)
		return nil, false
	}
	for _, a := range storedPictures(&doc) {
		c.pictures = append(c.pictures, a.Media)
	}
	return body.Marshal(doc), given > 0
}

func (c *checker) elements(f Filing) (news.Node, error) {
	limits := body.Limits{Bytes: c.limits.Body}
	identity := body.Identity{Origin: f.Origin, KeepOrigin: true}
	if identity.Origin == nil {
		identity.Origin = &news.Origin{Kind: "staff"}
	}
	options := body.Options{Identity: identity, Strict: !f.Lenient, Limits: limits, Base: f.Base}
	switch {
	case f.BodyHTML != nil:
		doc, warnings, err := body.FromHTML(*f.BodyHTML, options)
		c.warnings = warnings
		return doc, err
	case f.BodyMarkdown != nil:
		doc, warnings, err := body.FromMarkdown(*f.BodyMarkdown, options)
		c.warnings = warnings
		return doc, err
	}
	doc, err := body.ParseWithin(f.Body, limits)
	if err != nil {
		return doc, err
	}
	body.Identify(&doc, identity)
	return doc, nil
}
