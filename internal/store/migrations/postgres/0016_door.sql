-- +goose Up

-- How somebody gets in with a device of theirs. id is the credential's own, in base64url; credential is what is needed to
-- check it, as JSON, with its counter.
CREATE TABLE passkeys (
	paper      TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	id         TEXT COLLATE "C" NOT NULL,
	person     TEXT COLLATE "C" NOT NULL REFERENCES people (id),
	name       TEXT COLLATE "C" NOT NULL,
	credential TEXT COLLATE "C" NOT NULL,
	created_at BIGINT NOT NULL,
	used_at    BIGINT NOT NULL,
	PRIMARY KEY (paper, id)
);
CREATE INDEX passkeys_person ON passkeys (person);

-- What a browser was asked to sign with a passkey, by the hash of it; its row goes when it is used.
CREATE TABLE challenges (
	hash       TEXT COLLATE "C" NOT NULL,
	paper      TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	person     TEXT COLLATE "C" NOT NULL,
	data       TEXT COLLATE "C" NOT NULL,
	expires_at BIGINT NOT NULL,
	PRIMARY KEY (hash)
);
CREATE INDEX challenges_expires ON challenges (expires_at);

-- Recovery codes, by their hashes; the row of one goes when it is used.
CREATE TABLE recovery_codes (
	paper      TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	person     TEXT COLLATE "C" NOT NULL REFERENCES people (id),
	hash       TEXT COLLATE "C" NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (paper, person, hash)
);

-- Where a session was begun: the device in words, the network (an address without its end), and by which way in.
ALTER TABLE sessions ADD COLUMN device  TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN network TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN way     TEXT COLLATE "C" NOT NULL DEFAULT '';

-- The audit trail: who did what, when, from where, with what changed. Numbered from 1 in each paper, without gaps, never
-- changed. hash is over the row and the hash of the row before (news.AuditHash).
CREATE TABLE audit (
	paper    TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	n        BIGINT NOT NULL,
	at       BIGINT NOT NULL,
	kind     TEXT COLLATE "C" NOT NULL,
	act      TEXT COLLATE "C" NOT NULL,
	subject  TEXT COLLATE "C" NOT NULL,
	version  BIGINT NOT NULL,
	made_by  TEXT COLLATE "C" NOT NULL,
	network  TEXT COLLATE "C" NOT NULL,
	was      TEXT COLLATE "C" NOT NULL,
	became   TEXT COLLATE "C" NOT NULL,
	hash     TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (paper, n)
);
CREATE INDEX audit_kind ON audit (paper, kind, n);
CREATE INDEX audit_made_by ON audit (paper, made_by, n);
CREATE INDEX audit_subject ON audit (paper, subject, n);
CREATE INDEX audit_at ON audit (paper, at, n);

-- The last row of each paper's trail.
CREATE TABLE audit_heads (
	paper TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	n     BIGINT NOT NULL,
	hash  TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (paper)
);
