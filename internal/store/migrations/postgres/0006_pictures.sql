-- +goose Up

-- The library. details is JSON: what is said of the picture and the files made of it; sought is what it is found by.
CREATE TABLE pictures (
	id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper      TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	original   TEXT COLLATE "C" NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	details    TEXT COLLATE "C" NOT NULL,
	sought     TEXT COLLATE "C" NOT NULL,
	version    BIGINT NOT NULL
);
CREATE INDEX pictures_created ON pictures (paper, created_at, id);
