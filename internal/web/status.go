package web

import (
	"context"
	"errors"
	"net/http"

	"broadsheet/internal/news"
)

// StatusClientGone is logged when a reader hung up before the answer was ready. Nobody receives it.
const StatusClientGone = 499

// Status returns the HTTP status that err is told as. This is the one place where codes become statuses.
func Status(err error) int {
	switch news.CodeOf(err) {
	case news.CodeInvalid:
		return http.StatusUnprocessableEntity
	case news.CodeUnauthenticated:
		return http.StatusUnauthorized
	case news.CodeForbidden:
		return http.StatusForbidden
	case news.CodeNotFound:
		return http.StatusNotFound
	case news.CodeConflict:
		return http.StatusConflict
	case news.CodeGone:
		return http.StatusGone
	case news.CodeStale:
		return http.StatusPreconditionFailed
	case news.CodeTooLarge:
		return http.StatusRequestEntityTooLarge
	case news.CodeTooMany:
		return http.StatusTooManyRequests
	case news.CodeUnavailable:
		return http.StatusServiceUnavailable
	}
	return statusOfOther(err)
}

// statusOfOther returns the status of an error that carries no code.
func statusOfOther(err error) int {
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return http.StatusOK
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, context.Canceled):
		return StatusClientGone
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
