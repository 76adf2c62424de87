-- +goose Up

-- The library. details is JSON: what is said of the picture and the files made of it; sought is what it is found by.
CREATE TABLE pictures (
	id         TEXT    NOT NULL PRIMARY KEY,
	paper      TEXT    NOT NULL REFERENCES papers (id),
	original   TEXT    NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	details    TEXT    NOT NULL,
	sought     TEXT    NOT NULL,
	version    INTEGER NOT NULL
) STRICT;
CREATE INDEX pictures_created ON pictures (paper, created_at, id);
