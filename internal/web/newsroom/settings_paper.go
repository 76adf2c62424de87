package newsroom

import (
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// paperForm is the form of the paper's settings.
func (v *visit) paperForm() (settingsPage, error) {
	p, err := v.settingsPage("paper", "The paper")
	x := v.paper
	p.form = form{action: settingsPath + "paper", button: "Save", version: x.Version, fields: []field{
		{name: "name", label: "Name", kind: "text", value: x.Name, hint: "As the nameplate has it."},
		{name: "motto", label: "Motto", kind: "text", value: x.Motto},
		{name: "date_form", label: "Form of the date", kind: "text", value: x.DateForm, hint: "Write 2 January 2006 as you want dates written, such as Monday, 2 January 2006. Empty: as the language does."},
		{name: "timezone", label: "Time zone", kind: "text", value: x.TimeZone, hint: "Such as Europe/London. Days begin and end by it."},
		{name: "locale", label: "Language", kind: "text", value: x.Locale, hint: "A language tag, such as en-GB or de."},
		{name: "url", label: "Address", kind: "url", value: x.URL, hint: "What the paper’s addresses begin with, such as https://news.example.org. Empty: as it is asked for."},
		{name: "hosts", label: "Hosts", kind: "lines", rows: 3, value: strings.Join(x.Hosts, "\n"), hint: "Host names that the paper answers to, one a line. Empty: to any."},
		{name: "latest", label: "Headlines under an article", kind: "number", value: strconv.Itoa(x.Latest), hint: "From 0, which is fifty, to 200."},
		{name: "about", label: "Imprint", kind: "lines", rows: 12, value: x.About, hint: "In Markdown; it stands at /about."},
	}}
	return p, err
}

func (v *visit) paperSettings() error {
	p, err := v.paperForm()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, p, formPage(p))
}

// savePaper changes the paper's settings.
func (v *visit) savePaper() error {
	p, err := v.paperForm()
	if err != nil {
		return err
	}
	hosts := strings.Fields(v.r.PostFormValue("hosts"))
	latest, err := strconv.Atoi(strings.TrimSpace(v.r.PostFormValue("latest")))
	if err != nil {
		err = news.Invalid("latest", "%.20q is no number; write one from 0 to 200", v.r.PostFormValue("latest"))
	} else {
		err = v.checkHosts(hosts)
	}
	if err == nil {
		err = v.do(func(w *desk.Work) error {
			_, err := w.ChangePaper(v.seen(), desk.PaperFiling{Name: v.typed("name"), Motto: v.typed("motto"), DateForm: v.typed("date_form"), TimeZone: v.typed("timezone"),
				Locale: v.typed("locale"), URL: v.typed("url"), Hosts: &hosts, Latest: &latest, About: v.typed("about")})
			return err
		})
	}
	if err != nil {
		return v.again(p, formPage, err, nil)
	}
	return v.done("paper", "saved")
}

// checkHosts refuses hosts that would shut the newsroom's door behind whoever sets them, or take another paper's.
func (v *visit) checkHosts(hosts []string) error {
	here := v.r.Host
	if h, _, err := net.SplitHostPort(here); err == nil {
		here = h
	}
	if len(hosts) > 0 && !slices.ContainsFunc(hosts, func(h string) bool { return strings.EqualFold(h, here) }) {
		return news.Invalid("hosts", "would leave out %s, where you are now, and you could not come back; add it", here)
	}
	papers, err := v.Store.Papers(v.r.Context())
	if err != nil || len(hosts) > 0 {
		return err
	}
	for _, other := range papers {
		if other.ID != v.paper.ID && len(other.Hosts) == 0 {
			return news.Errorf(news.CodeConflict, "hosts", "can’t be empty: %s answers to every host name already; name one that is this paper’s own", other.Name)
		}
	}
	return nil
}

// seen is the version that whoever sent the form had seen.
func (v *visit) seen() int {
	n, err := strconv.Atoi(v.r.PostFormValue("version"))
	if err != nil {
		return 0
	}
	return n
}
