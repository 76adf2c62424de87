package newsroom

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"broadsheet/internal/news"
)

// table is the newsroom's addresses and what answers at each. It keeps its patterns, so that a test can hold every one of
// them to who may go there.
type table struct {
	*http.ServeMux
	patterns []string
}

func (t *table) add(pattern string, do screen) {
	t.patterns = append(t.patterns, pattern)
	t.Handle(pattern, do)
}

// routes makes the table. A form's address leads back to its article, or to My desk, when it is followed as a link.
func routes() *table {
	mux := &table{ServeMux: http.NewServeMux()}
	open := func(pattern string, do func(*visit) error) { mux.add(pattern, do) }
	in := func(pattern string, do func(*visit) error) {
		open(pattern, func(v *visit) error { return v.as(func() error { return do(v) }) })
	}
	open("GET /newsroom/signin", (*visit).askToSignIn)
	open("POST /newsroom/signin", (*visit).signIn)
	open("POST /newsroom/signin/code", (*visit).useCode)
	open("POST /newsroom/signin/mail", (*visit).askLink)
	open("POST /newsroom/signin/ask", (*visit).askPasskey)
	open("POST /newsroom/signin/passkey", (*visit).usePasskey)

	in("GET /newsroom/{$}", (*visit).desk)
	in("GET /newsroom/board", (*visit).board)
	in("POST /newsroom/board/move", (*visit).moveCard)
	in("GET /newsroom/live", (*visit).wakes)
	in("GET /newsroom/news", (*visit).waitForNews)
	in("GET /newsroom/list", (*visit).list)
	in("POST /newsroom/filters", (*visit).saveFilter)
	in("POST /newsroom/filters/drop", (*visit).dropFilter)
	in("GET /newsroom/find", (*visit).find)
	in("GET /newsroom/keys", (*visit).keys)
	in("POST /newsroom/keys", (*visit).setKeys)
	in("GET /newsroom/tokens", (*visit).tokens)
	in("POST /newsroom/token", (*visit).token)

	in("GET /newsroom/breaking", (*visit).askBreaking)
	in("POST /newsroom/breaking", (*visit).breaking)
	in("POST /newsroom/article", (*visit).fileNew)
	in("GET /newsroom/article/{id}/versions", (*visit).versions)
	in("POST /newsroom/article/{id}/restore", (*visit).restoreVersion)
	in("GET /newsroom/article/{id}/retract", (*visit).askToRetract)
	in("POST /newsroom/article/{id}/retract", (*visit).retract)
	articleRoutes(in)

	in("GET /newsroom/you", (*visit).you)
	in("POST /newsroom/you/passkey/ask", (*visit).askNewPasskey)
	in("POST /newsroom/you/passkey", (*visit).addPasskey)
	in("POST /newsroom/you/passkey/remove", (*visit).removePasskey)
	in("POST /newsroom/you/codes", (*visit).newCodes)
	in("POST /newsroom/you/session/end", (*visit).endSession)
	in("POST /newsroom/you/token/revoke", (*visit).revokeToken)
	in("GET /newsroom/people/{id}/sessions", (*visit).sessionsOf)
	in("POST /newsroom/people/{id}/sessions/end", (*visit).endSessionsOf)
	in("POST /newsroom/people/{id}/token/revoke", (*visit).revokeTokenOf)
	in("GET /newsroom/audit", (*visit).audit)
	in("GET /newsroom/audit.csv", func(v *visit) error { return v.auditFile("csv") })
	in("GET /newsroom/audit.jsonl", func(v *visit) error { return v.auditFile("jsonl") })
	in("GET /newsroom/print.css", (*visit).printStyles)
	in("GET /newsroom/front", func(v *visit) error { return v.frontEditor(news.MainFront) })
	in("GET /newsroom/front/{name}", func(v *visit) error { return v.frontEditor(v.r.PathValue("name")) })
	in("GET /newsroom/front/{name}/history", func(v *visit) error { return v.frontHistory(v.r.PathValue("name")) })
	in("GET /newsroom/front/{name}/preview", func(v *visit) error { return v.frontPreview(v.r.PathValue("name")) })
	in("GET /newsroom/front/{name}/page", func(v *visit) error { return v.frontPreviewPage(v.r.PathValue("name")) })
	for _, what := range []string{"edit", "publish", "plan", "cancel", "restore"} {
		in("POST /newsroom/front/{name}/"+what, func(v *visit) error { return v.frontAct(v.r.PathValue("name"), what) })
	}

	in("GET /newsroom/pictures", (*visit).library)
	in("POST /newsroom/pictures", (*visit).addPictures)
	in("GET /newsroom/pictures/find", (*visit).findPictures)
	in("GET /newsroom/pictures/{id}", func(v *visit) error { return v.picture(v.r.PathValue("id")) })
	in("GET /newsroom/pictures/{id}/file", func(v *visit) error { return v.pictureFile(v.r.PathValue("id")) })
	for _, what := range []string{"save", "remove", "back", "replace"} {
		in("POST /newsroom/pictures/{id}/"+what, func(v *visit) error { return v.pictureAct(v.r.PathValue("id"), what) })
	}
	settingsRoutes(in)
	filingRoutes(mux)

	in("GET /newsroom/gallery", func(v *visit) error { return v.gallery("") })
	in("GET /newsroom/gallery/{name...}", func(v *visit) error { return v.gallery(v.r.PathValue("name")) })
	return mux
}

var theRoutes = sync.OnceValue(routes)

// screen answers a visit. It is a handler so that a ServeMux finds it and reads its address.
type screen func(*visit) error

type visitKey struct{}

// ServeHTTP answers the visit that the request carries.
func (s screen) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	v := r.Context().Value(visitKey{}).(*visit)
	v.r = r
	v.err = s(v)
}

// route has the visit answered by what is at its address.
func (v *visit) route() error {
	mux := theRoutes()
	if _, pattern := mux.Handler(v.r); pattern == "" {
		if _, pattern = mux.Handler(&http.Request{Method: http.MethodPost, URL: v.r.URL, Host: v.r.Host}); pattern != "" && isRead(v.r) {
			return v.move(formOf(v.r.URL.Path))
		}
		return v.unknown()
	}
	mux.ServeHTTP(v.w, v.r.WithContext(context.WithValue(v.r.Context(), visitKey{}, v)))
	return v.err
}

// formOf is the page whose form is sent to an address.
func formOf(path string) string {
	if rest, ok := strings.CutPrefix(path, articlePath); ok {
		if id, _, ok := strings.Cut(rest, "/"); ok {
			return articlePath + url.PathEscape(id)
		}
	}
	return "/newsroom/"
}

// screens are what the shell's navigation leads to.
var screens = []struct {
	path, label string
	role        news.Role // the least that may go there
}{
	{"/newsroom/", "My desk", news.Reporter},
	{"/newsroom/board", "Board", news.Reporter},
	{"/newsroom/list", "List", news.Reporter},
	{"/newsroom/front", "Front", news.Editor},
	{"/newsroom/pictures", "Pictures", news.Reporter},
	{"/newsroom/breaking", "Breaking", news.Editor},
	{settingsPath, "Settings", news.Editor},
	{"/newsroom/audit", "Audit", news.Editor},
	{"/newsroom/keys", "Keys", news.Reporter},
	{"/newsroom/tokens", "API tokens", news.Reporter},
}
