-- +goose Up

-- A job's paper exists; a job without one is the program's own.
ALTER TABLE jobs ALTER COLUMN paper DROP NOT NULL;
UPDATE jobs SET paper = NULL WHERE paper = '';
DELETE FROM jobs WHERE paper IS NOT NULL AND paper NOT IN (SELECT id FROM papers);
ALTER TABLE jobs ADD FOREIGN KEY (paper) REFERENCES papers (id);
