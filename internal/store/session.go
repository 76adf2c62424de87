package store

import (
	"context"
	"database/sql"

	"broadsheet/internal/news"
)

const sessionColumns = `hash, paper, person, created_at, seen_at, expires_at, device, network, way`

func scanSession(scan func(...any) error) (v news.Session, err error) {
	err = scan(&v.Hash, &v.Paper, &v.Person, &v.CreatedAt, &v.SeenAt, &v.ExpiresAt, &v.Device, &v.Network, &v.Way)
	return v, err
}

// toldSession is what the audit trail tells of a session.
func toldSession(v news.Session) map[string]any {
	return map[string]any{"device": v.Device, "network": v.Network, "way": v.Way}
}

// PutSession keeps a new session: somebody has signed in.
func (s *Store) PutSession(ctx context.Context, v news.Session) error {
	return s.atDoor(ctx, v.Paper, func(r runner) ([]deed, error) {
		_, err := r.exec(ctx, `INSERT INTO sessions (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			v.Hash, v.Paper, v.Person, int64(v.CreatedAt), int64(v.SeenAt), int64(v.ExpiresAt), v.Device, v.Network, v.Way)
		return []deed{{what: "session.begin", subject: v.Person, by: news.Doer{Person: v.Person, Network: v.Network}, after: toldSession(v)}}, err
	})
}

// SessionByHash returns a session, expired or not. Errors: CodeNotFound.
func (s *Store) SessionByHash(ctx context.Context, hash string) (v news.Session, err error) {
	err = s.read(ctx, func(r runner) error {
		v, err = scanSession(r.row(ctx, `SELECT `+sessionColumns+` FROM sessions WHERE hash = $1`, hash).Scan)
		return secret(err, "session")
	})
	return v, err
}

// SessionsOf returns a person's sessions that last beyond a moment, last used first.
func (s *Store) SessionsOf(ctx context.Context, paper, person string, now news.Millis) ([]news.Session, error) {
	return all(ctx, s, scanSession, `SELECT `+sessionColumns+` FROM sessions WHERE paper = $1 AND person = $2 AND expires_at > $3
		ORDER BY seen_at DESC, hash`, paper, person, int64(now))
}

// TouchSession writes down when a session was last used and until when it now lasts.
func (s *Store) TouchSession(ctx context.Context, hash string, seen, expires news.Millis) error {
	_, err := s.change(ctx, `UPDATE sessions SET seen_at = $1, expires_at = $2 WHERE hash = $3`, int64(seen), int64(expires), hash)
	return err
}

// EndSession ends one session of a person; it is no error when there is none.
func (s *Store) EndSession(ctx context.Context, paper, person, hash string, by news.Doer) error {
	return s.endSessions(ctx, paper, by, `DELETE FROM sessions WHERE paper = $1 AND person = $2 AND hash = $3`, paper, person, hash)
}

// EndSessionsOf ends every session of a person but the one with the hash but, which may be empty.
func (s *Store) EndSessionsOf(ctx context.Context, paper, person, but string, by news.Doer) error {
	return s.endSessions(ctx, paper, by, `DELETE FROM sessions WHERE paper = $1 AND person = $2 AND hash <> $3`, paper, person, but)
}

func (s *Store) endSessions(ctx context.Context, paper string, by news.Doer, text string, args ...any) error {
	return s.atDoor(ctx, paper, func(r runner) (deeds []deed, err error) {
		err = each(ctx, r, func(rows *sql.Rows) error {
			v, err := scanSession(rows.Scan)
			deeds = append(deeds, deed{what: "session.end", subject: v.Person, by: by, before: toldSession(v)})
			return err
		}, text+` RETURNING `+sessionColumns, args...)
		return deeds, err
	})
}
