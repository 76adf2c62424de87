package store

import (
	"context"
	"strconv"
	"strings"
)

// insertChunk is how many rows one INSERT carries. Fewer come in powers of two, so that few texts have to be prepared.
const insertChunk = 32

// insertRows inserts rows of equal length, a chunk at a time. text ends in "VALUES "; tail, such as an ON CONFLICT
// clause, follows the rows.
func insertRows(ctx context.Context, r runner, text, tail string, rows [][]any) error {
	for len(rows) > 0 {
		n := insertChunk
		for n > len(rows) {
			n /= 2
		}
		args := make([]any, 0, n*len(rows[0]))
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		if _, err := r.exec(ctx, text+placeholders(n, len(rows[0]))+tail, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
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
