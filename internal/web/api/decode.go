package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"broadsheet/internal/news"
)

// readBody reads a request's body, of at most limit bytes, and refuses what isn't JSON by its own word.
func readBody(r *http.Request, limit int64, forms bool) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	switch {
	case err != nil:
		return nil, bodyError(err)
	case int64(len(raw)) > limit:
		return nil, news.Errorf(news.CodeTooLarge, "body", "the request has more than %d bytes; make it smaller", limit)
	case len(raw) == 0:
		return nil, nil
	}
	if forms && isForm(r.Header) {
		return raw, nil
	}
	return raw, checkType(r.Header)
}

// bodyError says why a body could not be read.
func bodyError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return news.Errorf(news.CodeTooLarge, "body", "the request has more than %d bytes; make it smaller", tooLarge.Limit)
	}
	return refuse(http.StatusBadRequest, "body", "the request's body broke off (%s); send it again", err)
}

func checkType(h http.Header) error {
	if e := h.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return refuse(http.StatusUnsupportedMediaType, "Content-Encoding", "%q is not taken; send the JSON as it is", e)
	}
	t := h.Get("Content-Type")
	if t == "" {
		return nil
	}
	media, params, err := mime.ParseMediaType(t)
	if err != nil || media != "application/json" && !strings.HasSuffix(media, "+json") {
		return refuse(http.StatusUnsupportedMediaType, "Content-Type", "%q is not taken; send application/json", t)
	}
	if c := params["charset"]; c != "" && !strings.EqualFold(c, "utf-8") {
		return refuse(http.StatusUnsupportedMediaType, "Content-Type", "the charset %q is not taken; JSON is UTF-8", c)
	}
	return nil
}

// decode reads JSON strictly: unknown fields, fields given twice, broken UTF-8 and wrong types are refused, by name.
func decode(raw []byte, to any) error {
	return sentence(raw, json.Unmarshal(raw, to, json.RejectUnknownMembers(true)))
}

// decodeLoosely reads only the outermost shape of a batch, so that one broken article doesn't stop the others.
func decodeLoosely(raw []byte, to any) error {
	return sentence(raw, json.Unmarshal(raw, to, json.RejectUnknownMembers(true), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)))
}

// sentence says in words what the decoder found.
func sentence(raw []byte, err error) error {
	var syntax *jsontext.SyntacticError
	var meaning *json.SemanticError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		return syntaxSays(raw, syntax)
	case errors.As(err, &meaning):
		return meaningSays(meaning)
	}
	return news.Invalid("body", "cannot be read as JSON: %v", err)
}

// syntaxSays tells of broken JSON. Text that no JSON may hold is told of the field it stands in.
func syntaxSays(raw []byte, e *jsontext.SyntacticError) error {
	field, at := fieldName(e.JSONPointer), min(max(int(e.ByteOffset), 0), len(raw))
	switch {
	case errors.Is(e, jsontext.ErrDuplicateName):
		return news.Invalid(field, "is given twice; give it once")
	case field != "" && !utf8.Valid(firstRune(raw[at:])):
		return news.Invalid(field, "is not UTF-8 at byte %d of the request; send the text in UTF-8", at+1)
	case field != "" && strings.Contains(e.Err.Error(), "surrogate"):
		return news.Invalid(field, "has half a surrogate pair at byte %d of the request, which is no character; send the text in UTF-8", at+1)
	case field != "" && at < len(raw) && raw[at] < 0x20 && strings.Contains(e.Err.Error(), "in string"):
		return news.Invalid(field, "has the control character U+%04X at byte %d of the request; take it out, or write a line break as \\n", raw[at], at+1)
	case len(bytes.TrimSpace(raw)) == 0:
		return refuse(http.StatusBadRequest, "body", "is missing; send a JSON object")
	}
	line := 1 + bytes.Count(raw[:at], []byte("\n"))
	return refuse(http.StatusBadRequest, "body", "is not JSON: %s, in line %d at byte %d", e.Err, line, at+1)
}

func firstRune(b []byte) []byte {
	_, size := utf8.DecodeRune(b)
	return b[:size]
}

// meaningSays tells of JSON that does not fit.
func meaningSays(e *json.SemanticError) error {
	field := or(fieldName(e.JSONPointer), "body")
	if errors.Is(e.Err, json.ErrUnknownName) {
		name := e.JSONPointer.LastToken()
		if slices.Contains(ours(), name) && e.JSONPointer.Parent() == "" {
			return news.Invalid(field, "is set by the paper and cannot be changed; leave it out")
		}
		return news.Invalid(field, "%s", unknownName("field", name, fieldsOf(e.GoType)))
	}
	var own *news.Error
	switch {
	case errors.As(e.Err, &own):
		return news.Invalid(field, "%s", own.Message)
	case e.Err != nil && e.JSONKind == '"' && e.GoType.Kind() != reflect.Int && e.GoType.Kind() != reflect.Float64:
		return news.Invalid(field, "%s", e.Err.Error()) // a type of ours that reads texts
	}
	return news.Invalid(field, "must be %s, and is %s", wants(e.GoType), sent(e.JSONKind))
}

// ours are the fields of answers that no request may set.
func ours() []string {
	return []string{"id", "version", "state", "url", "live", "updated_at", "release_at", "seen_at", "created_at", "modified_at", "owner", "notice", "reason", "hash"}
}

// fieldName writes a JSON pointer as people name fields: "articles[3].headline".
func fieldName(p jsontext.Pointer) string {
	var b strings.Builder
	for token := range p.Tokens() {
		if _, err := strconv.Atoi(token); err == nil {
			b.WriteString("[" + token + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(token)
	}
	return b.String()
}

// fieldsOf lists the JSON names of a struct's fields.
func fieldsOf(t reflect.Type) []string {
	var names []string
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// wants says in words what a Go type reads.
func wants(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Slice:
		return "a list"
	}
	return "an object"
}

// sent says in words what was sent.
func sent(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return "true or false"
	case '"':
		return "a text"
	case '0':
		return "a number that does not fit"
	case '[', ']':
		return "a list"
	}
	return "an object"
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
