package web

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"
)

// Visit is what is known of the request being served: the log's line is made of it.
type Visit struct {
	ID    string // shown on error pages, logged, and sent as X-Request-Id
	Route string // the kind of page asked for, for counters: "article", "api" …; never the address itself

	start  time.Time
	status int
	bytes  int
	wrote  bool
	err    error
}

type visitKey struct{}

// visitOf returns the request's visit, or an empty one where Observe did not run.
func visitOf(ctx context.Context) *Visit {
	if v, ok := ctx.Value(visitKey{}).(*Visit); ok {
		return v
	}
	return &Visit{}
}

// RequestID returns the id of the request that ctx belongs to, or "".
func RequestID(ctx context.Context) string { return visitOf(ctx).ID }

// SetRoute says what kind of page the request asks for. There must be few different routes: each has its counters.
func SetRoute(ctx context.Context, route string) { visitOf(ctx).Route = route }

// NoteError notes an error that has been told already, so that the access log has it. For fronts, such as the API's
// library, that tell their errors themselves.
func NoteError(ctx context.Context, err error) { visitOf(ctx).err = err }

// NewRequestID returns a fresh id, short enough to be read out over the telephone. It is no secret, and two that are alike
// within a day's log are unlikely.
func NewRequestID() string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	var id [10]byte
	for i, n := 0, rand.Uint64(); i < len(id); i, n = i+1, n>>5 {
		id[i] = letters[n&31]
	}
	return string(id[:])
}

// observe gives every request a Visit, has it answered, and logs and counts it. door says whose a path is, and what its
// requests are counted as; what is nobody's is answered by Quick, if that holds the answer ready, or by rest. Readers'
// addresses are not logged: a newspaper has no business to know who read what.
func (s Server) observe(door func(path string) (http.Handler, string), rest http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := Visit{ID: s.NewID(), Route: "other", start: time.Now()}
		w.Header()["X-Request-Id"] = []string{v.ID}
		next, route := door(r.URL.Path)
		if route != "" {
			v.Route = route
		} else if s.quickly(w, r, &v) {
			s.seen(r, v)
			return
		}
		if next == nil {
			next = rest
		}
		s.visited(next, w, r, v)
	})
}

// quickly answers what is held ready.
func (s Server) quickly(w http.ResponseWriter, r *http.Request, v *Visit) bool {
	if s.Quick == nil || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	p, err := s.Papers.PaperByHost(r.Context(), Host(r))
	if err != nil {
		return false
	}
	sent, ok := s.Quick.ServeQuick(w, r, p)
	if ok {
		v.Route, v.status, v.bytes, v.err = sent.Route, sent.Status, sent.Bytes, sent.Err
	}
	return ok
}

// visited has a request answered by next.
func (s Server) visited(next http.Handler, w http.ResponseWriter, r *http.Request, v Visit) {
	defer func() {
		p := recover()
		s.seen(r, v)
		if p != nil {
			panic(p)
		}
	}()
	next.ServeHTTP(&recorder{ResponseWriter: w, visit: &v}, r.WithContext(context.WithValue(r.Context(), visitKey{}, &v)))
}

// seen counts and logs what has been answered.
func (s Server) seen(r *http.Request, v Visit) {
	took := time.Since(v.start)
	s.Metrics.Count(v.Route, v.status, took)
	if s.Access != nil && v.status < 500 {
		s.Access.add(r, &v, v.start.Add(took), took)
		return
	}
	logVisit(s.Log, r, v, took)
}

// logVisit writes the access log's line: an error with its cause for what is the program's fault, else a plain line.
func logVisit(log *slog.Logger, r *http.Request, v Visit, took time.Duration) {
	level := slog.LevelInfo
	if v.status >= 500 {
		level = slog.LevelError
	}
	ctx := r.Context()
	if !log.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("id", v.ID),
		slog.String("route", v.Route),
		slog.Int("status", v.status),
		slog.Int("bytes", v.bytes),
		slog.Duration("took", took),
		slog.Group("request", slog.String("method", r.Method), slog.String("host", r.Host), slog.String("path", r.URL.EscapedPath())),
	}
	if v.err != nil {
		attrs = append(attrs, slog.String("error", v.err.Error()))
	}
	log.LogAttrs(ctx, level, "request", attrs...)
}

// recorder notes what is written through it.
type recorder struct {
	http.ResponseWriter
	visit *Visit
}

func (w *recorder) WriteHeader(status int) {
	if !w.visit.wrote && status >= 200 {
		w.visit.status, w.visit.wrote = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if !w.visit.wrote {
		w.visit.status, w.visit.wrote = http.StatusOK, true
	}
	n, err := w.ResponseWriter.Write(b)
	w.visit.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
