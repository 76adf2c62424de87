package web

import (
	"bufio"
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

type togetherServer struct {
	*httptest.Server
	held atomic.Int64 // answers whose first piece was held back
}

// serveTogether answers /N with N bytes; with ?alone it does not ask for them to be sent together, with ?fields it has
// fields sent with them.
func serveTogether(t *testing.T, wrap bool) *togetherServer {
	t.Helper()
	s := &togetherServer{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.URL.Path[1:])
		if err != nil {
			http.Error(w, "no number", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Length", strconv.Itoa(n))
		w.WriteHeader(http.StatusOK)
		if r.Method == http.MethodHead {
			return
		}
		switch q := r.URL.Query(); {
		case q.Has("fields"):
			SendTogether(r, n, Fields(http.Header{"X-One": {"1"}, "X-Two": {"a\r\nX-Three: b"}}))
		case !q.Has("alone"):
			SendTogether(r, n, nil)
		}
		if _, err := w.Write(bodyOf(n)); err != nil {
			return
		}
		if c, ok := r.Context().Value(connKey{}).(*togetherConn); ok && n > 4<<10 && c.held == nil && c.body == 0 {
			s.held.Add(1)
		}
	}))
	s.Config.ConnContext = connContext
	if wrap {
		s.Listener = Together(s.Listener)
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func bodyOf(n int) []byte {
	return bytes.Repeat([]byte("0123456789abcdef"), n/16+1)[:n]
}

// TestTogether has answers of all lengths arrive whole, one after the other on one connection, and asked for all at once.
func TestTogether(t *testing.T) {
	t.Parallel()
	s := serveTogether(t, true)
	lengths := []int{0, 1, 100, 2047, 2048, 2049, 3000, 3900, 4000, 4095, 4096, 4097, 5000, 8191, 8192, 8193, 17_000, 65_536, 1 << 20}
	for range 100 {
		lengths = append(lengths, rand.IntN(20_000))
	}
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	in := bufio.NewReader(c)
	ask := func(method, path string) { _, _ = io.WriteString(c, method+" "+path+" HTTP/1.1\r\nHost: x\r\n\r\n") }
	check := func(method string, n int, fields string) {
		t.Helper()
		resp, err := http.ReadResponse(in, &http.Request{Method: method})
		if err != nil {
			t.Fatalf("%s %d: %v", method, n, err)
		}
		got, err := io.ReadAll(resp.Body)
		want := bodyOf(n)
		if method == http.MethodHead {
			want = nil
		}
		if err != nil || !bytes.Equal(got, want) || resp.ContentLength != int64(n) {
			t.Fatalf("%s %d: %d bytes of %d (%v)", method, n, len(got), resp.ContentLength, err)
		}
		if is := resp.Header.Get("X-One") + resp.Header.Get("X-Two") + resp.Header.Get("X-Three"); is != fields {
			t.Fatalf("%s %d: the fields are %q", method, n, is)
		}
	}
	for _, n := range lengths {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			ask(method, "/"+strconv.Itoa(n))
			check(method, n, "")
		}
		ask(http.MethodGet, "/"+strconv.Itoa(n)+"?alone")
		check(http.MethodGet, n, "")
		ask(http.MethodGet, "/"+strconv.Itoa(n)+"?fields")
		check(http.MethodGet, n, "1a  X-Three: b")
	}
	if s.held.Load() == 0 {
		t.Error("no answer went out by togetherConn")
	}
	for _, n := range lengths { // pipelined
		ask(http.MethodGet, "/"+strconv.Itoa(n))
	}
	for _, n := range lengths {
		check(http.MethodGet, n, "")
	}
}

// TestTogetherReaderGone has readers hang up in the middle of an answer: the next ones are served.
func TestTogetherReaderGone(t *testing.T) {
	t.Parallel()
	s := serveTogether(t, true)
	for range 20 {
		c, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(c, "GET /5000000 HTTP/1.1\r\nHost: x\r\n\r\n")
		_, _ = io.ReadFull(c, make([]byte, 10))
		c.Close()
	}
	resp, err := http.Get(s.URL + "/10000")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, err := io.ReadAll(resp.Body); err != nil || !bytes.Equal(b, bodyOf(10_000)) {
		t.Errorf("%d bytes (%v)", len(b), err)
	}
}

// TestTogetherElsewhere asks for it on a connection that can't do it.
func TestTogetherElsewhere(t *testing.T) {
	t.Parallel()
	s := serveTogether(t, false)
	resp, err := http.Get(s.URL + "/10000")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, err := io.ReadAll(resp.Body); err != nil || len(b) != 10_000 {
		t.Errorf("%d bytes (%v)", len(b), err)
	}
}

// TestTogetherWrite checks what a connection is given: how many bytes of which write went out.
func TestTogetherWrite(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	there, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	c, err := Together(l).Accept()
	if err != nil {
		t.Fatal(err)
	}
	here := c.(*togetherConn)
	here.body = 10
	for _, w := range []struct {
		text string
		held bool
	}{{"header", true}, {"the body", false}, {"another answer", false}} {
		if n, err := c.Write([]byte(w.text)); n != len(w.text) || err != nil || (here.held != nil) != w.held {
			t.Errorf("%q: %d, %v, held: %v", w.text, n, err, here.held != nil)
		}
	}
	here.body = 4
	if n, err := c.Write([]byte("header and all")); n != 14 || err != nil || here.held != nil || here.body != 0 {
		t.Errorf("an answer in one piece: %d, %v", n, err)
	}
	c.Close()
	if got, _ := io.ReadAll(there); string(got) != "headerthe bodyanother answerheader and all" {
		t.Errorf("there arrived %q", got)
	}
	here.body = 10
	_, _ = c.Write([]byte("header"))
	if n, err := c.Write([]byte("body")); n != 0 || err == nil {
		t.Errorf("into a closed connection: %d, %v", n, err)
	}
}
