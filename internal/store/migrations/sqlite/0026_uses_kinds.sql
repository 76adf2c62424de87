-- +goose Up

-- Which pictures the slots of each front show in the place of the articles' own: in the list that readers see ("live"), in the
-- draft, or in what is planned. It is derived from the fronts, and made again by rebuild.
CREATE TABLE front_pictures (
	paper   TEXT NOT NULL REFERENCES papers (id),
	picture TEXT NOT NULL,
	front   TEXT NOT NULL,
	place   TEXT NOT NULL,
	PRIMARY KEY (paper, picture, front, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX front_pictures_front ON front_pictures (paper, front);
INSERT INTO front_pictures (paper, picture, front, place)
SELECT DISTINCT paper, picture, front, place FROM (
	SELECT f.paper, f.name AS front, 'live' AS place, json_extract(s.value, '$.picture') AS picture FROM fronts f, json_each(f.live) s WHERE s.type = 'object'
	UNION ALL
	SELECT f.paper, f.name, 'draft', json_extract(s.value, '$.picture') FROM fronts f, json_each(f.draft) s WHERE s.type = 'object'
	UNION ALL
	SELECT f.paper, f.name, 'planned', json_extract(s.value, '$.picture') FROM fronts f, json_each(f.planned) p, json_each(p.value, '$.live') s WHERE s.type = 'object'
) AS slots WHERE picture <> '';

-- The desk's list by kind.
CREATE INDEX articles_kind ON articles (paper, kind, modified_at, id);
