package store

import (
	"context"
	"database/sql"

	"broadsheet/internal/news"
)

const passkeyColumns = `paper, id, person, name, credential, created_at, used_at`

func scanPasskey(scan func(...any) error) (k news.Passkey, err error) {
	var credential []byte
	err = scan(&k.Paper, &k.ID, &k.Person, &k.Name, &credential, &k.CreatedAt, &k.UsedAt)
	k.Credential = string(credential)
	return k, err
}

// PutPasskey keeps a new passkey. Errors: CodeConflict when the paper knows it already.
func (s *Store) PutPasskey(ctx context.Context, k news.Passkey, by news.Doer) error {
	return s.atDoor(ctx, k.Paper, func(r runner) ([]deed, error) {
		n, err := r.exec(ctx, `INSERT INTO passkeys (`+passkeyColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
			k.Paper, k.ID, k.Person, k.Name, k.Credential, int64(k.CreatedAt), int64(k.UsedAt))
		if err == nil && n == 0 {
			err = news.Errorf(news.CodeConflict, "passkey", "this passkey is in use already; make another, or use the one you have")
		}
		return []deed{{what: "passkey.make", subject: k.Person, by: by, after: map[string]any{"name": k.Name}}}, err
	})
}

// Passkeys returns a person's passkeys, oldest first.
func (s *Store) Passkeys(ctx context.Context, paper, person string) ([]news.Passkey, error) {
	return all(ctx, s, scanPasskey, `SELECT `+passkeyColumns+` FROM passkeys WHERE paper = $1 AND person = $2 ORDER BY created_at, id`, paper, person)
}

// Passkey returns the passkey with an id. Errors: CodeNotFound.
func (s *Store) Passkey(ctx context.Context, paper, id string) (k news.Passkey, err error) {
	err = s.read(ctx, func(r runner) error {
		k, err = scanPasskey(r.row(ctx, `SELECT `+passkeyColumns+` FROM passkeys WHERE paper = $1 AND id = $2`, paper, id).Scan)
		return secret(err, "passkey")
	})
	return k, err
}

// UsePasskey writes down that a passkey was used, and its counter, if it still is as it was when it was looked at: of two
// who use one signature at once, one gets in. Errors: CodeNotFound.
func (s *Store) UsePasskey(ctx context.Context, k news.Passkey, credential string, now news.Millis) error {
	n, err := s.change(ctx, `UPDATE passkeys SET credential = $1, used_at = $2 WHERE paper = $3 AND id = $4 AND credential = $5`,
		credential, int64(now), k.Paper, k.ID, k.Credential)
	if err == nil && n == 0 {
		return secret(sql.ErrNoRows, "passkey")
	}
	return err
}

// DeletePasskey removes a passkey of a person; it is no error when there is none.
func (s *Store) DeletePasskey(ctx context.Context, paper, person, id string, by news.Doer) error {
	return s.deletePasskeys(ctx, paper, by, `DELETE FROM passkeys WHERE paper = $1 AND person = $2 AND id = $3`, paper, person, id)
}

// DeletePasskeysOf removes every passkey of a person.
func (s *Store) DeletePasskeysOf(ctx context.Context, paper, person string, by news.Doer) error {
	return s.deletePasskeys(ctx, paper, by, `DELETE FROM passkeys WHERE paper = $1 AND person = $2`, paper, person)
}

func (s *Store) deletePasskeys(ctx context.Context, paper string, by news.Doer, text string, args ...any) error {
	return s.atDoor(ctx, paper, func(r runner) (deeds []deed, err error) {
		err = each(ctx, r, func(rows *sql.Rows) error {
			k, err := scanPasskey(rows.Scan)
			deeds = append(deeds, deed{what: "passkey.remove", subject: k.Person, by: by, before: map[string]any{"name": k.Name}})
			return err
		}, text+` RETURNING `+passkeyColumns, args...)
		return deeds, err
	})
}

// PutChallenge keeps what a browser has been asked to sign, and drops the questions that nobody answered in time.
func (s *Store) PutChallenge(ctx context.Context, c news.Challenge) error {
	return s.engine.failure(s.engine.write(ctx, func(r runner) error {
		if _, err := r.exec(ctx, `DELETE FROM challenges WHERE expires_at < $1`, int64(s.now())); err != nil {
			return err
		}
		_, err := r.exec(ctx, `INSERT INTO challenges (hash, paper, person, data, expires_at) VALUES ($1, $2, $3, $4, $5)`,
			c.Hash, c.Paper, c.Person, c.Data, int64(c.ExpiresAt))
		return err
	}))
}

// UseChallenge uses up a challenge and returns it. Of any number who use it at once, one gets it. Errors: CodeNotFound.
func (s *Store) UseChallenge(ctx context.Context, hash string) (c news.Challenge, err error) {
	err = s.engine.write(ctx, func(r runner) error {
		return secret(r.row(ctx, `DELETE FROM challenges WHERE hash = $1 RETURNING hash, paper, person, data, expires_at`, hash).
			Scan(&c.Hash, &c.Paper, &c.Person, &c.Data, &c.ExpiresAt), "challenge")
	})
	return c, s.engine.failure(err)
}

// PutRecoveryCodes replaces a person's recovery codes.
func (s *Store) PutRecoveryCodes(ctx context.Context, paper, person string, hashes []string, by news.Doer) error {
	return s.atDoor(ctx, paper, func(r runner) ([]deed, error) {
		old, err := r.exec(ctx, `DELETE FROM recovery_codes WHERE paper = $1 AND person = $2`, paper, person)
		if err != nil {
			return nil, err
		}
		what := "recovery.make"
		if len(hashes) == 0 {
			what = "recovery.remove"
		}
		rows := make([][]any, len(hashes))
		for i, hash := range hashes {
			rows[i] = []any{paper, person, hash, int64(s.now())}
		}
		err = insertRows(ctx, r, `INSERT INTO recovery_codes (paper, person, hash, created_at) VALUES `, "", rows)
		return []deed{{what: what, subject: person, by: by, before: map[string]any{"codes": old}, after: map[string]any{"codes": len(hashes)}}}, err
	})
}

// RecoveryCodes says how many unused codes a person has, and when they were made.
func (s *Store) RecoveryCodes(ctx context.Context, paper, person string) (n int, made news.Millis, err error) {
	err = s.read(ctx, func(r runner) error {
		return r.row(ctx, `SELECT count(*), coalesce(max(created_at), 0) FROM recovery_codes WHERE paper = $1 AND person = $2`, paper, person).Scan(&n, &made)
	})
	return n, made, err
}

// UseRecoveryCode uses up a code of a person's. Of any number who use it at once, one gets in. Errors: CodeNotFound.
func (s *Store) UseRecoveryCode(ctx context.Context, paper, person, hash string, by news.Doer) error {
	return s.atDoor(ctx, paper, func(r runner) ([]deed, error) {
		n, err := r.exec(ctx, `DELETE FROM recovery_codes WHERE paper = $1 AND person = $2 AND hash = $3`, paper, person, hash)
		if err == nil && n == 0 {
			err = secret(sql.ErrNoRows, "recovery code")
		}
		return []deed{{what: "recovery.use", subject: person, by: by}}, err
	})
}
