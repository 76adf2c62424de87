package newsroom

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// onDesk is how many articles My desk looks at, of each kind.
const onDesk = 100

// deskPage is what My desk shows.
type deskPage struct {
	site    ui.Site
	person  news.Person
	key     string // of the session's forms
	preset  string // the section that a new article is in unless another is chosen
	mine    []slip // with the person
	waiting []slip // theirs, with somebody else or with nobody; for editors also what nobody has taken up
	coming  []slip // sent back: to them, or by them
	diary   []slip // what goes out, the next first
	more    bool   // there may be more than is shown
}

// desk shows what a person has in hand, what waits for others, and what goes out today.
func (v *visit) desk() error {
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return err
	}
	p := deskPage{site: v.site(v.paper, sections), person: v.person, key: account.FormKey(v.secret)}
	if p.preset, err = v.presetSection(sections); err != nil {
		return err
	}
	all, err := v.onDesk(&p)
	if err != nil {
		return err
	}
	list, err := v.slips(all, sections)
	if err != nil {
		return err
	}
	for _, s := range list {
		p.sort(s)
	}
	if err := v.count(p.mine); err != nil {
		return err
	}
	slices.SortStableFunc(p.diary, func(a, b slip) int { return cmp.Compare(a.out(), b.out()) })
	return v.write(http.StatusOK, "My desk", sections, deskView(p))
}

// onDesk reads the articles that can concern the person: their own, and for an editor all that is on its way.
func (v *visit) onDesk(p *deskPage) (all []news.DeskItem, err error) {
	filters := []news.DeskFilter{}
	for _, s := range []news.State{news.Draft, news.Submitted, news.Ready, news.Scheduled} {
		filters = append(filters, news.DeskFilter{State: s, Person: v.person.ID})
		if v.person.Role.AtLeast(news.Editor) {
			filters = append(filters, news.DeskFilter{State: s})
		}
	}
	seen := map[string]bool{}
	for _, f := range filters {
		items, err := v.Store.Articles(v.r.Context(), v.paper.ID, f, news.After{}, onDesk+1)
		if err != nil {
			return nil, err
		}
		if len(items) > onDesk {
			items, p.more = items[:onDesk], true
		}
		for _, i := range items {
			if !seen[i.ID] {
				seen[i.ID], all = true, append(all, i)
			}
		}
	}
	return all, nil
}

// sort puts an article into the lists that it belongs in.
func (p *deskPage) sort(s slip) {
	own := s.Owner == p.person.ID
	back := s.State == news.Draft && s.moved.Act == news.ActReturn
	switch {
	case s.State == news.Scheduled:
		// it is in the diary
	case back && own && s.moved.By != p.person.ID && s.Holder == "", back && !own && s.moved.By == p.person.ID:
		p.coming = append(p.coming, s)
	case s.mine:
		p.mine = append(p.mine, s)
	case own, s.has == "" && s.State == news.Submitted && p.person.Role.AtLeast(news.Editor):
		p.waiting = append(p.waiting, s)
	}
	if s.State == news.Scheduled || s.embargoed(p.site.Now) {
		p.diary = append(p.diary, s)
	}
}

// waitsFor says who has a person's copy, in words.
func (s slip) waitsFor() string {
	switch {
	case s.has != "":
		return s.has + " has it"
	case s.State == news.Ready:
		return "ready, nobody has published it"
	}
	return "nobody has taken it up"
}

// sentBack says who sent copy back to whom, in words.
func (p deskPage) sentBack(s slip) string {
	if s.moved.By == p.person.ID {
		return "you sent it back to " + cmp.Or(s.has, "its reporter")
	}
	return cmp.Or(s.mover, "the program") + " sent it back to you"
}

// isToday says whether something happens before midnight.
func (p deskPage) isToday(at news.Millis) bool {
	return at.Time().Before(p.site.Dates.Midnight(p.site.Now))
}

// presetSection is the slug of the section that a person's last article is in, or the paper's first.
func (v *visit) presetSection(sections []news.Section) (string, error) {
	if len(sections) == 0 {
		return "", nil
	}
	last, err := v.Store.Articles(v.r.Context(), v.paper.ID, news.DeskFilter{Owner: v.person.ID}, news.After{}, 1)
	if err != nil {
		return "", err
	}
	for _, s := range sections {
		if len(last) > 0 && s.ID == last[0].Section {
			return s.Slug, nil
		}
	}
	return sections[0].Slug, nil
}

// startOfDay is when the paper's day began.
func startOfDay(site ui.Site) news.Millis {
	end := site.Dates.Midnight(site.Now)
	return news.At(time.Date(end.Year(), end.Month(), end.Day()-1, 0, 0, 0, 0, end.Location()))
}

// versionOf is an article's version, and the one that readers see where that is another.
func versionOf(i news.DeskItem) string {
	if i.Live != 0 && i.Live != i.Version {
		return strconv.Itoa(i.Version) + " (readers see " + strconv.Itoa(i.Live) + ")"
	}
	return strconv.Itoa(i.Version)
}
