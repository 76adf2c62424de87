-- +goose Up

-- How a paper's pages look where they depart from the house style: JSON, '' for the house style.
ALTER TABLE papers ADD COLUMN look TEXT NOT NULL DEFAULT '';

-- Immutable: every state of a paper's settings, from now on, as JSON.
CREATE TABLE paper_versions (
	paper    TEXT    NOT NULL REFERENCES papers (id),
	version  INTEGER NOT NULL,
	made_at  INTEGER NOT NULL,
	made_by  TEXT    NOT NULL,
	settings TEXT    NOT NULL,
	PRIMARY KEY (paper, version)
) STRICT;
