-- +goose Up

-- Times are milliseconds since the epoch in UTC; 0 is "not set". Documents are JSON text that no query looks into.
-- What is marked "derived" follows from versions and ledger alone, and can be made again from them.

CREATE TABLE papers (
	id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	name       TEXT COLLATE "C" NOT NULL,
	motto      TEXT COLLATE "C" NOT NULL,
	locale     TEXT COLLATE "C" NOT NULL,
	timezone   TEXT COLLATE "C" NOT NULL,
	url        TEXT COLLATE "C" NOT NULL,
	date_form  TEXT COLLATE "C" NOT NULL,
	latest     BIGINT NOT NULL,
	about      TEXT COLLATE "C" NOT NULL,
	created_at BIGINT NOT NULL,
	version    BIGINT NOT NULL
);

CREATE TABLE paper_hosts (
	host  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	place BIGINT NOT NULL
);
CREATE INDEX paper_hosts_paper ON paper_hosts (paper);

CREATE TABLE sections (
	id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper       TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	slug        TEXT COLLATE "C" NOT NULL,
	name        TEXT COLLATE "C" NOT NULL,
	description TEXT COLLATE "C" NOT NULL,
	position    BIGINT NOT NULL,
	version     BIGINT NOT NULL
);
CREATE UNIQUE INDEX sections_slug ON sections (paper, slug);

-- email_folded is email in lower case: the database's own folding differs between engines.
CREATE TABLE people (
	id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper        TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	slug         TEXT COLLATE "C" NOT NULL,
	name         TEXT COLLATE "C" NOT NULL,
	title        TEXT COLLATE "C" NOT NULL,
	bio          TEXT COLLATE "C" NOT NULL,
	email        TEXT COLLATE "C" NOT NULL,
	email_folded TEXT COLLATE "C" NOT NULL,
	role         TEXT COLLATE "C" NOT NULL,
	version      BIGINT NOT NULL
);
CREATE UNIQUE INDEX people_slug ON people (paper, slug);
CREATE UNIQUE INDEX people_email ON people (paper, email_folded) WHERE email_folded <> '';

CREATE TABLE tags (
	id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper       TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	slug        TEXT COLLATE "C" NOT NULL,
	name        TEXT COLLATE "C" NOT NULL,
	description TEXT COLLATE "C" NOT NULL,
	version     BIGINT NOT NULL
);
CREATE UNIQUE INDEX tags_slug ON tags (paper, slug);

CREATE TABLE storylines (
	id      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	slug    TEXT COLLATE "C" NOT NULL,
	name    TEXT COLLATE "C" NOT NULL,
	summary TEXT COLLATE "C" NOT NULL,
	version BIGINT NOT NULL
);
CREATE UNIQUE INDEX storylines_slug ON storylines (paper, slug);

-- Immutable: a version is inserted once. copy is the copy's JSON without the body.
CREATE TABLE versions (
	article    TEXT COLLATE "C" NOT NULL,
	n          BIGINT NOT NULL,
	paper      TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	made_at    BIGINT NOT NULL,
	made_by    TEXT COLLATE "C" NOT NULL,
	note       TEXT COLLATE "C" NOT NULL,
	correction TEXT COLLATE "C" NOT NULL,
	hash       TEXT COLLATE "C" NOT NULL,
	copy       TEXT COLLATE "C" NOT NULL,
	body       TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (article, n)
);

-- Derived: the heads, as the last ledger entry about each article left them; kind to sought are the newest version's.
CREATE TABLE articles (
	id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper         TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	slug          TEXT COLLATE "C" NOT NULL,
	state         TEXT COLLATE "C" NOT NULL,
	version       BIGINT NOT NULL,
	live          BIGINT NOT NULL,
	published_at  BIGINT NOT NULL,
	updated_at    BIGINT NOT NULL,
	release_at    BIGINT NOT NULL,
	embargo_until BIGINT NOT NULL,
	expires_at    BIGINT NOT NULL,
	seen_at       BIGINT NOT NULL,
	notice        TEXT COLLATE "C" NOT NULL,
	reason        TEXT COLLATE "C" NOT NULL,
	created_at    BIGINT NOT NULL,
	modified_at   BIGINT NOT NULL,
	owner         TEXT COLLATE "C" NOT NULL,
	next_turn     BIGINT NOT NULL,
	kind          TEXT COLLATE "C" NOT NULL,
	headline      TEXT COLLATE "C" NOT NULL,
	slugline      TEXT COLLATE "C" NOT NULL,
	section       TEXT COLLATE "C" NOT NULL,
	sought        TEXT COLLATE "C" NOT NULL
);
-- A spiked article gives its slug back; a killed one keeps it for good.
CREATE UNIQUE INDEX articles_slug ON articles (paper, slug) WHERE state <> 'spiked';
CREATE INDEX articles_modified ON articles (paper, modified_at, id);
CREATE INDEX articles_state ON articles (paper, state, modified_at, id);
CREATE INDEX articles_section ON articles (paper, section, modified_at, id);
CREATE INDEX articles_owner ON articles (paper, owner, modified_at, id);
CREATE INDEX articles_turn ON articles (next_turn, id) WHERE next_turn < 9223372036854775807;

