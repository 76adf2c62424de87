-- +goose Up

-- Copy while it is being written. steps is the number of the newest step, edits counts all writes, cut is edits as they
-- stood when version base was cut. holder has the baton.
CREATE TABLE manuscripts (
	paper      TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	article    TEXT COLLATE "C" NOT NULL,
	base       BIGINT NOT NULL,
	steps      BIGINT NOT NULL,
	edits      BIGINT NOT NULL,
	cut        BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	changed_by TEXT COLLATE "C" NOT NULL,
	holder     TEXT COLLATE "C" NOT NULL,
	held_since BIGINT NOT NULL,
	PRIMARY KEY (article)
);
CREATE INDEX manuscripts_uncut ON manuscripts (changed_at) WHERE edits > cut;

-- The log: numbered from 1 without gaps, never changed.
CREATE TABLE manuscript_steps (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	article TEXT COLLATE "C" NOT NULL,
	n       BIGINT NOT NULL,
	client  TEXT COLLATE "C" NOT NULL,
	person  TEXT COLLATE "C" NOT NULL,
	at      BIGINT NOT NULL,
	step    TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (article, n)
);

-- The body as step n left it, so that opening replays few steps. That of n = 0 is the beginning.
CREATE TABLE manuscript_snapshots (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	article TEXT COLLATE "C" NOT NULL,
	n       BIGINT NOT NULL,
	doc     TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (article, n)
);

-- The fields beside the body that were written, each with a version of its own. value is JSON.
CREATE TABLE manuscript_fields (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	article TEXT COLLATE "C" NOT NULL,
	field   TEXT COLLATE "C" NOT NULL,
	version BIGINT NOT NULL,
	value   TEXT COLLATE "C" NOT NULL,
	person  TEXT COLLATE "C" NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (article, field)
);

-- Whose an editor's id is: of the person who used it first.
CREATE TABLE manuscript_clients (
	paper  TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	client TEXT COLLATE "C" NOT NULL,
	person TEXT COLLATE "C" NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (client)
);
