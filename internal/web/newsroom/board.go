package newsroom

import (
	"cmp"
	"net/http"
	"strconv"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// perColumn is how many cards a column of the board has; the list has the rest.
const perColumn = 50

// column is one of the board's: the articles of some states.
type column struct {
	title  string
	to     news.State   // what a card that is put here becomes
	states []news.State // those that stand here
	today  bool         // only what changed today
	slips  []slip
	more   string // address of the rest
}

// columns are the board's, in the order of copy's way.
func columns() []column {
	return []column{
		{title: "Draft", to: news.Draft, states: []news.State{news.Draft}},
		{title: "Submitted", to: news.Submitted, states: []news.State{news.Submitted}},
		{title: "Ready", to: news.Ready, states: []news.State{news.Ready}},
		{title: "Scheduled", to: news.Scheduled, states: []news.State{news.Scheduled}},
		{title: "Live today", to: news.Live, states: []news.State{news.Live, news.Corrected}, today: true},
		{title: "Taken down today", to: news.Unpublished, states: []news.State{news.Unpublished, news.Killed}, today: true},
		{title: "Spiked today", to: news.Spiked, states: []news.State{news.Spiked}, today: true},
	}
}

// boardPage is what the board shows.
type boardPage struct {
	site    ui.Site
	key     string
	seq     int64 // the ledger's last line before the board was read: what follows it is news
	said    string
	columns []column
}

// board shows the paper's copy as cards in columns; a reporter's shows their own.
func (v *visit) board() error {
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return err
	}
	p := boardPage{site: v.site(v.paper, sections), key: account.FormKey(v.secret), columns: columns(), said: movedSentence(v.r.URL.Query().Get("moved"))}
	if p.seq, err = v.Store.LastSeq(v.r.Context()); err != nil {
		return err
	}
	for i := range p.columns {
		if err := v.fill(&p.columns[i], p.site); err != nil {
			return err
		}
	}
	return v.write(http.StatusOK, "Board", sections, boardView(p))
}

// fill reads the cards of a column: those changed last first.
func (v *visit) fill(c *column, site ui.Site) error {
	for _, s := range c.states {
		f := v.own(news.DeskFilter{State: s})
		if c.today {
			f.From = startOfDay(site)
		}
		items, err := v.Store.Articles(v.r.Context(), v.paper.ID, f, news.After{}, perColumn+1)
		if err != nil {
			return err
		}
		if len(items) > perColumn {
			items, c.more = items[:perColumn], "/newsroom/list?state="+string(s)
		}
		slips, err := v.slips(items, site.Sections)
		if err == nil {
			err = v.count(slips)
		}
		if err != nil {
			return err
		}
		c.slips = append(c.slips, slips...)
	}
	return nil
}

// own has a filter leave a reporter only what they filed or have.
func (v *visit) own(f news.DeskFilter) news.DeskFilter {
	if !v.person.Role.AtLeast(news.Editor) {
		f.Owner = v.person.ID
	}
	return f
}

// stateWord is a state as a chip says it.
func stateWord(s news.State) string {
	switch s {
	case news.Corrected:
		return "live, with a note"
	case news.Unpublished:
		return "taken down"
	case news.Killed:
		return "withdrawn"
	}
	return string(s)
}

// sluglineOf is the newsroom's label of an article, or else its address.
func sluglineOf(s slip) string { return cmp.Or(s.Slugline, s.Slug) }

func wordCount(n int) string {
	if n == 1 {
		return "1 word"
	}
	return strconv.Itoa(n) + " words"
}
