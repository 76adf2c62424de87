package newsroom

import (
	"bytes"
	"fmt"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// embargoAs says in a form how an embargo stood when the form was made: when it ends, and when somebody asked for another end.
func embargoAs(a news.Article) string { return fmt.Sprintf("%d.%d", a.EmbargoUntil, a.EmbargoAsk.At) }

// embargoSeen refuses an end of the embargo that was chosen by somebody who had not seen the one that another set or asked for
// meanwhile, and says both. Their next press, on the form that shows it, counts.
func (v *visit) embargoSeen(w *desk.Work, id string, until news.Millis) error {
	a, err := w.Article(id)
	if was := v.r.PostFormValue("was"); err != nil || was == "" || was == embargoAs(a) || until == a.EmbargoUntil && a.EmbargoAsk.At == 0 {
		return err
	}
	end := func(m news.Millis) string {
		if m == 0 {
			return "no embargo"
		}
		return v.site(v.paper, nil).Dates.Moment(m)
	}
	now := "set it to " + end(a.EmbargoUntil)
	who, err := v.lastOfEmbargo(id)
	if err != nil {
		return err
	}
	if ask := a.EmbargoAsk; ask.At != 0 {
		now = "asked to end it: " + end(ask.Until)
	}
	return news.Errorf(news.CodeConflict, "embargo_until", "%s changed the embargo meanwhile and %s; you chose %s. Press “Set the embargo” again if yours is to stand", who, now, end(until))
}

// lastOfEmbargo names who last had to do with an article's embargo. Publishing may have set it, too.
func (v *visit) lastOfEmbargo(id string) (string, error) {
	rows, err := v.Store.Audit(v.r.Context(), v.paper.ID, news.AuditFilter{Kind: "article", Subject: id}, 0, 50)
	for _, r := range rows {
		if r.By != "" && bytes.Contains(bytes.ToLower(append(r.Before[:len(r.Before):len(r.Before)], r.After...)), []byte("embargo")) {
			return v.nameOf(r.By)
		}
	}
	return "Somebody else", err
}
