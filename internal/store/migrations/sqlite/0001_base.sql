-- +goose Up

-- Times are milliseconds since the epoch in UTC; 0 is "not set". Documents are JSON text that no query looks into.
-- What is marked "derived" follows from versions and ledger alone, and can be made again from them.

CREATE TABLE papers (
	id         TEXT    NOT NULL PRIMARY KEY,
	name       TEXT    NOT NULL,
	motto      TEXT    NOT NULL,
	locale     TEXT    NOT NULL,
	timezone   TEXT    NOT NULL,
	url        TEXT    NOT NULL,
	date_form  TEXT    NOT NULL,
	latest     INTEGER NOT NULL,
	about      TEXT    NOT NULL,
	created_at INTEGER NOT NULL,
	version    INTEGER NOT NULL
) STRICT;

CREATE TABLE paper_hosts (
	host  TEXT    NOT NULL PRIMARY KEY,
	paper TEXT    NOT NULL REFERENCES papers (id),
	place INTEGER NOT NULL
) STRICT;
CREATE INDEX paper_hosts_paper ON paper_hosts (paper);

CREATE TABLE sections (
	id          TEXT    NOT NULL PRIMARY KEY,
	paper       TEXT    NOT NULL REFERENCES papers (id),
	slug        TEXT    NOT NULL,
	name        TEXT    NOT NULL,
	description TEXT    NOT NULL,
	position    INTEGER NOT NULL,
	version     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX sections_slug ON sections (paper, slug);

-- email_folded is email in lower case: the database's own folding differs between engines.
CREATE TABLE people (
	id           TEXT    NOT NULL PRIMARY KEY,
	paper        TEXT    NOT NULL REFERENCES papers (id),
	slug         TEXT    NOT NULL,
	name         TEXT    NOT NULL,
	title        TEXT    NOT NULL,
	bio          TEXT    NOT NULL,
	email        TEXT    NOT NULL,
	email_folded TEXT    NOT NULL,
	role         TEXT    NOT NULL,
	version      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX people_slug ON people (paper, slug);
CREATE UNIQUE INDEX people_email ON people (paper, email_folded) WHERE email_folded <> '';

CREATE TABLE tags (
	id          TEXT    NOT NULL PRIMARY KEY,
	paper       TEXT    NOT NULL REFERENCES papers (id),
	slug        TEXT    NOT NULL,
	name        TEXT    NOT NULL,
	description TEXT    NOT NULL,
	version     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tags_slug ON tags (paper, slug);

CREATE TABLE storylines (
	id      TEXT    NOT NULL PRIMARY KEY,
	paper   TEXT    NOT NULL REFERENCES papers (id),
	slug    TEXT    NOT NULL,
	name    TEXT    NOT NULL,
	summary TEXT    NOT NULL,
	version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX storylines_slug ON storylines (paper, slug);

-- Immutable: a version is inserted once. copy is the copy's JSON without the body.
CREATE TABLE versions (
	article    TEXT    NOT NULL,
	n          INTEGER NOT NULL,
	paper      TEXT    NOT NULL REFERENCES papers (id),
	made_at    INTEGER NOT NULL,
	made_by    TEXT    NOT NULL,
	note       TEXT    NOT NULL,
	correction TEXT    NOT NULL,
	hash       TEXT    NOT NULL,
	copy       TEXT    NOT NULL,
	body       TEXT    NOT NULL,
	PRIMARY KEY (article, n)
) STRICT;

-- Derived: the heads, as the last ledger entry about each article left them; kind to sought are the newest version's.
CREATE TABLE articles (
	id            TEXT    NOT NULL PRIMARY KEY,
	paper         TEXT    NOT NULL REFERENCES papers (id),
	slug          TEXT    NOT NULL,
	state         TEXT    NOT NULL,
	version       INTEGER NOT NULL,
	live          INTEGER NOT NULL,
	published_at  INTEGER NOT NULL,
	updated_at    INTEGER NOT NULL,
	release_at    INTEGER NOT NULL,
	embargo_until INTEGER NOT NULL,
	expires_at    INTEGER NOT NULL,
	seen_at       INTEGER NOT NULL,
	notice        TEXT    NOT NULL,
	reason        TEXT    NOT NULL,
	created_at    INTEGER NOT NULL,
	modified_at   INTEGER NOT NULL,
	owner         TEXT    NOT NULL,
	next_turn     INTEGER NOT NULL,
	kind          TEXT    NOT NULL,
	headline      TEXT    NOT NULL,
	slugline      TEXT    NOT NULL,
	section       TEXT    NOT NULL,
	sought        TEXT    NOT NULL
) STRICT;
-- A spiked article gives its slug back; a killed one keeps it for good.
CREATE UNIQUE INDEX articles_slug ON articles (paper, slug) WHERE state <> 'spiked';
CREATE INDEX articles_modified ON articles (paper, modified_at, id);
CREATE INDEX articles_state ON articles (paper, state, modified_at, id);
CREATE INDEX articles_section ON articles (paper, section, modified_at, id);
CREATE INDEX articles_owner ON articles (paper, owner, modified_at, id);
CREATE INDEX articles_turn ON articles (next_turn, id) WHERE next_turn < 9223372036854775807;

-- Derived: the cards, one for each article that the public can see at some time. people: ids, with spaces between.
CREATE TABLE listed (
	article       TEXT    NOT NULL PRIMARY KEY,
	paper         TEXT    NOT NULL REFERENCES papers (id),
	visible_from  INTEGER NOT NULL,
	visible_until INTEGER NOT NULL,
	published_at  INTEGER NOT NULL,
	updated_at    INTEGER NOT NULL,
	version       INTEGER NOT NULL,
	corrected     INTEGER NOT NULL,
	slug          TEXT    NOT NULL,
	kind          TEXT    NOT NULL,
	headline      TEXT    NOT NULL,
	kicker        TEXT    NOT NULL,
	standfirst    TEXT    NOT NULL,
	byline        TEXT    NOT NULL,
	people        TEXT    NOT NULL,
	credit        TEXT    NOT NULL,
	language      TEXT    NOT NULL,
	section       TEXT    NOT NULL,
	picture       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Derived: which lists an article stands in. There is no index by article: what stood there before follows from the old
-- head, and a second index would cost an import a third of its pages.
CREATE TABLE placed (
	paper         TEXT    NOT NULL REFERENCES papers (id),
	list_of       TEXT    NOT NULL,
	list_id       TEXT    NOT NULL,
	published_at  INTEGER NOT NULL,
	article       TEXT    NOT NULL,
	visible_from  INTEGER NOT NULL,
	visible_until INTEGER NOT NULL,
	PRIMARY KEY (paper, list_of, list_id, published_at, article)
) STRICT, WITHOUT ROWID;

-- Derived: the public notes of the versions up to the live one.
CREATE TABLE corrections (
	paper    TEXT    NOT NULL REFERENCES papers (id),
	noted_at INTEGER NOT NULL,
	article  TEXT    NOT NULL,
	n        INTEGER NOT NULL,
	kind     TEXT    NOT NULL,
	note     TEXT    NOT NULL,
	PRIMARY KEY (paper, noted_at, article, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX corrections_article ON corrections (article);

-- Derived: slugs at which the public could once see an article that lives elsewhere now. seq: the entry that moved it.
CREATE TABLE moved (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	slug    TEXT    NOT NULL,
	article TEXT    NOT NULL,
	seq     INTEGER NOT NULL,
	PRIMARY KEY (paper, slug, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX moved_article ON moved (article);

CREATE TABLE redirects (
	paper   TEXT NOT NULL REFERENCES papers (id),
	path    TEXT NOT NULL,
	article TEXT NOT NULL,
	target  TEXT NOT NULL,
	PRIMARY KEY (paper, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE fronts (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	name    TEXT    NOT NULL,
	live    TEXT    NOT NULL,
	draft   TEXT    NOT NULL,
	version INTEGER NOT NULL,
	PRIMARY KEY (paper, name)
) STRICT;

-- head is the article's head afterwards as JSON; empty when the subject is no article.
CREATE TABLE ledger (
	seq     INTEGER NOT NULL PRIMARY KEY,
	at      INTEGER NOT NULL,
	paper   TEXT    NOT NULL REFERENCES papers (id),
	what    TEXT    NOT NULL,
	subject TEXT    NOT NULL,
	version INTEGER NOT NULL,
	made_by TEXT    NOT NULL,
	head    TEXT    NOT NULL
) STRICT;
CREATE INDEX ledger_paper ON ledger (paper, seq);
CREATE INDEX ledger_subject ON ledger (subject, seq);

-- One row: the number of the last entry.
CREATE TABLE ledger_head (
	id  INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
	seq INTEGER NOT NULL
) STRICT;
INSERT INTO ledger_head (id, seq) VALUES (1, 0);

-- How far each follower has come.
CREATE TABLE cursors (
	name TEXT    NOT NULL PRIMARY KEY,
	seq  INTEGER NOT NULL
) STRICT;

-- What was answered to requests with an Idempotency-Key.
CREATE TABLE answers (
	paper   TEXT    NOT NULL REFERENCES papers (id),
	key     TEXT    NOT NULL,
	request TEXT    NOT NULL,
	status  INTEGER NOT NULL,
	body    BLOB    NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (paper, key)
) STRICT;
CREATE INDEX answers_at ON answers (at);

-- Tokens, links and sessions are held by the hash of their secret: who reads the database cannot use them.
CREATE TABLE tokens (
	hash       TEXT    NOT NULL PRIMARY KEY,
	paper      TEXT    NOT NULL REFERENCES papers (id),
	person     TEXT    NOT NULL REFERENCES people (id),
	role       TEXT    NOT NULL,
	name       TEXT    NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tokens_person ON tokens (person);

CREATE TABLE signin_links (
	hash       TEXT    NOT NULL PRIMARY KEY,
	paper      TEXT    NOT NULL REFERENCES papers (id),
	person     TEXT    NOT NULL REFERENCES people (id),
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	used_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX signin_links_expires ON signin_links (expires_at);

CREATE TABLE sessions (
	hash       TEXT    NOT NULL PRIMARY KEY,
	paper      TEXT    NOT NULL REFERENCES papers (id),
	person     TEXT    NOT NULL REFERENCES people (id),
	created_at INTEGER NOT NULL,
	seen_at    INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expires ON sessions (expires_at);
