-- +goose Up

-- When a live page's coverage was closed; 0: it goes on, or it is no live page.
ALTER TABLE listed ADD COLUMN closed_at BIGINT NOT NULL DEFAULT 0;
