package web

import (
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"
)

// AccessLog writes a line for each request, in the form that slog's handlers write: one that is built for any record costs
// more than all else that is ours in sending a page. Lines are gathered and written together, a quarter of a second later
// at most.
type AccessLog struct {
	Out  io.Writer
	JSON bool // as slog.JSONHandler writes; else as slog.TextHandler

	mu      sync.Mutex
	lines   []byte
	waiting bool // a flush is due

	second int64  // the second that was written last
	clock  []byte // as it was written
}

// Bounds of what is gathered.
const (
	accessBuffer = 32 << 10
	accessDelay  = 250 * time.Millisecond
)

// add adds the line of a request.
func (a *AccessLog) add(r *http.Request, v *Visit, at time.Time, took time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.JSON {
		a.lines = appendJSON(a.lines, r, v, at, took)
	} else {
		a.lines = appendText(a.appendClock(a.lines, at), r, v, took)
	}
	switch {
	case len(a.lines) >= accessBuffer:
		a.flush()
	case !a.waiting:
		a.waiting = true
		time.AfterFunc(accessDelay, a.Flush)
	}
}

// Flush writes what has been gathered.
func (a *AccessLog) Flush() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waiting = false
	a.flush()
}

func (a *AccessLog) flush() {
	if len(a.lines) == 0 {
		return
	}
	_, _ = a.Out.Write(a.lines) // where the log goes is lost: there is nobody left to tell
	a.lines = a.lines[:0]
}

// appendClock appends the time of a text line. A second is written out once.
func (a *AccessLog) appendClock(b []byte, at time.Time) []byte {
	if second := at.Unix(); second != a.second || a.clock == nil {
		a.second, a.clock = second, at.AppendFormat(append(a.clock[:0], "time="...), "2006-01-02T15:04:05.000Z07:00")
	}
	b = append(b, a.clock...)
	millis := at.Nanosecond() / 1e6
	digits := b[len(b)-len(a.clock)+len("time=2006-01-02T15:04:05."):]
	digits[0], digits[1], digits[2] = byte('0'+millis/100), byte('0'+millis/10%10), byte('0'+millis%10)
	return b
}

func appendText(b []byte, r *http.Request, v *Visit, took time.Duration) []byte {
	b = appendTextValue(append(b, " level=INFO msg=request id="...), v.ID)
	b = appendTextValue(append(b, " route="...), v.Route)
	b = strconv.AppendInt(append(b, " status="...), int64(v.status), 10)
	b = strconv.AppendInt(append(b, " bytes="...), int64(v.bytes), 10)
	b = append(append(b, " took="...), took.String()...)
	b = appendTextValue(append(b, " request.method="...), r.Method)
	b = appendTextValue(append(b, " request.host="...), r.Host)
	b = appendTextValue(append(b, " request.path="...), r.URL.EscapedPath())
	if v.err != nil {
		b = appendTextValue(append(b, " error="...), v.err.Error())
	}
	return append(b, '\n')
}

// appendTextValue appends a value, in quotes where it could be taken for something else.
func appendTextValue(b []byte, s string) []byte {
	if s == "" {
		return append(b, `""`...)
	}
	for _, c := range s {
		if c <= ' ' || c == '"' || c == '=' || c == utf8.RuneError || c >= 0x7f {
			return strconv.AppendQuote(b, s)
		}
	}
	return append(b, s...)
}

func appendJSON(b []byte, r *http.Request, v *Visit, at time.Time, took time.Duration) []byte {
	b = at.AppendFormat(append(b, `{"time":"`...), time.RFC3339Nano)
	b = appendJSONValue(append(b, `","level":"INFO","msg":"request","id":`...), v.ID)
	b = appendJSONValue(append(b, `,"route":`...), v.Route)
	b = strconv.AppendInt(append(b, `,"status":`...), int64(v.status), 10)
	b = strconv.AppendInt(append(b, `,"bytes":`...), int64(v.bytes), 10)
	b = strconv.AppendInt(append(b, `,"took":`...), int64(took), 10)
	b = appendJSONValue(append(b, `,"request":{"method":`...), r.Method)
	b = appendJSONValue(append(b, `,"host":`...), r.Host)
	b = appendJSONValue(append(b, `,"path":`...), r.URL.EscapedPath())
	b = append(b, '}')
	if v.err != nil {
		b = appendJSONValue(append(b, `,"error":`...), v.err.Error())
	}
	return append(b, '}', '\n')
}

// appendJSONValue appends a JSON string.
func appendJSONValue(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, c := range s { // broken UTF-8 becomes the sign for it
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', byte(c))
		case c < ' ' || c == 0x7f:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			b = utf8.AppendRune(b, c)
		}
	}
	return append(b, '"')
}
