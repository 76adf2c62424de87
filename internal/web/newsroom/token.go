package newsroom

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// tokens shows the form that makes a token.
func (v *visit) tokens() error {
	return v.page(http.StatusOK, "API tokens", tokensView(account.FormKey(v.secret)))
}

// tokenLives are the lengths of time a token can be asked for, in days.
func tokenLives() []string { return []string{"30", "90", "365"} }

// token makes a token and shows it, with a line that uses it.
func (v *visit) token() error {
	days := v.r.PostFormValue("days")
	if !slices.Contains(tokenLives(), days) {
		return news.Invalid("days", "a token lives %s days", strings.Join(tokenLives(), ", "))
	}
	n, _ := strconv.ParseInt(days, 10, 64)
	name := strings.Join(strings.Fields(v.r.PostFormValue("name")), " ")
	if r := []rune(name); len(r) > 100 {
		return news.Invalid("name", "has %d characters and may have 100; shorten it", len(r))
	}
	secret, err := v.Accounts.CreateToken(v.r.Context(), v.paper.ID, account.NewToken{Email: v.person.Email, Name: name, Life: n * 24 * 60 * 60 * 1000, By: v.doer()})
	if err != nil {
		return err
	}
	sections, err := v.Store.Sections(v.r.Context(), v.paper.ID)
	if err != nil {
		return err
	}
	return v.write(http.StatusOK, "Your token", sections, tokenView(secret, days, v.example(secret, sections)))
}

// example is a command that files an article, and publishes it where the person may.
func (v *visit) example(secret string, sections []news.Section) string {
	call := func(path, body string) string {
		return "curl -X POST " + web.BaseURL(v.paper, v.Served) + "/api/v1/" + path + " \\\n  -H 'Authorization: Bearer " + secret +
			"' \\\n  -H 'Content-Type: application/json' \\\n  -d '" + body + "'"
	}
	section, first := "news", ""
	if len(sections) > 0 {
		section = sections[0].Slug
	} else {
		first = call("sections", `{"slug": "news", "name": "News"}`) + "\n"
	}
	article := map[string]any{"headline": "A first article", "section": section, "body_html": "<p>Filed through the API.</p>"}
	if v.person.Role.AtLeast(news.Editor) {
		article["publish"] = true
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(article) // texts and a truth
	return first + call("articles", strings.TrimSpace(b.String()))
}
