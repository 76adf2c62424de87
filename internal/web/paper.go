package web

import (
	"context"
	"net"
	"net/http"
	"strings"

	"broadsheet/internal/news"
)

// Papers finds the paper a host name belongs to: the one that lists it, else the one that lists none. Errors:
// CodeNotFound.
type Papers interface {
	PaperByHost(ctx context.Context, host string) (news.Paper, error)
}

type paperKey struct{}

// PaperOf returns the paper whose address the request came to. It panics where WithPaper did not run: that is a mistake
// in the wiring, not in the request.
func PaperOf(ctx context.Context) news.Paper { return ctx.Value(paperKey{}).(news.Paper) }

// FindPaper returns the paper whose address the request came to, if it came to one's.
func FindPaper(ctx context.Context) (news.Paper, bool) {
	p, ok := ctx.Value(paperKey{}).(news.Paper)
	return p, ok
}

// ContextWithPaper returns ctx as WithPaper makes it. It is for tests of handlers.
func ContextWithPaper(ctx context.Context, p news.Paper) context.Context {
	return context.WithValue(ctx, paperKey{}, p)
}

// WithPaper finds the paper for the request's host. A host that is no paper's gets a sentence that names no other
// paper: nobody learns from a wrong address what else lives here.
func WithPaper(next http.Handler, papers Papers, tell Teller) http.Handler {
	return Adapt(func(w http.ResponseWriter, r *http.Request) error {
		p, err := papers.PaperByHost(r.Context(), Host(r))
		if news.CodeOf(err) == news.CodeNotFound {
			visitOf(r.Context()).Route = "no-paper"
			tell(w, r, Failure{Status: http.StatusMisdirectedRequest, Request: RequestID(r.Context()), Problems: []*news.Error{
				news.Errorf(news.CodeNotFound, "host", "There is no newspaper at this address. Check the address for a slip of the keyboard.")}})
			return nil
		}
		if err != nil {
			return err
		}
		next.ServeHTTP(w, r.WithContext(ContextWithPaper(r.Context(), p)))
		return nil
	}, tell)
}

// Host returns the host name the request was sent to: lower case, without port and final dot.
func Host(r *http.Request) string {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
}

// BaseURL returns what the paper's absolute addresses begin with, without a trailing slash: its own URL, else the
// address served. A request's Host header is never used: whoever sends it could put any name into our pages.
func BaseURL(p news.Paper, served string) string {
	if p.URL != "" {
		return strings.TrimRight(p.URL, "/")
	}
	return strings.TrimRight(served, "/")
}
