package web

import (
	"context"
	"crypto/rand"
	"log/slog"
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

// NewRequestID returns a fresh id, short enough to be read out over the telephone.
func NewRequestID() string { return rand.Text()[:10] }

// Observe gives every request a Visit, and logs and counts it when it has been answered. Readers' addresses are not
// logged: a newspaper has no business to know who read what.
func Observe(next http.Handler, log *slog.Logger, m *Metrics, newID func() string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &Visit{ID: newID(), Route: "other", start: time.Now()}
		w.Header().Set("X-Request-Id", v.ID)
		defer func() {
			p := recover()
			m.Count(v.Route, v.status, time.Since(v.start))
			logVisit(log, r, v)
			if p != nil {
				panic(p)
			}
		}()
		next.ServeHTTP(&recorder{ResponseWriter: w, visit: v}, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
	})
}

// logVisit writes the access log's line: an error with its cause for what is the program's fault, else a plain line.
func logVisit(log *slog.Logger, r *http.Request, v *Visit) {
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
		slog.Duration("took", time.Since(v.start)),
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
