package store

import (
	"database/sql"
	"errors"
	"fmt"

	"broadsheet/internal/news"
)

// told is a news.Error that keeps the driver's error behind it, for the log.
type told struct {
	says  *news.Error
	cause error
}

func (t *told) Error() string   { return t.says.Error() }
func (t *told) Unwrap() []error { return []error{t.says, t.cause} }

// unavailable makes a CodeUnavailable of a driver's error.
func unavailable(cause error, format string, args ...any) error {
	return &told{says: news.Errorf(news.CodeUnavailable, "", format, args...), cause: cause}
}

// atOpening adds where the database is to a failure to open it. Later failures, which readers may be told of, don't say.
func atOpening(err error, where string) error {
	var e *news.Error
	if !errors.As(err, &e) || e.Code != news.CodeUnavailable {
		return err
	}
	return &told{says: news.Errorf(e.Code, "database", "%s: %s", where, e.Message), cause: err}
}

// conflict is what a broken unique index means: two writers wanted the same at the same time.
func conflict(field string) error {
	if field == "email_folded" {
		field = "email"
	}
	return news.Errorf(news.CodeConflict, field, "the %s was taken by somebody else just now; try again or choose another", field)
}

// missing is what a broken foreign key means.
func missing() error {
	return news.Errorf(news.CodeNotFound, "", "what this belongs to, a paper or a person, doesn't exist")
}

// notFound says that there is no such thing.
func notFound(kind, key string) error {
	return news.Errorf(news.CodeNotFound, "", "there is no %s %q", kind, key)
}

// found turns "no rows" into a sentence, and names what was looked for in any other error.
func found(err error, kind, key string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return notFound(kind, key)
	}
	return fmt.Errorf("reading %s %s: %w", kind, key, err)
}

// stale says that somebody was faster.
func stale(kind string, current int) error {
	e := news.Errorf(news.CodeStale, "version", "the %s has been changed meanwhile, to version %d; look at it and try again", kind, current)
	e.Current = current
	return e
}
