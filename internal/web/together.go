package web

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"sync"
)

// net/http sends an answer that is longer than its buffer in two pieces: the header with the beginning of the body, then
// the rest. A system call is the dearest part of sending a page that is held ready, so the first piece waits for the second
// and both go out by one writev.

// Together wraps a listener so that SendTogether works on its connections. Those of TLS are left as they are: their bytes
// are not the answer's.
func Together(l net.Listener) net.Listener { return togetherListener{l} }

type togetherListener struct{ net.Listener }

func (l togetherListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		return &togetherConn{TCPConn: tcp}, err
	}
	return c, err
}

// togetherConn is one connection. Its fields are those of whoever answers the request, as its Write is.
type togetherConn struct {
	*net.TCPConn
	body   int         // the length of the body that is about to be written; 0: nothing is held back
	fields []byte      // go into the header that is about to be written; nil: none
	held   *[]byte     // the first piece
	parts  [4][]byte   // room for all
	all    net.Buffers // parts, while they are written
}

var pieces = sync.Pool{New: func() any { b := make([]byte, 0, 4<<10); return &b }}

// Write holds back a piece that cannot be all of the answer: what is shorter than the body alone.
func (c *togetherConn) Write(b []byte) (int, error) {
	if c.held == nil && len(b) < c.body {
		c.body = 0
		c.held = pieces.Get().(*[]byte)
		*c.held = append((*c.held)[:0], b...)
		return len(b), nil
	}
	c.body = 0
	if c.held == nil && c.fields == nil {
		return c.TCPConn.Write(b)
	}
	return c.writeAll(b)
}

// writeAll writes what was held back and b, with the fields after the first line. It returns how many bytes of b were
// written.
func (c *togetherConn) writeAll(b []byte) (int, error) {
	c.all = c.parts[:0]
	first, before := b, len(c.fields)
	if c.held != nil {
		first, before = *c.held, before+len(*c.held)
	}
	if c.fields != nil {
		line := bytes.IndexByte(first, '\n') + 1
		c.all = append(c.all, first[:line], c.fields)
		first = first[line:]
	}
	c.all = append(c.all, first)
	if c.held != nil {
		c.all = append(c.all, b)
	}
	n, err := c.all.WriteTo(c.TCPConn)
	if c.held != nil {
		pieces.Put(c.held)
	}
	c.held, c.fields, c.all, c.parts = nil, nil, nil, [4][]byte{}
	return max(0, int(n)-before), err
}

type connKey struct{}

// connContext is a http.Server's ConnContext: it lets SendTogether find the connection.
func connContext(ctx context.Context, c net.Conn) context.Context {
	if t, ok := c.(*togetherConn); ok {
		return context.WithValue(ctx, connKey{}, t)
	}
	return ctx
}

// SendTogether has the answer to r, whose body has so many bytes and is written next, by one Write, sent in one piece
// with its header, where the connection can do that. Then it returns true, and fields, as Fields writes them, are sent with
// those of the header: net/http sorts, copies and checks what is in the header, which costs more than all else that is ours
// in sending a page.
func SendTogether(r *http.Request, body int, fields []byte) bool {
	c, ok := r.Context().Value(connKey{}).(*togetherConn)
	if ok {
		c.body, c.fields = body, fields
	}
	return ok
}

// Fields writes header fields as they are sent.
func Fields(h http.Header) []byte {
	var b bytes.Buffer
	_ = h.Write(&b) // which replaces line breaks; a buffer takes everything
	return b.Bytes()
}
