package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// operation describes one operation in the OpenAPI document.
type operation struct {
	id      string
	method  string
	path    string // below prefix
	tag     string
	summary string
	text    string // a few sentences: what it does, who may, what to mind
	status  int    // when all went well; 0: 200
	limit   int64  // bytes of the body; 0: smallLimit
	forms   bool   // the body may be a form with a file, too
	example any    // of the body
	answer  any    // example of the answer
}

func (o operation) withDefaults() operation {
	if o.status == 0 {
		o.status = http.StatusOK
	}
	if o.limit == 0 {
		o.limit = smallLimit
	}
	return o
}

// answer is what every operation answers with.
type answer struct {
	Status   int
	Type     string `header:"Content-Type" hidden:"true"`
	ETag     string `header:"ETag" doc:"The version, for If-Match; of an article, the version and how else it stands." example:"\"3\""`
	Location string `header:"Location" hidden:"true"`
	Replayed string `header:"Idempotency-Replayed" hidden:"true"`
	Body     []byte
}

// versioned is an answer that has a version.
type versioned interface{ versionOf() int }

// marked is an answer that has an entity tag which says more than a version does.
type marked interface{ markOf() string }

// placed is an answer about something that has an address in the API.
type placed interface{ placeOf() string }

// newAnswer makes an answer of v.
func newAnswer(status int, v any) (*answer, error) {
	b, err := encode(v)
	if err != nil {
		return nil, err
	}
	out := &answer{Status: status, Type: "application/json", Body: b}
	if x, ok := v.(versioned); ok && x.versionOf() > 0 {
		out.ETag = etag(x.versionOf())
	}
	if x, ok := v.(marked); ok && x.markOf() != "" {
		out.ETag = etag(x.markOf())
	}
	if x, ok := v.(placed); ok && status == http.StatusCreated {
		out.Location = prefix + x.placeOf()
	}
	return out, nil
}

// read registers an operation that changes nothing.
func read[I, O any](a *API, op operation, do func(ctx context.Context, c *call, in *I) (O, error)) {
	op = op.withDefaults()
	register[I, struct{}, O](a, op, func(ctx context.Context, c *call, in *I, _ []byte) (*answer, error) {
		v, err := do(ctx, c, in)
		if err != nil {
			return nil, err
		}
		return newAnswer(op.status, v)
	})
}

// Keyed are the parameters of every write.
type Keyed struct {
	Key string `header:"Idempotency-Key" maxLength:"255" doc:"Any text of yours that names this request. When it is sent again, the first answer is given again and nothing is done twice." example:"file-2026-02-01-0042"`
}

func (k *Keyed) keyed() (string, error) {
	if !isPlain(k.Key) {
		return "", news.Invalid("Idempotency-Key", "has a control character or broken UTF-8 in it; use letters, digits and signs")
	}
	return k.Key, nil
}

// Matched are the parameters of every change of something that has a version.
type Matched struct {
	Keyed
	Match string `header:"If-Match" doc:"The ETag that you were answered, or the version alone. When it is not what stands, nothing is changed and the answer is 412. Without it, the last write wins. An article's ETag changes with its embargo, holds, schedule and state too; its version with its copy only." example:"\"3\""`
}

// turn is what a write does inside the desk's transaction. It may be run more than once.
type turn[O any] func(*desk.Work) (O, error)

// write registers an operation that changes something. do checks the request before the transaction.
func write[T, B, O any, I interface {
	*T
	keyed() (string, error)
}](a *API, op operation, do func(ctx context.Context, c *call, in I, body *B) (turn[O], error)) {
	op = op.withDefaults()
	register[T, B, O](a, op, func(ctx context.Context, c *call, in *T, raw []byte) (*answer, error) {
		key, err := I(in).keyed()
		if err != nil {
			return nil, err
		}
		var body B
		if len(raw) > 0 || reflect.TypeFor[B]().NumField() > 0 && !isOptional[B]() {
			if err := decodeBody(raw, &body); err != nil {
				return nil, err
			}
		}
		t, err := do(ctx, c, I(in), &body)
		if err != nil {
			return nil, err
		}
		return carryOut(ctx, c, op, key, raw, t)
	})
}

// decodeBody reads a request's body: strictly, unless its parts are to be read one by one.
func decodeBody[B any](raw []byte, body *B) error {
	if _, ok := any(body).(interface{ inParts() }); ok {
		return decodeLoosely(raw, body)
	}
	return decode(raw, body)
}

// isOptional says whether a request's body may be left out altogether.
func isOptional[B any]() bool {
	_, ok := any((*B)(nil)).(interface{ optional() })
	return ok
}

