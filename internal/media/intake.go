package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"slices"

	"golang.org/x/sync/semaphore"

	"broadsheet/internal/news"
)

// Intake takes pictures in.
type Intake struct {
	files  Files
	limits Limits
	room   *semaphore.Weighted // pixels being worked on at once: memory is bounded by it
	late   *semaphore.Weighted // what is made in the background is made one picture at a time: readers come first
	fetch  *Fetcher
	apart  []string // the program that encodes AVIF, and its arguments; nil: it is done here
}

// NewIntake makes an Intake that keeps its files in f. allowPrivate lets it fetch from private addresses.
func NewIntake(f Files, l Limits, allowPrivate bool) *Intake {
	l = l.orDefaults()
	return &Intake{files: f, limits: l, room: semaphore.NewWeighted(l.Pixels), late: semaphore.NewWeighted(1), fetch: NewFetcher(l.Bytes, allowPrivate)}
}

// Files is where the pictures are.
func (in *Intake) Files() Files { return in.files }

// Fetch takes in the picture at an address.
func (in *Intake) Fetch(ctx context.Context, address string) (news.Picture, error) {
	b, err := in.fetch.Get(ctx, address)
	if err != nil {
		return news.Picture{}, err
	}
	return in.Take(ctx, b)
}

// Take takes a picture in: it keeps the original, bare of what it says, and makes the renditions that publishing waits for. The picture has
// no id yet. Errors: CodeInvalid and CodeTooLarge, about the field "file".
func (in *Intake) Take(ctx context.Context, b []byte) (p news.Picture, err error) {
	return in.take(ctx, b, forms())
}

// TakeQuickly is Take with JPEG alone: the rest can wait. It is for the sample edition, which is made while somebody waits
// for their first look.
func (in *Intake) TakeQuickly(ctx context.Context, b []byte) (news.Picture, error) {
	return in.take(ctx, b, forms()[:1])
}

func (in *Intake) take(ctx context.Context, b []byte, first []form) (p news.Picture, err error) {
	k, c, err := in.limits.look(b)
	if err != nil {
		return p, err
	}
	pixels := int64(c.Width) * int64(c.Height)
	if err := in.room.Acquire(ctx, pixels); err != nil {
		return p, err
	}
	defer in.room.Release(pixels)
	upright, s, err := open(b, k, c)
	if err != nil {
		return p, err
	}
	p = described(s)
	p.Width, p.Height = upright.size()
	if b, err = bare(b, k, s.Orientation, p); err != nil {
		return p, unreadable(k, err)
	}
	p.Original = news.Original{Hash: hashOf(b), Type: k.mime, Bytes: int64(len(b))}
	files, smallest, err := job{firstOf(p.Width), first}.make(upright, p)
	if err != nil {
		return p, err
	}
	r, g, bl := smallest.mean()
	p.Colour = fmt.Sprintf("#%02x%02x%02x", r, g, bl)
	if err := in.files.Put(ctx, originalKey(p.Original), p.Original.Type, b); err != nil {
		return p, err
	}
	return in.keep(ctx, p, files)
}

// open decodes a picture whose header has been looked at.
func open(b []byte, k kind, c image.Config) (decoded, Said, error) {
	s := said(b, k.meta)
	m, err := k.decode(bytes.NewReader(b))
	if err != nil {
		return decoded{}, s, unreadable(k, err)
	}
	if got := m.Bounds(); got.Dx() > c.Width || got.Dy() > c.Height || got.Empty() {
		return decoded{}, s, news.Invalid("file", "holds a picture of another size than it says; send it again")
	}
	return decoded{m, s.Orientation, spaceOf(b, k)}, s, nil
}

// described is a picture with what its file says of it.
func described(s Said) news.Picture {
	p := news.Picture{
		Alt: s.Alt, Caption: s.Caption, Credit: s.Credit, Creator: s.Creator, Copyright: s.Copyright, Usage: s.Usage, TakenAt: s.TakenAt,
		ExpiresAt: news.At(s.Expires), Focus: news.Focus{X: 50, Y: 50},
	}
	if p.Caption == "" {
		p.Caption = s.Headline
	}
	if p.Credit == "" {
		p.Credit = p.Creator
	}
	return p
}

// keep has files kept, and says so in the picture.
func (in *Intake) keep(ctx context.Context, p news.Picture, files []file) (news.Picture, error) {
	p.Renditions = slices.Clone(p.Renditions)
	for _, f := range files {
		if err := in.files.Put(ctx, f.name, f.Type, f.data); err != nil {
			return p, err
		}
		p.Renditions = append(p.Renditions, f.Rendition)
	}
	inOrder(p.Renditions)
	return p, nil
}

// Complete makes the renditions that a picture doesn't have yet from its original: with late AVIF as well, which costs ten
// times as much as all the others. The same renditions come of it however often it is done.
func (in *Intake) Complete(ctx context.Context, p news.Picture, late bool) (news.Picture, error) {
	if err := in.late.Acquire(ctx, 1); err != nil {
		return p, err
	}
	defer in.late.Release(1)
	f, err := in.files.Open(ctx, originalKey(p.Original))
	if err != nil {
		return p, err
	}
	b, err := io.ReadAll(io.LimitReader(f, in.limits.Bytes+1))
	if err := closing(f, err); err != nil {
		return p, err
	}
	k, c, err := in.limits.look(b)
	if err != nil {
		return p, err
	}
	pixels := int64(c.Width) * int64(c.Height)
	if err := in.room.Acquire(ctx, pixels); err != nil {
		return p, err
	}
	defer in.room.Release(pixels)
	upright, _, err := open(b, k, c)
	if err != nil {
		return p, err
	}
	all := forms()
	if late {
		all = append(all, in.lateForm(ctx))
	}
	return in.rest(ctx, p, upright, all)
}

// rest makes what is missing of a picture in some forms.
func (in *Intake) rest(ctx context.Context, p news.Picture, from source, all []form) (news.Picture, error) {
	w, _ := from.size()
	for _, x := range slices.Backward(widthsOf(w)) { // one at a time: what was made is not held
		var missing []form
		for _, f := range all {
			if !slices.ContainsFunc(p.Renditions, func(r news.Rendition) bool { return r.Type == f.mime && r.Width == x }) {
				missing = append(missing, f)
			}
		}
		files, made, err := job{[]int{x}, missing}.make(from, p)
		if err != nil {
			return p, err
		}
		from = made
		if p, err = in.keep(ctx, p, files); err != nil {
			return p, err
		}
		if err := ctx.Err(); err != nil {
			return p, err
		}
	}
	return p, nil
}
