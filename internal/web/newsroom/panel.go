package newsroom

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// panel is the publishing panel: what would come of publishing the manuscript now, and what can be done with it.
type panel struct {
	desk.Trial
	site  ui.Site
	actor news.Actor
	key   string                  // of the session's forms
	names map[string]string       // of the people who hold or ask, by id
	may   func(act news.Act) bool // by the person's rights and the article's state

	chosen string // the embargo's end that was typed and refused

	coverage news.Act // what can be done with its coverage now; empty: nothing, and notYet says why
	notYet   string
}

// panelOf tries what the manuscript says and gathers what the panel shows.
func (v *visit) panelOf(id string, sections []news.Section) (panel, error) {
	p := panel{site: v.site(v.paper, sections), actor: v.actor(), key: account.FormKey(v.secret), names: map[string]string{}}
	var err error
	if p.Trial, err = v.try(v.r.Context(), id); err != nil {
		return p, err
	}
	a := p.Article
	p.may = func(act news.Act) bool {
		return news.MayDo(v.actor(), act, a.State, a.Owner) == nil && news.CanFollow(a.State, act) == nil
	}
	for _, by := range []string{a.Holds.Legal.By, a.Holds.Desk.By, a.EmbargoAsk.By} {
		if by == "" {
			continue
		}
		person, err := v.Store.Person(v.r.Context(), v.paper.ID, by)
		if err != nil && news.CodeOf(err) != news.CodeNotFound {
			return p, err
		}
		p.names[by] = person.Name
	}
	return p, v.findCoverage(&p)
}

// findCoverage finds out what can be done with the coverage of a page that is written as a live one: nothing before readers have it so.
func (v *visit) findCoverage(p *panel) error {
	if p.Copy.Kind != news.KindLive || !p.isOut() {
		return nil
	}
	_, newest, err := v.Store.Read(v.r.Context(), v.paper.ID, p.Article.ID, p.Article.Version)
	if err != nil {
		return err
	}
	if p.coverage, err = desk.CoverageAct(p.Article, newest.Copy); err != nil {
		p.notYet = "It can be closed once what is written is published."
		return nil
	}
	return nil
}

// try says what would come of publishing an article's manuscript now.
func (v *visit) try(ctx context.Context, id string) (desk.Trial, error) {
	draft, err := v.Manuscripts.Draft(ctx, v.paper.ID, v.actor(), id)
	if err != nil {
		return desk.Trial{}, err
	}
	return v.Desk.TryManuscript(ctx, v.paper.ID, v.actor(), draft)
}

// panelAlone answers the panel for the editor's script, which puts it in the place of the one that the page has.
func (v *visit) panelAlone(id string) error {
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return err
	}
	p, err := v.panelOf(id, sections)
	if err != nil {
		return v.refuse(err)
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(http.StatusOK)
	return panelView(p).Render(v.r.Context(), v.w)
}

// path is the address of something that belongs to the article.
func (p panel) path(what string) string { return "/newsroom/article/" + p.Article.ID + "/" + what }

func (p panel) now() news.Millis { return news.At(p.site.Now) }

// isOut says whether readers find the article now.
func (p panel) isOut() bool { return news.Visible(p.Article, p.now()) }

// nothingNew says whether publishing would change nothing.
func (p panel) nothingNew() bool { return p.isOut() && p.Then.Live == p.Article.Live }

// forms says, for the script, whether the panel's forms are other ones than those that the page has.
func (p panel) forms() string {
	a := p.Article
	return fmt.Sprintf("%s %d %d %v %v %v %s", a.State, a.Live, a.EmbargoUntil, a.Holds.Legal.At, a.Holds.Desk.At, a.EmbargoAsk.At, p.coverage)
}

// closing is what this person can do with a live page's coverage: it is closed or opened again; empty: neither.
func (p panel) closing() string {
	if p.coverage == "" || !p.may(p.coverage) {
		return ""
	}
	return map[news.Act]string{news.ActClose: "close", news.ActReopen: "reopen"}[p.coverage]
}

// findings are those that block, or the others.
func (p panel) findings(blocks bool) (some []desk.Finding) {
	for _, f := range p.Found {
		if f.Blocks == blocks {
			some = append(some, f)
		}
	}
	return some
}

// about names the field of a finding, as the editor calls it.
func about(f desk.Finding) string {
	name, _, _ := strings.Cut(f.Field, "[")
	return map[string]string{
		"kind": "Kind", "headline": "Headline", "kicker": "Kicker", "standfirst": "Standfirst", "byline": "Byline", "credit": "Credit", "dateline": "Dateline", "section": "Section",
		"tags": "Tags", "slug": "Address", "picture": "Picture", "seo.description": "Search", "seo_description": "Search", "seo.title": "Search", "seo_title": "Search",
		"body": "Copy", "holds": "Hold", "expires_at": "Expiry", "embargo_until": "Embargo",
	}[name]
}

