package newsroom

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// tokenList are tokens and what is shown around them.
type tokenList struct {
	site   ui.Site
	key    string
	tokens []news.Token
	own    bool              // they are the reader's
	names  map[string]string // of the people, where they are everybody's
	now    news.Millis
}

// action is where a token is revoked.
func (l tokenList) action(t news.Token) templ.SafeURL {
	if l.own {
		return "/newsroom/you/token/revoke"
	}
	return templ.SafeURL("/newsroom/people/" + url.PathEscape(t.Person) + "/token/revoke")
}

// of names whose a token is, where there are several people's.
func (l tokenList) of(t news.Token) string {
	if l.names == nil {
		return ""
	}
	return " of " + l.names[t.Person]
}

// allTokens are everybody's, for a publisher.
func (v *visit) allTokens(site ui.Site) (l tokenList, err error) {
	l = tokenList{site: site, key: account.FormKey(v.secret), names: map[string]string{}, now: v.Now()}
	if l.tokens, err = v.Accounts.Tokens(v.r.Context(), v.paper.ID, ""); err != nil {
		return l, err
	}
	for _, t := range l.tokens {
		if l.names[t.Person], err = v.nameOf(t.Person); err != nil {
			return l, err
		}
	}
	return l, nil
}

// revokeToken ends one of somebody's own tokens.
func (v *visit) revokeToken() error {
	if err := v.Accounts.Revoke(v.r.Context(), v.paper.ID, v.person.ID, v.r.PostFormValue("token"), v.doer()); err != nil {
		return err
	}
	return v.move("/newsroom/you?done=revoked")
}

// revokeTokenOf ends another's.
func (v *visit) revokeTokenOf() error {
	of, err := v.other()
	if err != nil {
		return err
	}
	if err := v.Accounts.Revoke(v.r.Context(), v.paper.ID, of.ID, v.r.PostFormValue("token"), v.doer()); err != nil {
		return err
	}
	if v.r.PostFormValue("of") == "all" {
		return v.done("people", "revoked")
	}
	return v.move("/newsroom/people/" + url.PathEscape(of.ID) + "/sessions?done=revoked")
}

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
