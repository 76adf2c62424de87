package desk

import "broadsheet/internal/news"

// Hold keeps an article from being published until the hold is lifted: nobody's rights go past it. What waits for its
// moment on the clock is taken off it, since it would go out by itself; what is out stays out, as it is. An editor may.
func (w *Work) Hold(id string, expect int, kind news.HoldKind, why string) (Result, error) {
	return w.act(id, expect, news.ActHold, func(p *plan) (news.Act, error) {
		hold := p.head.Holds.Of(kind)
		if hold == nil {
			return "", news.Invalid("kind", "there is no kind %q of hold; it is legal or desk", string(kind))
		}
		if hold.At != 0 {
			return "", news.Errorf(news.CodeConflict, "kind", "the article is under a %s hold already; lift that one first to say another reason", kind)
		}
		why, err := text("why", why, w.desk.limits().Text)
		if err != nil {
			return "", err
		}
		if why == "" {
			return "", news.Invalid("why", "is missing; say what has to be cleared before it may be published")
		}
		*hold = news.Hold{Why: why, By: w.by.Person, At: w.now}
		if p.head.State == news.Scheduled {
			p.offTheClock()
		}
		return news.ActHold, nil
	})
}

// Lift ends a hold. A desk hold any editor lifts; a legal hold whoever set it, or a publisher.
func (w *Work) Lift(id string, expect int, kind news.HoldKind) (Result, error) {
	return w.act(id, expect, news.ActLift, func(p *plan) (news.Act, error) {
		hold := p.head.Holds.Of(kind)
		if hold == nil || hold.At == 0 {
			return "", news.Errorf(news.CodeConflict, "kind", "the article is under no %s hold", string(kind))
		}
		if err := w.mayLift(kind, *hold); err != nil {
			return "", err
		}
		*hold = news.Hold{}
		return news.ActLift, nil
	})
}

func (w *Work) mayLift(kind news.HoldKind, h news.Hold) error {
	if MayLift(w.by, kind, h) {
		return nil
	}
	return news.Errorf(news.CodeForbidden, "", "a legal hold is lifted by whoever set it, or by a publisher; ask one of them")
}

// MayLift says whether a person may lift a hold.
func MayLift(by news.Actor, kind news.HoldKind, h news.Hold) bool {
	return by.Role.AtLeast(news.Editor) && (kind == news.HoldDesk || by.Role.AtLeast(news.Publisher) || h.By == by.Person)
}

// Unschedule takes an article off the clock: it waits for somebody to publish it.
func (w *Work) Unschedule(id string, expect int) (Result, error) {
	return w.act(id, expect, news.ActUnschedule, func(p *plan) (news.Act, error) {
		p.offTheClock()
		return news.ActUnschedule, nil
	})
}

// offTheClock has an article that is scheduled wait for somebody: what nobody has seen yet is ready, what was out before
// is taken down.
func (p *plan) offTheClock() {
	if p.head.SeenAt != 0 {
		p.head.State = news.Unpublished
		return
	}
	p.head.State, p.head.Live, p.head.ReleaseAt = news.Ready, 0, 0
	if !p.dated {
		p.head.PublishedAt = 0
	}
}
