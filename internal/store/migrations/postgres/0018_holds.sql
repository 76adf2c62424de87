-- +goose Up

-- What keeps an article from being published, and who asks to end its embargo sooner: small JSON; '' is none.
ALTER TABLE articles ADD COLUMN holds TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN embargo_ask TEXT COLLATE "C" NOT NULL DEFAULT '';
