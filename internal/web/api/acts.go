package api

import (
	"context"
	"net/http"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// nothing is the body of an act that needs none.
type nothing struct{}

// scheduling is the body of schedule.
type scheduling struct {
	At field[moment] `json:"at" doc:"When the newest version is to go out."`
}

// killing is the body of kill.
type killing struct {
	Notice string `json:"notice,omitempty" doc:"What readers are told at the article's address; the site's own words where nothing is said."`
	Reason string `json:"reason,omitempty" doc:"Why, such as a legal or an agency's order. For the newsroom; readers are not told."`
}

func (*killing) optional() {}

// holding is the body of hold.
type holding struct {
	Kind news.HoldKind `json:"kind" enum:"legal,desk" doc:"legal: whoever set it, or a publisher, lifts it; desk: any editor does."`
	Why  string        `json:"why" doc:"What has to be cleared first."`
}

// lifting is the body of lift.
type lifting struct {
	Kind news.HoldKind `json:"kind" enum:"legal,desk" doc:"Which hold."`
}

// embargoing is the body of embargo.
type embargoing struct {
	Until field[moment] `json:"until" doc:"When it is to end; null: at once."`
}

// correcting is the body of corrections: a note, and the changes to the copy that it is about.
type correcting struct {
	Kind news.CorrectionKind `json:"kind,omitempty" enum:"correction,clarification,update" doc:"How grave it is; correction where nothing is said."`
	Text string              `json:"text" doc:"What readers are told."`
	Filing
}

// acts registers what is done to an article on copy's way.
func (a *API) acts() {
	for _, m := range []struct {
		name, summary, text string
		do                  func(*desk.Work, string, int) (desk.Result, error)
	}{
		{"submit", "Hand a draft to the desk", "Draft to submitted. A reporter submits their own.", (*desk.Work).Submit},
		{"ready", "Mark copy as edited", "To ready. Needs the role editor.", (*desk.Work).Ready},
		{"return", "Return copy to draft", "Submitted, ready, spiked or unpublished copy goes back to draft.", (*desk.Work).Return},
		{"publish", "Publish", "Lets the newest version out: now, or when its embargo ends. Needs the role editor.", (*desk.Work).Publish},
		{"unpublish", "Take an article down", "Its address answers 404 until it is published again. Needs the role editor.", (*desk.Work).Unpublish},
		{"unschedule", "Take an article off the clock", "What is scheduled, and nobody has seen yet, waits for somebody to publish it. Needs the role editor.", (*desk.Work).Unschedule},
		{"spike", "Spike a draft", "Drops copy that was never published; return takes it off the spike.", (*desk.Work).Spike},
	} {
		write(a, operation{
			id: m.name + "Article", method: http.MethodPost, path: "/articles/{id}/" + m.name, tag: "acts", summary: m.summary, text: m.text,
			answer: exampleArticle(),
		}, func(_ context.Context, c *call, in *One, _ *nothing) (turn[article], error) {
			if m.name == "publish" {
				return c.actTurn(in, m.do, advisedAnswer)
			}
			return c.actTurn(in, m.do)
		})
	}
	write(a, operation{
		id: "scheduleArticle", method: http.MethodPost, path: "/articles/{id}/schedule", tag: "acts", summary: "Schedule",
		text:    "Has the newest version go out at a moment to come, with nobody needed then. Needs the role editor.",
		example: map[string]any{"at": "2026-02-01T06:00:00Z"}, answer: exampleArticle(),
	}, a.schedule)
	a.holds()
	write(a, operation{
		id: "killArticle", method: http.MethodPost, path: "/articles/{id}/kill", tag: "acts", summary: "Kill an article",
		text:    "Withdraws it for good, everywhere; its address answers 410 with the notice. Needs the role publisher.",
		example: map[string]any{"notice": "This article was withdrawn on legal advice.", "reason": "Letter from the claimant's solicitors, 1 February."}, answer: exampleArticle(),
	}, a.kill)
	write(a, operation{
		id: "correctArticle", method: http.MethodPost, path: "/articles/{id}/corrections", tag: "acts", status: http.StatusCreated, limit: a.singleLimit(),
		summary: "Correct an article",
		text:    "Puts a public note on an article that is out, together with the changed fields of its copy, if any. Needs the role editor.",
		example: map[string]any{
			"kind": "correction", "text": "An earlier version gave the cost of the bridge as £4 million. It is £40 million.",
			"body_markdown": "The council has voted for a new bridge. It will cost £40 million.",
		},
		answer: exampleArticle(),
	}, a.correct)
}

// actTurn makes the turn of whatever is done to one article that exists: it holds the article to If-Match first.
// answers makes its answer; where it isn't given, without advice.
func (c *call) actTurn(in *One, do func(*desk.Work, string, int) (desk.Result, error), answers ...answering) (turn[article], error) {
	expect, mark, err := parseArticleMatch(in.Match)
	if err != nil {
		return nil, err
	}
	return func(w *desk.Work) (article, error) {
		if mark != "" {
			if err := w.Stands(in.ID, mark); err != nil {
				return article{}, err
			}
		}
		r, err := do(w, in.ID, expect)
		for _, answer := range answers {
			return answer(c, w, r, err)
		}
		return answerTo(c, w, r, err)
	}, nil
}

// answering makes an act's answer.
type answering func(*call, *desk.Work, desk.Result, error) (article, error)

// holds registers what keeps an article from readers: holds and embargoes.
func (a *API) holds() {
	write(a, operation{
		id: "holdArticle", method: http.MethodPost, path: "/articles/{id}/hold", tag: "acts", summary: "Hold an article",
		text: "Keeps it from being published until the hold is lifted: publishing, scheduling and correcting answer 409. What was scheduled is taken off the clock; " +
			"what is out stays out, as it is. Needs the role editor.",
		example: map[string]any{"kind": "legal", "why": "The solicitors read paragraph 4."}, answer: exampleArticle(),
	}, func(_ context.Context, c *call, in *One, b *holding) (turn[article], error) {
		return c.actTurn(in, func(w *desk.Work, id string, expect int) (desk.Result, error) {
			return w.Hold(id, expect, b.Kind, b.Why)
		})
	})
	write(a, operation{
		id: "liftHold", method: http.MethodPost, path: "/articles/{id}/lift", tag: "acts", summary: "Lift a hold",
		text:    "A desk hold any editor lifts; a legal hold whoever set it, or a publisher.",
		example: map[string]any{"kind": "legal"}, answer: exampleArticle(),
	}, func(_ context.Context, c *call, in *One, b *lifting) (turn[article], error) {
		return c.actTurn(in, func(w *desk.Work, id string, expect int) (desk.Result, error) { return w.Lift(id, expect, b.Kind) })
	})
	write(a, operation{
		id: "moveEmbargo", method: http.MethodPost, path: "/articles/{id}/embargo", tag: "acts", summary: "Move an embargo",
		text: "Sets or lengthens an embargo at once. To end one sooner takes two people: the first request is kept as embargo_ask, " +
			"and it is done when another editor sends the same. Needs the role editor.",
		example: map[string]any{"until": "2026-02-01T06:00:00Z"}, answer: exampleArticle(),
	}, func(_ context.Context, c *call, in *One, b *embargoing) (turn[article], error) {
		if !b.Until.given {
			return nil, news.Invalid("until", "is missing; say when the embargo is to end, or null for at once")
		}
		return c.actTurn(in, func(w *desk.Work, id string, expect int) (desk.Result, error) {
			return w.Embargo(id, expect, news.Millis(b.Until.value))
		})
	})
}

func (a *API) schedule(_ context.Context, c *call, in *One, b *scheduling) (turn[article], error) {
	return c.actTurn(in, func(w *desk.Work, id string, expect int) (desk.Result, error) {
		return w.Schedule(id, expect, news.Millis(b.At.value))
	}, advisedAnswer)
}

func (a *API) kill(_ context.Context, c *call, in *One, b *killing) (turn[article], error) {
	return c.actTurn(in, func(w *desk.Work, id string, expect int) (desk.Result, error) {
		return w.Kill(id, expect, b.Notice, b.Reason)
	})
}

func (a *API) correct(_ context.Context, c *call, in *One, b *correcting) (turn[article], error) {
	checked, err := a.Desk.Check(b.forDesk())
	if err != nil {
		return nil, err
	}
	return c.actTurn(in, func(w *desk.Work, id string, expect int) (desk.Result, error) {
		return w.Correct(id, expect, news.Correction{Kind: b.Kind, Text: b.Text}, checked)
	})
}
