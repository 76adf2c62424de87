-- +goose Up

-- Which pictures each version of an article shows. It is derived from the versions, and made again by rebuild.
CREATE TABLE shown (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	picture TEXT COLLATE "C" NOT NULL,
	article TEXT COLLATE "C" NOT NULL,
	n       BIGINT NOT NULL,
	PRIMARY KEY (picture, article, n)
);
CREATE INDEX shown_article ON shown (article);
INSERT INTO shown (paper, picture, article, n)
SELECT DISTINCT paper, picture, article, n FROM (
	SELECT v.paper, v.copy::jsonb ->> 'picture' AS picture, v.article, v.n FROM versions v WHERE v.copy LIKE '%"picture":"%'
	UNION ALL
	SELECT v.paper, t.value #>> '{}', v.article, v.n
	FROM versions v, jsonb_path_query(CASE WHEN v.body LIKE '%"media":"%' THEN v.body::jsonb ELSE '[]' END, '$.**.media') t (value)
	WHERE jsonb_typeof(t.value) = 'string'
) AS all_shown WHERE picture <> '';

-- Whose hands copy is in, for the list by person.
CREATE INDEX manuscripts_holder ON manuscripts (holder) WHERE holder <> '';
