-- +goose Up

-- What people of the newsroom have set for themselves: saved filters, keys.
CREATE TABLE preferences (
	paper  TEXT NOT NULL REFERENCES papers (id),
	person TEXT NOT NULL REFERENCES people (id),
	name   TEXT NOT NULL,
	value  TEXT NOT NULL,
	PRIMARY KEY (person, name)
) STRICT;
