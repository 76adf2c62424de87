-- +goose Up

-- Until when an article is breaking news; 0: it isn't. From its release to then it stands in the list "breaking".
ALTER TABLE articles ADD COLUMN breaking_until BIGINT NOT NULL DEFAULT 0;
