package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// load asks a server over connections that stay open, with as little work of its own as can be: it shares the machine
// with what it measures.
type load struct {
	addr  string // host:port
	conns int
}

// request is what the i-th question is.
type request func(i int) []byte

// getRequest writes a question.
func getRequest(path string, fields ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: bench.example\r\n", path)
	for _, f := range fields {
		b.WriteString(f + "\r\n")
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

// client is one connection.
type client struct {
	conn net.Conn
	in   *bufio.Reader
}

func (l load) dial() (*client, error) {
	c, err := net.Dial("tcp", l.addr)
	if err != nil {
		return nil, err
	}
	return &client{conn: c, in: bufio.NewReaderSize(c, 64<<10)}, nil
}

// ask sends a question and reads the answer away.
func (c *client) ask(question []byte) (status, length int, err error) {
	if _, err := c.conn.Write(question); err != nil {
		return 0, 0, err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil || len(line) < 13 {
		return 0, 0, fmt.Errorf("no answer: %q %v", line, err)
	}
	status, _ = strconv.Atoi(string(line[9:12]))
	chunked := false
	for {
		line, err = c.in.ReadSlice('\n')
		if err != nil {
			return 0, 0, err
		}
		if len(line) == 2 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			length = 0
			for _, digit := range bytes.TrimSpace(value) {
				length = 10*length + int(digit-'0')
			}
		}
		chunked = chunked || bytes.HasPrefix(line, []byte("Transfer-Encoding: chunked"))
	}
	if chunked { // an answer of the API that is long
		n, err := io.Copy(io.Discard, httputil.NewChunkedReader(c.in))
		if err == nil {
			_, err = c.in.ReadSlice('\n') // the line after the last chunk
		}
		return status, int(n), err
	}
	_, err = c.in.Discard(length)
	return status, length, err
}

// run has every connection do work until it returns false or an error.
func (l load) run(work func(c *client, k int) error) error {
	errs := make([]error, l.conns)
	var all sync.WaitGroup
	for k := range l.conns {
		c, err := l.dial()
		if err != nil {
			return err
		}
		all.Go(func() {
			defer c.conn.Close()
			errs[k] = work(c, k)
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// rate asks as fast as answers come, for a time, and returns how many there were a second.
func (l load) rate(long time.Duration, want int, next request) (float64, error) {
	var asked, done atomic.Int64
	start := time.Now()
	err := l.run(func(c *client, _ int) error {
		for time.Since(start) < long {
			status, _, err := c.ask(next(int(asked.Add(1))))
			if err != nil {
				return err
			}
			if status != want {
				return fmt.Errorf("answered %d, want %d", status, want)
			}
			done.Add(1)
		}
		return nil
	})
	return float64(done.Load()) / time.Since(start).Seconds(), err
}

// steadily asks so many times a second, whatever the answers do, and returns how long each took from the moment it was
// to be asked: when its connection waited for the answer before, that counts; when the clock woke us late, it doesn't.
func (l load) steadily(perSecond float64, long time.Duration, want int, next request) (durations, error) {
	all := make([]durations, l.conns)
	start := time.Now().Add(20 * time.Millisecond)
	err := l.run(func(c *client, k int) error {
		for n := k; ; n += l.conns {
			at := start.Add(time.Duration(float64(n) / perSecond * float64(time.Second)))
			if at.Sub(start) > long {
				return nil
			}
			if early := time.Until(at); early > 0 {
				time.Sleep(early)
				at = time.Now()
			}
			status, _, err := c.ask(next(n))
			if err != nil {
				return err
			}
			if status != want {
				return fmt.Errorf("answered %d, want %d", status, want)
			}
			all[k] = append(all[k], time.Since(at))
		}
	})
	var joined durations
	for _, d := range all {
		joined = append(joined, d...)
	}
	return joined, err
}

// size returns how many bytes an answer has.
func (l load) size(question []byte) (int, error) {
	c, err := l.dial()
	if err != nil {
		return 0, err
	}
	defer c.conn.Close()
	_, n, err := c.ask(question)
	return n, err
}
