-- +goose Up

-- House rules. details is the rule as JSON, sought what lists are searched by. A rule that was dropped keeps its row, so that
-- another of its name goes on with its versions.
CREATE TABLE rules (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	id      TEXT COLLATE "C" NOT NULL,
	dropped BIGINT NOT NULL,
	version BIGINT NOT NULL,
	sought  TEXT COLLATE "C" NOT NULL,
	details TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (paper, id)
);

-- Rules as they once stood, for good.
CREATE TABLE rule_versions (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	id      TEXT COLLATE "C" NOT NULL,
	version BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	made_by TEXT COLLATE "C" NOT NULL,
	details TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (paper, id, version)
);

-- Hits that somebody lets stand: at one place of an element (news.RuleIgnore), or, without element and place, in the whole
-- article. severity is that of the rule at the time.
CREATE TABLE rule_ignores (
	paper    TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	article  TEXT COLLATE "C" NOT NULL,
	rule     TEXT COLLATE "C" NOT NULL,
	element  TEXT COLLATE "C" NOT NULL,
	place    TEXT COLLATE "C" NOT NULL,
	severity TEXT COLLATE "C" NOT NULL,
	made_at  BIGINT NOT NULL,
	made_by  TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (paper, article, rule, element, place)
);

-- What people say is wrong with a rule.
CREATE TABLE rule_reports (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	rule    TEXT COLLATE "C" NOT NULL,
	id      TEXT COLLATE "C" NOT NULL,
	article TEXT COLLATE "C" NOT NULL,
	passage TEXT COLLATE "C" NOT NULL,
	why     TEXT COLLATE "C" NOT NULL,
	made_at BIGINT NOT NULL,
	made_by TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (paper, rule, id)
);

-- Who changed the settings of a kind last.
CREATE INDEX ledger_settings ON ledger (paper, what, seq) WHERE head = '';

-- A retired section keeps its page and its articles, and takes no new ones.
ALTER TABLE sections ADD COLUMN retired BIGINT NOT NULL DEFAULT 0;

-- Whoever comes in by a filing link may file and nothing else; the way of their session says so.
ALTER TABLE signin_links ADD COLUMN filing BIGINT NOT NULL DEFAULT 0;
