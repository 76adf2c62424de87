-- +goose Up

-- Which pictures the slots of each front show in the place of the articles' own: in the list that readers see ("live"), in the
-- draft, or in what is planned. It is derived from the fronts, and made again by rebuild.
CREATE TABLE front_pictures (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	picture TEXT COLLATE "C" NOT NULL,
	front   TEXT COLLATE "C" NOT NULL,
	place   TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (paper, picture, front, place)
);
CREATE INDEX front_pictures_front ON front_pictures (paper, front);
INSERT INTO front_pictures (paper, picture, front, place)
SELECT DISTINCT paper, picture, front, place FROM (
	SELECT f.paper, f.name AS front, 'live' AS place, s.value ->> 'picture' AS picture
	FROM fronts f, jsonb_array_elements(CASE jsonb_typeof(f.live::jsonb) WHEN 'array' THEN f.live::jsonb ELSE '[]' END) s
	UNION ALL
	SELECT f.paper, f.name, 'draft', s.value ->> 'picture'
	FROM fronts f, jsonb_array_elements(CASE jsonb_typeof(f.draft::jsonb) WHEN 'array' THEN f.draft::jsonb ELSE '[]' END) s
	UNION ALL
	SELECT f.paper, f.name, 'planned', s.value ->> 'picture'
	FROM fronts f, jsonb_array_elements(f.planned::jsonb) p, jsonb_array_elements(CASE jsonb_typeof(p.value -> 'live') WHEN 'array' THEN p.value -> 'live' ELSE '[]' END) s
) AS slots WHERE picture <> '';

-- The desk's list by kind.
CREATE INDEX articles_kind ON articles (paper, kind, modified_at, id);
