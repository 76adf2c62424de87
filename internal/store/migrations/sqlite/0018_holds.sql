-- +goose Up

-- What keeps an article from being published, and who asks to end its embargo sooner: small JSON; '' is none.
ALTER TABLE articles ADD COLUMN holds TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN embargo_ask TEXT NOT NULL DEFAULT '';
