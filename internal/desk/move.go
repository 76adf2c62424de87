package desk

import (
	"errors"

	"broadsheet/internal/news"
)

// Submit hands a draft to the desk.
func (w *Work) Submit(id string, expect int) (Result, error) {
	return w.move(id, expect, news.ActSubmit, news.Submitted)
}

// Ready marks copy as edited.
func (w *Work) Ready(id string, expect int) (Result, error) {
	return w.move(id, expect, news.ActReady, news.Ready)
}

// Return sends copy back to draft. What comes off the spike has given its address back; when another article has it
// now, it gets a new one.
func (w *Work) Return(id string, expect int) (Result, error) {
	return w.act(id, expect, news.ActReturn, func(p *plan) (news.Act, error) {
		p.head.State = news.Draft
		if p.before.State != news.Spiked {
			return news.ActReturn, nil
		}
		err := w.checkFree(p.head.Slug, p.head.ID)
		if IsRefusal(err) {
			p.head.Slug = ""
			err = p.setSlug(w, Checked{})
		}
		return news.ActReturn, err
	})
}

// Spike drops copy before publication. Return takes it off the spike.
func (w *Work) Spike(id string, expect int) (Result, error) {
	return w.move(id, expect, news.ActSpike, news.Spiked)
}

// Unpublish takes an article down. It may come back.
func (w *Work) Unpublish(id string, expect int) (Result, error) {
	return w.move(id, expect, news.ActUnpublish, news.Unpublished)
}

// move brings an article into another state and changes nothing else.
func (w *Work) move(id string, expect int, act news.Act, to news.State) (Result, error) {
	return w.act(id, expect, act, func(p *plan) (news.Act, error) {
		p.head.State = to
		return act, nil
	})
}

// Kill withdraws an article for good, everywhere. notice is what readers are told at its address; empty: the site's
// own words. reason says why, to the newsroom alone.
func (w *Work) Kill(id string, expect int, notice, reason string) (Result, error) {
	return w.act(id, expect, news.ActKill, func(p *plan) (act news.Act, err error) {
		var faults [2]error
		p.head.State = news.Killed
		p.head.Notice, faults[0] = text("notice", notice, w.desk.limits().Text)
		p.head.Reason, faults[1] = text("reason", reason, w.desk.limits().Text)
		return news.ActKill, errors.Join(faults[:]...)
	})
}
