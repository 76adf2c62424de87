package websub

import (
	"context"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
)

// manyArticles is how many changed articles are looked at one by one. When there are more, an archive is coming in: then
// every list that somebody is subscribed to counts as changed.
const manyArticles = 256

// again is how long Run waits when the store could not be asked.
const again = time.Second

// changes is what has changed in a paper.
type changes struct {
	articles map[string]int64 // the first entry about each
	anything bool             // names, pictures, sections: it may be in any feed
}

// Listener has the hub hear of every change. It only notes it; Run looks into it.
func (h *Hub) Listener() ledger.Listener { return ledger.Listener{Name: "websub", Hear: h.hear} }

func (h *Hub) hear(entries []news.Entry) {
	h.mu.Lock()
	for _, e := range entries {
		h.note(e)
	}
	h.mu.Unlock()
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// note notes one entry. What readers have never seen changes no feed; neither do fronts, which feeds don't follow, nor
// redirects.
func (h *Hub) note(e news.Entry) {
	c := h.of(e.Paper)
	what, _, _ := strings.Cut(e.What, ".")
	switch {
	case what == "front", what == "redirect":
	case e.Article == nil:
		c.anything = c.anything || e.Version != 1 // nothing shows a new picture, tag or person yet
	case e.Article.Live != 0:
		if first, known := c.articles[e.Subject]; !known || e.Seq < first {
			c.articles[e.Subject] = e.Seq
		}
		if len(c.articles) > manyArticles {
			c.anything, c.articles = true, map[string]int64{}
		}
	}
}

func (h *Hub) of(paper string) *changes {
	if h.pending[paper] == nil {
		h.pending[paper] = &changes{articles: map[string]int64{}}
	}
	return h.pending[paper]
}

// Run looks into what has been heard until ctx ends, and first into everything: what happened while no process ran, or
// was heard by one that was killed, has been told to nobody.
func (h *Hub) Run(ctx context.Context) {
	if err := h.lookAll(ctx); err != nil && ctx.Err() == nil {
		h.o.Log.Error("comparing what subscribers have with their feeds failed; changes from now on are sent", "err", err)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.wake:
		}
		for {
			err := h.look(ctx)
			if err == nil || ctx.Err() != nil {
				break
			}
			h.o.Log.Error("looking into what has changed in feeds failed and will be tried again", "err", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(again):
			}
		}
	}
}

// lookAll has everything compared that somebody is subscribed to.
func (h *Hub) lookAll(ctx context.Context) error {
	lists, err := h.o.Store.SubscribedLists(ctx, h.o.Now())
	if err != nil || h.o.Outside != "" || len(lists) == 0 {
		return err
	}
	return h.o.Store.EnqueueAll(ctx, listJobs(ChangedJob, lists))
}

func listJobs(kind string, lists []news.PaperList) (jobs []news.Job) {
	for _, l := range lists {
		jobs = append(jobs, listJob(kind, l))
	}
	return jobs
}

// look writes down a job for every list that has changed.
func (h *Hub) look(ctx context.Context) error {
	h.mu.Lock()
	heard := h.pending
	h.pending = map[string]*changes{}
	h.mu.Unlock()
	jobs, err := h.jobs(ctx, heard)
	if err == nil && len(jobs) > 0 {
		err = h.o.Store.EnqueueAll(ctx, jobs)
	}
	if err != nil {
		h.putBack(heard)
	}
	return err
}

// putBack notes again what could not be looked into.
func (h *Hub) putBack(heard map[string]*changes) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for paper, c := range heard {
		now := h.of(paper)
		now.anything = now.anything || c.anything
		for id, seq := range c.articles {
			now.articles[id] = seq
		}
	}
}

func (h *Hub) jobs(ctx context.Context, heard map[string]*changes) ([]news.Job, error) {
	if h.o.Outside != "" {
		return h.tells(ctx, heard)
	}
	subscribed, err := h.o.Store.SubscribedLists(ctx, h.o.Now())
	if err != nil || len(subscribed) == 0 {
		return nil, err
	}
	var changed []news.PaperList
	for paper, c := range heard {
		of := slices.DeleteFunc(slices.Clone(subscribed), func(l news.PaperList) bool { return l.Paper != paper })
		if c.anything || len(of) == 0 {
			changed = append(changed, of...)
			continue
		}
		touched, err := h.touched(ctx, paper, c)
		if err != nil {
			return nil, err
		}
		for _, l := range of {
			if slices.Contains(touched, l) {
				changed = append(changed, l)
			}
		}
	}
	return listJobs(ChangedJob, changed), nil
}

// touched returns the lists that changed articles stand in or have stood in.
func (h *Hub) touched(ctx context.Context, paper string, c *changes) (lists []news.PaperList, err error) {
	for id, seq := range c.articles {
		stood, err := h.o.Store.Stood(ctx, paper, id, seq)
		if news.CodeOf(err) == news.CodeNotFound {
			continue // it stands nowhere
		}
		if err != nil {
			return nil, err
		}
		for _, l := range stood {
			if x := (news.PaperList{Paper: paper, List: l}); !slices.Contains(lists, x) {
				lists = append(lists, x)
			}
		}
	}
	return lists, nil
}
