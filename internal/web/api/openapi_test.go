package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "renew the golden files")

// object is any JSON object.
type object = map[string]any

// TestOpenAPI compares the document with the golden one, and holds it to the rules of OpenAPI 3.1 and to ours.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	s := newSiteOnSQLite(t, relatedToNothing)
	r := httptest.NewRequest(http.MethodGet, "/api/v1/openapi.json", nil)
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/openapi+json" {
		t.Fatalf("%d %s", w.Code, w.Header())
	}
	golden := filepath.Join("testdata", "openapi.json")
	if *update {
		if err := os.WriteFile(golden, w.Body.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, w.Body.Bytes()) {
		t.Errorf("the document is not %s; look at what has changed, and renew it with -update", golden)
	}
	var doc object
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc["openapi"] != "3.1.0" {
		t.Errorf("version %v", doc["openapi"])
	}
	checkReferences(t, doc, doc)
	ids := map[string]bool{}
	for path, methods := range doc["paths"].(object) {
		for method, op := range methods.(object) {
			checkOperation(t, s, doc, path, method, op.(object), ids)
		}
	}
	if len(ids) < 30 {
		t.Errorf("%d operations", len(ids))
	}
}

// checkReferences follows every $ref.
func checkReferences(t *testing.T, doc object, v any) {
	switch v := v.(type) {
	case object:
		if ref, ok := v["$ref"].(string); ok && resolve(doc, ref) == nil {
			t.Errorf("%s leads nowhere", ref)
		}
		for _, x := range v {
			checkReferences(t, doc, x)
		}
	case []any:
		for _, x := range v {
			checkReferences(t, doc, x)
		}
	}
}

func resolve(doc object, ref string) any {
	var at any = doc
	for name := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		m, ok := at.(object)
		if !ok {
			return nil
		}
		at = m[name]
	}
	return at
}

func checkOperation(t *testing.T, s *site, doc object, path, method string, op object, ids map[string]bool) {
	t.Helper()
	name := method + " " + path
	id, _ := op["operationId"].(string)
	if id == "" || ids[id] {
		t.Errorf("%s: the id %q is empty or another's", name, id)
	}
	ids[id] = true
	for _, field := range []string{"summary", "description"} {
		if text, _ := op[field].(string); len(text) < 4 {
			t.Errorf("%s has no %s", name, field)
		}
	}
	if op["security"] == nil {
		t.Errorf("%s does not say that it needs a token", name)
	}
	checkParameters(t, name, path, op)
	responses := op["responses"].(object)
	if responses["default"] == nil {
		t.Errorf("%s does not say how it fails", name)
	}
	for status, r := range responses {
		content, _ := r.(object)["content"].(object)
		for media, c := range content {
			checkExample(t, doc, name+" "+status, media, c.(object))
		}
	}
	if body, ok := op["requestBody"].(object); ok {
		media := body["content"].(object)["application/json"].(object)
		checkExample(t, doc, name+" request", "application/json", media)
		sendExample(t, s, method, path, media["example"])
	}
	if header := parameterNamed(op, "Idempotency-Key"); (method != "get") != (header != nil) {
		t.Errorf("%s: Idempotency-Key is for writes", name)
	}
	if header := parameterNamed(op, "If-Match"); (method == "patch" || strings.Contains(path, "{") && method != "get") != (header != nil) {
		t.Errorf("%s: If-Match is for changes", name)
	}
}

func parameterNamed(op object, name string) any {
	parameters, _ := op["parameters"].([]any)
	i := slices.IndexFunc(parameters, func(p any) bool { return p.(object)["name"] == name })
	if i < 0 {
		return nil
	}
	return parameters[i]
}

