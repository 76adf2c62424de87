package newsroom

import (
	"testing"
	"time"

	"broadsheet/internal/news"
)

func TestReadLocal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, s, want string }{
		{"Europe/London", "2026-01-05T06:00", "2026-01-05T06:00:00Z"},
		{"Europe/London", "2026-07-05T06:00", "2026-07-05T05:00:00Z"},
		{"Asia/Kolkata", "2026-07-05T06:00", "2026-07-05T00:30:00Z"},
		{"Europe/London", "2026-03-29T01:30", ""}, // the clocks go forward
		{"Europe/London", "2026-02-30T01:30", ""},
		{"Europe/London", "tomorrow", ""},
		{"Europe/London", "", ""},
	} {
		got, err := readLocal("at", c.s, c.zone)
		if c.want == "" {
			if news.CodeOf(err) != news.CodeInvalid {
				t.Errorf("%s in %s is %v, %v", c.s, c.zone, got, err)
			}
			continue
		}
		if want, _ := time.Parse(time.RFC3339, c.want); err != nil || got != news.At(want) {
			t.Errorf("%s in %s is %v, %v", c.s, c.zone, got, err)
		}
	}
}
