package press

import (
	"bytes"
	"crypto/sha256"
	"hash/crc32"
	"runtime"

	"github.com/klauspost/compress/flate"
)

// gzipLevel is where a page takes some 150 µs and is within two per cent of what level 9 makes of it.
const gzipLevel = 6

// minCompressed is the size from which a page is compressed: below, the gain doesn't fill a packet.
const minCompressed = 860

// stretch is a piece of a page. Its deflated form ends at a byte's end and refers to nothing before it, so that
// stretches deflated apart are one stream when they are put one after the other.
type stretch struct {
	length   int
	crc      uint32
	sum      [sha256.Size]byte
	deflated []byte // nil: the page is too small
}

// newStretch makes a stretch of bytes; last says that it ends the stream.
func (p *Press) newStretch(b []byte, last, compress bool) stretch {
	s := stretch{length: len(b), crc: crc32.ChecksumIEEE(b), sum: sha256.Sum256(b)}
	if compress {
		s.deflated = p.deflaters.deflate(b, last)
	}
	return s
}

// deflaters are compressors that are used again: each holds a megabyte of tables. There are as many as can run at once.
type deflaters chan *deflater

type deflater struct {
	out bytes.Buffer
	w   *flate.Writer
}

func newDeflaters() deflaters {
	d := make(deflaters, runtime.GOMAXPROCS(0))
	for range cap(d) {
		d <- &deflater{}
	}
	return d
}

func (d deflaters) deflate(b []byte, last bool) []byte {
	one := <-d
	defer func() { d <- one }()
	one.out.Reset()
	if one.w == nil {
		one.w, _ = flate.NewWriter(&one.out, gzipLevel) // the level is one that there is
	} else {
		one.w.Reset(&one.out)
	}
	_, _ = one.w.Write(b) // a buffer takes everything
	if last {
		_ = one.w.Close()
	} else {
		_ = one.w.Flush()
	}
	return bytes.Clone(one.out.Bytes())
}

// gzipHeader begins every gzip form: deflate, no name, no time, an unknown system.
var gzipHeader = [10]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff}

// splice puts stretches together into a gzip form. The stretches hold slices of it afterwards, so that nothing is kept
// twice.
func splice(all ...*stretch) []byte {
	size := len(gzipHeader) + 8
	for _, s := range all {
		size += len(s.deflated)
	}
	out := append(make([]byte, 0, size), gzipHeader[:]...)
	var crc, length uint32
	for _, s := range all {
		out = append(out, s.deflated...)
		crc = joinCRC(crc, s.crc, s.length)
		length += uint32(s.length)
	}
	return append(out, byte(crc), byte(crc>>8), byte(crc>>16), byte(crc>>24), byte(length), byte(length>>8), byte(length>>16), byte(length>>24))
}
