package press

import "strings"

// Accept is which encodings a reader takes beside the page as it is.
type Accept uint8

// What a reader may take.
const (
	AcceptGzip Accept = 1 << iota
	AcceptBrotli
)

// maxAccept is how much of a field is read: no browser's is a tenth as long.
const maxAccept = 1024

// ParseAccept reads the fields of Accept-Encoding as RFC 9110 has them. An encoding with q=0 is refused, "*" is every one
// that isn't named, and of those taken the press chooses by itself. What can't be read is left out: the page as it is can
// always be sent.
func ParseAccept(fields []string) Accept {
	switch {
	case len(fields) == 0:
		return 0
	case len(fields) == 1:
		switch fields[0] { // what nearly everybody sends
		case "gzip, deflate, br, zstd", "gzip, deflate, br":
			return AcceptGzip | AcceptBrotli
		case "gzip":
			return AcceptGzip
		}
	}
	var named, taken Accept
	star := false
	for _, field := range fields {
		for item := range strings.SplitSeq(field[:min(len(field), maxAccept)], ",") {
			name, weight, _ := strings.Cut(item, ";")
			takes := isWeighty(weight)
			switch strings.ToLower(strings.Trim(name, " \t")) {
			case "gzip", "x-gzip":
				named |= AcceptGzip
				taken = with(taken, AcceptGzip, takes)
			case "br":
				named |= AcceptBrotli
				taken = with(taken, AcceptBrotli, takes)
			case "*":
				star = takes
			}
		}
	}
	if star {
		taken |= (AcceptGzip | AcceptBrotli) &^ named
	}
	return taken
}

func with(a, bit Accept, set bool) Accept {
	if set {
		return a | bit
	}
	return a &^ bit
}

// isWeighty says whether a weight, such as "q=0.5", is above nothing. No weight is 1; one that can't be read is none.
func isWeighty(s string) bool {
	s = strings.Trim(s, " \t")
	if s == "" {
		return true
	}
	value, ok := strings.CutPrefix(strings.ToLower(s), "q=")
	if !ok || len(value) > len("0.123") {
		return false
	}
	whole, rest, dot := strings.Cut(value, ".")
	if strings.Trim(rest, "0123456789") != "" || dot && whole == "1" && strings.Trim(rest, "0") != "" {
		return false
	}
	return whole == "1" || whole == "0" && strings.Trim(rest, "0") != ""
}
