package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Duration is a length of time as settings write it: "90s", "5m", "720h" or "30d".
type Duration struct{ time.Duration }

// UnmarshalText reads a Duration.
func (d *Duration) UnmarshalText(b []byte) error {
	s := string(b)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n <= 36500 {
			d.Duration = time.Duration(n) * 24 * time.Hour
			return nil
		}
	}
	v, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("%q is not a length of time; write it like 90s, 5m, 720h or 30d", s)
	}
	d.Duration = v
	return nil
}

// Size is a number of bytes as settings write it: "512", "64KiB", "2MiB", "1GiB".
type Size struct{ Bytes int64 }

// units are what may follow a Size's number, the longer before what they end in.
func units() []struct {
	name  string
	bytes int64
} {
	return []struct {
		name  string
		bytes int64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"B", 1}, {"", 1}}
}

// UnmarshalText reads a Size.
func (s *Size) UnmarshalText(b []byte) error {
	text := string(b)
	for _, u := range units() {
		digits, ok := strings.CutSuffix(text, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
		if err != nil || n < 0 || n > (1<<50)/u.bytes {
			break
		}
		s.Bytes = n * u.bytes
		return nil
	}
	return fmt.Errorf("%q is not a size; write it like 512, 64KiB, 2MiB or 1GiB", text)
}

// String writes s as UnmarshalText reads it.
func (s Size) String() string {
	for _, u := range []struct {
		name  string
		bytes int64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if s.Bytes >= u.bytes && s.Bytes%u.bytes == 0 {
			return strconv.FormatInt(s.Bytes/u.bytes, 10) + u.name
		}
	}
	return strconv.FormatInt(s.Bytes, 10)
}
