-- +goose Up

-- Copy while it is being written. steps is the number of the newest step, edits counts all writes, cut is edits as they
-- stood when version base was cut. holder has the baton.
CREATE TABLE manuscripts (
	paper      TEXT    NOT NULL REFERENCES papers (id),
	article    TEXT    NOT NULL,
	base       INTEGER NOT NULL,
	steps      INTEGER NOT NULL,
	edits      INTEGER NOT NULL,
	cut        INTEGER NOT NULL,
	changed_at INTEGER NOT NULL,
	changed_by TEXT    NOT NULL,
	holder     TEXT    NOT NULL,
	held_since INTEGER NOT NULL,
	PRIMARY KEY (article)
) STRICT;
CREATE INDEX manuscripts_uncut ON manuscripts (changed_at) WHERE edits > cut;

-- The log: numbered from 1 without gaps, never changed.
CREATE TABLE manuscript_steps (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	article TEXT    NOT NULL,
	n       INTEGER NOT NULL,
	client  TEXT    NOT NULL,
	person  TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	step    TEXT    NOT NULL,
	PRIMARY KEY (article, n)
) STRICT;

-- The body as step n left it, so that opening replays few steps. That of n = 0 is the beginning.
CREATE TABLE manuscript_snapshots (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	article TEXT    NOT NULL,
	n       INTEGER NOT NULL,
	doc     TEXT    NOT NULL,
	PRIMARY KEY (article, n)
) STRICT;

-- The fields beside the body that were written, each with a version of its own. value is JSON.
CREATE TABLE manuscript_fields (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	article TEXT    NOT NULL,
	field   TEXT    NOT NULL,
	version INTEGER NOT NULL,
	value   TEXT    NOT NULL,
	person  TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (article, field)
) STRICT;

-- Whose an editor's id is: of the person who used it first.
CREATE TABLE manuscript_clients (
	paper  TEXT    NOT NULL REFERENCES papers (id),
	client TEXT    NOT NULL,
	person TEXT    NOT NULL,
	at     INTEGER NOT NULL,
	PRIMARY KEY (client)
) STRICT;
