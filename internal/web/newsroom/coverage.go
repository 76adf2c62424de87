package newsroom

import (
	"net/http"
	"net/url"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// closing is what ends a live page's coverage, or has it go on: it is asked for on a page of its own.
type closing struct {
	act                       news.Act
	title, says, button, verb string
	do                        func(*desk.Work, string) (desk.Result, error)
}

// closings are both, by the end of their address.
var closings = map[string]closing{
	"close": {news.ActClose, "Close the coverage of", "Readers are told that it ended now. The page stays at its address with all its entries, under “As it happened”, and is no " +
		"longer announced as live.", "Close the coverage", "Close the coverage", func(w *desk.Work, id string) (desk.Result, error) { return w.CloseCoverage(id, 0) }},
	"reopen": {news.ActReopen, "Open again the coverage of", "The page is announced as live again, and readers are offered new entries.", "Open it again", "Open the coverage again",
		func(w *desk.Work, id string) (desk.Result, error) { return w.ReopenCoverage(id, 0) }},
}

// coverage asks whether coverage is to be closed or opened again, or does it.
func (v *visit) coverage(id, what string) error {
	c := closings[what]
	a, version, err := v.headOf(id)
	if err == nil {
		err = news.MayDo(v.actor(), c.act, a.State, a.Owner)
	}
	if err == nil {
		err = news.CanFollow(a.State, c.act)
	}
	if err != nil {
		return err
	}
	path := "/newsroom/article/" + url.PathEscape(id)
	if isRead(v.r) {
		can, err := desk.CoverageAct(a, version.Copy)
		if err != nil {
			return err
		}
		if can != c.act {
			return v.move(path)
		}
		said := c.says
		draft, err := v.Manuscripts.Draft(v.r.Context(), v.paper.ID, v.actor(), id)
		if err != nil {
			return err
		}
		trial, err := v.Desk.TryManuscript(v.r.Context(), v.paper.ID, v.actor(), draft)
		if err != nil {
			return err
		}
		if trial.Then.Version > a.Live {
			said += " What is written and not published yet stays as it is: if it belongs to the coverage, go back and publish it first."
		}
		return v.page(http.StatusOK, c.button, askView(asked{
			title: c.title + " “" + version.Copy.Headline + "”?", said: said, action: path + "/" + what, button: c.button, back: path, key: account.FormKey(v.secret),
		}))
	}
	_, err = v.act(func(w *desk.Work) (desk.Result, error) { return c.do(w, id) })
	if len(news.Problems(err)) > 0 {
		return v.editorAgain(id, err)
	}
	if err != nil {
		return err
	}
	return v.move(path + "?done=" + what)
}
