-- +goose Up

-- A job's paper exists; a job without one is the program's own.
CREATE TABLE jobs_of_papers (
	id         TEXT    NOT NULL PRIMARY KEY,
	paper      TEXT    REFERENCES papers (id),
	kind       TEXT    NOT NULL,
	args       TEXT    NOT NULL,
	unique_key TEXT    NOT NULL,
	run_at     INTEGER NOT NULL,
	attempt    INTEGER NOT NULL,
	holder     TEXT    NOT NULL,
	again      INTEGER NOT NULL,
	failure    TEXT    NOT NULL,
	created_at INTEGER NOT NULL
) STRICT;
INSERT INTO jobs_of_papers (id, paper, kind, args, unique_key, run_at, attempt, holder, again, failure, created_at)
SELECT id, nullif(paper, ''), kind, args, unique_key, run_at, attempt, holder, again, failure, created_at
FROM jobs WHERE paper = '' OR paper IN (SELECT id FROM papers);
DROP TABLE jobs;
ALTER TABLE jobs_of_papers RENAME TO jobs;
CREATE INDEX jobs_run_at ON jobs (run_at, id);
CREATE INDEX jobs_holder ON jobs (holder) WHERE holder <> '';
CREATE UNIQUE INDEX jobs_unique_key ON jobs (kind, unique_key) WHERE unique_key <> '';

-- Segments are merged sixteen by sixteen: decision 4 has the figures.
INSERT INTO search_text (search_text, rank) VALUES ('automerge', 16);
