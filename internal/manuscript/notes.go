package manuscript

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
)

// Limits of notes.
const (
	maxNote  = 5000 // bytes of what one says
	maxWords = 400  // of the words that it is about, kept for when they are gone
	maxNotes = 2000 // on one article
)

var noteID = regexp.MustCompile(`^[0-9a-z]{8,64}$`)

// Note adds a note to those on an article's copy. Whoever may read the article may answer, settle and open again; whoever
// may write it may begin a thread, since that marks words. Errors: CodeInvalid, CodeForbidden, CodeNotFound for a thread
// that nobody has begun.
func (r *Room) Note(ctx context.Context, paper string, by news.Actor, article string, note news.Note) error {
	note.Text, note.Words = strings.TrimSpace(note.Text), strings.TrimSpace(note.Words)
	if err := checkNote(note); err != nil {
		return err
	}
	s := r.lock(paper, article)
	defer s.unlock()
	ctx = context.WithoutCancel(ctx)
	if err := s.ready(ctx, by); err != nil {
		return err
	}
	if len(s.notes) >= maxNotes {
		return news.Invalid("note", "the copy has %d notes, which is as many as are kept; go on in another article, or by word of mouth", maxNotes)
	}
	note.Person, note.At = by.Person, r.o.Now()
	err := r.o.Store.AddNote(ctx, paper, article, note, func(a news.Article) error {
		if note.ID == note.Thread {
			return r.o.Desk.MayWrite(by, a)
		}
		return r.o.Desk.MayRead(by, a)
	})
	if err != nil {
		return err
	}
	return s.catchUp(ctx)
}

func checkNote(n news.Note) error {
	switch {
	case !noteID.MatchString(n.ID) || !noteID.MatchString(n.Thread):
		return news.Invalid("note", "the note's id is not one of the editor's; load the page again")
	case n.Act != news.NoteSays && n.Act != news.NoteSettles && n.Act != news.NoteReopens:
		return news.Invalid("note", "nobody knows how to %.40q a note; load the page again", string(n.Act))
	case n.Act == news.NoteSays && n.Text == "":
		return news.Invalid("note", "the note says nothing; write something, or leave it")
	case n.Act != news.NoteSays && n.ID == n.Thread:
		return news.Invalid("note", "a thread begins by saying something")
	case len(n.Text) > maxNote:
		return news.Invalid("note", "the note is %d bytes long and may be %d; say it in two", len(n.Text), maxNote)
	case len(n.Words) > maxWords || !utf8.ValidString(n.Text+n.Words) || strings.ContainsRune(n.Text+n.Words, 0):
		return news.Invalid("note", "the note can't be read; load the page again")
	}
	return nil
}
