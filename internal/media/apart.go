package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"os/exec"

	"broadsheet/internal/news"
)

// AVIF is encoded by WebAssembly, which Go cannot interrupt: in the process that serves readers, each garbage collection
// that falls into it would hold everybody up until it returns. So processes of their own do it, at the lowest priority.

// Apart has AVIF encoded by a program: run with args, it must do what EncodeAVIF does, from its standard input to its
// standard output. Without one it is encoded in this process.
func (in *Intake) Apart(program string, args ...string) {
	in.apart = append([]string{program}, args...)
}

// EncodeAVIF reads a picture, its width and height in pixels and the quality it is wanted in, 1 to 100, as four bytes each
// and then its pixels as red, green, blue and alpha, and writes it as AVIF.
func EncodeAVIF(r io.Reader, w io.Writer) error {
	var size [3]uint32
	if err := binary.Read(r, binary.BigEndian, &size); err != nil {
		return fmt.Errorf("reading a picture's size: %w", err)
	}
	if size[0] == 0 || size[1] == 0 || size[0] > widest || size[1] > 1<<16 || size[2] < 1 || size[2] > 100 {
		return fmt.Errorf("a picture of %d by %d pixels in quality %d is none of ours", size[0], size[1], size[2])
	}
	m := image.NewRGBA(image.Rect(0, 0, int(size[0]), int(size[1])))
	if _, err := io.ReadFull(r, m.Pix); err != nil {
		return fmt.Errorf("reading a picture's pixels: %w", err)
	}
	b, err := asAVIF(m, int(size[2]))
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// lateForm is the form that is made in the background. Its point is to be smaller than WebP: where it isn't, as with a
// picture in its own width that was a JPEG with much fine grain, it is made again in less quality.
func (in *Intake) lateForm(ctx context.Context) form {
	return form{"image/avif", "avif", func(m *image.RGBA, p news.Picture) (b []byte, err error) {
		bound := bytesOf(p, "image/webp", m.Rect.Dx())
		for _, quality := range avifQualities {
			if b, err = in.encodeApart(ctx, m, quality); err != nil || bound == 0 || int64(len(b)) < bound {
				break
			}
		}
		return b, err
	}}
}

// bytesOf is the size of a picture's rendition, or 0 without it.
func bytesOf(p news.Picture, mime string, width int) int64 {
	for _, r := range p.Renditions {
		if r.Type == mime && r.Width == width {
			return r.Bytes
		}
	}
	return 0
}

// encodeApart encodes in a process of its own if there is a program for it.
func (in *Intake) encodeApart(ctx context.Context, m *image.RGBA, quality int) ([]byte, error) {
	if in.apart == nil {
		return asAVIF(m, quality)
	}
	cmd := exec.CommandContext(ctx, in.apart[0], in.apart[1:]...)
	var out, said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = pixels(m, quality), &out, &said
	cmd.Env = []string{} // our settings are none of its business
	if err := cmd.Start(); err != nil {
		return asAVIF(m, quality) // the program's file is gone, as while a new release is put in its place
	}
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("encoding AVIF in a process of its own: %w %s", err, said.Bytes())
	}
	return out.Bytes(), nil
}

// pixels is a picture as EncodeAVIF reads it.
func pixels(m *image.RGBA, quality int) io.Reader {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	var head []byte
	for _, n := range []int{w, h, quality} {
		head = binary.BigEndian.AppendUint32(head, uint32(n))
	}
	parts := []io.Reader{bytes.NewReader(head)}
	for y := range h {
		parts = append(parts, bytes.NewReader(m.Pix[y*m.Stride:y*m.Stride+4*w]))
	}
	return io.MultiReader(parts...)
}
