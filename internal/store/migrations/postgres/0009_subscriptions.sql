-- +goose Up

-- Subscriptions to feeds by WebSub. until 0: not confirmed yet; asked_… is what was asked for last and waits for its
-- confirmation; sent names the content that the subscriber has.
CREATE TABLE subscriptions (
	id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper         TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	topic         TEXT COLLATE "C" NOT NULL,
	list_of       TEXT COLLATE "C" NOT NULL,
	list_id       TEXT COLLATE "C" NOT NULL,
	callback      TEXT COLLATE "C" NOT NULL,
	host          TEXT COLLATE "C" NOT NULL,
	secret        TEXT COLLATE "C" NOT NULL,
	lease_until   BIGINT NOT NULL,
	sent          TEXT COLLATE "C" NOT NULL,
	failing_since BIGINT NOT NULL,
	created_at    BIGINT NOT NULL,
	asked         TEXT COLLATE "C" NOT NULL,
	asked_secret  TEXT COLLATE "C" NOT NULL,
	asked_lease   BIGINT NOT NULL,
	asked_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX subscriptions_callback ON subscriptions (paper, topic, callback);
CREATE INDEX subscriptions_list ON subscriptions (paper, list_of, list_id);
