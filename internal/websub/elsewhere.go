package websub

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"broadsheet/internal/news"
)

// tellTries is how often a hub elsewhere is told of a change that it doesn't take.
const tellTries = 10

// tells writes down what a hub elsewhere is to be told. Of what may have changed any feed, it is told for the paper's own.
func (h *Hub) tells(ctx context.Context, heard map[string]*changes) ([]news.Job, error) {
	var jobs []news.Job
	for paper, c := range heard {
		lists, err := h.touched(ctx, paper, c)
		if err != nil {
			return nil, err
		}
		if c.anything && len(lists) == 0 {
			lists = []news.PaperList{{Paper: paper, List: news.List{Of: "paper", ID: paper}}}
		}
		jobs = append(jobs, listJobs(TellJob, lists)...)
	}
	return jobs, nil
}

// Tell tells the hub elsewhere that a list's feeds have changed. How a publisher does that is left open by WebSub; hubs
// take hub.mode=publish with the feeds' addresses in hub.url, as PubSubHubbub had it.
func (h *Hub) Tell(ctx context.Context, j news.Job) error {
	var l news.List
	if err := json.Unmarshal(j.Args, &l); err != nil {
		return news.Invalid("list", "the job cannot be read: %v", err)
	}
	p, err := h.o.Store.PaperByID(ctx, j.Paper)
	if err != nil {
		return err
	}
	paths, err := h.o.Feeds.FeedPaths(ctx, p, l)
	if err != nil || len(paths) == 0 {
		return err
	}
	form := url.Values{"hub.mode": {"publish"}}
	for _, path := range paths {
		form.Add("hub.url", h.o.Feeds.FeedBase(p)+path)
	}
	err = h.tell(ctx, form)
	if err != nil && j.Attempt >= tellTries {
		h.o.Log.Error("the hub was not told of a change; it will hear of the next", "hub", h.o.Outside, "err", err)
		return nil
	}
	return err
}

func (h *Hub) tell(ctx context.Context, form url.Values) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.o.Outside, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("User-Agent", userAgent)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := h.client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 1<<10)
	if answer.StatusCode < 200 || answer.StatusCode >= 300 {
		return fmt.Errorf("the hub answered %d", answer.StatusCode)
	}
	return nil
}
