package newsroom

import (
	"crypto/rand"
	"html"
	"net/http"
	"net/url"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/ui"
)

// breakingFor is how long breaking news is announced on every page, unless its editor says otherwise.
const breakingFor = 2 * time.Hour

// toFollow ends the stub of an article that has gone out before it was written.
const toFollow = "More to follow."

// breakingPage is what the breaking form shows: first what is to be said, then what will happen.
type breakingPage struct {
	site           ui.Site
	key            string
	headline, text string
	section        string // slug
	name           string // of the section
	once           string // of this article: a button pressed twice makes one
	until          news.Millis
	wrong          string
	may            bool
}

func (v *visit) newBreaking() (p breakingPage, sections []news.Section, err error) {
	if sections, err = v.Store.Sections(v.r.Context(), v.paper.ID); err != nil {
		return p, nil, err
	}
	p = breakingPage{site: v.site(v.paper, sections), key: account.FormKey(v.secret), may: v.person.Role.AtLeast(news.Editor) && len(sections) > 0}
	p.until = v.Now() + news.Millis(breakingFor/time.Millisecond)
	p.section, err = v.presetSection(sections)
	return p, sections, err
}

// askBreaking shows the form: a headline, and whatever there is to say already.
func (v *visit) askBreaking() error {
	p, sections, err := v.newBreaking()
	if err != nil {
		return err
	}
	return v.write(http.StatusOK, "Breaking", sections, breakingView(p))
}

// breaking says what will happen, and does it once that has been said.
func (v *visit) breaking() error {
	p, sections, err := v.newBreaking()
	if err != nil {
		return err
	}
	p.headline, p.text, p.section = v.r.PostFormValue("headline"), v.r.PostFormValue("text"), v.r.PostFormValue("section")
	for _, s := range sections {
		if s.Slug == p.section {
			p.name = s.Name
		}
	}
	checked, err := v.checkBreaking(p)
	switch problems := news.Problems(err); {
	case news.CodeOf(err) == news.CodeForbidden:
		return err
	case len(problems) > 0:
		p.wrong = asSentence(strings.TrimSpace(problems[0].Field + " " + problems[0].Message))
		return v.write(http.StatusUnprocessableEntity, "Breaking", sections, breakingView(p))
	case err != nil:
		return err
	}
	if p.once = v.r.PostFormValue("once"); p.once == "" {
		p.once = rand.Text()
		return v.write(http.StatusOK, "Breaking", sections, breakingSummary(p))
	}
	id, err := v.putOut(checked, p.once)
	if err != nil {
		return err
	}
	return v.move("/newsroom/article/" + url.PathEscape(id) + "?done=publish")
}

// checkBreaking makes the filing of the stub.
func (v *visit) checkBreaking(p breakingPage) (desk.Checked, error) {
	if !v.person.Role.AtLeast(news.Editor) {
		return desk.Checked{}, news.Errorf(news.CodeForbidden, "", "putting out breaking news needs the role editor; yours is %s", v.person.Role)
	}
	if p.name == "" {
		return desk.Checked{}, news.Invalid("section", "is none of the paper's; choose one of the list")
	}
	var b strings.Builder
	for _, line := range append(strings.Split(p.text, "\n"), toFollow) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString("<p>" + html.EscapeString(line) + "</p>")
		}
	}
	text, publish := b.String(), true
	return v.Desk.Check(desk.Filing{Headline: &p.headline, Section: &p.section, BodyHTML: &text, Publish: &publish, BreakingUntil: &p.until})
}

// putOut files the stub and publishes it, once for each once, and returns its id.
func (v *visit) putOut(c desk.Checked, once string) (id string, err error) {
	if len(once) > 100 {
		return "", news.Invalid("once", "the form can't be read; begin again")
	}
	entries, err := v.Desk.Do(v.r.Context(), v.paper.ID, v.actor(), func(w *desk.Work) error {
		switch before, err := w.Answered("breaking " + once); {
		case err == nil:
			id = string(before.Body)
			return nil
		case news.CodeOf(err) != news.CodeNotFound:
			return err
		}
		r, err := w.File(c)
		if err != nil {
			return err
		}
		id = r.Article.ID
		return w.KeepAnswer("breaking "+once, news.Answer{Request: once, Status: http.StatusSeeOther, Body: []byte(id)})
	})
	if err == nil {
		v.settle(entries)
	}
	return id, err
}

// askToRetract says what taking an article down does, and has a button that does it.
func (v *visit) askToRetract() error {
	id := v.r.PathValue("id")
	a, version, err := v.Store.Read(v.r.Context(), v.paper.ID, id, 0)
	if err == nil {
		err = desk.MayRead(v.actor(), a, v.Now())
	}
	if err == nil {
		err = news.MayDo(v.actor(), news.ActUnpublish, a.State, a.Owner)
	}
	if err == nil {
		err = news.CanFollow(a.State, news.ActUnpublish)
	}
	if err != nil {
		return v.stays(err)
	}
	return v.page(http.StatusOK, "Retract", askView(asked{
		title: "Retract “" + version.Copy.Headline + "”?",
		said: "It is taken down at once: from its own address, the front and every list, the feeds, the search and the sitemap. " +
			"It stays here with all its versions, and can be published again. To withdraw it for good, with a notice to readers, kill it afterwards.",
		action: "/newsroom/article/" + url.PathEscape(id) + "/retract", button: "Retract now", back: v.opens(a), key: account.FormKey(v.secret),
	}))
}

// retract takes an article down.
func (v *visit) retract() error {
	id := v.r.PathValue("id")
	entries, err := v.Desk.Do(v.r.Context(), v.paper.ID, v.actor(), func(w *desk.Work) error {
		_, err := w.Unpublish(id, 0)
		return err
	})
	if err != nil {
		return v.stays(err)
	}
	v.settle(entries)
	return v.move("/newsroom/board?moved=" + string(news.Unpublished))
}
