package news

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// Millis is a moment as milliseconds since the Unix epoch in UTC. Zero means "not set". A paper's time zone is applied
// where the moment is shown, never here.
type Millis int64

// Never is the moment that does not come: the end of a window without an end.
const Never Millis = math.MaxInt64

// At converts t to Millis, dropping what is below a millisecond. The zero time.Time becomes the unset Millis.
func At(t time.Time) Millis {
	if t.IsZero() {
		return 0
	}
	return Millis(t.UnixMilli())
}

// Time converts m to a time in UTC; the unset Millis becomes the zero time.Time.
func (m Millis) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m)).UTC()
}

// Later returns the later of two moments, of which either may be unset. It is not max: the moments before 1970 are below
// zero, and what is unset is zero.
func Later(a, b Millis) Millis {
	switch {
	case a == 0:
		return b
	case b == 0:
		return a
	}
	return max(a, b)
}

// String writes m in RFC 3339 with milliseconds, or "" when it is not set.
func (m Millis) String() string {
	switch m {
	case 0:
		return ""
	case Never:
		return "never"
	}
	return m.Time().Format("2006-01-02T15:04:05.000Z07:00")
}

// MarshalJSON writes m as an RFC 3339 string, or null when it is not set.
func (m Millis) MarshalJSON() ([]byte, error) {
	if m == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(m.String())
}

// UnmarshalJSON reads what MarshalJSON wrote: an RFC 3339 string with a zone, or null.
func (m *Millis) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("a time is a string such as 2026-02-01T06:00:00Z: %w", err)
	}
	if s == nil || *s == "" {
		*m = 0
		return nil
	}
	v, err := ParseTime(*s)
	if err != nil {
		return err
	}
	*m = v
	return nil
}

// ParseTime reads a moment in RFC 3339 with a zone. A time without a zone is refused: nobody can know which it meant.
func ParseTime(s string) (Millis, error) {
	if s == "never" {
		return Never, nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err == nil && t.IsZero() {
		return 0, fmt.Errorf("the time %q is what programs write where they have none; leave the field out", s)
	}
	if err == nil {
		return At(t), nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02"} {
		if _, e := time.Parse(layout, s); e == nil {
			return 0, fmt.Errorf("the time %q has no zone; write it with one, such as 2026-02-01T06:00:00Z or 2026-02-01T06:00:00+01:00", s)
		}
	}
	return 0, fmt.Errorf("%q is not a time; write it in RFC 3339, such as 2026-02-01T06:00:00Z", s)
}
