-- +goose Up

-- Derived: what is like an article, as package related worked it out. Whether the public may see it is asked when it is read.

-- One row for each list that has been made, for an article may have an empty one. version: the article's that it was made for.
-- known: the last entry of which the full-text index knew then. turn: rises whenever a list may look different; who keeps
-- pages asks for those above the last it knows.
CREATE TABLE related_lists (
	article TEXT    NOT NULL PRIMARY KEY,
	paper   TEXT    NOT NULL REFERENCES papers (id),
	version INTEGER NOT NULL,
	known   INTEGER NOT NULL,
	turn    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX related_lists_turn ON related_lists (turn);

-- score is in thousandths.
CREATE TABLE related (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	article TEXT    NOT NULL,
	other   TEXT    NOT NULL,
	score   INTEGER NOT NULL,
	reason  TEXT    NOT NULL,
	PRIMARY KEY (article, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX related_other ON related (other);
