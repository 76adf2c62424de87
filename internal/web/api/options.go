package api

import (
	"context"
	"net/http"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// Store is what the API reads from the store by itself. What it writes, the desk writes.
type Store interface {
	View(ctx context.Context, paper string, fn func(news.View) error) error
	Read(ctx context.Context, paper, id string, n int) (news.Article, news.Version, error)
	Articles(ctx context.Context, paper string, f news.DeskFilter, after news.After, limit int) ([]news.DeskItem, error)
	Versions(ctx context.Context, paper, article string, afterN, limit int) ([]news.Version, error)
	Audit(ctx context.Context, paper string, f news.AuditFilter, before int64, limit int) ([]news.AuditRow, error)
	Entries(ctx context.Context, paper string, after int64, limit int) ([]news.Entry, error)
	Sections(ctx context.Context, paper string) ([]news.Section, error)
	Tags(ctx context.Context, paper, after string, limit int) ([]news.Tag, error)
	People(ctx context.Context, paper, after string, limit int) ([]news.Person, error)
	Picture(ctx context.Context, paper, id string) (news.Picture, error)
	Library(ctx context.Context, paper string, f news.PictureFilter, after news.After, limit int) ([]news.Picture, error)
	Storylines(ctx context.Context, paper, after string, limit int) ([]news.Storyline, error)
	Rules(ctx context.Context, paper, text, after string, limit int) ([]news.Rule, error)
	Redirects(ctx context.Context, paper, after string, limit int) ([]news.Redirect, error)
	FrontVersions(ctx context.Context, paper, name string, before, limit int) ([]news.FrontVersion, error)
	PaperVersions(ctx context.Context, paper string, before, limit int) ([]news.PaperVersion, error)
}

// Pictures takes pictures in. Errors: CodeInvalid and CodeTooLarge, about the fields "file" and "url".
type Pictures interface {
	Take(ctx context.Context, file []byte) (news.Picture, error)
	Fetch(ctx context.Context, url string) (news.Picture, error)
}

// Accounts says who a bearer token belongs to. Errors: CodeUnauthenticated.
type Accounts interface {
	Authenticate(ctx context.Context, paper, bearer string) (news.Actor, error)
}

// Options are the parts and settings of the API.
type Options struct {
	Desk     *desk.Desk
	Store    Store
	Accounts Accounts
	Now      func() news.Millis
	Served   string // the address served, for papers without a URL of their own

	// Wait returns when this process's followers have seen the ledger's entry seq, or after a bounded time. nil: it is
	// not waited.
	Wait func(ctx context.Context, seq int64)
	// Pictures takes pictures in. nil: the API has no pictures.
	Pictures Pictures
	// Related returns the articles most like one, best first. nil: the API has no related lists.
	Related func(ctx context.Context, p news.Paper, article string, limit int) ([]Related, error)

	MaxPicture int64   // bytes of one picture; 0: DefaultMaxPicture
	Rate       float64 // requests a second from one token; 0: DefaultRate
	Burst      int     // requests of one token that may come at once; 0: DefaultBurst
	MaxBody    int     // bytes of one article's body; 0: the desk's default
	MaxBatch   int64   // bytes of one bulk filing; 0: DefaultMaxBatch
	TrustProxy bool    // a proxy in front names the client's address in X-Forwarded-For
	Version    string  // of the program, for the OpenAPI document
}

// The defaults of the settings.
const (
	DefaultRate       = 200
	DefaultBurst      = 400
	DefaultMaxBatch   = 64 << 20
	DefaultMaxPicture = 40 << 20
)

func (o Options) withDefaults() Options {
	if o.Rate == 0 {
		o.Rate = DefaultRate
	}
	if o.Burst == 0 {
		o.Burst = DefaultBurst
	}
	if o.MaxBody == 0 {
		o.MaxBody = desk.DefaultLimits().Body
	}
	if o.MaxBatch == 0 {
		o.MaxBatch = DefaultMaxBatch
	}
	if o.MaxPicture == 0 {
		o.MaxPicture = DefaultMaxPicture
	}
	if o.Version == "" {
		o.Version = "dev"
	}
	return o
}

// singleLimit is how many bytes one article's request may have: its body with every character escaped, and the rest.
func (o Options) singleLimit() int64 { return 3*int64(o.MaxBody) + 256<<10 }

// smallLimit is how many bytes every other request may have.
const smallLimit = 256 << 10

// call is what a handler knows of the request beside its parameters.
type call struct {
	api   *API
	paper news.Paper
	base  string // what the paper's absolute addresses begin with
	by    news.Actor
	r     *http.Request
}

type callKey struct{}

func callOf(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) }

// url returns the absolute address of an article.
func (c *call) url(slug string) string { return c.base + "/" + slug }
