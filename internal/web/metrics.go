package web

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// Metrics are the counters of one server. Others may add theirs to Set.
type Metrics struct {
	Set *metrics.Set

	requests  sync.Map // requestKey to *metrics.Counter: looking one up by name costs more than counting
	durations sync.Map // route to *metrics.PrometheusHistogram
}

type requestKey struct {
	route  string
	status int
}

// NewMetrics returns empty metrics.
func NewMetrics() *Metrics { return &Metrics{Set: metrics.NewSet()} }

// Count counts one answered request and how long it took.
func (m *Metrics) Count(route string, status int, took time.Duration) {
	m.counter(requestKey{route, status}).Inc()
	m.duration(route).Update(took.Seconds())
}

func (m *Metrics) counter(k requestKey) *metrics.Counter {
	if c, ok := m.requests.Load(k); ok {
		return c.(*metrics.Counter)
	}
	c := m.Set.GetOrCreateCounter(fmt.Sprintf(`broadsheet_http_requests_total{route=%q,code="%d"}`, k.route, k.status))
	m.requests.Store(k, c)
	return c
}

func (m *Metrics) duration(route string) *metrics.PrometheusHistogram {
	if h, ok := m.durations.Load(route); ok {
		return h.(*metrics.PrometheusHistogram)
	}
	name := fmt.Sprintf(`broadsheet_http_request_duration_seconds{route=%q}`, route)
	h := m.Set.GetOrCreatePrometheusHistogramExt(name, durationBounds())
	m.durations.Store(route, h)
	return h
}

// durationBounds are the histogram's upper bounds in seconds: from a cached page to a bulk filing.
func durationBounds() []float64 {
	return []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}
}

// ServeHTTP writes the metrics in Prometheus' text form, with those of the process.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	m.Set.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
}
