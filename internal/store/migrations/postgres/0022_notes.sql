-- +goose Up

-- What was said in notes on copy, and that a thread was settled or opened again: never changed, in the order of n.
CREATE TABLE manuscript_notes (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	article TEXT COLLATE "C" NOT NULL,
	n       BIGINT NOT NULL,
	id      TEXT COLLATE "C" NOT NULL,
	thread  TEXT COLLATE "C" NOT NULL,
	act     TEXT COLLATE "C" NOT NULL,
	person  TEXT COLLATE "C" NOT NULL,
	at      BIGINT NOT NULL,
	text    TEXT COLLATE "C" NOT NULL,
	words   TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (article, n)
);
CREATE UNIQUE INDEX manuscript_notes_id ON manuscript_notes (article, id);
ALTER TABLE manuscripts ADD COLUMN notes BIGINT NOT NULL DEFAULT 0;

-- Who has which article open in which process, as long as that process says so again before until.
CREATE TABLE manuscript_here (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	article TEXT COLLATE "C" NOT NULL,
	process TEXT COLLATE "C" NOT NULL,
	client  TEXT COLLATE "C" NOT NULL,
	person  TEXT COLLATE "C" NOT NULL,
	name    TEXT COLLATE "C" NOT NULL,
	until   BIGINT NOT NULL,
	PRIMARY KEY (process, article, client)
);
