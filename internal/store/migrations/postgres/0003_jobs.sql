-- +goose Up

-- Background work that waits or is being done; what is done is deleted. run_at is when it is due; while somebody does it
-- (holder), it is when he is given up. Work that failed for good stays, with run_at at the end of time.
CREATE TABLE jobs (
	id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper      TEXT COLLATE "C" NOT NULL,
	kind       TEXT COLLATE "C" NOT NULL,
	args       TEXT COLLATE "C" NOT NULL,
	unique_key TEXT COLLATE "C" NOT NULL,
	run_at     BIGINT NOT NULL,
	attempt    BIGINT NOT NULL,
	holder     TEXT COLLATE "C" NOT NULL,
	again      BIGINT NOT NULL,
	failure    TEXT COLLATE "C" NOT NULL,
	created_at BIGINT NOT NULL
);
CREATE INDEX jobs_run_at ON jobs (run_at, id);
CREATE INDEX jobs_holder ON jobs (holder) WHERE holder <> '';
CREATE UNIQUE INDEX jobs_unique_key ON jobs (kind, unique_key) WHERE unique_key <> '';
