package news

import (
	"errors"
	"fmt"
)

// Code says what kind of failure an Error is, for programs; each front end maps it once (HTTP status, exit code).
type Code string

// The codes, with the HTTP status each is told as.
const (
	CodeInvalid         Code = "invalid"         // 422: a value breaks a rule; Field names it
	CodeUnauthenticated Code = "unauthenticated" // 401: nobody known is asking
	CodeForbidden       Code = "forbidden"       // 403: this person may not do this
	CodeNotFound        Code = "not-found"       // 404
	CodeConflict        Code = "conflict"        // 409: it exists already, or its state doesn't allow it
	CodeGone            Code = "gone"            // 410: withdrawn for good
	CodeStale           Code = "stale"           // 412: somebody changed it first; Current has the version that stands
	CodeTooLarge        Code = "too-large"       // 413
	CodeTooMany         Code = "too-many"        // 429
	CodeUnavailable     Code = "unavailable"     // 503: full disk, database away; trying again later may help
)

// Error is a failure that a person may be shown: a sentence that names the thing and the mend. Any other error is
// internal: it is logged, never shown.
type Error struct {
	Code    Code
	Field   string // the field, flag or parameter at fault, in the words of the front end's documents; may be empty
	Message string // a sentence: what is wrong and how to mend it
	Current int    // with CodeStale: the version that stands now
	Mark    string // with CodeStale, of an article: its Mark now
}

func (e *Error) Error() string {
	if e.Field != "" {
		return e.Field + ": " + e.Message
	}
	return e.Message
}

// Errorf makes an Error. field may be empty.
func Errorf(code Code, field, format string, args ...any) *Error {
	return &Error{Code: code, Field: field, Message: fmt.Sprintf(format, args...)}
}

// Invalid makes an Error with CodeInvalid.
func Invalid(field, format string, args ...any) *Error {
	return Errorf(CodeInvalid, field, format, args...)
}

// CodeOf returns the code of the first Error in err's tree, or "" when err is internal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Problems returns every Error in err's tree, in order; errors joined by errors.Join come out one by one.
func Problems(err error) []*Error {
	switch x := err.(type) {
	case nil:
		return nil
	case *Error:
		return []*Error{x}
	case interface{ Unwrap() []error }:
		var all []*Error
		for _, e := range x.Unwrap() {
			all = append(all, Problems(e)...)
		}
		return all
	}
	return Problems(errors.Unwrap(err))
}
