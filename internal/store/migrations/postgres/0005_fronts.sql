-- +goose Up

-- Immutable: every state of every front, so that a day's edition can be shown as it stood and an earlier front restored.
CREATE TABLE front_versions (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	name    TEXT COLLATE "C" NOT NULL,
	version BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	made_by TEXT COLLATE "C" NOT NULL,
	live    TEXT COLLATE "C" NOT NULL,
	draft   TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (paper, name, version)
);
CREATE INDEX front_versions_made_at ON front_versions (paper, name, made_at, version);
-- Of fronts curated before this table, the state that stands is all that is known.
INSERT INTO front_versions (paper, name, version, made_at, made_by, live, draft)
SELECT f.paper, f.name, f.version, coalesce((SELECT max(l.at) FROM ledger l
	WHERE l.paper = f.paper AND l.subject = f.name AND l.what = 'front.save'), 0), '', f.live, f.draft FROM fronts f;

-- The briefing of a storyline: Markdown, with its date and the id of the person who signs it.
ALTER TABLE storylines ADD COLUMN briefing TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE storylines ADD COLUMN briefed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE storylines ADD COLUMN briefed_by TEXT COLLATE "C" NOT NULL DEFAULT '';
