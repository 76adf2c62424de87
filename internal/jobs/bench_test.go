package jobs_test

import (
	"context"
	"slices"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/jobs"
	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
)

// BenchmarkJobs writes 1,000 jobs down, each in a transaction of its own, and has them done.
func BenchmarkJobs(b *testing.B) {
	for name, fresh := range engines {
		b.Run(name, func(b *testing.B) {
			o := fresh(b)
			o.Now = nil
			s := storetest.Open(b, o)
			paper := storetest.Paper(b, s).ID
			var d done
			r := jobs.New(s, jobs.Options{})
			r.Handle(jobs.Kind{Name: "note", Work: d.work})
			if err := r.Start(context.Background()); err != nil {
				b.Fatal(err)
			}
			defer r.Stop(context.Background())
			for b.Loop() {
				until := d.count() + 1000
				for range 1000 {
					enqueue(b, s, paper, false, news.Job{Kind: "note"})
				}
				for d.count() < until {
					time.Sleep(time.Millisecond)
				}
			}
		})
	}
}

// BenchmarkJobLatency reports how long after its commit a single job is done, and what an idle queue costs.
func BenchmarkJobLatency(b *testing.B) {
	for name, fresh := range engines {
		b.Run(name, func(b *testing.B) {
			o := fresh(b)
			o.Now = nil
			s := storetest.Open(b, o)
			paper := storetest.Paper(b, s).ID
			told := make(chan struct{})
			r := jobs.New(s, jobs.Options{})
			r.Handle(jobs.Kind{Name: "note", Work: func(context.Context, news.Job) error { told <- struct{}{}; return nil }})
			if err := r.Start(context.Background()); err != nil {
				b.Fatal(err)
			}
			defer r.Stop(context.Background())
			var took []time.Duration
			for b.Loop() {
				enqueue(b, s, paper, false, news.Job{Kind: "note"})
				begun := time.Now()
				<-told
				took = append(took, time.Since(begun))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			before := cpuTime()
			time.Sleep(3 * time.Second)
			b.ReportMetric(float64((cpuTime()-before).Microseconds())/3000, "idle-cpu-ms/s")
		})
	}
}

// cpuTime is what this process has used of the processors.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
