package desk

import "broadsheet/internal/news"

// skew is how far ahead of ours a client's clock may be before "now" counts as the future.
const skew = news.Millis(60_000)

// isDated says whether somebody gave the date of publication. One that nobody gave is the moment of release, and follows
// it for as long as nobody has seen the article.
func isDated(a news.Article) bool {
	switch {
	case a.PublishedAt == 0:
		return false
	case a.SeenAt == 0 && a.Live != 0:
		return a.PublishedAt != max(a.ReleaseAt, a.EmbargoUntil)
	}
	return true
}

// setTimes puts a filing's times into the head.
func (p *plan) setTimes(w *Work, f Filing) error {
	h := &p.head
	if f.PublishedAt != nil && *f.PublishedAt != p.before.PublishedAt { // what was only read and sent back says nothing
		if *f.PublishedAt > w.now+skew {
			return news.Invalid("published_at", "%s lies in the future; to hold an article back use embargo_until, or schedule it", *f.PublishedAt)
		}
		h.PublishedAt = min(*f.PublishedAt, w.now)
		p.dated = h.PublishedAt != 0
	}
	if err := p.setEmbargo(w, f.EmbargoUntil); err != nil {
		return err
	}
	set(&h.ExpiresAt, f.ExpiresAt)
	if h.ExpiresAt != p.before.ExpiresAt && h.ExpiresAt != 0 && h.ExpiresAt <= w.now {
		return news.Invalid("expires_at", "%s has passed already; give a later moment, or unpublish the article", h.ExpiresAt)
	}
	if h.ExpiresAt != 0 && h.State == news.Scheduled && h.ExpiresAt <= h.ReleaseAt {
		return news.Invalid("expires_at", "%s is not after the moment the article is scheduled for (%s); move one of them", h.ExpiresAt, h.ReleaseAt)
	}
	if err := p.setBreaking(w, f.BreakingUntil); err != nil {
		return err
	}
	p.redate()
	return checkOrder(h.EmbargoUntil, h.ExpiresAt)
}

// breakingAtMost is how far ahead breaking news may be said to end: what is still breaking after that is not.
const breakingAtMost = news.Millis(48 * 60 * 60 * 1000)

// setBreaking has the article announced on every page until a moment. An editor may.
func (p *plan) setBreaking(w *Work, until *news.Millis) error {
	if until == nil || *until == p.before.BreakingUntil {
		return nil
	}
	if err := w.atLeast(news.Editor, "announcing breaking news"); err != nil {
		return err
	}
	if from := max(w.now, p.head.ReleaseAt, p.head.EmbargoUntil); *until != 0 && (*until <= w.now || *until > from+breakingAtMost) {
		return news.Invalid("breaking_until", "%s is not within %d hours of the moment readers see the article; give an end that is", *until, breakingAtMost/3_600_000)
	}
	p.head.BreakingUntil = *until
	return nil
}

// closeLive closes the coverage of a live page at a moment, or opens it again. Copy of another kind has nothing to close.
func (w *Work) closeLive(to *news.Copy, at *news.Millis) error {
	switch {
	case at != nil && *at != 0 && to.Kind != news.KindLive:
		return news.Invalid("closed_at", "closes the coverage of a live page, and this is %s; leave it out, or make the kind live", to.Kind)
	case at != nil && *at > w.now+skew:
		return news.Invalid("closed_at", "%s lies in the future; close the page when its coverage has ended", *at)
	case at != nil:
		to.ClosedAt = min(*at, w.now)
	case to.Kind != news.KindLive:
		to.ClosedAt = 0
	}
	return nil
}

// redate lets a date of publication that nobody gave follow the release.
func (p *plan) redate() {
	if !p.dated && p.head.Live != 0 {
		p.head.PublishedAt = max(p.head.ReleaseAt, p.head.EmbargoUntil)
	}
}

// touch notes that the public words have changed, when the article has been seen and they have.
func (p *plan) touch(w *Work) error {
	if p.head.SeenAt == 0 {
		return nil
	}
	was := p.old.Copy
	if p.before.Live != p.before.Version {
		v, err := w.Version(p.before.ID, p.before.Live)
		if err != nil {
			return err
		}
		was = v.Copy
	}
	if news.HashCopy(words(was)) != news.HashCopy(words(p.copy)) {
		p.head.UpdatedAt = w.now
	}
	return nil
}

// words returns what readers read of c, without what only sorts it.
func words(c news.Copy) news.Copy {
	return news.Copy{
		Headline: c.Headline, Kicker: c.Kicker, Standfirst: c.Standfirst, Byline: c.Byline, Credit: c.Credit, Dateline: c.Dateline,
		Picture: c.Picture, Body: c.Body, ClosedAt: c.ClosedAt,
	}
}
