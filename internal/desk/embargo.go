package desk

import "broadsheet/internal/news"

// Embargo moves the end of an article's embargo; 0 ends it at once. Setting or lengthening one takes one editor. To end
// one sooner than was promised takes two people: the first asks, and it is done when a second editor says the same.
func (w *Work) Embargo(id string, expect int, until news.Millis) (Result, error) {
	return w.act(id, expect, news.ActEmbargo, func(p *plan) (news.Act, error) {
		var c checker
		c.times(Filing{EmbargoUntil: &until})
		if err := c.err(); err != nil {
			return "", err
		}
		if until != 0 && until <= w.now {
			return "", news.Invalid("until", "%s has passed already; give a moment to come, or none to end the embargo", until)
		}
		if w.shortens(p.before, until) && !w.agrees(p.before, until) {
			if ask := p.head.EmbargoAsk; ask.At == 0 || ask.Until != until || ask.By != w.by.Person {
				p.head.EmbargoAsk = news.EmbargoAsk{Until: until, By: w.by.Person, At: w.now}
			}
			return news.ActEmbargo, nil
		}
		if err := p.setTimes(w, Filing{EmbargoUntil: &until}); err != nil {
			return "", err
		}
		if h := p.head; h.State == news.Scheduled && h.ExpiresAt != 0 && h.ExpiresAt <= max(h.ReleaseAt, h.EmbargoUntil) {
			return "", checkOrder(max(h.ReleaseAt, h.EmbargoUntil), h.ExpiresAt)
		}
		if settled := news.Settle(&p.head, w.now); settled != "" {
			return settled, nil
		}
		return news.ActEmbargo, nil
	})
}

// KeepEmbargo answers a wish to end an embargo sooner with no: it stays as it is.
func (w *Work) KeepEmbargo(id string, expect int) (Result, error) {
	return w.act(id, expect, news.ActEmbargo, func(p *plan) (news.Act, error) {
		p.head.EmbargoAsk = news.EmbargoAsk{}
		return news.ActEmbargo, nil
	})
}

// shortens says whether until ends an embargo that lasts before its time.
func (w *Work) shortens(a news.Article, until news.Millis) bool {
	return a.EmbargoUntil > w.now && until < a.EmbargoUntil
}

// agrees says whether somebody else has asked for just this, and this person may agree.
func (w *Work) agrees(a news.Article, until news.Millis) bool {
	ask := a.EmbargoAsk
	return ask.At != 0 && ask.Until == until && ask.By != w.by.Person && w.by.Role.AtLeast(news.Editor)
}

// setEmbargo puts a filing's embargo into the head. The program itself may shorten one: an import brings what another
// system says.
func (p *plan) setEmbargo(w *Work, until *news.Millis) error {
	if until == nil || *until == p.before.EmbargoUntil {
		return nil
	}
	if w.by != news.Program && w.shortens(p.before, *until) && !w.agrees(p.before, *until) {
		return news.Errorf(news.CodeConflict, "embargo_until", "the embargo lasts until %s, and to end it sooner takes two people: ask for it (POST /api/v1/articles/%s/embargo), and have another editor ask for the same",
			p.before.EmbargoUntil, p.head.ID)
	}
	p.head.EmbargoUntil, p.head.EmbargoAsk = *until, news.EmbargoAsk{}
	return nil
}
