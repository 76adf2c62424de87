package web

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/media"
)

// Limits bound what one request may cost. Zero fields take the defaults of DefaultLimits.
type Limits struct {
	Header      int           // bytes of a request's line and headers
	ReaderBody  int64         // bytes of a body sent to a reader's page
	APIBody     int64         // bytes of a body sent to the API
	ReaderTime  time.Duration // how long a reader's page may be worked on
	APITime     time.Duration // how long a request to the API may be worked on
	HeaderTime  time.Duration // how long a client may take to send its headers
	ReceiveTime time.Duration // how long it may take to send the whole request
	SendTime    time.Duration // how long it may take to receive the answer
	IdleTime    time.Duration // how long an idle connection is kept
}

// DefaultLimits are the limits where nobody set others. An article's body may have 2 MiB; a thousand of them in one
// bulk filing are allowed 64 MiB together.
func DefaultLimits() Limits {
	return Limits{
		Header: 32 << 10, ReaderBody: 64 << 10, APIBody: 64 << 20,
		ReaderTime: 10 * time.Second, APITime: time.Minute,
		HeaderTime: 10 * time.Second, ReceiveTime: time.Minute, SendTime: 2 * time.Minute, IdleTime: 2 * time.Minute,
	}
}

// Server is the parts of a Broadsheet server. Command cli wires one.
type Server struct {
	Papers     Papers
	Reader     http.Handler // everything that is not one of the others; it finds the paper by PaperOf
	Quick      Quick        // asked before all others; nil: none is
	TellPage   Teller       // how readers are told of failures outside Reader, such as an unknown host
	API        http.Handler // under /api/v1/
	TellAPI    Teller
	Renditions Renditions   // under /media/; nil where there are none
	FileEnd    FileEnd      // until when a file may be shown; nil: for ever
	FileOf     FilePictures // whose a file is; nil: nobody's
	Newsroom   http.Handler // under /newsroom/; nil where there is none
	Hub        http.Handler // at HubPath; nil where there is none
	HubPath    string
	Health     *Health
	Metrics    *Metrics
	Log        *slog.Logger
	Access     *AccessLog // where requests that succeeded are logged; nil: in Log
	Limits     Limits
	NewID      func() string // nil: NewRequestID

	// OperationsElsewhere leaves /metrics out of Handler because Operations is served at an address of its own.
	OperationsElsewhere bool
}

// Handler returns the whole site: reader's pages, API and operations.
func (s Server) Handler() http.Handler {
	s = s.withDefaults()
	reader := bound(WithPaper(s.Reader, s.Papers, s.TellPage), s.Limits.ReaderBody, s.Limits.ReaderTime)
	api := bound(WithPaper(s.API, s.Papers, s.TellAPI), s.Limits.APIBody, s.Limits.APITime)
	newsroom := reader
	if s.Newsroom != nil {
		newsroom = bound(WithPaper(s.Newsroom, s.Papers, s.TellPage), s.Limits.APIBody, s.Limits.APITime)
	}
	var pictures, hub http.Handler
	if s.Hub != nil {
		hub = bound(WithPaper(s.Hub, s.Papers, TellText), s.Limits.ReaderBody, s.Limits.ReaderTime)
	}
	if s.Renditions != nil {
		pictures = Media(s.Renditions, s.FileEnd, s.FileOf, TellText)
	}
	operations := s.operations()
	// Not a ServeMux: it would clean paths and redirect before the reader's own rules for addresses see them.
	return s.observe(func(path string) (http.Handler, string) {
		switch {
		case strings.HasPrefix(path, "/api/v1/"):
			return api, "api"
		case pictures != nil && strings.HasPrefix(path, media.Prefix):
			return pictures, "media"
		case hub != nil && path == s.HubPath:
			return hub, "hub"
		case strings.HasPrefix(path, "/assets/"):
			return http.HandlerFunc(serveAsset), "asset"
		case strings.HasPrefix(path, "/newsroom/"):
			return newsroom, "newsroom"
		case path == "/newsroom" && s.Newsroom != nil:
			return http.RedirectHandler("/newsroom/", http.StatusMovedPermanently), "newsroom"
		case path == "/healthz", path == "/readyz", path == "/metrics" && !s.OperationsElsewhere:
			return operations, "operations"
		}
		return nil, ""
	}, reader)
}

// Operations returns the operations pages alone, for an address of their own.
func (s Server) Operations() http.Handler {
	s = s.withDefaults()
	return s.observe(func(string) (http.Handler, string) { return nil, "operations" }, s.operations())
}

func (s Server) operations() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.Health.Live)
	mux.HandleFunc("GET /readyz", s.Health.Ready)
	mux.Handle("GET /metrics", s.Metrics)
	return mux
}

// HTTP returns a net/http server for h with the limits set; whoever starts it gives it its listener.
func (s Server) HTTP(h http.Handler) *http.Server {
	s = s.withDefaults()
	return &http.Server{
		Handler:           h,
		ConnContext:       connContext,
		ReadHeaderTimeout: s.Limits.HeaderTime,
		ReadTimeout:       s.Limits.ReceiveTime,
		WriteTimeout:      s.Limits.SendTime,
		IdleTimeout:       s.Limits.IdleTime,
		MaxHeaderBytes:    s.Limits.Header,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
}

func (s Server) withDefaults() Server {
	d := DefaultLimits()
	l := &s.Limits
	l.Header, l.ReaderBody, l.APIBody = or(l.Header, d.Header), or(l.ReaderBody, d.ReaderBody), or(l.APIBody, d.APIBody)
	l.ReaderTime, l.APITime = or(l.ReaderTime, d.ReaderTime), or(l.APITime, d.APITime)
	l.HeaderTime, l.ReceiveTime = or(l.HeaderTime, d.HeaderTime), or(l.ReceiveTime, d.ReceiveTime)
	l.SendTime, l.IdleTime = or(l.SendTime, d.SendTime), or(l.IdleTime, d.IdleTime)
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	if s.NewID == nil {
		s.NewID = NewRequestID
	}
	if s.Metrics == nil {
		s.Metrics = NewMetrics()
	}
	if s.TellPage == nil {
		s.TellPage = TellText
	}
	if s.TellAPI == nil {
		s.TellAPI = TellText
	}
	return s
}

// or returns v, or d when v is zero.
func or[T comparable](v, d T) T {
	var zero T
	if v == zero {
		return d
	}
	return v
}

// bound lets a request send at most so many bytes and be worked on for at most so long.
func bound(next http.Handler, bytes int64, long time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), long)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, bytes)
		next.ServeHTTP(w, r)
	})
}
