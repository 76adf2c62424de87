package newsroom

import (
	"net/http"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// A withdrawal ends an article: it is killed, or spiked before it was out. Each is asked for on a page of its own, which names
// the headline; the page's form does it. Taking one down for now is retracting (breaking.go).
type withdrawal struct {
	act                    news.Act
	verb, title, says, did string
}

// withdrawals are all of them, by the end of their address.
var withdrawals = map[string]withdrawal{
	"spike": {news.ActSpike, "Spike it", "Spike", "It is dropped before publication, and gives its address back. It can be taken off the spike again.", "It has been spiked."},
	"kill": {news.ActKill, "Kill it for good", "Kill", "It is withdrawn for good and everywhere: from its page, fronts, feeds, search, the sitemap and the archive. " +
		"Its address tells readers that it was withdrawn. This cannot be taken back.", "It has been withdrawn for good."},
}

// withdrawPage asks whether an article is to be withdrawn.
type withdrawPage struct {
	withdrawal
	article  news.Article
	headline string
	key      string
	path     string
	faults   []string // why it was not done
	reason   string
	notice   string
}

// withdraw asks, or does what was asked for.
func (v *visit) withdraw(id, what string) error {
	w := withdrawals[what]
	a, version, err := v.headOf(id)
	if err != nil {
		return err
	}
	if err := news.MayDo(v.actor(), w.act, a.State, a.Owner); err != nil {
		return err
	}
	if err := news.CanFollow(a.State, w.act); err != nil {
		return err
	}
	p := withdrawPage{withdrawal: w, article: a, headline: version.Copy.Headline, key: account.FormKey(v.secret), path: "/newsroom/article/" + a.ID + "/" + what}
	if isRead(v.r) {
		return v.page(http.StatusOK, w.title+": "+p.headline, withdrawView(p))
	}
	p.reason, p.notice = strings.TrimSpace(v.r.PostFormValue("reason")), v.r.PostFormValue("notice")
	why := p.reason
	if w.act == news.ActKill {
		if why == "" {
			return v.askAgain(p, news.Invalid("reason", "say why it is withdrawn; only the newsroom reads it"))
		}
		if order := v.r.PostFormValue("order"); order != "" {
			why = order + ": " + why
		}
	}
	_, err = v.act(func(work *desk.Work) (desk.Result, error) {
		if w.act == news.ActSpike {
			return work.Spike(id, 0)
		}
		return work.Kill(id, 0, p.notice, why)
	})
	if len(news.Problems(err)) > 0 {
		return v.askAgain(p, err)
	}
	if err != nil {
		return err
	}
	return v.page(http.StatusOK, w.title, notice(w.did, "“"+p.headline+"”", "/newsroom/", "My desk"))
}

// askAgain shows the page again with what was wrong.
func (v *visit) askAgain(p withdrawPage, err error) error {
	status := http.StatusUnprocessableEntity
	for _, x := range news.Problems(err) {
		p.faults = append(p.faults, x.Message)
	}
	return v.page(status, p.title+": "+p.headline, withdrawView(p))
}

// headOf reads an article's head and newest version, for somebody who may.
func (v *visit) headOf(id string) (a news.Article, version news.Version, err error) {
	if a, version, err = v.Store.Read(v.r.Context(), v.paper.ID, id, 0); err != nil {
		return a, version, err
	}
	return a, version, desk.MayRead(v.actor(), a, v.Now())
}
