package desk

import "broadsheet/internal/news"

// CloseCoverage ends the coverage of a live page that is out, now: readers are told when it ended, and the page is no longer
// announced as live. An editor may. Changes that somebody holds back do not go out with it.
func (w *Work) CloseCoverage(id string, expect int) (Result, error) {
	return w.coverage(id, expect, news.ActClose, w.now)
}

// ReopenCoverage has the coverage of a live page that was closed go on.
func (w *Work) ReopenCoverage(id string, expect int) (Result, error) {
	return w.coverage(id, expect, news.ActReopen, 0)
}

func (w *Work) coverage(id string, expect int, act news.Act, closed news.Millis) (Result, error) {
	return w.act(id, expect, act, func(p *plan) (news.Act, error) {
		switch {
		case p.copy.Kind != news.KindLive:
			return "", news.Errorf(news.CodeConflict, "kind", "only a live page has coverage to close or open, and this is %s", p.copy.Kind)
		case closed != 0 && p.copy.ClosedAt != 0:
			return "", news.Errorf(news.CodeConflict, "closed_at", "the coverage has been closed already; there is nothing more to do")
		case closed == 0 && p.copy.ClosedAt == 0:
			return "", news.Errorf(news.CodeConflict, "closed_at", "the coverage is open; there is nothing more to do")
		case p.before.Version > p.before.Live:
			return "", p.pending("publish them first, or change the copy back")
		}
		p.copy.ClosedAt = closed
		note := "Coverage closed"
		if closed == 0 {
			note = "Coverage opened again"
		}
		p.cut(w, note)
		return act, p.goLive(w)
	})
}
