-- +goose Up

-- What was said in notes on copy, and that a thread was settled or opened again: never changed, in the order of n.
CREATE TABLE manuscript_notes (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	article TEXT    NOT NULL,
	n       INTEGER NOT NULL,
	id      TEXT    NOT NULL,
	thread  TEXT    NOT NULL,
	act     TEXT    NOT NULL,
	person  TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	text    TEXT    NOT NULL,
	words   TEXT    NOT NULL,
	PRIMARY KEY (article, n)
) STRICT;
CREATE UNIQUE INDEX manuscript_notes_id ON manuscript_notes (article, id);
ALTER TABLE manuscripts ADD COLUMN notes INTEGER NOT NULL DEFAULT 0;

-- Who has which article open in which process, as long as that process says so again before until.
CREATE TABLE manuscript_here (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	article TEXT    NOT NULL,
	process TEXT    NOT NULL,
	client  TEXT    NOT NULL,
	person  TEXT    NOT NULL,
	name    TEXT    NOT NULL,
	until   INTEGER NOT NULL,
	PRIMARY KEY (process, article, client)
) STRICT;
