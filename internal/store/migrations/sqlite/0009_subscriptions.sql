-- +goose Up

-- Subscriptions to feeds by WebSub. until 0: not confirmed yet; asked_… is what was asked for last and waits for its
-- confirmation; sent names the content that the subscriber has.
CREATE TABLE subscriptions (
	id            TEXT    NOT NULL PRIMARY KEY,
	paper         TEXT    NOT NULL REFERENCES papers (id),
	topic         TEXT    NOT NULL,
	list_of       TEXT    NOT NULL,
	list_id       TEXT    NOT NULL,
	callback      TEXT    NOT NULL,
	host          TEXT    NOT NULL,
	secret        TEXT    NOT NULL,
	lease_until   INTEGER NOT NULL,
	sent          TEXT    NOT NULL,
	failing_since INTEGER NOT NULL,
	created_at    INTEGER NOT NULL,
	asked         TEXT    NOT NULL,
	asked_secret  TEXT    NOT NULL,
	asked_lease   INTEGER NOT NULL,
	asked_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX subscriptions_callback ON subscriptions (paper, topic, callback);
CREATE INDEX subscriptions_list ON subscriptions (paper, list_of, list_id);
