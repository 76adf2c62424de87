package api

import (
	"context"
	"net/http"
	"strconv"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// Followed are the parameters of the ledger.
type Followed struct {
	After int64 `query:"after" minimum:"0" default:"0" doc:"Entries after this number; 0 from the first." example:"4711"`
	Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"How many at most."`
}

// entry is one line of the ledger.
type entry struct {
	Seq     int64       `json:"seq" doc:"Its number. Numbers rise; another paper on the same server may have those between."`
	At      news.Millis `json:"at"`
	What    string      `json:"what" doc:"Kind and act, such as article.publish or section.save." example:"article.publish"`
	Subject string      `json:"subject" doc:"The id; of a front its name."`
	Version int         `json:"version"`
	By      string      `json:"by" doc:"The id of the person; empty: the program."`
	Article *head       `json:"article,omitempty" doc:"The article's head afterwards."`
}

// head is an article's head in the ledger.
type head struct {
	Slug         string      `json:"slug"`
	State        news.State  `json:"state"`
	Version      int         `json:"version"`
	Live         int         `json:"live"`
	PublishedAt  news.Millis `json:"published_at" nullable:"true"`
	UpdatedAt    news.Millis `json:"updated_at" nullable:"true"`
	ReleaseAt    news.Millis `json:"release_at" nullable:"true"`
	EmbargoUntil news.Millis `json:"embargo_until" nullable:"true"`
	ExpiresAt    news.Millis `json:"expires_at" nullable:"true"`
	Breaking     news.Millis `json:"breaking_until" nullable:"true"`
}

func (a *API) ledger() {
	read(a, operation{
		id: "readLedger", method: http.MethodGet, path: "/ledger", tag: "ledger", summary: "Follow the ledger",
		text: "Everything that has happened in the paper, in order. Keep the last number you have seen and ask for what is after it; \"next\" is that number " +
			"while more is waiting. Needs the role editor.",
		answer: newList([]entry{{Seq: 4712, At: exampleTime, What: "article.publish", Subject: exampleID, Version: 1, By: examplePerson,
			Article: &head{Slug: "council-votes-for-new-bridge", State: news.Live, Version: 1, Live: 1, PublishedAt: exampleTime, ReleaseAt: exampleTime}}}, "4712"),
	}, a.readLedger)
}

func (a *API) readLedger(ctx context.Context, c *call, in *Followed) (out list[entry], err error) {
	if err := desk.MayReadAll(c.by); err != nil {
		return out, err
	}
	entries, err := a.Store.Entries(ctx, c.paper.ID, in.After, in.Limit+1)
	if err != nil {
		return out, err
	}
	next := ""
	if len(entries) > in.Limit {
		entries = entries[:in.Limit]
		next = strconv.FormatInt(entries[in.Limit-1].Seq, 10)
	}
	return convert(entries, next, newEntry), nil
}

func newEntry(e news.Entry) entry {
	out := entry{Seq: e.Seq, At: e.At, What: e.What, Subject: e.Subject, Version: e.Version, By: e.By}
	if h := e.Article; h != nil {
		out.Article = &head{Slug: h.Slug, State: h.State, Version: h.Version, Live: h.Live, PublishedAt: h.PublishedAt, UpdatedAt: h.UpdatedAt,
			ReleaseAt: h.ReleaseAt, EmbargoUntil: h.EmbargoUntil, ExpiresAt: h.ExpiresAt, Breaking: h.BreakingUntil}
	}
	return out
}