func checkParameters(t *testing.T, name, path string, op object) {
	t.Helper()
	parameters, _ := op["parameters"].([]any)
	in := map[string]bool{}
	for _, p := range parameters {
		p := p.(object)
		in[p["name"].(string)] = true
		if text, _ := p["description"].(string); text == "" {
			t.Errorf("%s: the parameter %v has no description", name, p["name"])
		}
		if p["in"] == "path" && (p["required"] != true || !strings.Contains(path, "{"+p["name"].(string)+"}")) {
			t.Errorf("%s: the parameter %v does not stand in the path", name, p["name"])
		}
	}
	for part := range strings.SplitSeq(path, "{") {
		if p, _, ok := strings.Cut(part, "}"); ok && !in[p] {
			t.Errorf("%s: the path's %s is no parameter", name, p)
		}
	}
}

// checkExample holds an example to its schema.
func checkExample(t *testing.T, doc object, name, media string, c object) {
	t.Helper()
	if c["schema"] == nil {
		t.Errorf("%s: %s has no schema", name, media)
		return
	}
	example, ok := c["example"]
	if !ok {
		t.Errorf("%s: %s has no example", name, media)
		return
	}
	for _, fault := range fits(doc, c["schema"].(object), example, "") {
		t.Errorf("%s: the example of %s does not fit its schema: %s", name, media, fault)
	}
}

// fits says where v does not fit a schema, as far as our schemas go.
func fits(doc, schema object, v any, at string) (faults []string) {
	if ref, ok := schema["$ref"].(string); ok {
		return fits(doc, resolve(doc, ref).(object), v, at)
	}
	if one, ok := schema["oneOf"].([]any); ok {
		for _, s := range one {
			if len(fits(doc, s.(object), v, at)) == 0 {
				return nil
			}
		}
		return []string{at + " fits none of oneOf"}
	}
	if !isOfType(schema["type"], v) {
		b, _ := json.Marshal(v)
		return []string{at + ": " + string(b) + " is no " + strings.Trim(strings.ReplaceAll(jsonText(schema["type"]), `"`, ""), "[]")}
	}
	if enum, ok := schema["enum"].([]any); ok && v != nil && !slices.Contains(enum, v) {
		faults = append(faults, at+" is not in its enum: "+jsonText(v))
	}
	switch v := v.(type) {
	case object:
		properties, _ := schema["properties"].(object)
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, ok := v[name.(string)]; !ok {
				faults = append(faults, at+"."+name.(string)+" is missing")
			}
		}
		for name, x := range v {
			if p, ok := properties[name].(object); ok {
				faults = append(faults, fits(doc, p, x, at+"."+name)...)
			} else if schema["additionalProperties"] == false {
				faults = append(faults, at+"."+name+" is unknown")
			}
		}
	case []any:
		items, _ := schema["items"].(object)
		for _, x := range v {
			faults = append(faults, fits(doc, items, x, at+"[]")...)
		}
	}
	return faults
}

func jsonText(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

func isOfType(types any, v any) bool {
	var list []any
	switch t := types.(type) {
	case nil:
		return true
	case string:
		list = []any{t}
	case []any:
		list = t
	}
	is := "object"
	switch x := v.(type) {
	case nil:
		is = "null"
	case string:
		is = "string"
	case bool:
		is = "boolean"
	case float64:
		is = "number"
		if x == float64(int64(x)) && slices.Contains(list, any("integer")) {
			is = "integer"
		}
	case []any:
		is = "array"
	}
	return slices.Contains(list, any(is))
}

// sendExample sends a request's example: it must be understood, whatever comes of it.
func sendExample(t *testing.T, s *site, method, path string, example any) {
	t.Helper()
	for _, name := range []string{"id", "slug", "name", "n"} {
		path = strings.ReplaceAll(path, "{"+name+"}", map[string]string{"id": "nope", "slug": "nope", "name": "front", "n": "1"}[name])
	}
	w := s.ask("publisher", strings.ToUpper(method), path, jsonText(example), nil)
	if w.Code >= 400 && w.Code != 404 && !(strings.HasPrefix(path, "/fronts") && w.Code == 422) && w.Code != 409 {
		t.Errorf("%s %s refuses its own example: %d %s", method, path, w.Code, w.Body)
	}
}
