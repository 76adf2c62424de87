-- +goose Up

-- Derived, all of it: the full-text index. It holds words as package search folds them; the tokenizer "ascii" then splits
-- at spaces and nowhere else.

-- doc numbers documents so that they lie paper by paper and, in a paper, by the time of publication (store/search_doc.go):
-- a range of numbers is a paper or a span of time, and going down from the end is newest first.
CREATE TABLE search_docs (
	doc          INTEGER NOT NULL PRIMARY KEY,
	article      TEXT    NOT NULL,
	version      INTEGER NOT NULL,
	published_at INTEGER NOT NULL,
	words        INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_docs_article ON search_docs (article);

CREATE TABLE search_papers (
	n     INTEGER NOT NULL PRIMARY KEY,
	paper TEXT    NOT NULL REFERENCES papers (id),
	docs  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_papers_paper ON search_papers (paper);

-- Every word that has ever stood in an indexed article, in the order of their first coming: common words come early.
-- Beginnings of words are looked up here.
CREATE TABLE search_words (
	n    INTEGER NOT NULL PRIMARY KEY,
	word TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_words_word ON search_words (word);

-- A batch may leave a segment behind; while there is much to index they are merged eight by eight, and when there isn't
-- Store.TidySearch merges the rest.
CREATE VIRTUAL TABLE search_text USING fts5(headline, standfirst, words, section, content='', contentless_delete=1, tokenize='ascii');
INSERT INTO search_text (search_text, rank) VALUES ('automerge', 8), ('usermerge', 2), ('crisismerge', 1000), ('hashsize', 16777216);
