-- +goose Up

-- What people of the newsroom have set for themselves: saved filters, keys.
CREATE TABLE preferences (
	paper  TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	person TEXT COLLATE "C" NOT NULL REFERENCES people (id),
	name   TEXT COLLATE "C" NOT NULL,
	value  TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (person, name)
);
