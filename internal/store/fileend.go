package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"path"
	"slices"

	"broadsheet/internal/news"
)

// A fileEnd says until when a picture's file may be shown, by the last part of its address.
type fileEnd struct {
	name  string
	until news.Millis
}

// endOf returns the moment from which a picture may not be shown any more, or news.Never.
func endOf(p news.Picture) news.Millis {
	switch {
	case p.RemovedAt != 0:
		return p.RemovedAt
	case p.ExpiresAt != 0:
		return p.ExpiresAt
	}
	return news.Never
}

// fileEnds lists the files of pictures that may not be shown for ever, by name. Two pictures may be made of one original:
// then the file may be shown for as long as one of them.
func fileEnds(all []news.Picture) (ends []fileEnd) {
	until := map[string]news.Millis{}
	for _, p := range all {
		for _, r := range p.Renditions {
			name := path.Base(r.Path)
			until[name] = max(until[name], endOf(p))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(until)) {
		if until[name] != news.Never {
			ends = append(ends, fileEnd{name, until[name]})
		}
	}
	return ends
}

// fileNames are the last parts of the addresses of a picture's files, each once.
func fileNames(p news.Picture) (names []string) {
	for _, r := range p.Renditions {
		if name := path.Base(r.Path); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// putFileEnds writes down which files are a picture's, and until when they may be shown.
func (t *transaction) putFileEnds(p news.Picture) error {
	if len(p.Renditions) == 0 {
		return nil
	}
	names := fileNames(p)
	for _, name := range names {
		_, err := t.run.exec(t.ctx, `INSERT INTO picture_files (name, picture) VALUES ($1, $2) ON CONFLICT DO NOTHING`, name, p.ID)
		if err != nil {
			return wrapped(err, "files of picture", p.ID)
		}
	}
	in, args := inList(0, names)
	if _, err := t.run.exec(t.ctx, `DELETE FROM file_ends WHERE name IN `+in, args...); err != nil || endOf(p) == news.Never {
		return wrapped(err, "files of picture", p.ID)
	}
	var same []news.Picture
	err := gather(t.ctx, t.run, &same, scanPicture, `SELECT `+pictureColumns+` FROM pictures WHERE original = $1`, p.Original.Hash)
	if err != nil {
		return err
	}
	for _, e := range fileEnds(same) {
		_, err := t.run.exec(t.ctx, `INSERT INTO file_ends (name, shown_until) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET shown_until = $2`, e.name, int64(e.until))
		if err != nil {
			return wrapped(err, "files of picture", p.ID)
		}
	}
	return nil
}

// FileEnd returns the moment from which a picture's file, named by the last part of its address, may not be shown any more,
// or news.Never.
func (s *Store) FileEnd(ctx context.Context, name string) (until news.Millis, err error) {
	err = s.read(ctx, func(r runner) error {
		return r.row(ctx, `SELECT shown_until FROM file_ends WHERE name = $1`, name).Scan(&until)
	})
	if errors.Is(err, sql.ErrNoRows) || news.CodeOf(err) == news.CodeNotFound {
		return news.Never, nil
	}
	return cmp.Or(until, 1), err
}

// FilePictures returns the pictures that a file, named by the last part of its address, was made of; mostly one.
func (s *Store) FilePictures(ctx context.Context, name string) ([]string, error) {
	return all(ctx, s, func(scan func(...any) error) (id string, err error) {
		err = scan(&id)
		return id, err
	}, `SELECT picture FROM picture_files WHERE name = $1 ORDER BY picture LIMIT 20`, name)
}

// truth is how the tables write yes and no.
func truth(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
