package store

import (
	"hash/fnv"
	"io"
)

// tally compares two multitudes of rows in little memory: every row adds its hash to one of many sums, expected rows
// once, actual ones negatively. Where the sums are zero the rows were the same, whatever their order.
type tally struct{ sums [1 << 14]uint64 }

func (t *tally) add(row []any, times int64) {
	h := hashRow(row)
	t.sums[slot(h)] += h * uint64(times)
}

// slot chooses a hash's sum by bits that the sum itself hardly depends on.
func slot(h uint64) uint64 { return h >> 50 }

// odd says whether row is among rows that weren't the same.
func (t *tally) odd(row []any) bool { return t.sums[slot(hashRow(row))] != 0 }

// even says whether all rows were the same.
func (t *tally) even() bool {
	for _, sum := range t.sums {
		if sum != 0 {
			return false
		}
	}
	return true
}

func hashRow(row []any) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, printRow(row))
	return h.Sum64() | 1 // so that no row counts for nothing
}
