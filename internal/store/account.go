package store

import (
	"context"
	"database/sql"
	"errors"

	"broadsheet/internal/news"
)

// change runs one statement in a transaction of its own and says how many rows it changed.
func (s *Store) change(ctx context.Context, text string, args ...any) (n int64, err error) {
	err = s.engine.write(ctx, func(r runner) error {
		n, err = r.exec(ctx, text, args...)
		return err
	})
	return n, s.engine.failure(err)
}

const tokenColumns = `hash, paper, person, role, name, created_at, expires_at`

func scanToken(scan func(...any) error) (t news.Token, err error) {
	err = scan(&t.Hash, &t.Paper, &t.Person, &t.Role, &t.Name, &t.CreatedAt, &t.ExpiresAt)
	return t, err
}

// PutToken keeps a new token.
func (s *Store) PutToken(ctx context.Context, t news.Token) error {
	_, err := s.change(ctx, `INSERT INTO tokens (hash, paper, person, role, name, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.Hash, t.Paper, t.Person, string(t.Role), t.Name, int64(t.CreatedAt), int64(t.ExpiresAt))
	return err
}

// TokenByHash returns a token, expired or not. Errors: CodeNotFound.
func (s *Store) TokenByHash(ctx context.Context, hash string) (t news.Token, err error) {
	err = s.read(ctx, func(r runner) error {
		t, err = scanToken(r.row(ctx, `SELECT `+tokenColumns+` FROM tokens WHERE hash = $1`, hash).Scan)
		return secret(err, "token")
	})
	return t, err
}

// Tokens returns a person's tokens, oldest first.
func (s *Store) Tokens(ctx context.Context, paper, person string) ([]news.Token, error) {
	return all(ctx, s, scanToken, `SELECT `+tokenColumns+` FROM tokens WHERE paper = $1 AND person = $2 ORDER BY created_at, hash`, paper, person)
}

// DeleteToken ends a token; it is no error when there is none.
func (s *Store) DeleteToken(ctx context.Context, paper, hash string) error {
	_, err := s.change(ctx, `DELETE FROM tokens WHERE paper = $1 AND hash = $2`, paper, hash)
	return err
}

// PutSignInLink keeps a new sign-in link.
func (s *Store) PutSignInLink(ctx context.Context, l news.SignInLink) error {
	_, err := s.change(ctx, `INSERT INTO signin_links (hash, paper, person, created_at, expires_at, used_at) VALUES ($1, $2, $3, $4, $5, 0)`,
		l.Hash, l.Paper, l.Person, int64(l.CreatedAt), int64(l.ExpiresAt))
	return err
}

// UseSignInLink uses up a link and returns it. Of any number who use it at once, one gets it. Errors: CodeNotFound when
// there is none, or it has been used or has expired.
func (s *Store) UseSignInLink(ctx context.Context, hash string, now news.Millis) (l news.SignInLink, err error) {
	err = s.engine.write(ctx, func(r runner) error {
		return secret(r.row(ctx, `UPDATE signin_links SET used_at = $1 WHERE hash = $2 AND used_at = 0 AND expires_at > $1
			RETURNING hash, paper, person, created_at, expires_at`, int64(now), hash).
			Scan(&l.Hash, &l.Paper, &l.Person, &l.CreatedAt, &l.ExpiresAt), "sign-in link")
	})
	return l, s.engine.failure(err)
}

const sessionColumns = `hash, paper, person, created_at, seen_at, expires_at`

// PutSession keeps a new session.
func (s *Store) PutSession(ctx context.Context, v news.Session) error {
	_, err := s.change(ctx, `INSERT INTO sessions (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6)`,
		v.Hash, v.Paper, v.Person, int64(v.CreatedAt), int64(v.SeenAt), int64(v.ExpiresAt))
	return err
}

// SessionByHash returns a session, expired or not. Errors: CodeNotFound.
func (s *Store) SessionByHash(ctx context.Context, hash string) (v news.Session, err error) {
	err = s.read(ctx, func(r runner) error {
		return secret(r.row(ctx, `SELECT `+sessionColumns+` FROM sessions WHERE hash = $1`, hash).
			Scan(&v.Hash, &v.Paper, &v.Person, &v.CreatedAt, &v.SeenAt, &v.ExpiresAt), "session")
	})
	return v, err
}

// TouchSession writes down when a session was last used and until when it now lasts.
func (s *Store) TouchSession(ctx context.Context, hash string, seen, expires news.Millis) error {
	_, err := s.change(ctx, `UPDATE sessions SET seen_at = $1, expires_at = $2 WHERE hash = $3`, int64(seen), int64(expires), hash)
	return err
}

// DeleteSession ends a session; it is no error when there is none.
func (s *Store) DeleteSession(ctx context.Context, hash string) error {
	_, err := s.change(ctx, `DELETE FROM sessions WHERE hash = $1`, hash)
	return err
}

// DeleteSessionsOf ends every session of a person.
func (s *Store) DeleteSessionsOf(ctx context.Context, paper, person string) error {
	_, err := s.change(ctx, `DELETE FROM sessions WHERE paper = $1 AND person = $2`, paper, person)
	return err
}

// ForgetExpired drops the sign-in links and sessions that expired before a moment.
func (s *Store) ForgetExpired(ctx context.Context, before news.Millis) error {
	_, err := s.change(ctx, `DELETE FROM signin_links WHERE expires_at < $1`, int64(before))
	_, err2 := s.change(ctx, `DELETE FROM sessions WHERE expires_at < $1`, int64(before))
	return errors.Join(err, err2)
}

// ForgetTokens drops the tokens that expired before a moment.
func (s *Store) ForgetTokens(ctx context.Context, before news.Millis) error {
	_, err := s.change(ctx, `DELETE FROM tokens WHERE expires_at > 0 AND expires_at < $1`, int64(before))
	return err
}

// secret is found for what is looked up by a hash, which belongs in no message.
func secret(err error, kind string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return news.Errorf(news.CodeNotFound, "", "there is no such %s, or it can no longer be used", kind)
	}
	return err
}
