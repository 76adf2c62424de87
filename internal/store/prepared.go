package store

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"sync"

	"broadsheet/internal/ledger"
)

// lent is connections that are lent to one user at a time. The one that came back last goes out first: its cache is the
// warmest, and those that are never needed take no memory.
type lent struct {
	waiting chan struct{} // holds as many as there are connections in
	mu      sync.Mutex
	in      []*prepared
}

func newLent(n int) *lent { return &lent{waiting: make(chan struct{}, n)} }

// take waits for a connection, or for ctx to end.
func (l *lent) take(ctx context.Context) (*prepared, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-l.waiting:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.in[len(l.in)-1]
	l.in = l.in[:len(l.in)-1]
	return p, nil
}

func (l *lent) put(p *prepared) {
	l.mu.Lock()
	l.in = append(l.in, p)
	l.mu.Unlock()
	l.waiting <- struct{}{}
}

// prepared is a connection with its statements, each prepared when it is first used.
type prepared struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

// maxStatements bounds what a connection remembers. The texts are few; only lists of placeholders make more.
const maxStatements = 400

func (p *prepared) close() error {
	for _, st := range p.statements {
		st.Close()
	}
	return p.conn.Close()
}

// statement prepares text, once. Statements are short, and the driver pays dearly for a context that can end: so once
// a connection is had, its statements run to their end.
func (p *prepared) statement(text string) (*sql.Stmt, error) {
	if st := p.statements[text]; st != nil {
		return st, nil
	}
	if len(p.statements) >= maxStatements {
		for _, st := range p.statements {
			st.Close()
		}
		clear(p.statements)
	}
	st, err := p.conn.PrepareContext(context.Background(), limits.ReplaceAllString(text, "LIMIT +$1"))
	if err != nil {
		return nil, fmt.Errorf("%w in %q", err, text)
	}
	p.statements[text] = st
	return st, nil
}

// limits finds a LIMIT that is bound. SQLite (3.54) plans such a statement anew whenever it is bound, in case the number
// makes another plan better, which costs more than the rest of a short read; behind a sign it leaves it alone.
var limits = regexp.MustCompile(`LIMIT (\$\d+)`)

func (p *prepared) exec(ctx context.Context, text string, args ...any) (int64, error) {
	ledger.Breathe(ctx)
	st, err := p.statement(text)
	if err != nil {
		return 0, err
	}
	res, err := st.Exec(args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (p *prepared) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	ledger.Breathe(ctx)
	st, err := p.statement(text)
	if err != nil {
		return nil, err
	}
	return st.Query(args...)
}

func (p *prepared) row(ctx context.Context, text string, args ...any) *sql.Row {
	ledger.Breathe(ctx)
	st, err := p.statement(text)
	if err != nil { // let the driver say it again, in the form of a row
		return p.conn.QueryRowContext(ctx, text, args...)
	}
	return st.QueryRow(args...)
}

func (p *prepared) atOnce() int { return 1 }

// transact runs fn between begin and COMMIT, and rolls back when it fails or panics.
func (p *prepared) transact(ctx context.Context, begin string, fn func(runner) error) error {
	if _, err := p.exec(ctx, begin); err != nil {
		return err
	}
	open := true
	defer func() {
		if open { // SQLite may have rolled back by itself, on a full disk for one: then this fails, and no harm is done
			_, _ = p.exec(ctx, "ROLLBACK")
		}
	}()
	if err := fn(p); err != nil {
		return err
	}
	if _, err := p.exec(ctx, "COMMIT"); err != nil {
		return err
	}
	open = false
	return nil
}
