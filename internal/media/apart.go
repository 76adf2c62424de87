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

// EncodeAVIF reads a picture, its width and height in pixels as four bytes each and then its pixels as red, green, blue and
// alpha, and writes it as AVIF.
func EncodeAVIF(r io.Reader, w io.Writer) error {
	var size [2]uint32
	if err := binary.Read(r, binary.BigEndian, &size); err != nil {
		return fmt.Errorf("reading a picture's size: %w", err)
	}
	if size[0] == 0 || size[1] == 0 || size[0] > widest || size[1] > 1<<16 {
		return fmt.Errorf("a picture of %d by %d pixels is none of ours", size[0], size[1])
	}
	m := image.NewRGBA(image.Rect(0, 0, int(size[0]), int(size[1])))
	if _, err := io.ReadFull(r, m.Pix); err != nil {
		return fmt.Errorf("reading a picture's pixels: %w", err)
	}
	b, err := asAVIF(m, news.Picture{})
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// lateForm is the form that is made in the background.
func (in *Intake) lateForm(ctx context.Context) form {
	write := asAVIF
	if in.apart != nil {
		write = func(m *image.RGBA, _ news.Picture) ([]byte, error) { return in.encodeApart(ctx, m) }
	}
	return form{"image/avif", "avif", write}
}

func (in *Intake) encodeApart(ctx context.Context, m *image.RGBA) ([]byte, error) {
	cmd := exec.CommandContext(ctx, in.apart[0], in.apart[1:]...)
	var out, said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = pixels(m), &out, &said
	cmd.Env = []string{} // our settings are none of its business
	if err := cmd.Start(); err != nil {
		return asAVIF(m, news.Picture{}) // the program's file is gone, as while a new release is put in its place
	}
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("encoding AVIF in a process of its own: %w %s", err, said.Bytes())
	}
	return out.Bytes(), nil
}

// pixels is a picture as EncodeAVIF reads it.
func pixels(m *image.RGBA) io.Reader {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	parts := []io.Reader{bytes.NewReader(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(w)), uint32(h)))}
	for y := range h {
		parts = append(parts, bytes.NewReader(m.Pix[y*m.Stride:y*m.Stride+4*w]))
	}
	return io.MultiReader(parts...)
}
