-- +goose Up

-- Which pictures a file was made of, by the last part of its address: for caches outside, which are told what to throw away.
-- Files that a picture had before it was replaced stay here, as they stay where files are.
CREATE TABLE picture_files (
	name    TEXT COLLATE "C" NOT NULL,
	picture TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (name, picture)
);
INSERT INTO picture_files (name, picture)
SELECT DISTINCT replace(r.value ->> 'path', '/media/', ''), p.id
FROM pictures p, jsonb_array_elements(CASE jsonb_typeof(p.details::jsonb -> 'renditions') WHEN 'array' THEN p.details::jsonb -> 'renditions' ELSE '[]' END) r;
