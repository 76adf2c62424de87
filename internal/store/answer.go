package store

import (
	"context"

	"broadsheet/internal/news"
)

func (t *transaction) Answered(key string) (a news.Answer, err error) {
	err = t.run.row(t.ctx, `SELECT request, status, body, at FROM answers WHERE paper = $1 AND key = $2`, t.paper, key).
		Scan(&a.Request, &a.Status, &a.Body, &a.At)
	return a, found(err, "answer under the key", key)
}

func (t *transaction) KeepAnswer(key string, a news.Answer) error {
	body := a.Body
	if body == nil {
		body = []byte{}
	}
	n, err := t.run.exec(t.ctx, `INSERT INTO answers (paper, key, request, status, body, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT DO NOTHING`, t.paper, key, a.Request, a.Status, body, int64(a.At))
	if err == nil && n == 0 {
		return news.Errorf(news.CodeConflict, "Idempotency-Key", "a request with the key %q is answered already; ask again to have that answer", key)
	}
	return wrapped(err, "answer", key)
}

// ForgetAnswers drops the answers that were given before a moment, and says how many.
func (s *Store) ForgetAnswers(ctx context.Context, before news.Millis) (n int64, err error) {
	err = s.engine.write(ctx, func(r runner) error {
		n, err = r.exec(ctx, `DELETE FROM answers WHERE at < $1`, int64(before))
		return err
	})
	return n, s.engine.failure(err)
}
