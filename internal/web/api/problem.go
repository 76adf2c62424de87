package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// Problem is a problem document of RFC 9457.
type Problem struct {
	Type     string  `json:"type" doc:"What sort of problem it is, for programs." example:"urn:broadsheet:problem:invalid"`
	Title    string  `json:"title" doc:"The HTTP status in words." example:"Unprocessable Entity"`
	Status   int     `json:"status" doc:"The HTTP status." example:"422"`
	Detail   string  `json:"detail" doc:"What is wrong and how to mend it, for people." example:"headline: is missing; every article has a headline"`
	Instance string  `json:"instance,omitempty" doc:"Names the request; the server's log can be searched for it." example:"urn:broadsheet:request:K3JX5P2Q7A"`
	Current  int     `json:"current,omitempty" doc:"After a lost race: the version that stands now." example:"4"`
	Mark     string  `json:"mark,omitempty" doc:"After a lost race for an article: its ETag now, without the quotes." example:"4-9f2c01ab"`
	Errors   []Fault `json:"errors,omitempty" doc:"Everything that is wrong, one by one."`
}

// Fault is one thing that is wrong with a request.
type Fault struct {
	Field   string `json:"field,omitempty" doc:"The field of the body, the parameter or the header at fault." example:"headline"`
	Message string `json:"message" doc:"What is wrong with it and how to mend it." example:"is missing; every article has a headline"`
	Value   any    `json:"value,omitempty" doc:"The value that was sent, where that helps."`
}

// Error returns the problem's detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status, for huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType returns the media type of problem documents, for huma.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders returns the headers that go with the problem, for huma.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	switch {
	case p.Status == http.StatusPreconditionFailed && p.Current != 0:
		h.Set("ETag", etag(p.Current))
		if p.Mark != "" {
			h.Set("ETag", etag(p.Mark))
		}
	case p.Status == http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="broadsheet"`)
	case p.Status == http.StatusServiceUnavailable:
		h.Set("Retry-After", "2")
	}
	return h
}

var (
	_ huma.StatusError       = (*Problem)(nil)
	_ huma.HeadersError      = (*Problem)(nil)
	_ huma.ContentTypeFilter = (*Problem)(nil)
)

// refusal is an error of HTTP itself, with the status that no news.Code stands for.
type refusal struct {
	status int
	says   *news.Error
}

func (r *refusal) Error() string { return r.says.Error() }
func (r *refusal) Unwrap() error { return r.says }

func refuse(status int, field, format string, args ...any) error {
	return &refusal{status, news.Invalid(field, format, args...)}
}

// problemOf makes the problem document of an error. The words of internal errors stay in the log.
func problemOf(ctx context.Context, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	status := web.Status(err)
	var r *refusal
	if errors.As(err, &r) {
		status = r.status
	}
	return newProblem(status, news.Problems(err), web.RequestID(ctx))
}

func newProblem(status int, problems []*news.Error, request string) *Problem {
	p := &Problem{Title: http.StatusText(status), Status: status}
	p.Type = "urn:broadsheet:problem:" + strings.ReplaceAll(strings.ToLower(p.Title), " ", "-")
	if request != "" {
		p.Instance = "urn:broadsheet:request:" + request
	}
	for _, e := range problems {
		p.Errors = append(p.Errors, Fault{Field: e.Field, Message: e.Message})
		p.Current = max(p.Current, e.Current)
		if e.Mark != "" {
			p.Mark = e.Mark
		}
	}
	switch n := len(problems); {
	case n == 0 && status >= 500:
		p.Detail = "something went wrong that is not your request's fault; try again, and tell whoever keeps the server when it stays so"
	case n == 0:
		p.Detail = p.Title
	case n == 1:
		p.Detail = problems[0].Error()
	default:
		p.Detail = fmt.Sprintf("%s (and %d more, see errors)", problems[0].Error(), n-1)
	}
	return p
}

// writeProblem writes err as a problem document, and notes it for the log.
func writeProblem(w http.ResponseWriter, r *http.Request, err error) error {
	web.NoteError(r.Context(), err)
	return problemOf(r.Context(), err).write(w)
}

func (p *Problem) write(w http.ResponseWriter) error {
	b, err := encode(p)
	if err != nil {
		return err
	}
	h := w.Header()
	for name, values := range p.GetHeaders() {
		h[name] = values
	}
	h.Set("Content-Type", p.ContentType(""))
	h.Set("Content-Length", strconv.Itoa(len(b)))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(p.Status)
	_, err = w.Write(b)
	return err
}

// Tell writes a failure as a problem document: the API's web.Teller.
func Tell(w http.ResponseWriter, _ *http.Request, f web.Failure) {
	_ = newProblem(f.Status, f.Problems, f.Request).write(w) // a client that has gone needs no answer
}

// fromHuma turns the library's own errors, about parameters, into problem documents.
func fromHuma(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	var problems []*news.Error
	for _, d := range m.Errors {
		problems = append(problems, news.Invalid(paramName(d.Location), "%s", paramSays(ctx, d)))
	}
	p := newProblem(m.Status, problems, web.RequestID(ctx.Context()))
	for i, d := range m.Errors {
		p.Errors[i].Value = d.Value
	}
	return p, nil
}

// paramName returns the parameter's own name: "limit" of "query.limit".
func paramName(location string) string {
	_, name, ok := strings.Cut(location, ".")
	if !ok {
		return location
	}
	return name
}

// paramSays completes the library's words for a parameter with the mend.
func paramSays(ctx huma.Context, d *huma.ErrorDetail) string {
	name := paramName(d.Location)
	switch d.Message {
	case "unknown query parameter":
		var known []string
		for _, p := range ctx.Operation().Parameters {
			if p.In == "query" {
				known = append(known, p.Name)
			}
		}
		if len(known) == 0 {
			return fmt.Sprintf("there is no parameter %q here; leave it out", name)
		}
		return unknownName("parameter", name, known)
	case "invalid integer":
		return fmt.Sprintf("must be a whole number, and is %q", d.Value)
	}
	return d.Message
}

// unknownName says that there is no such name, and which one may have been meant.
func unknownName(kind, name string, known []string) string {
	if hint := news.Nearest(name, known); hint != "" {
		return fmt.Sprintf("there is no %s %q; did you mean %q?", kind, name, hint)
	}
	return fmt.Sprintf("there is no %s %q; there are %s", kind, name, strings.Join(known, ", "))
}

// encode writes v as the API's JSON: readable without escapes that only HTML needs.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}
