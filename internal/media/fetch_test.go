package media

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// TestRebinding asks for a picture at a name whose owner answers with another address each time: first one that is
// nobody's, then this machine's own, then both. What is connected to is what was checked, so nothing inside is asked. It
// changes how the whole process looks names up, and so runs alone.
func TestRebinding(t *testing.T) {
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the inside was asked") }))
	t.Cleanup(inside.Close)
	var asked atomic.Int64
	server := nameServer(t, func() [][4]byte {
		answers := [][][4]byte{{{198, 51, 100, 9}}, {{127, 0, 0, 1}}, {{198, 51, 100, 9}, {127, 0, 0, 1}}, {{10, 0, 0, 1}, {127, 0, 0, 1}}}
		return answers[int(asked.Add(1)-1)%len(answers)]
	})
	before := net.DefaultResolver
	t.Cleanup(func() { net.DefaultResolver = before })
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", server)
	}}
	f := NewFetcher(1<<20, false)
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(inside.URL, "http://"))
	for range 8 {
		if _, err := f.Get(t.Context(), "http://pictures.rebinding.example:"+port+"/gull.jpg"); err == nil || !strings.Contains(err.Error(), "private address") {
			t.Errorf("%v", err)
		}
	}
	if asked.Load() < 4 {
		t.Errorf("the name was looked up %d times only", asked.Load())
	}
}

// nameServer answers questions for IPv4 addresses with what addresses returns, and says that there are no others.
func nameServer(t *testing.T, addresses func() [][4]byte) (at string) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return // it was closed
			}
			var m dnsmessage.Message
			if err := m.Unpack(buf[:n]); err != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				for _, a := range addresses() {
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class}, Body: &dnsmessage.AResource{A: a}})
				}
			}
			if answer, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}
