package desk

import (
	"errors"

	"broadsheet/internal/news"
)

// Correct puts a public note on an article that is out, together with the changes to its copy that the note is about, if
// any. The note stands on the version that this makes.
func (w *Work) Correct(id string, expect int, n news.Correction, c Checked) (Result, error) {
	return w.correct(id, expect, n, c, false)
}

// correct is Correct. whole says that whoever asks has seen all of the newest copy, so that changes which are not out yet
// may go out with the note.
func (w *Work) correct(id string, expect int, n news.Correction, c Checked, whole bool) (Result, error) {
	return w.act(id, expect, news.ActCorrect, func(p *plan) (news.Act, error) {
		note, err := w.checkNote(n)
		if err := errors.Join(err, onlyCopy(c.f)); err != nil {
			return "", err
		}
		if p.before.Version > p.before.Live && !whole {
			return "", pending(p.before, "publish them first, or change the copy back")
		}
		if err := p.merge(w, p.old.Copy, c); err != nil {
			return "", err
		}
		p.cut(w, c.f.Note)
		p.version.Correction = &note
		p.head.Live, p.head.State, p.head.UpdatedAt = p.head.Version, news.Corrected, w.now
		return news.ActCorrect, nil
	})
}

func (w *Work) checkNote(n news.Correction) (news.Correction, error) {
	if n.Kind == "" {
		n.Kind = news.CorrectionError
	}
	switch n.Kind {
	case news.CorrectionError, news.CorrectionClarification, news.CorrectionUpdate:
	default:
		return n, news.Invalid("kind", "there is no kind %q of note; it is correction, clarification or update", string(n.Kind))
	}
	n.At = w.now
	var err error
	if n.Text, err = text("text", n.Text, w.desk.limits().Text); err != nil {
		return n, err
	}
	if n.Text == "" {
		return n, news.Invalid("text", "is missing; a correction tells readers what was wrong")
	}
	return n, nil
}

// onlyCopy refuses what a correction cannot change.
func onlyCopy(f Filing) error {
	for field, given := range map[string]bool{
		"slug": f.Slug != nil, "published_at": f.PublishedAt != nil, "embargo_until": f.EmbargoUntil != nil, "expires_at": f.ExpiresAt != nil, "breaking_until": f.BreakingUntil != nil,
		"publish": f.Publish != nil,
	} {
		if given {
			return news.Invalid(field, "cannot be changed by a correction, which is about the copy; change it with a PATCH of the article")
		}
	}
	return nil
}
