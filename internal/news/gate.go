package news

// Window returns the half-open interval [from, until) in which the public may see a; from == until when it never may.
//
// This is the gate: schedule, embargo, expiry, withdrawal and kill meet here and nowhere else. The store keeps the
// interval beside each article so that a list can be cut by it in SQL; the meaning is decided only here.
func Window(a Article) (from, until Millis) {
	if a.Live == 0 || !a.State.Public() {
		return 0, 0
	}
	from, until = max(a.ReleaseAt, a.EmbargoUntil), Never
	if a.ExpiresAt != 0 {
		until = a.ExpiresAt
	}
	if until <= from {
		return 0, 0
	}
	return from, until
}

// Visible says whether the public may see a at the moment now. Every surface asks it; no surface decides by itself.
func Visible(a Article, now Millis) bool {
	from, until := Window(a)
	return from <= now && now < until
}

// Breaking returns the half-open interval in which a is announced on every page: while the public may see it, until its
// time as breaking news ends. from == until when it never is.
func Breaking(a Article) (from, until Millis) {
	from, until = Window(a)
	if until = min(until, a.BreakingUntil); until <= from {
		return 0, 0
	}
	return from, until
}

// Withdrawn says whether the public is told that a was withdrawn: it was killed, and it had been seen. An article that
// was killed before anybody saw it never existed for the public.
func Withdrawn(a Article) bool {
	return a.State == Killed && a.SeenAt != 0
}

// Settle brings a's state in line with its window at the moment now, and returns the act that did it: ActRelease when
// its time has come, ActExpire when it has passed, ActSchedule when its time was put off, ActCalm when it has only ceased
// to be breaking news, or "" when nothing changed.
func Settle(a *Article, now Millis) Act {
	if a.Live == 0 || !a.State.Public() {
		return ""
	}
	if a.ExpiresAt != 0 && now >= a.ExpiresAt {
		a.State = Unpublished
		return ActExpire
	}
	calm := a.BreakingUntil != 0 && now >= a.BreakingUntil
	if calm {
		a.BreakingUntil = 0
	}
	due := max(a.ReleaseAt, a.EmbargoUntil) <= now
	switch {
	case due && a.State == Scheduled:
		a.State = Live
		if a.SeenAt == 0 {
			a.SeenAt = max(a.ReleaseAt, a.EmbargoUntil)
		}
		return ActRelease
	case !due && a.State != Scheduled:
		a.State = Scheduled
		return ActSchedule
	case calm:
		return ActCalm
	}
	return ""
}

// NextTurn returns the next moment after now at which the clock has something to do for a (release, expiry, the end of breaking news), or
// Never. An article whose turn is overdue returns that past moment.
func NextTurn(a Article) Millis {
	if a.Live == 0 || !a.State.Public() {
		return Never
	}
	next := Never
	if a.State == Scheduled {
		next = max(a.ReleaseAt, a.EmbargoUntil)
	}
	if a.ExpiresAt != 0 {
		next = min(next, a.ExpiresAt)
	}
	if a.BreakingUntil != 0 {
		next = min(next, a.BreakingUntil)
	}
	return next
}