// mendAt is where a finding is mended: an address on the editor's page.
func mendAt(f desk.Finding) string {
	name, _, _ := strings.Cut(f.Field, "[")
	switch {
	case name == "body":
		return "#copy"
	case name == "holds":
		return "#holds"
	case strings.HasPrefix(name, "seo"):
		return "#field-seo_" + name[4:]
	case name == "expires_at", name == "embargo_until":
		return "#embargo"
	}
	return "#field-" + name
}

// moment is a moment in the paper's zone, which is named.
func (p panel) moment(m news.Millis) string {
	return p.site.Dates.Moment(m) + " (" + p.site.Paper.TimeZone + ")"
}

// left is how long it is to a moment, in words; the script goes on counting.
func (p panel) left(m news.Millis) string {
	d := m.Time().Sub(p.site.Now).Truncate(time.Second)
	if d <= 0 {
		return "now"
	}
	days, hours, minutes, seconds := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60, int(d.Seconds())%60
	switch {
	case days > 0:
		return fmt.Sprintf("in %d d %d h", days, hours)
	case hours > 0:
		return fmt.Sprintf("in %d h %d min", hours, minutes)
	}
	return fmt.Sprintf("in %d min %d s", minutes, seconds)
}

// local is a moment as a field for date and time has it.
func (p panel) local(m news.Millis) string {
	if m <= p.now() {
		return ""
	}
	return m.Time().In(p.site.Dates.Zone).Format(localForm)
}

// embargoField is what the embargo's field begins with.
func (p panel) embargoField() string {
	if p.chosen != "" {
		return p.chosen
	}
	return p.local(p.Article.EmbargoUntil)
}

const localForm = "2006-01-02T15:04"

// readLocal reads a field for date and time, which is in the paper's zone. A time that the clocks leave out is refused.
func readLocal(field, s, zone string) (news.Millis, error) {
	where, err := time.LoadLocation(zone)
	if err != nil {
		return 0, err
	}
	t, err := time.ParseInLocation(localForm, s, where)
	if err != nil {
		return 0, news.Invalid(field, "%q is no date and time; write it like 2026-02-01T06:00, in the time of %s", s, zone)
	}
	if t.Format(localForm) != s {
		return 0, news.Invalid(field, "there is no %s in %s: the clocks go forward then; choose another time", strings.Replace(s, "T", " ", 1), zone)
	}
	return news.At(t), nil
}

// name is somebody's name, as far as it is known.
func (p panel) name(id string) string {
	if n := p.names[id]; n != "" {
		return n
	}
	return "the program"
}

// mayLift says whether the person may lift a hold.
func (p panel) mayLift(k news.HoldKind) bool {
	return p.may(news.ActLift) && desk.MayLift(p.actor, k, *p.Article.Holds.Of(k))
}

// what will happen, in a sentence.
func (p panel) outlook() string {
	a, then := p.Article, p.Then
	where := "on " + p.site.Paper.Name + " in " + p.Section.Name
	switch {
	case a.State == news.Killed:
		return "It has been withdrawn for good."
	case a.State == news.Spiked:
		return "It has been spiked; return it to draft to go on with it."
	case a.Holds.Any():
		return "It cannot be published while it is on hold."
	case p.nothingNew():
		return "Readers see what is written here; there is nothing new to publish."
	case p.isOut():
		return "Readers get the changes now, " + where + ", at the same address. It keeps its date and its place, and no alert is sent."
	case !p.may(news.ActPublish):
		return "An editor publishes it. Then it goes live " + where + "."
	case a.State == news.Scheduled && then.State != news.Scheduled:
		return "Goes out by itself at its time. Publish now, and it is live at once " + where + ", " + p.position() + "."
	case then.State == news.Scheduled:
		return "Goes out by itself when its embargo ends, " + where + ", " + p.position() + ". No alert is sent."
	}
	return "Goes live now " + where + ", " + p.position() + ". No alert is sent."
}

// position says where on the fronts the article comes.
func (p panel) position() string {
	section := "top of the section"
	if from := max(p.Then.ReleaseAt, p.Then.EmbargoUntil); p.Then.PublishedAt < from-60_000 {
		section = "by its date, " + p.site.Dates.Day(p.Then.PublishedAt)
	}
	for i, s := range p.Front.Live {
		if s.Article == p.Article.ID {
			return fmt.Sprintf("%s; it stands in place %d of the front page", section, i+1)
		}
	}
	if n := len(p.Front.Live); n > 0 {
		return fmt.Sprintf("%s; the front page keeps its %d chosen cards, and the rest is filled by rule: the newest first", section, n)
	}
	return section + "; the front page is filled by rule: the newest first"
}
