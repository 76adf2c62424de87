package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"broadsheet/internal/news"
)

// usageError marks an error as one of how the command was called.
type usageError struct{ error }

func (u *usageError) Unwrap() error { return u.error }

// wrongUsage makes an Error about a flag or argument that ends the command with exit code 2.
func wrongUsage(flag, format string, args ...any) error {
	return &usageError{news.Invalid(flag, format, args...)}
}

// errTold ends a command with exit code 1 after it has said itself what failed.
var errTold = errors.New("told already")

// tell writes an error for people: a sentence a line, each behind the command's name.
func tell(w io.Writer, name string, err error) {
	name = strings.TrimSpace(name)
	if errors.Is(err, context.Canceled) {
		fmt.Fprintf(w, "%s: stopped before it was done, as asked; what it reported as done is done\n", name)
		return
	}
	problems := news.Problems(err)
	if len(problems) == 0 {
		fmt.Fprintf(w, "%s: %v\n", name, err)
		return
	}
	for _, p := range problems {
		fmt.Fprintf(w, "%s: %s\n", name, p.Error())
	}
}

// tellUsage writes what was wrong with a command line, and where to read how it is right.
func tellUsage(w io.Writer, _ *kong.Context, err error) int {
	name := "broadsheet"
	var parse *kong.ParseError
	if errors.As(err, &parse) {
		name = strings.TrimSpace(name + " " + commandName(parse.Context))
		err = parse.Unwrap()
	}
	tell(w, name, err)
	if len(news.Problems(err)) == 0 {
		fmt.Fprintf(w, "See: %s --help\n", name)
	}
	return exitUsage
}
