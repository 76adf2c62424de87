package newsroom

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// frontAct does what a form of the front editor asks for, and shows the editor again.
func (v *visit) frontAct(name, what string) error {
	seen, _ := strconv.Atoi(v.r.PostFormValue("seen"))
	var f news.Front
	done, slot := what, news.Slot{}
	entries, err := v.Desk.Do(v.r.Context(), v.paper.ID, v.actor(), func(w *desk.Work) (err error) {
		switch what {
		case "edit":
			var e desk.FrontEdit
			if e, err = v.frontEdit(); err != nil {
				return err
			}
			done, slot = e.Do, e.Says
			slot.Article = e.Article
			f, err = w.EditFront(name, seen, e)
		case "publish":
			f, err = v.publishFront(w, name, seen)
		case "plan":
			var at news.Millis
			if at, err = v.paperTime("at"); err == nil && at == 0 {
				err = news.Invalid("at", "say when the draft is to go live")
			}
			if err == nil {
				f, err = w.PlanFront(name, seen, at)
			}
		case "cancel":
			f, err = w.CancelPlan(name, 0, v.r.PostFormValue("plan"))
		case "restore":
			n, _ := strconv.Atoi(v.r.PostFormValue("version"))
			f, err = w.RestoreFront(name, 0, n, v.r.PostFormValue("as") != "draft")
		}
		return err
	})
	if len(news.Problems(err)) > 0 && news.CodeOf(err) != news.CodeForbidden {
		return v.frontAgain(name, seen, slot, err)
	}
	if err != nil {
		return err
	}
	if len(entries) > 0 && v.Wait != nil {
		v.Wait(v.r.Context(), entries[len(entries)-1].Seq)
	}
	to := url.Values{"done": {done}}
	if seen > 0 && len(entries) > 0 && f.Version > seen+1 && what == "edit" {
		to.Set("since", strconv.Itoa(seen))
		to.Set("until", strconv.Itoa(f.Version-1))
	}
	for _, keep := range []string{"q", "list"} {
		if x := v.r.PostFormValue(keep); x != "" {
			to.Set(keep, x)
		}
	}
	return v.move(frontPath(name) + "?" + to.Encode())
}

// publishFront has the draft go live. An empty one gives the front back to the rule.
func (v *visit) publishFront(w *desk.Work, name string, seen int) (news.Front, error) {
	f, err := w.Front(name)
	if err != nil {
		return f, err
	}
	if f.Draft != nil && len(f.Draft) == 0 {
		return w.Curate(name, seen, []news.Slot{}, nil)
	}
	if f.Draft == nil && len(f.Live) == 0 {
		return f, news.Errorf(news.CodeConflict, "draft", "nothing has been put on the front, and there is nothing to publish")
	}
	if f.Draft == nil {
		return f, nil // what is live is all there is
	}
	return w.PublishFront(name, seen)
}

// frontEdit reads an edit from its form.
func (v *visit) frontEdit() (e desk.FrontEdit, err error) {
	form := v.r.PostFormValue
	e = desk.FrontEdit{Do: form("do"), Article: form("article")}
	e.To, _ = strconv.Atoi(form("to"))
	if e.Do == "set" {
		if e.Draft, err = readSlots(form("draft")); err != nil {
			return e, err
		}
	}
	if e.Do != "say" {
		return e, nil
	}
	s := news.Slot{Headline: form("headline"), Kicker: form("kicker"), Standfirst: form("standfirst"), Picture: strings.TrimSpace(form("picture"))}
	if pin := strings.TrimSpace(form("pin")); pin != "" {
		if s.Pin, err = strconv.Atoi(pin); err != nil {
			return e, news.Invalid("pin", "is %q and must be the number of a place, such as 1; leave it empty where the card may move", pin)
		}
	}
	s.Until, err = v.paperTime("until")
	e.Says = s
	return e, err
}

// frontAgain shows the editor with what went wrong, with what others changed, and with what was typed in.
func (v *visit) frontAgain(name string, seen int, kept news.Slot, wrong error) error {
	p, err := v.frontOf(name)
	if err != nil {
		return err
	}
	p.kept = kept
	for _, x := range news.Problems(wrong) {
		p.wrong = append(p.wrong, asSentence(x.Message))
	}
	status := http.StatusUnprocessableEntity
	if news.CodeOf(wrong) == news.CodeStale {
		status = http.StatusConflict
		if err := v.changedMeanwhile(&p, seen, p.front.Version); err != nil {
			return err
		}
		p.wrong = []string{p.people(v.lastBy(name)) + " changed the front while you worked on it. Nothing of either is lost: look at what was changed, and press again what you meant."}
	}
	return v.showFront(status, p)
}

// paperTime reads a moment that was typed in, in the paper's own time; 0 where nothing was.
func (v *visit) paperTime(field string) (news.Millis, error) {
	s := strings.TrimSpace(v.r.FormValue(field))
	if s == "" {
		return 0, nil
	}
	zone, err := time.LoadLocation(v.paper.TimeZone)
	if err != nil {
		return 0, err
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return news.At(t), nil
		}
	}
	return 0, news.Invalid(field, "%q is not a time; write it like 2026-02-01 06:00", s)
}
