package newsroom

import (
	"net/url"
	"strconv"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// act has the desk do something in one transaction, and waits until the readers' pages show it.
func (v *visit) act(do func(*desk.Work) (desk.Result, error)) (r desk.Result, err error) {
	entries, err := v.Desk.Do(v.r.Context(), v.paper.ID, v.actor(), func(w *desk.Work) (err error) {
		r, err = do(w)
		return err
	})
	if err == nil && len(entries) > 0 && v.Wait != nil {
		v.Wait(v.r.Context(), entries[len(entries)-1].Seq)
	}
	return r, err
}

// headActs are what the panel's forms do to an article without a word of its copy, by the end of their address.
var headActs = map[string]func(*visit, *desk.Work, string) (desk.Result, error){
	"hold": func(v *visit, w *desk.Work, id string) (desk.Result, error) {
		return w.Hold(id, 0, news.HoldKind(v.r.PostFormValue("kind")), v.r.PostFormValue("why"))
	},
	"lift": func(v *visit, w *desk.Work, id string) (desk.Result, error) {
		return w.Lift(id, 0, news.HoldKind(v.r.PostFormValue("kind")))
	},
	"unschedule": func(_ *visit, w *desk.Work, id string) (desk.Result, error) { return w.Unschedule(id, 0) },
	"embargo": func(v *visit, w *desk.Work, id string) (desk.Result, error) {
		until, err := v.localTime("until")
		if err != nil {
			return desk.Result{}, err
		}
		if err := v.embargoSeen(w, id, until); err != nil {
			return desk.Result{}, err
		}
		return w.Embargo(id, 0, until)
	},
	"agree": func(v *visit, w *desk.Work, id string) (desk.Result, error) {
		until, err := strconv.ParseInt(v.r.PostFormValue("until"), 10, 64)
		if err != nil {
			return desk.Result{}, news.Invalid("until", "the form can't be read; load the page again")
		}
		return w.Embargo(id, 0, news.Millis(until))
	},
	"keep-embargo": func(_ *visit, w *desk.Work, id string) (desk.Result, error) { return w.KeepEmbargo(id, 0) },
}

// headAct does one of them, and shows the editor again: with what was wrong, where something was.
func (v *visit) headAct(id, what string) error {
	r, err := v.act(func(w *desk.Work) (desk.Result, error) { return headActs[what](v, w, id) })
	if len(news.Problems(err)) > 0 {
		return v.editorAgain(id, err)
	}
	if err != nil {
		return err
	}
	done := what
	if what == "embargo" && r.Article.EmbargoAsk.At != 0 {
		done = "ask"
	}
	return v.move("/newsroom/article/" + url.PathEscape(id) + "?done=" + done)
}

// localTime reads a field for date and time of a form, in the paper's zone. Empty is 0.
func (v *visit) localTime(field string) (news.Millis, error) {
	s := v.r.PostFormValue(field)
	if s == "" {
		return 0, nil
	}
	return readLocal(field, s, v.paper.TimeZone)
}
