-- +goose Up

-- A card says "Corrected" of what was wrong alone: an update or a clarification corrects nothing.
UPDATE listed SET corrected = 0 WHERE corrected = 1
	AND NOT EXISTS (SELECT 1 FROM corrections c WHERE c.article = listed.article AND c.kind IN ('correction', ''));