// carryOut does a turn in the desk's transaction, or answers again what was answered to the same request before.
func carryOut[O any](ctx context.Context, c *call, op operation, key string, raw []byte, t turn[O]) (*answer, error) {
	var out *answer
	request := fingerprint(c.r, raw)
	entries, err := c.api.Desk.Do(ctx, c.paper.ID, c.by, func(w *desk.Work) (err error) {
		if key != "" {
			if out, err = replay(w, key, request); out != nil || err != nil {
				return err
			}
		}
		v, err := t(w)
		if err != nil {
			return err
		}
		if out, err = newAnswer(op.status, v); err != nil || key == "" {
			return err
		}
		return w.KeepAnswer(key, news.Answer{Request: request, Status: out.Status, Body: out.Body})
	})
	if err != nil {
		return nil, err
	}
	if n := len(entries); n > 0 && c.api.Wait != nil {
		c.api.Wait(ctx, entries[n-1].Seq)
	}
	return out, nil
}

// fingerprint tells one request from another: a key belongs to one of them.
func fingerprint(r *http.Request, raw []byte) string {
	h := sha256.New()
	for _, s := range []string{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("If-Match")} {
		h.Write([]byte(s + "\n"))
	}
	h.Write(raw)
	return hex.EncodeToString(h.Sum(nil))
}

// replay returns what was answered to an earlier request with the key; nil when there was none.
func replay(w *desk.Work, key, request string) (*answer, error) {
	kept, err := w.Answered(key)
	switch {
	case news.CodeOf(err) == news.CodeNotFound:
		return nil, nil
	case err != nil:
		return nil, err
	case kept.Request != request:
		return nil, news.Invalid("Idempotency-Key", "has been used for another request; send a new key with a new request")
	}
	out := &answer{Status: kept.Status, Type: "application/json", Body: kept.Body, Replayed: "true"}
	var was struct {
		Version int    `json:"version"`
		Mark    string `json:"mark"`
	}
	if json.Unmarshal(kept.Body, &was) == nil && was.Version > 0 {
		out.ETag = etag(was.Version)
		if was.Mark != "" {
			out.ETag = etag(was.Mark)
		}
	}
	return out, nil
}

// register puts an operation on the mux and into the document. B and O describe the bodies of request and answer.
func register[I, B, O any](a *API, op operation, do func(ctx context.Context, c *call, in *I, raw []byte) (*answer, error)) {
	registry := a.huma.OpenAPI().Components.Schemas
	h := huma.Operation{
		OperationID: op.id, Method: op.method, Path: op.path, Tags: []string{op.tag}, Summary: op.summary, Description: op.text,
		DefaultStatus: op.status, Security: []map[string][]string{{"bearer": {}}},
		Responses: map[string]*huma.Response{
			strconv.Itoa(op.status): {Description: "Done.", Content: jsonOf(registry.Schema(reflect.TypeFor[O](), true, op.id+"-answer"), op.answer)},
			"default": {Description: "A problem: what is wrong, where, and how to mend it.", Content: map[string]*huma.MediaType{
				"application/problem+json": {Schema: registry.Schema(reflect.TypeFor[Problem](), true, ""), Example: exampleProblem()},
			}},
		},
	}
	huma.Register(a.huma, h, func(ctx context.Context, in *I) (*answer, error) {
		c := callOf(ctx)
		var raw []byte
		var err error
		if op.method != http.MethodGet {
			raw, err = readBody(c.r, op.limit, op.forms)
		}
		var out *answer
		if err == nil {
			out, err = do(ctx, c, in, raw)
		}
		if err != nil {
			noteError(c.r, err)
			return nil, problemOf(ctx, err)
		}
		return out, nil
	})
	if reflect.TypeFor[B]().NumField() > 0 {
		schema := registry.Schema(reflect.TypeFor[B](), true, op.id+"-request")
		a.operationAt(op).RequestBody = &huma.RequestBody{Required: !isOptional[B](), Content: jsonOf(schema, op.example)}
	}
}

func jsonOf(s *huma.Schema, example any) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{"application/json": {Schema: s, Example: example}}
}

// operationAt finds a registered operation in the document.
func (a *API) operationAt(op operation) *huma.Operation {
	p := a.huma.OpenAPI().Paths[op.path]
	switch op.method {
	case http.MethodPost:
		return p.Post
	case http.MethodPatch:
		return p.Patch
	case http.MethodPut:
		return p.Put
	case http.MethodDelete:
		return p.Delete
	}
	return p.Get
}
