-- +goose Up

-- When a token was last used; 0: never, or before this was written down.
ALTER TABLE tokens ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX tokens_paper ON tokens (paper, created_at, hash);
