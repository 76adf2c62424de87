package news

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
)

// Doer is who does something, and from where.
type Doer struct {
	Person  string // id; empty: the program, or nobody known
	Network string // the address without its end; empty: not noted
}

// AuditRow is a line of the audit trail: who did what to what, when, from where, and what changed by it. Lines are
// numbered from 1 in each paper, without gaps. Hash is over the line and the one before it, so that whoever changes, drops
// or slips in a line breaks every hash after it.
type AuditRow struct {
	N       int64           `json:"n"`
	At      Millis          `json:"at"`
	Kind    string          `json:"kind"` // "article", "person", "session" …
	Act     string          `json:"act"`  // "publish", "save", "begin" …
	Subject string          `json:"subject"`
	Version int             `json:"version,omitempty"`
	By      string          `json:"by,omitempty"`
	Network string          `json:"network,omitempty"`
	Before  json.RawMessage `json:"before,omitempty"` // the fields that changed, as they were; empty: there was nothing
	After   json.RawMessage `json:"after,omitempty"`  // and as they are
	Hash    string          `json:"hash"`
}

// AuditHash returns the hash that a row must have which follows one with the hash prev; the first follows "". It is the
// SHA-256, in hexadecimal, of a JSON array of texts and whole numbers.
func AuditHash(prev string, r AuditRow) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode([]any{prev, r.N, int64(r.At), r.Kind, r.Act, r.Subject, r.Version, r.By, r.Network, string(r.Before), string(r.After)}) // texts and numbers
	sum := sha256.Sum256(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return hex.EncodeToString(sum[:])
}

// auditLeaves are fields that a row of the audit trail tells already, or that change with every act.
var auditLeaves = []string{"id", "version", "modified_at"}

// AuditChange returns the fields in which two values differ, as they were and as they are: JSON objects, empty where there
// is nothing to tell. A nil value has no fields.
func AuditChange(before, after any) (was, became json.RawMessage, err error) {
	a, err := fieldsOf(before)
	if err != nil {
		return nil, nil, err
	}
	b, err := fieldsOf(after)
	if err != nil {
		return nil, nil, err
	}
	for key, value := range a {
		if slices.Contains(auditLeaves, key) || bytes.Equal(value, b[key]) {
			delete(a, key)
			delete(b, key)
		}
	}
	maps.DeleteFunc(b, func(key string, _ json.RawMessage) bool { return slices.Contains(auditLeaves, key) })
	was, err = objectOf(a)
	if err != nil {
		return nil, nil, err
	}
	became, err = objectOf(b)
	return was, became, err
}

func fieldsOf(v any) (fields map[string]json.RawMessage, err error) {
	if v == nil {
		return nil, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	err = json.Unmarshal(b, &fields)
	return fields, err
}

func objectOf(fields map[string]json.RawMessage) (json.RawMessage, error) {
	if len(fields) == 0 {
		return nil, nil
	}
	return json.Marshal(fields) // by name
}

// AuditFilter cuts the audit trail; zero fields don't cut.
type AuditFilter struct {
	Person  string // id: what they did, and what was done to them
	Kind    string
	Subject string // of an article: its id
	From    Millis // at or after
	Until   Millis // before
}
