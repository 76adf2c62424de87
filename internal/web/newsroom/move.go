package newsroom

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// way is a place on copy's way that a card can be moved to.
type way struct {
	to    news.State
	act   news.Act
	label string
}

// theWays are all of them, in the order of the board's columns.
var theWays = []way{
	{news.Draft, news.ActReturn, "Draft"},
	{news.Submitted, news.ActSubmit, "Submitted"},
	{news.Ready, news.ActReady, "Ready"},
	{news.Live, news.ActPublish, "Live, now"},
	{news.Unpublished, news.ActUnpublish, "Taken down"},
	{news.Spiked, news.ActSpike, "Spiked"},
}

// ways are the places that the visitor may move an article to.
func (v *visit) ways(a news.Article) (out []way) {
	for _, w := range theWays {
		if w.to == news.Live && (a.State == news.Live || a.State == news.Corrected) {
			continue // what is new of it is published in its editor
		}
		if news.MayDo(v.actor(), w.act, a.State, a.Owner) == nil && news.CanFollow(a.State, w.act) == nil {
			out = append(out, w)
		}
	}
	return out
}

// move is a card's move as a form or the board's script asks for it.
type move struct {
	article   string
	from, to  news.State // from: where the person saw it; empty: not said
	confirmed bool
}

// moveCard moves a card. What readers see at once is asked about first; a refusal says why.
func (v *visit) moveCard() error {
	m := move{article: v.r.PostFormValue("article"), from: news.State(v.r.PostFormValue("from")), to: news.State(v.r.PostFormValue("to")), confirmed: v.r.PostFormValue("confirmed") != ""}
	a, err := v.head(v.r.Context(), m.article)
	if err == nil {
		err = desk.MayRead(v.actor(), a, v.Now())
	}
	if err == nil {
		err = v.meanwhile(m, a)
	}
	if err != nil {
		return v.stays(err)
	}
	switch {
	case m.to == news.Unpublished || m.to == news.Killed:
		return v.leadOn("/newsroom/article/" + url.PathEscape(a.ID) + "/retract")
	case m.to == news.Live && !m.confirmed:
		return v.askToPublish(m, a)
	}
	if err := v.doMove(a, m.to); err != nil {
		return v.stays(err)
	}
	if v.wantsJSON() {
		return v.json(http.StatusOK, moved{Said: movedSentence(string(m.to)), Undo: wayBack(a.State, m.to)})
	}
	return v.move("/newsroom/board?moved=" + url.QueryEscape(string(m.to)))
}

// moved is what the board's script is answered.
type moved struct {
	Said string     `json:"said,omitempty"`
	Undo news.State `json:"undo,omitempty"` // where one move takes it back to where it was
	Go   string     `json:"go,omitempty"`   // nothing was moved: the page that asks
	Ask  bool       `json:"ask,omitempty"`  // nothing was moved: send the form itself, and it will ask
}

// meanwhile refuses a card that somebody else has moved since the person saw it.
func (v *visit) meanwhile(m move, a news.Article) error {
	if m.from == "" || m.from == a.State || !slices.Contains(news.States, m.from) {
		return nil
	}
	moves, err := v.Store.Moves(v.r.Context(), v.paper.ID, []string{a.ID})
	if err != nil {
		return err
	}
	who, err := v.nameOf(moves[a.ID].By)
	if err != nil {
		return err
	}
	if who == "" {
		who = "the program"
	}
	return news.Errorf(news.CodeConflict, "state", "it is %s by now: %s moved it. Look at it again, and move it from there", stateWord(a.State), who)
}

