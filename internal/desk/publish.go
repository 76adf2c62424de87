package desk

import "broadsheet/internal/news"

// Publish lets the newest version out: now, or when the embargo ends. An article that is out in its newest version stays
// as it is. expect is the version the person has seen, or 0 for whichever stands; so it is for every act.
func (w *Work) Publish(id string, expect int) (Result, error) {
	return w.act(id, expect, news.ActPublish, func(p *plan) (news.Act, error) { return p.publish(w) })
}

// Schedule has the newest version let out at a moment to come.
func (w *Work) Schedule(id string, expect int, at news.Millis) (Result, error) {
	return w.act(id, expect, news.ActSchedule, func(p *plan) (news.Act, error) {
		switch {
		case at == 0:
			return "", news.Invalid("at", "is missing; say when, such as 2026-02-01T06:00:00Z")
		case at <= w.now:
			return "", news.Invalid("at", "%s has passed already; give a moment to come, or publish at once", at)
		case at > lastMoment:
			return "", news.Invalid("at", "lies outside the years 1 to 9999")
		}
		return p.letOut(w, at)
	})
}

// act opens an article, checks that act may be done to it, decides, and writes the decision.
func (w *Work) act(id string, expect int, act news.Act, decide func(*plan) (news.Act, error)) (Result, error) {
	p, err := w.open(id, expect)
	if err != nil {
		return Result{}, err
	}
	if err := p.may(w, act); err != nil {
		return Result{}, err
	}
	if p.act, err = decide(p); err != nil {
		return Result{}, err
	}
	return p.carryOut(w)
}

// publish lets the newest version out in the plan.
func (p *plan) publish(w *Work) (news.Act, error) {
	if p.head.State != news.Live && p.head.State != news.Corrected {
		return p.letOut(w, w.now)
	}
	if p.head.Live == p.head.Version {
		return news.ActPublish, nil
	}
	return news.ActPublish, p.goLive(w)
}

// goLive makes the newest version of an article that is out the one that is read.
func (p *plan) goLive(w *Work) error {
	p.head.Live = p.head.Version
	return p.touch(w)
}

// letOut has the newest version let out at a moment, or when its embargo ends if that is later, and returns the act
// that this is: ActPublish when it is out now, else ActSchedule.
func (p *plan) letOut(w *Work, at news.Millis) (news.Act, error) {
	h := &p.head
	if from := max(at, h.EmbargoUntil); h.ExpiresAt != 0 && h.ExpiresAt <= from {
		return "", news.Invalid("expires_at", "%s is not after the moment of publication (%s); change expires_at first", h.ExpiresAt, from)
	}
	if h.Live != 0 {
		if err := p.touch(w); err != nil {
			return "", err
		}
	}
	h.Live, h.ReleaseAt, h.State = h.Version, at, news.Scheduled
	p.redate()
	if news.Settle(h, w.now) == news.ActRelease {
		return news.ActPublish, nil
	}
	return news.ActSchedule, nil
}
