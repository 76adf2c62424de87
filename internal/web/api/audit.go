package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// Audited are the parameters of the audit trail.
type Audited struct {
	Person  string `query:"person" maxLength:"200" doc:"Lines of what this person did, or of what was done to them: the id."`
	Kind    string `query:"kind" maxLength:"200" doc:"Lines of one kind alone: article, front, section, tag, storyline, picture, redirect, rule, paper, person, session, signin, passkey, recovery, link or token." example:"token"`
	Subject string `query:"subject" maxLength:"200" doc:"Lines of what was done to this: the id."`
	From    string `query:"from" doc:"Lines from this moment on." example:"2026-02-01T00:00:00Z"`
	Until   string `query:"until" doc:"Lines before this moment." example:"2026-03-01T00:00:00Z"`
	Cursor  string `query:"cursor" doc:"The \"next\" of the answer before; nothing for the newest."`
	Limit   int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"How many at most."`
}

// auditLine is one line of the audit trail.
type auditLine struct {
	N       int64           `json:"n" doc:"Its number, from 1 without a gap in each paper."`
	At      news.Millis     `json:"at"`
	Kind    string          `json:"kind" doc:"What it was done to, or with." example:"article"`
	Act     string          `json:"act" doc:"What was done." example:"publish"`
	Subject string          `json:"subject" doc:"The id; of a front its name; of what was done at the door, the person's."`
	Version int             `json:"version" doc:"That it made; 0: it makes none."`
	By      string          `json:"by" doc:"The id of the person; empty: the program, or nobody known."`
	Network string          `json:"network" doc:"Where they were, shortened to a network; empty: not known."`
	Before  json.RawMessage `json:"before,omitempty" doc:"The fields that changed, as they were."`
	After   json.RawMessage `json:"after,omitempty" doc:"The fields that changed, as they are."`
	Hash    string          `json:"hash" doc:"SHA-256 over the line and the hash of the line before."`
}

func (a *API) audit() {
	read(a, operation{
		id: "readAudit", method: http.MethodGet, path: "/audit", tag: "ledger", summary: "Read the audit trail",
		text: "Who did what, when, and what changed by it, the newest first. Publishers read everything, editors what was done to articles. " +
			"The lines are chained by their hashes; \"broadsheet doctor\" follows the chain.",
		answer: newList([]auditLine{{N: 812, At: exampleTime, Kind: "token", Act: "revoke", Subject: examplePerson, By: examplePerson, Network: "192.0.2.0/24",
			Before: json.RawMessage(`{"name":"wire script","role":"editor"}`), Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}}, ""),
	}, a.readAudit)
}

func (a *API) readAudit(ctx context.Context, c *call, in *Audited) (out list[auditLine], err error) {
	f := news.AuditFilter{Person: in.Person, Kind: in.Kind, Subject: in.Subject}
	if f.From, err = readMoment("from", in.From); err != nil {
		return out, err
	}
	if f.Until, err = readMoment("until", in.Until); err != nil {
		return out, err
	}
	if f, err = desk.MayAudit(c.by, f); err != nil {
		return out, err
	}
	word, err := readWord(in.Cursor, "audit")
	if err != nil {
		return out, err
	}
	before := int64(0)
	if word != "" {
		if before, err = strconv.ParseInt(word, 10, 64); err != nil {
			return out, badCursor()
		}
	}
	rows, err := a.Store.Audit(ctx, c.paper.ID, f, before, in.Limit+1)
	if err != nil {
		return out, err
	}
	next := ""
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		next = wordCursor("audit", strconv.FormatInt(rows[in.Limit-1].N, 10))
	}
	return convert(rows, next, func(r news.AuditRow) auditLine {
		return auditLine{N: r.N, At: r.At, Kind: r.Kind, Act: r.Act, Subject: r.Subject, Version: r.Version, By: r.By, Network: r.Network, Before: r.Before, After: r.After, Hash: r.Hash}
	}), nil
}

// readMoment reads a moment of an address; "" is 0.
func readMoment(field, s string) (at news.Millis, err error) {
	if s == "" {
		return 0, nil
	}
	if at, err = news.ParseTime(s); err != nil {
		return 0, news.Invalid(field, "%q is no moment; write it like 2026-02-01T00:00:00Z", s)
	}
	return at, nil
}
