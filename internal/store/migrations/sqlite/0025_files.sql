-- +goose Up

-- Which pictures a file was made of, by the last part of its address: for caches outside, which are told what to throw away.
-- Files that a picture had before it was replaced stay here, as they stay where files are.
CREATE TABLE picture_files (
	name    TEXT NOT NULL,
	picture TEXT NOT NULL,
	PRIMARY KEY (name, picture)
) STRICT, WITHOUT ROWID;
INSERT INTO picture_files (name, picture)
SELECT DISTINCT replace(json_extract(r.value, '$.path'), '/media/', ''), p.id FROM pictures p, json_each(p.details, '$.renditions') r
WHERE r.type = 'object';
