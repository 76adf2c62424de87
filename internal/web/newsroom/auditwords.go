package newsroom

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"

	"broadsheet/internal/news"
	"broadsheet/ui"
)

// maxChanges is how many changed fields are shown of a line before they are folded, and maxShown how much of a value; the
// files have all of it.
const (
	maxChanges = 4
	maxShown   = 300
)

// auditWords puts lines of the audit trail into words.
type auditWords struct {
	dates ui.Dates
	names map[string]string // of people, and of whatever else has been looked up, by id
}

// deeds are what was done, where kind and act alone don't say it well.
var deeds = map[string]string{
	"session.begin": "Signed in", "session.end": "Session ended", "signin.refuse": "Sign-in refused",
	"passkey.make": "Passkey made", "passkey.remove": "Passkey removed", "link.make": "Sign-in link made", "link.refuse": "Sign-in link not delivered",
	"recovery.make": "Recovery codes made", "recovery.use": "Recovery code used", "recovery.remove": "Recovery codes removed",
	"article.close": "Coverage closed", "article.reopen": "Coverage opened again",
	"token.make": "Token made", "token.revoke": "Token revoked", "paper.save": "Settings changed",
}

func deedWords(r news.AuditRow) string {
	if words := deeds[r.Kind+"."+r.Act]; words != "" {
		return words
	}
	kind := strings.ToUpper(r.Kind[:1]) + r.Kind[1:]
	switch {
	case r.Act != "save":
		return kind + ": " + r.Act
	case len(r.Before) == 0 && r.Version <= 1:
		return kind + " made"
	}
	return kind + " changed"
}

func (w auditWords) line(view news.View, r news.AuditRow) (l auditLine, err error) {
	l = auditLine{AuditRow: r, who: w.names[r.By], what: deedWords(r)}
	if r.By == "" && r.Kind != "signin" && r.Network == "" {
		l.who = "The program"
	}
	if l.who == "" {
		l.who = r.By
	}
	if r.Kind == "article" {
		l.href = "/newsroom/article/" + url.PathEscape(r.Subject)
	}
	l.subject, err = w.name(view, r.Kind, r.Subject)
	l.changes = w.changes(r)
	return l, err
}

// name is what a subject is called now; its id where nothing has it any more.
func (w auditWords) name(view news.View, kind, id string) (name string, err error) {
	if name, ok := w.names[id]; ok {
		return name, nil
	}
	switch kind {
	case "article":
		var a news.Article
		a, err = view.Article(id)
		name = a.Slug
	case "section":
		var s news.Section
		s, err = view.Section(id)
		name = s.Name
	case "tag":
		var t news.Tag
		t, err = view.Tag(id)
		name = t.Name
	case "storyline":
		var s news.Storyline
		s, err = view.Storyline(id)
		name = s.Name
	case "person":
		var p news.Person
		p, err = view.Person(id)
		name = p.Name
	case "picture":
		var p news.Picture
		p, err = view.Picture(id)
		name = p.Alt
	case "paper":
		var p news.Paper
		p, err = view.Paper()
		name = p.Name
	}
	if news.CodeOf(err) == news.CodeNotFound {
		err = nil
	}
	if name == "" {
		name = id
	}
	w.names[id] = name
	return name, err
}

// changes puts what changed side by side, by field.
func (w auditWords) changes(r news.AuditRow) (all []auditChange) {
	var before, after map[string]json.RawMessage
	_ = json.Unmarshal(r.Before, &before) // empty where there was nothing
	_ = json.Unmarshal(r.After, &after)
	fields := map[string]bool{}
	for name := range before {
		fields[name] = true
	}
	for name := range after {
		fields[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		c := auditChange{strings.ReplaceAll(name, "_", " "), w.value(name, before[name]), w.value(name, after[name])}
		if c.before != "" || c.after != "" {
			all = append(all, c)
		}
	}
	return all
}

// value is a value for people to read: a text as it is, a moment as one, somebody by name, anything else as JSON.
func (w auditWords) value(field string, raw json.RawMessage) string {
	text := string(raw)
	var s string
	var at news.Millis
	switch isTime := strings.HasSuffix(field, "_at") || strings.HasSuffix(field, "_until"); {
	case len(raw) == 0 || text == "null":
		return ""
	case isTime && json.Unmarshal(raw, &at) == nil:
		if at == 0 || at == news.Never {
			return at.String()
		}
		return w.dates.Moment(at)
	case json.Unmarshal(raw, &s) == nil:
		text = s
		if name := w.names[s]; s != "" && name != "" {
			text = name
		}
	}
	if r := []rune(text); len(r) > maxShown {
		text = string(r[:maxShown]) + "…"
	}
	return text
}
