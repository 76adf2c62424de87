-- +goose Up

-- What a front is to become by itself, and when: JSON, the next first; next_turn is the moment of the first.
ALTER TABLE fronts ADD COLUMN planned TEXT NOT NULL DEFAULT '[]';
ALTER TABLE fronts ADD COLUMN next_turn INTEGER NOT NULL DEFAULT 9223372036854775807;
CREATE INDEX fronts_turn ON fronts (next_turn) WHERE next_turn < 9223372036854775807;

-- The moment at which the clock takes a picture down, because the right to show it ends; and its files' way back to it.
ALTER TABLE pictures ADD COLUMN next_turn INTEGER NOT NULL DEFAULT 9223372036854775807;
-- 1: somebody took it out of the library.
ALTER TABLE pictures ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
UPDATE pictures SET next_turn = expires_at WHERE expires_at > 0;
CREATE INDEX pictures_turn ON pictures (next_turn) WHERE next_turn < 9223372036854775807;
CREATE INDEX pictures_original ON pictures (original);

-- Until when files of pictures may be shown, by the last part of their address; those without an end are not here.
CREATE TABLE file_ends (
	name        TEXT NOT NULL PRIMARY KEY,
	shown_until INTEGER NOT NULL
) STRICT;
INSERT INTO file_ends (name, shown_until)
SELECT replace(json_extract(r.value, '$.path'), '/media/', ''), max(CASE p.expires_at WHEN 0 THEN 9223372036854775807 ELSE p.expires_at END)
FROM pictures p, json_each(p.details, '$.renditions') r WHERE r.type = 'object' AND p.original IN (SELECT original FROM pictures WHERE expires_at > 0)
GROUP BY 1 HAVING max(CASE p.expires_at WHEN 0 THEN 9223372036854775807 ELSE p.expires_at END) < 9223372036854775807;
