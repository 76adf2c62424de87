package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// insertChunk is how many rows one INSERT carries where each statement costs a journey. On SQLite it carries one: a
// statement of several rows would keep a journal of its own, in case one of them fails, and that costs a third more.
const insertChunk = 32

// insertRows inserts rows of equal length, a chunk at a time. Fewer than a chunk come in powers of two, so that few texts
// have to be prepared. text ends in "VALUES "; tail, such as an ON CONFLICT clause, follows the rows.
func insertRows(ctx context.Context, r runner, text, tail string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	width, n, statement := len(rows[0]), 0, ""
	for left := rows; len(left) > 0; left = left[n:] {
		if size := chunkOf(r.atOnce(), len(left)); size != n {
			n, statement = size, text+placeholders(size, width)+tail
		}
		args := left[0]
		if n > 1 {
			args = slices.Concat(left[:n]...)
		}
		if _, err := r.exec(ctx, statement, args...); err != nil {
			return err
		}
	}
	return nil
}

// chunkOf halves most until it is no more than left.
func chunkOf(most, left int) int {
	for most > left {
		most /= 2
	}
	return most
}

// placeholders writes n groups of width placeholders: ($1,$2),($3,$4).
func placeholders(n, width int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		writePlaceholders(&b, i*width, width)
		b.WriteByte(')')
	}
	return b.String()
}

// inList writes placeholders for an IN list, after the first `before` parameters: ($3,$4,$5). Its length is rounded up
// to a power of two, and fill repeats the last value, so that few texts have to be prepared.
func inList(before int, values []string) (text string, args []any) {
	n := 1
	for n < len(values) {
		n *= 2
	}
	for i := range n {
		args = append(args, values[min(i, len(values)-1)])
	}
	var b strings.Builder
	b.WriteByte('(')
	writePlaceholders(&b, before, n)
	b.WriteByte(')')
	return b.String(), args
}

func writePlaceholders(b *strings.Builder, before, n int) {
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(before + i + 1))
	}
}
