-- +goose Up

-- Derived: what is like an article, as package related worked it out. Whether the public may see it is asked when it is read.

-- One row for each list that has been made, for an article may have an empty one. version: the article's that it was made for.
-- known: the last entry of which the full-text index knew then. turn: rises whenever a list may look different; who keeps
-- pages asks for those above the last it knows.
CREATE TABLE related_lists (
	article TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	version BIGINT           NOT NULL,
	known   BIGINT           NOT NULL,
	turn    BIGINT           NOT NULL
);
CREATE INDEX related_lists_turn ON related_lists (turn);

-- score is in thousandths.
CREATE TABLE related (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	article TEXT COLLATE "C" NOT NULL,
	other   TEXT COLLATE "C" NOT NULL,
	score   BIGINT           NOT NULL,
	reason  TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (article, other)
);
CREATE INDEX related_other ON related (other);
