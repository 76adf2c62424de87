package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// prefix is where the API lives.
const prefix = "/api/v1"

// API serves everything under /api/v1/. The request's paper is found by web.WithPaper before it.
type API struct {
	Options
	mux       *http.ServeMux
	huma      huma.API
	tokens    *limiters // by token
	strangers *limiters // by address, for requests that nobody known sends
	document  []byte
}

// New makes the API of its parts.
func New(o Options) (*API, error) {
	a := &API{Options: o.withDefaults(), mux: http.NewServeMux()}
	a.tokens = newLimiters(a.Rate, a.Burst)
	a.strangers = newLimiters(strangerRate, strangerBurst)
	a.huma = huma.NewAPI(a.config(), humago.NewAdapter(a.mux, prefix))
	a.articles()
	a.acts()
	a.history()
	a.furniture()
	a.storylines()
	a.paper()
	a.fronts()
	a.redirects()
	a.rules()
	a.ledger()
	a.audit()
	if a.Pictures != nil {
		a.media()
	}
	var err error
	a.document, err = json.MarshalIndent(a.finished(), "", "  ")
	return a, err
}

// Document returns the OpenAPI document.
func (a *API) Document() []byte { return a.document }

// ServeHTTP answers a request to the API. Every failure is a problem document.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	web.Adapt(a.serve, Tell).ServeHTTP(w, r)
}

func (a *API) serve(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	if r.URL.Path == prefix+"/openapi.json" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		return web.Answer{Status: http.StatusOK, Type: "application/openapi+json", Body: a.document, ETag: web.ETag(a.document)}.Send(w, r)
	}
	err := checkAddress(r)
	if err == nil {
		err = a.noRoute(w, r)
	}
	if err != nil {
		return writeProblem(w, r, err)
	}
	c := &call{api: a, paper: web.PaperOf(r.Context()), r: r}
	c.base = web.BaseURL(c.paper, a.Served)
	by, err := a.admit(w, r, c.paper.ID)
	if err != nil {
		return writeProblem(w, r, err)
	}
	c.by = by
	a.mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callKey{}, c)))
	return nil
}

// checkAddress refuses addresses with characters that no name of ours has, and that not every database takes.
func checkAddress(r *http.Request) error {
	if !isPlain(r.URL.Path) {
		return refuse(http.StatusNotFound, "path", "there is nothing at an address with control characters or broken UTF-8 in it")
	}
	for name, values := range r.URL.Query() {
		for _, v := range values {
			if !isPlain(v) || !isPlain(name) {
				return news.Invalid(strings.ToValidUTF8(name, "?"), "has a control character or broken UTF-8 in it; take it out")
			}
		}
	}
	return nil
}

// isPlain says whether s is UTF-8 without control characters.
func isPlain(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// noRoute refuses a request that no operation answers, with the methods that there are.
func (a *API) noRoute(w http.ResponseWriter, r *http.Request) error {
	h, pattern := a.mux.Handler(r)
	if pattern != "" {
		return nil
	}
	probe := &prober{header: http.Header{}}
	h.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		allow := probe.header.Get("Allow")
		w.Header().Set("Allow", allow)
		return refuse(http.StatusMethodNotAllowed, "method", "%s cannot be asked by %s; ask by %s", r.URL.Path, r.Method, strings.ReplaceAll(allow, ", ", " or "))
	}
	return refuse(http.StatusNotFound, "path", "there is nothing at %s; %s/openapi.json lists what there is", r.URL.Path, prefix)
}

// prober notes what a handler would have answered.
type prober struct {
	header http.Header
	status int
}

func (p *prober) Header() http.Header         { return p.header }
func (p *prober) Write(b []byte) (int, error) { return len(b), nil }
func (p *prober) WriteHeader(status int)      { p.status = status }
