-- +goose Up

-- How a paper's pages look where they depart from the house style: JSON, '' for the house style.
ALTER TABLE papers ADD COLUMN look TEXT COLLATE "C" NOT NULL DEFAULT '';

-- Immutable: every state of a paper's settings, from now on, as JSON.
CREATE TABLE paper_versions (
	paper    TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	version  BIGINT NOT NULL,
	made_at  BIGINT NOT NULL,
	made_by  TEXT COLLATE "C" NOT NULL,
	settings TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (paper, version)
);
