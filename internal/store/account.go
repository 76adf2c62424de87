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

const tokenColumns = `hash, paper, person, role, name, created_at, expires_at, used_at`

func scanToken(scan func(...any) error) (t news.Token, err error) {
	err = scan(&t.Hash, &t.Paper, &t.Person, &t.Role, &t.Name, &t.CreatedAt, &t.ExpiresAt, &t.UsedAt)
	return t, err
}

// PutToken keeps a new token.
func (s *Store) PutToken(ctx context.Context, t news.Token, by news.Doer) error {
	return s.atDoor(ctx, t.Paper, func(r runner) ([]deed, error) {
		_, err := r.exec(ctx, `INSERT INTO tokens (`+tokenColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			t.Hash, t.Paper, t.Person, string(t.Role), t.Name, int64(t.CreatedAt), int64(t.ExpiresAt), int64(t.UsedAt))
		return []deed{{what: "token.make", subject: t.Person, by: by, after: toldToken(t)}}, err
	})
}

// toldToken is what the audit trail tells of a token.
func toldToken(t news.Token) map[string]any {
	return map[string]any{"name": t.Name, "role": t.Role, "expires_at": t.ExpiresAt}
}

// TokenByHash returns a token, expired or not, and the role that its person has now, in one look-up: every request to the API
// asks. Errors: CodeNotFound.
func (s *Store) TokenByHash(ctx context.Context, hash string) (t news.Token, role news.Role, err error) {
	err = s.read(ctx, func(r runner) error {
		return secret(r.row(ctx, `SELECT t.hash, t.paper, t.person, t.role, t.name, t.created_at, t.expires_at, t.used_at, p.role
			FROM tokens t JOIN people p ON p.id = t.person WHERE t.hash = $1`, hash).
			Scan(&t.Hash, &t.Paper, &t.Person, &t.Role, &t.Name, &t.CreatedAt, &t.ExpiresAt, &t.UsedAt, &role), "token")
	})
	return t, role, err
}

// TouchToken writes down when a token was last used; it is no error when there is none any more.
func (s *Store) TouchToken(ctx context.Context, hash string, used news.Millis) error {
	_, err := s.change(ctx, `UPDATE tokens SET used_at = $1 WHERE hash = $2 AND used_at < $1`, int64(used), hash)
	return err
}

// Tokens returns a person's tokens, oldest first; "" is everybody's.
func (s *Store) Tokens(ctx context.Context, paper, person string) ([]news.Token, error) {
	return all(ctx, s, scanToken, `SELECT `+tokenColumns+` FROM tokens WHERE paper = $1 AND (person = $2 OR $2 = '') ORDER BY created_at, hash`, paper, person)
}

// DeleteToken ends a token; it is no error when there is none.
func (s *Store) DeleteToken(ctx context.Context, paper, hash string, by news.Doer) error {
	return s.atDoor(ctx, paper, func(r runner) ([]deed, error) {
		t, err := scanToken(r.row(ctx, `DELETE FROM tokens WHERE paper = $1 AND hash = $2 RETURNING `+tokenColumns, paper, hash).Scan)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		return []deed{{what: "token.revoke", subject: t.Person, by: by, before: toldToken(t)}}, err
	})
}

// PutSignInLink keeps a new sign-in link.
func (s *Store) PutSignInLink(ctx context.Context, l news.SignInLink, by news.Doer) error {
	return s.atDoor(ctx, l.Paper, func(r runner) ([]deed, error) {
		_, err := r.exec(ctx, `INSERT INTO signin_links (hash, paper, person, created_at, expires_at, used_at, filing) VALUES ($1, $2, $3, $4, $5, 0, $6)`,
			l.Hash, l.Paper, l.Person, int64(l.CreatedAt), int64(l.ExpiresAt), number(l.Filing))
		after := map[string]any{"expires_at": l.ExpiresAt}
		if l.Filing {
			after["filing"] = true
		}
		if l.MailedTo != "" {
			after["mailed_to"] = l.MailedTo
		}
		return []deed{{what: "link.make", subject: l.Person, by: by, after: after}}, err
	})
}

// PutUndelivered writes down that a message with a sign-in link was refused by the mail server for good, and why.
func (s *Store) PutUndelivered(ctx context.Context, paper, person string, by news.Doer, why map[string]any) error {
	return s.atDoor(ctx, paper, func(runner) ([]deed, error) {
		return []deed{{what: "link.refuse", subject: person, by: by, after: why}}, nil
	})
}

// UseSignInLink uses up a link and returns it. Of any number who use it at once, one gets it. Errors: CodeNotFound when
// there is none, or it has been used or has expired.
func (s *Store) UseSignInLink(ctx context.Context, hash string, now news.Millis) (l news.SignInLink, err error) {
	var filing int
	err = s.engine.write(ctx, func(r runner) error {
		return secret(r.row(ctx, `UPDATE signin_links SET used_at = $1 WHERE hash = $2 AND used_at = 0 AND expires_at > $1
			RETURNING hash, paper, person, created_at, expires_at, filing`, int64(now), hash).
			Scan(&l.Hash, &l.Paper, &l.Person, &l.CreatedAt, &l.ExpiresAt, &filing), "sign-in link")
	})
	l.Filing = filing != 0
	return l, s.engine.failure(err)
}

// ForgetExpired drops the sign-in links, sessions and challenges that expired before a moment.
func (s *Store) ForgetExpired(ctx context.Context, before news.Millis) error {
	_, err := s.change(ctx, `DELETE FROM signin_links WHERE expires_at < $1`, int64(before))
	_, err2 := s.change(ctx, `DELETE FROM sessions WHERE expires_at < $1`, int64(before))
	_, err3 := s.change(ctx, `DELETE FROM challenges WHERE expires_at < $1`, int64(before))
	return errors.Join(err, err2, err3)
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