-- Derived: the cards, one for each article that the public can see at some time. people: ids, with spaces between.
CREATE TABLE listed (
	article       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper         TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	visible_from  BIGINT NOT NULL,
	visible_until BIGINT NOT NULL,
	published_at  BIGINT NOT NULL,
	updated_at    BIGINT NOT NULL,
	version       BIGINT NOT NULL,
	corrected     BIGINT NOT NULL,
	slug          TEXT COLLATE "C" NOT NULL,
	kind          TEXT COLLATE "C" NOT NULL,
	headline      TEXT COLLATE "C" NOT NULL,
	kicker        TEXT COLLATE "C" NOT NULL,
	standfirst    TEXT COLLATE "C" NOT NULL,
	byline        TEXT COLLATE "C" NOT NULL,
	people        TEXT COLLATE "C" NOT NULL,
	credit        TEXT COLLATE "C" NOT NULL,
	language      TEXT COLLATE "C" NOT NULL,
	section       TEXT COLLATE "C" NOT NULL,
	picture       TEXT COLLATE "C" NOT NULL
);

-- Derived: which lists an article stands in. There is no index by article: what stood there before follows from the old
-- head, and a second index would cost an import a third of its pages.
CREATE TABLE placed (
	paper         TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	list_of       TEXT COLLATE "C" NOT NULL,
	list_id       TEXT COLLATE "C" NOT NULL,
	published_at  BIGINT NOT NULL,
	article       TEXT COLLATE "C" NOT NULL,
	visible_from  BIGINT NOT NULL,
	visible_until BIGINT NOT NULL,
	PRIMARY KEY (paper, list_of, list_id, published_at, article)
);

-- Derived: the public notes of the versions up to the live one.
CREATE TABLE corrections (
	paper    TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	noted_at BIGINT NOT NULL,
	article  TEXT COLLATE "C" NOT NULL,
	n        BIGINT NOT NULL,
	kind     TEXT COLLATE "C" NOT NULL,
	note     TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (paper, noted_at, article, n)
);
CREATE INDEX corrections_article ON corrections (article);

-- Derived: slugs at which the public could once see an article that lives elsewhere now. seq: the entry that moved it.
CREATE TABLE moved (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	slug    TEXT COLLATE "C" NOT NULL,
	article TEXT COLLATE "C" NOT NULL,
	seq     BIGINT NOT NULL,
	PRIMARY KEY (paper, slug, article)
);
CREATE INDEX moved_article ON moved (article);

CREATE TABLE redirects (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	path    TEXT COLLATE "C" NOT NULL,
	article TEXT COLLATE "C" NOT NULL,
	target  TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (paper, path)
);

CREATE TABLE fronts (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	name    TEXT COLLATE "C" NOT NULL,
	live    TEXT COLLATE "C" NOT NULL,
	draft   TEXT COLLATE "C" NOT NULL,
	version BIGINT NOT NULL,
	PRIMARY KEY (paper, name)
);

-- head is the article's head afterwards as JSON; empty when the subject is no article.
CREATE TABLE ledger (
	seq     BIGINT NOT NULL PRIMARY KEY,
	at      BIGINT NOT NULL,
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	what    TEXT COLLATE "C" NOT NULL,
	subject TEXT COLLATE "C" NOT NULL,
	version BIGINT NOT NULL,
	made_by TEXT COLLATE "C" NOT NULL,
	head    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX ledger_paper ON ledger (paper, seq);
CREATE INDEX ledger_subject ON ledger (subject, seq);

-- One row: the number of the last entry.
CREATE TABLE ledger_head (
	id  BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	seq BIGINT NOT NULL
);
INSERT INTO ledger_head (id, seq) VALUES (1, 0);

-- How far each follower has come.
CREATE TABLE cursors (
	name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	seq  BIGINT NOT NULL
);

-- What was answered to requests with an Idempotency-Key.
CREATE TABLE answers (
	paper   TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	key     TEXT COLLATE "C" NOT NULL,
	request TEXT COLLATE "C" NOT NULL,
	status  BIGINT NOT NULL,
	body    BYTEA    NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (paper, key)
);
CREATE INDEX answers_at ON answers (at);

-- Tokens, links and sessions are held by the hash of their secret: who reads the database cannot use them.
CREATE TABLE tokens (
	hash       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper      TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	person     TEXT COLLATE "C" NOT NULL REFERENCES people (id),
	role       TEXT COLLATE "C" NOT NULL,
	name       TEXT COLLATE "C" NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
);
CREATE INDEX tokens_person ON tokens (person);

CREATE TABLE signin_links (
	hash       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper      TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	person     TEXT COLLATE "C" NOT NULL REFERENCES people (id),
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	used_at    BIGINT NOT NULL
);
CREATE INDEX signin_links_expires ON signin_links (expires_at);

CREATE TABLE sessions (
	hash       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	paper      TEXT COLLATE "C" NOT NULL REFERENCES papers (id),
	person     TEXT COLLATE "C" NOT NULL REFERENCES people (id),
	created_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expires ON sessions (expires_at);
