-- +goose Up

-- House rules. details is the rule as JSON, sought what lists are searched by. A rule that was dropped keeps its row, so that
-- another of its name goes on with its versions.
CREATE TABLE rules (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	id      TEXT    NOT NULL,
	dropped INTEGER NOT NULL,
	version INTEGER NOT NULL,
	sought  TEXT    NOT NULL,
	details TEXT    NOT NULL,
	PRIMARY KEY (paper, id)
) STRICT;

-- Rules as they once stood, for good.
CREATE TABLE rule_versions (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	id      TEXT    NOT NULL,
	version INTEGER NOT NULL,
	made_at INTEGER NOT NULL,
	made_by TEXT    NOT NULL,
	details TEXT    NOT NULL,
	PRIMARY KEY (paper, id, version)
) STRICT;

-- Hits that somebody lets stand: at one place of an element (news.RuleIgnore), or, without element and place, in the whole
-- article. severity is that of the rule at the time.
CREATE TABLE rule_ignores (
	paper    TEXT    NOT NULL REFERENCES papers (id),
	article  TEXT    NOT NULL,
	rule     TEXT    NOT NULL,
	element  TEXT    NOT NULL,
	place    TEXT    NOT NULL,
	severity TEXT    NOT NULL,
	made_at  INTEGER NOT NULL,
	made_by  TEXT    NOT NULL,
	PRIMARY KEY (paper, article, rule, element, place)
) STRICT;

-- What people say is wrong with a rule.
CREATE TABLE rule_reports (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	rule    TEXT    NOT NULL,
	id      TEXT    NOT NULL,
	article TEXT    NOT NULL,
	passage TEXT    NOT NULL,
	why     TEXT    NOT NULL,
	made_at INTEGER NOT NULL,
	made_by TEXT    NOT NULL,
	PRIMARY KEY (paper, rule, id)
) STRICT;

-- Who changed the settings of a kind last.
CREATE INDEX ledger_settings ON ledger (paper, what, seq) WHERE head = '';

-- A retired section keeps its page and its articles, and takes no new ones.
ALTER TABLE sections ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;

-- Whoever comes in by a filing link may file and nothing else; the way of their session says so.
ALTER TABLE signin_links ADD COLUMN filing INTEGER NOT NULL DEFAULT 0;
