-- +goose Up

-- How somebody gets in with a device of theirs. id is the credential's own, in base64url; credential is what is needed to
-- check it, as JSON, with its counter.
CREATE TABLE passkeys (
	paper      TEXT    NOT NULL REFERENCES papers (id),
	id         TEXT    NOT NULL,
	person     TEXT    NOT NULL REFERENCES people (id),
	name       TEXT    NOT NULL,
	credential TEXT    NOT NULL,
	created_at INTEGER NOT NULL,
	used_at    INTEGER NOT NULL,
	PRIMARY KEY (paper, id)
) STRICT;
CREATE INDEX passkeys_person ON passkeys (person);

-- What a browser was asked to sign with a passkey, by the hash of it; its row goes when it is used.
CREATE TABLE challenges (
	hash       TEXT    NOT NULL,
	paper      TEXT    NOT NULL REFERENCES papers (id),
	person     TEXT    NOT NULL,
	data       TEXT    NOT NULL,
	expires_at INTEGER NOT NULL,
	PRIMARY KEY (hash)
) STRICT;
CREATE INDEX challenges_expires ON challenges (expires_at);

-- Recovery codes, by their hashes; the row of one goes when it is used.
CREATE TABLE recovery_codes (
	paper      TEXT    NOT NULL REFERENCES papers (id),
	person     TEXT    NOT NULL REFERENCES people (id),
	hash       TEXT    NOT NULL,
	created_at INTEGER NOT NULL,
	PRIMARY KEY (paper, person, hash)
) STRICT;

-- Where a session was begun: the device in words, the network (an address without its end), and by which way in.
ALTER TABLE sessions ADD COLUMN device  TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN network TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN way     TEXT NOT NULL DEFAULT '';

-- The audit trail: who did what, when, from where, with what changed. Numbered from 1 in each paper, without gaps, never
-- changed. hash is over the row and the hash of the row before (news.AuditHash).
CREATE TABLE audit (
	paper    TEXT    NOT NULL REFERENCES papers (id),
	n        INTEGER NOT NULL,
	at       INTEGER NOT NULL,
	kind     TEXT    NOT NULL,
	act      TEXT    NOT NULL,
	subject  TEXT    NOT NULL,
	version  INTEGER NOT NULL,
	made_by  TEXT    NOT NULL,
	network  TEXT    NOT NULL,
	was      TEXT    NOT NULL,
	became   TEXT    NOT NULL,
	hash     TEXT    NOT NULL,
	PRIMARY KEY (paper, n)
) STRICT;
CREATE INDEX audit_kind ON audit (paper, kind, n);
CREATE INDEX audit_made_by ON audit (paper, made_by, n);
CREATE INDEX audit_subject ON audit (paper, subject, n);
CREATE INDEX audit_at ON audit (paper, at, n);

-- The last row of each paper's trail.
CREATE TABLE audit_heads (
	paper TEXT    NOT NULL REFERENCES papers (id),
	n     INTEGER NOT NULL,
	hash  TEXT    NOT NULL,
	PRIMARY KEY (paper)
) STRICT;
