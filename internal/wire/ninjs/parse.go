package ninjs

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// maxDepth bounds how deep associations may nest; deeper ones are left out with a warning.
const maxDepth = 4

// Parse reads one item, or the items of an answer that wraps them in a list named "item" or "items", as some providers'
// interfaces send them. It refuses only what is no item at all: bytes that are no JSON object, and an object without
// anything that could be its identity.
func Parse(b []byte) ([]Item, error) {
	if !utf8.Valid(b) {
		return nil, news.Invalid("", "the item is not valid UTF-8; ask the sender to encode it so")
	}
	var fields object
	if err := json.Unmarshal(b, &fields); err != nil {
		return nil, news.Invalid("", "the item is no JSON object: %v", err)
	}
	if item := read(fields, 0); item.URI != "" {
		return []Item{item}, nil
	}
	var items []Item
	for _, wrapped := range append(fields.list("item"), fields.list("items")...) {
		if item := read(wrapped, 0); item.URI != "" {
			items = append(items, item)
		}
	}
	if len(items) == 0 {
		return nil, news.Invalid("uri", "the item has none, so that nobody could tell it from others; every ninjs item needs one")
	}
	return items, nil
}

func read(fields map[string]any, depth int) Item {
	o := object(fields)
	i := Item{
		Standard:        o.standard(),
		URI:             first(o.text("uri"), o.text("guid")),
		Version:         o.scalar("version"),
		Type:            o.text("type"),
		Slugline:        o.text("slugline"),
		Byline:          first(o.text("by"), o.text("byline")),
		Located:         o.text("located"),
		Language:        o.text("language"),
		EdNote:          o.text("ednote"),
		UsageTerms:      o.text("usageterms"),
		CopyrightHolder: o.text("copyrightholder"),
		CopyrightNotice: o.text("copyrightnotice"),
		Subjects:        append(o.subjects("subject"), o.subjects("subjects")...),
		Renditions:      o.renditions(),
	}
	if n, err := strconv.Atoi(o.scalar("urgency")); err == nil && n >= 1 && n <= 9 {
		i.Urgency = n
	}
	i.Source = o.source(i.CopyrightHolder)
	i.Headline = first(o.texts("headline").best(plainFirst), o.text("title"))
	i.Description = o.texts("description").best(plainFirst)
	i.readBody(o)
	i.readTimes(o)
	i.readStatus(o)
	i.readEmbargo(o)
	i.readAssociations(o, depth)
	return i
}

func (i *Item) warn(text string) { i.Warnings = append(i.Warnings, text) }

func (i *Item) readBody(o object) {
	t, skipped := o.texts("body").public()
	if skipped > 0 {
		i.warn("a body that is not for publication was left out")
	}
	i.Body, i.BodyIs = t.body()
	if i.Body == "" && len(t) > 0 {
		i.warn("the body is in a form that cannot be read here (" + t[0].form + ")")
	}
}

func (i *Item) readTimes(o object) {
	i.FirstCreated = i.time(o, "firstcreated")
	i.VersionCreated = i.time(o, "versioncreated")
	if i.FirstCreated == 0 {
		i.FirstCreated = i.time(o, "contentcreated")
	}
	if i.Expires = i.time(o, "expires"); i.Expires == 0 && o.text("expires") != "" {
		i.Held = "its expiry " + strconv.Quote(o.text("expires")) + " cannot be read"
	}
}

// time reads a time that nothing hangs on: one that cannot be read is a warning.
func (i *Item) time(o object, key string) news.Millis {
	text := o.text(key)
	if text == "" {
		return 0
	}
	at, sure := parseTime(text)
	if at == 0 {
		i.warn(key + " " + strconv.Quote(text) + " is not a time and was left out")
	} else if !sure {
		i.warn(key + " " + strconv.Quote(text) + " has no zone and was taken as UTC")
	}
	return at
}

// readStatus reads every spelling of the status; where there are several that differ, none can be trusted.
func (i *Item) readStatus(o object) {
	i.Status = Usable
	for n, v := range o.all("pubstatus") {
		s := Unknown
		switch text, _ := v.(string); Status(text) {
		case Usable, Withheld, Canceled:
			s = Status(text)
		}
		if n > 0 && s != i.Status {
			s = Unknown
		}
		i.Status = s
	}
	if i.Status == Unknown {
		i.warn("its status is not one of usable, withheld, canceled, so it is held back")
	}
}

// readEmbargo reads every spelling of the embargo. The latest counts; one that cannot be read holds the item.
func (i *Item) readEmbargo(o object) {
	for _, v := range append(o.all("embargoed"), o.all("embargoeduntil")...) {
		if v == nil {
			continue
		}
		text, _ := v.(string)
		at, sure := parseTime(text)
		switch {
		case strings.TrimSpace(text) == "":
			i.Held = "it is embargoed without saying until when"
		case at == 0:
			i.Held = "its embargo " + strconv.Quote(text) + " cannot be read"
		case !sure:
			i.Held = "its embargo " + strconv.Quote(text) + " has no zone"
		default:
			i.Embargo = max(i.Embargo, at)
		}
	}
}

func (i *Item) readAssociations(o object, depth int) {
	children := o.children("associations")
	if len(children) > 0 && depth >= maxDepth {
		i.warn("associations nested deeper than " + strconv.Itoa(maxDepth) + " were left out")
		return
	}
	for _, c := range children {
		child := read(c.fields, depth+1)
		child.Role = first(c.name, object(c.fields).text("name"))
		i.Associations = append(i.Associations, child)
	}
}
