package newsroom

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// auditKinds are what the audit trail tells of.
var auditKinds = []string{"article", "front", "section", "tag", "storyline", "picture", "redirect", "paper", "person", "session", "signin", "passkey", "recovery", "link", "token"}

// How many lines are shown on a page, and read at once for a file.
const (
	auditPerPage = 50
	auditAtOnce  = 500
)

// auditPage is what the audit trail's page shows.
type auditPage struct {
	site      ui.Site
	publisher bool
	asked     url.Values // the filter as it was typed
	people    []news.Person
	rows      []auditLine
	more      string // address of those that follow
	files     string // the filter, for the addresses of the files
}

// auditLine is a line of the trail in words.
type auditLine struct {
	news.AuditRow
	who     string
	what    string
	href    string // of what it was done to
	subject string
	changes []auditChange
}

type auditChange struct{ field, before, after string }

// readAuditFilter reads a filter from an address. Errors: CodeInvalid.
func (v *visit) readAuditFilter() (f news.AuditFilter, err error) {
	q := v.r.URL.Query()
	f = news.AuditFilter{Person: q.Get("person"), Kind: q.Get("kind"), Subject: strings.TrimSpace(q.Get("article"))}
	for _, text := range []string{f.Person, f.Kind, f.Subject} {
		if len(text) > 200 || strings.ContainsRune(text, 0) {
			return f, news.Invalid("filter", "the filter is longer than any name; choose again")
		}
	}
	if f.Subject != "" { // the article's slug, or the address of its editor, is as good as its id
		f.Subject = strings.TrimSuffix(f.Subject[strings.LastIndexByte(strings.TrimSuffix(f.Subject, "/"), '/')+1:], "/")
		err := v.Store.View(v.r.Context(), v.paper.ID, func(view news.View) error {
			a, err := view.ArticleBySlug(f.Subject)
			if err == nil {
				f.Subject = a.ID
			}
			if news.CodeOf(err) == news.CodeNotFound {
				return nil
			}
			return err
		})
		if err != nil {
			return f, err
		}
	}
	zone := ui.NewDates(v.paper).Zone
	day := func(name string, add int) (at news.Millis) {
		text := q.Get(name)
		if text == "" || err != nil {
			return 0
		}
		t, e := time.ParseInLocation("2006-01-02", text, zone)
		if e != nil || t.Year() < 1 || t.Year() > 9999 {
			err = news.Invalid(name, "%q is no day; write it like 2026-05-31", text)
			return 0
		}
		return news.At(t.AddDate(0, 0, add))
	}
	f.From, f.Until = day("from", 0), day("until", 1)
	if err != nil {
		return f, err
	}
	return desk.MayAudit(v.actor(), f)
}

// audit shows the audit trail.
func (v *visit) audit() error {
	f, err := v.readAuditFilter()
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	sections, err := v.Store.Sections(ctx, v.paper.ID)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64) // what can't be read is the end
	rows, err := v.Store.Audit(ctx, v.paper.ID, f, before, auditPerPage+1)
	if err != nil {
		return err
	}
	p := auditPage{site: v.site(v.paper, sections), publisher: v.person.Role.AtLeast(news.Publisher), asked: q}
	q.Del("before")
	p.files = "?" + q.Encode()
	if len(rows) > auditPerPage {
		rows = rows[:auditPerPage]
		q.Set("before", strconv.FormatInt(rows[auditPerPage-1].N, 10))
		p.more = "/newsroom/audit?" + q.Encode()
	}
	if p.people, err = v.allPeople(); err != nil {
		return err
	}
	w := auditWords{dates: p.site.Dates, names: map[string]string{"": "Nobody known"}}
	for _, person := range p.people {
		w.names[person.ID] = person.Name
	}
	err = v.Store.View(ctx, v.paper.ID, func(view news.View) error {
		for _, r := range rows {
			line, err := w.line(view, r)
			if err != nil {
				return err
			}
			p.rows = append(p.rows, line)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return v.write(http.StatusOK, "Audit", sections, auditView(p))
}

// allPeople are those who may have done something: who has an e-mail address.
func (v *visit) allPeople() (staff []news.Person, err error) {
	for after := ""; ; {
		people, err := v.Store.People(v.r.Context(), v.paper.ID, after, 500)
		if err != nil || len(people) == 0 {
			return staff, err
		}
		for _, p := range people {
			if p.Email != "" {
				staff = append(staff, p)
			}
		}
		after = people[len(people)-1].Slug
	}
}

// auditFile sends the trail as a file, some lines at a time, the newest first.
func (v *visit) auditFile(kind string) error {
	f, err := v.readAuditFilter()
	if err != nil {
		return err
	}
	rows, err := v.Store.Audit(v.r.Context(), v.paper.ID, f, 0, auditAtOnce)
	if err != nil {
		return err
	}
	write, media := writeAuditLines, "application/jsonl"
	if kind == "csv" {
		write, media = writeAuditTable, "text/csv; charset=utf-8; header=present"
	}
	v.w.Header().Set("Content-Type", media)
	v.w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="audit-%s.%s"`, v.Now().Time().Format("2006-01-02"), kind))
	for first := true; first || len(rows) > 0; first = false {
		if err := write(v.w, rows, first); err != nil || len(rows) == 0 {
			return nil // it is whole, or nobody is left to tell
		}
		if rows, err = v.Store.Audit(v.r.Context(), v.paper.ID, f, rows[len(rows)-1].N, auditAtOnce); err != nil {
			panic(http.ErrAbortHandler) // so that nobody takes half a file for the whole
		}
	}
	return nil
}

func writeAuditLines(w io.Writer, rows []news.AuditRow, _ bool) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, r := range rows {
		if err := e.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

func writeAuditTable(w io.Writer, rows []news.AuditRow, first bool) error {
	c := csv.NewWriter(w)
	if first {
		_ = c.Write([]string{"n", "at", "kind", "act", "subject", "version", "by", "network", "before", "after", "hash"}) // told by Flush
	}
	for _, r := range rows {
		_ = c.Write([]string{strconv.FormatInt(r.N, 10), r.At.String(), r.Kind, r.Act, unformula(r.Subject), strconv.Itoa(r.Version), r.By, r.Network,
			string(r.Before), string(r.After), r.Hash})
	}
	c.Flush()
	return c.Error()
}

// unformula keeps a spreadsheet from taking a text for a formula. Before and after begin with a brace.
func unformula(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
