package web

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// HealthStore is what readiness asks of the store.
type HealthStore interface {
	Ping(ctx context.Context) error
	LastSeq(ctx context.Context) (int64, error)
	Cursor(ctx context.Context, follower string) (int64, error)
}

// MaxBehind is how many ledger entries a follower may be behind before the server says that it is not ready: what a
// large import leaves behind for a few seconds, not what a follower that has stopped does.
const MaxBehind = 10_000

// healthTimeout bounds the questions readiness asks, so that a hanging database is told as one.
const healthTimeout = 3 * time.Second

// Health answers whether the server lives and whether it is ready for readers.
type Health struct {
	Store     HealthStore
	Followers []string // names of the followers this process runs
	Behind    int64    // 0: MaxBehind

	stopping atomic.Bool
}

// Stop makes the server not ready for good, so that a balancer sends nobody here while open requests end.
func (h *Health) Stop() { h.stopping.Store(true) }

// Live answers /healthz: the process serves requests.
func (h *Health) Live(w http.ResponseWriter, r *http.Request) { line(w, http.StatusOK, "ok") }

// Ready answers /readyz: the store answers and no follower is far behind.
func (h *Health) Ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), healthTimeout)
	defer cancel()
	if reason, err := h.unready(ctx); reason != "" {
		NoteError(r.Context(), err)
		line(w, http.StatusServiceUnavailable, reason)
		return
	}
	line(w, http.StatusOK, "ready")
}

// unready returns why the server is not ready, in words for whoever keeps it, or "".
func (h *Health) unready(ctx context.Context) (string, error) {
	if h.stopping.Load() {
		return "stopping", nil
	}
	if err := h.Store.Ping(ctx); err != nil {
		return "the store does not answer", err
	}
	last, err := h.Store.LastSeq(ctx)
	if err != nil {
		return "the ledger cannot be read", err
	}
	limit := h.Behind
	if limit == 0 {
		limit = MaxBehind
	}
	for _, name := range h.Followers {
		at, err := h.Store.Cursor(ctx, name)
		if err != nil {
			return fmt.Sprintf("the cursor of %s cannot be read", name), err
		}
		if last-at > limit {
			return fmt.Sprintf("%s is %d entries behind the ledger", name, last-at), nil
		}
	}
	return "", nil
}

// line answers one line of plain text that no cache keeps.
func line(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintln(w, text)
}