// doMove does the act that leads an article to a state. What is being written goes with it.
func (v *visit) doMove(a news.Article, to news.State) error {
	var entries []news.Entry
	var err error
	i := slices.IndexFunc(theWays, func(w way) bool { return w.to == to })
	switch {
	case to == news.Scheduled:
		return news.Errorf(news.CodeInvalid, "to", "when it goes out has to be said: open it, and say so under “What happens with it”")
	case i < 0:
		return news.Errorf(news.CodeInvalid, "to", "the board has no place %q; load the page again", to)
	case a.State == to:
		return news.Errorf(news.CodeConflict, "to", "it is there already")
	}
	switch act := theWays[i].act; act {
	case news.ActReturn, news.ActSpike:
		entries, err = v.Desk.Do(v.r.Context(), v.paper.ID, v.actor(), func(w *desk.Work) (err error) {
			if act == news.ActSpike {
				_, err = w.Spike(a.ID, 0)
			} else {
				_, err = w.Return(a.ID, 0)
			}
			return err
		})
	default:
		if err = news.MayDo(v.actor(), act, a.State, a.Owner); err == nil {
			err = news.CanFollow(a.State, act)
		}
		if err == nil {
			_, entries, err = v.Manuscripts.Cut(v.r.Context(), v.paper.ID, v.actor(), news.Cut{Article: a.ID, Act: act})
		}
	}
	if err == nil {
		v.settle(entries)
	}
	return err
}

// settle waits a moment until the public's pages show what was just done.
func (v *visit) settle(entries []news.Entry) {
	if len(entries) > 0 && v.Wait != nil {
		v.Wait(v.r.Context(), entries[len(entries)-1].Seq)
	}
}

// wayBack is where an article is moved to so that it is again what it was, where one move does that.
func wayBack(from, to news.State) news.State {
	switch {
	case to == news.Submitted, to == news.Ready && from == news.Draft, to == news.Spiked && from == news.Draft:
		return news.Draft
	case to == news.Draft && (from == news.Submitted || from == news.Ready):
		return from
	}
	return ""
}

// stays tells that a card was not moved, and why.
func (v *visit) stays(err error) error {
	problems := news.Problems(err)
	if len(problems) == 0 {
		return err
	}
	said := "It stays where it is: " + problems[0].Message + "."
	if v.wantsJSON() {
		return v.json(statusOf(problems[0].Code), answer{Error: &problem{Code: problems[0].Code, Message: said}})
	}
	return v.page(statusOf(problems[0].Code), "It stays where it is", notice("It stays where it is", asSentence(problems[0].Message), "/newsroom/board", "Back to the board"))
}

// leadOn leads to a page that asks.
func (v *visit) leadOn(path string) error {
	if v.wantsJSON() {
		return v.json(http.StatusOK, moved{Go: path})
	}
	return v.move(path)
}

// askToPublish shows what will happen, and a button that has it happen.
func (v *visit) askToPublish(m move, a news.Article) error {
	if err := news.MayDo(v.actor(), news.ActPublish, a.State, a.Owner); err != nil {
		return v.stays(err)
	}
	if err := news.CanFollow(a.State, news.ActPublish); err != nil {
		return v.stays(err)
	}
	if v.wantsJSON() {
		return v.json(http.StatusOK, moved{Ask: true})
	}
	_, version, err := v.Store.Read(v.r.Context(), v.paper.ID, a.ID, 0)
	if err != nil {
		return err
	}
	said := "It goes live now, as the newest article of the paper. No alert is sent."
	if a.EmbargoUntil > v.Now() {
		said = "It is embargoed, so it is scheduled: it goes live when the embargo ends, and not before."
	}
	return v.page(http.StatusOK, "Publish", askView(asked{
		title: "Publish “" + version.Copy.Headline + "”?", said: said, action: "/newsroom/board/move", button: "Publish now", back: "/newsroom/board",
		key: account.FormKey(v.secret), fields: [][2]string{{"article", a.ID}, {"from", string(a.State)}, {"to", string(news.Live)}, {"confirmed", "yes"}},
	}))
}

// asked is a page that asks before something is done.
type asked struct {
	title, said, action, button, back, key string
	fields                                 [][2]string
}

func (v *visit) wantsJSON() bool {
	return strings.Contains(v.r.Header.Get("Accept"), "application/json")
}

// movedSentence says what was done to a card.
func movedSentence(to string) string {
	for _, w := range theWays {
		if string(w.to) == to {
			return map[news.State]string{
				news.Draft: "It is a draft again.", news.Submitted: "It is handed to the desk.", news.Ready: "It is marked ready.",
				news.Live: "It is published.", news.Unpublished: "It is taken down.", news.Spiked: "It is spiked. Moving it to Draft takes it off the spike.",
			}[w.to]
		}
	}
	return ""
}
