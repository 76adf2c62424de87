-- +goose Up

-- When a live page's coverage was closed; 0: it goes on, or it is no live page.
ALTER TABLE listed ADD COLUMN closed_at INTEGER NOT NULL DEFAULT 0;

-- What a person covers, how readers reach them safely, and the key for what only they may read.
ALTER TABLE people ADD COLUMN beat TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN contact TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN public_key TEXT NOT NULL DEFAULT '';
