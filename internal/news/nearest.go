package news

import "strings"

// Nearest returns the one of names that is most like s, for "did you mean", or "" when none is like it.
func Nearest(s string, names []string) string {
	if len(s) > 100 { // no slip is that long
		return ""
	}
	best, at := "", len(s)/2+2
	for _, n := range names {
		d := distance(strings.ToLower(s), n)
		if s != "" && n != "" && s[0] == n[0] { // a slip is rarely in the first letter
			d--
		}
		if d < at {
			best, at = n, d
		}
	}
	return best
}

// distance counts the letters to change, add or drop to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		last := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := last
			if a[i-1] != b[j-1] {
				cost++
			}
			last, row[j] = row[j], min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
