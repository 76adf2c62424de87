package ninjs

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"broadsheet/internal/news"
)

// Split cuts a file into its items and hands each to visit with the line it begins on. A file is one item, a list of
// items, or items one after the other; with lines set, one item a line, where a broken line does not spoil the others.
// An item over limit bytes is handed over as nil.
func Split(r io.Reader, lines bool, limit int, visit func(line int, item []byte) error) error {
	if lines {
		return splitLines(r, limit, visit)
	}
	counted := &lineCounter{r: bufio.NewReader(r)}
	list := counted.beginsWithList()
	d := json.NewDecoder(counted)
	if list {
		if _, err := d.Token(); err != nil {
			return broken(counted, d, err)
		}
	}
	for !list || d.More() {
		var raw json.RawMessage
		if err := d.Decode(&raw); errors.Is(err, io.EOF) && !list {
			return nil
		} else if err != nil {
			return broken(counted, d, err)
		}
		line := counted.line(d.InputOffset() - int64(len(raw)))
		if len(raw) > limit {
			raw = nil
		}
		if err := visit(line, raw); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return broken(counted, d, err)
	}
	if d.More() {
		return news.Invalid("", "line %d has something after the list", counted.line(d.InputOffset()+1))
	}
	return nil
}

func broken(c *lineCounter, d *json.Decoder, err error) error {
	at := d.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = max(at, syntax.Offset)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return news.Invalid("", "line %d: the file ends in the middle of an item", c.line(c.read))
	}
	return news.Invalid("", "line %d is not JSON: %v", c.line(at), err)
}

// lineCounter remembers where the lines of what is read through it begin.
type lineCounter struct {
	r    *bufio.Reader
	read int64
	ends []int64 // offsets of line ends
}

// beginsWithList says whether the first thing is a list, after a byte order mark and white space, which it skips.
func (c *lineCounter) beginsWithList() bool {
	if mark, err := c.r.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = c.r.Discard(3)
	}
	var one [1]byte
	for {
		b, err := c.r.Peek(1)
		if err != nil || !bytes.Contains([]byte(" \t\r\n"), b) {
			return err == nil && b[0] == '['
		}
		_, _ = c.Read(one[:])
	}
}

func (c *lineCounter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			c.ends = append(c.ends, c.read+int64(i))
		}
	}
	c.read += int64(n)
	return n, err
}

// line returns the line, from 1, that the offset stands in.
func (c *lineCounter) line(offset int64) int {
	lo, hi := 0, len(c.ends)
	for lo < hi {
		if mid := (lo + hi) / 2; c.ends[mid] < offset {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo + 1
}

func splitLines(r io.Reader, limit int, visit func(line int, item []byte) error) error {
	b := bufio.NewReaderSize(r, 64<<10)
	for n := 1; ; n++ {
		line, long, err := readLine(b, limit)
		if text := bytes.TrimSpace(line); len(text) > 0 || long {
			if long {
				text = nil
			}
			if err := visit(n, text); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readLine reads to the next line end, keeping at most limit bytes; long says that there were more.
func readLine(b *bufio.Reader, limit int) (line []byte, long bool, err error) {
	for {
		part, err := b.ReadSlice('\n')
		if len(line)+len(part) > limit+1 {
			long = true
		} else {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, long, err
		}
	}
}
