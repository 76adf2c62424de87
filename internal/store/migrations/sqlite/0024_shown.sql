-- +goose Up

-- Which pictures each version of an article shows. It is derived from the versions, and made again by rebuild.
CREATE TABLE shown (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	picture TEXT    NOT NULL,
	article TEXT    NOT NULL,
	n       INTEGER NOT NULL,
	PRIMARY KEY (picture, article, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_article ON shown (article);
INSERT INTO shown (paper, picture, article, n)
SELECT DISTINCT paper, picture, article, n FROM (
	SELECT v.paper, json_extract(v.copy, '$.picture') AS picture, v.article, v.n FROM versions v WHERE v.copy LIKE '%"picture":"%'
	UNION ALL
	SELECT v.paper, t.value, v.article, v.n FROM versions v, json_tree(v.body) t
	WHERE v.body LIKE '%"media":"%' AND t.key = 'media' AND t.type = 'text'
) AS all_shown WHERE picture <> '';

-- Whose hands copy is in, for the list by person.
CREATE INDEX manuscripts_holder ON manuscripts (holder) WHERE holder <> '';
