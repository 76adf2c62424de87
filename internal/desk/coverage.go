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
		can, err := CoverageAct(p.before, p.copy)
		switch {
		case err != nil:
			return "", err
		case can != act && act == news.ActClose:
			return "", news.Errorf(news.CodeConflict, "closed_at", "the coverage has been closed already; there is nothing more to do")
		case can != act:
			return "", news.Errorf(news.CodeConflict, "closed_at", "the coverage is open; there is nothing more to do")
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

// CoverageAct is what can be done with an article's coverage as it stands, by its head and its newest copy: it is closed, or opened
// again. Errors: CodeConflict, where either would do nothing: readers have no live page, or not the newest of it.
func CoverageAct(a news.Article, newest news.Copy) (news.Act, error) {
	switch {
	case newest.Kind != news.KindLive:
		return "", news.Errorf(news.CodeConflict, "kind", "only a live page has coverage to close or open, and this is %s", newest.Kind)
	case a.Version > a.Live:
		return "", pending(a, "publish them first, or change the copy back")
	case newest.ClosedAt != 0:
		return news.ActReopen, nil
	}
	return news.ActClose, nil
}
