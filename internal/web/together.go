package web

import (
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
	body  int         // the length of the body that is about to be written; 0: nothing is held back
	held  *[]byte     // the first piece
	parts [2][]byte   // room for both
	both  net.Buffers // parts, while they are written
}

var pieces = sync.Pool{New: func() any { b := make([]byte, 0, 4<<10); return &b }}

// Write holds back a piece that cannot be all of the answer: what is shorter than the body alone.
func (c *togetherConn) Write(b []byte) (int, error) {
	if c.held != nil {
		return c.writeBoth(b)
	}
	if hold := len(b) < c.body; hold {
		c.body = 0
		c.held = pieces.Get().(*[]byte)
		*c.held = append((*c.held)[:0], b...)
		return len(b), nil
	}
	c.body = 0
	return c.TCPConn.Write(b)
}

// writeBoth writes what was held back and b. It returns how many bytes of b were written.
func (c *togetherConn) writeBoth(b []byte) (int, error) {
	first := len(*c.held)
	c.parts = [2][]byte{*c.held, b}
	c.both = c.parts[:]
	n, err := c.both.WriteTo(c.TCPConn)
	pieces.Put(c.held)
	c.held, c.both, c.parts = nil, nil, [2][]byte{}
	return max(0, int(n)-first), err
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
// with its header, where the connection can do that.
func SendTogether(r *http.Request, body int) {
	if c, ok := r.Context().Value(connKey{}).(*togetherConn); ok {
		c.body = body
	}
}
