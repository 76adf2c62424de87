-- +goose Up

-- Background work that waits or is being done; what is done is deleted. run_at is when it is due; while somebody does it
-- (holder), it is when he is given up. Work that failed for good stays, with run_at at the end of time.
CREATE TABLE jobs (
	id         TEXT    NOT NULL PRIMARY KEY,
	paper      TEXT    NOT NULL,
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
CREATE INDEX jobs_run_at ON jobs (run_at, id);
CREATE INDEX jobs_holder ON jobs (holder) WHERE holder <> '';
CREATE UNIQUE INDEX jobs_unique_key ON jobs (kind, unique_key) WHERE unique_key <> '';
