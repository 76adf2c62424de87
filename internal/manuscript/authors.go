package manuscript

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"broadsheet/internal/news"
)

// A suggestion's mark has the id ONE_PERSON, or ONE_PERSON_kind for a ¶ (ui/newsroom/src/suggest.ts): it says who suggests.

// rootOf is what the marks of one suggestion share of their ids; personOf whom it names.
func rootOf(id string) string {
	one, rest, _ := strings.Cut(id, "_")
	person, _, _ := strings.Cut(rest, "_")
	return one + "_" + person
}

func personOf(root string) string {
	_, person, _ := strings.Cut(root, "_")
	return person
}

// suggestions collects the roots of the suggestions that marks within a JSON text name. What removes a mark names it and
// suggests nothing.
func suggestions(text json.RawMessage, into map[string]bool) {
	if !bytes.Contains(text, []byte("insertion")) && !bytes.Contains(text, []byte("deletion")) && !bytes.ContainsRune(text, '\\') {
		return
	}
	var v any
	if json.Unmarshal(text, &v) == nil {
		collect(v, into)
	}
}

func collect(v any, into map[string]bool) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			collect(x, into)
		}
	case map[string]any:
		if v["stepType"] == "removeMark" || v["stepType"] == "removeNodeMark" {
			return
		}
		attrs, _ := v["attrs"].(map[string]any)
		if id, ok := attrs["id"].(string); ok && (v["type"] == "insertion" || v["type"] == "deletion") {
			into[rootOf(id)] = true
		}
		for _, x := range v {
			collect(x, into)
		}
	}
}

// checkAuthors refuses steps that suggest something in another's name. What somebody has suggested before may be moved about,
// split, or brought back by whoever undoes its taking: then it is in the copy, or in that person's own steps. Errors:
// CodeInvalid.
func (s *story) checkAuthors(ctx context.Context, by news.Actor, steps []json.RawMessage) error {
	named := map[string]bool{}
	for _, step := range steps {
		suggestions(step, named)
	}
	for root := range named {
		if personOf(root) == by.Person {
			delete(named, root)
		}
	}
	if len(named) == 0 {
		return nil
	}
	doc, err := s.doc.JSON()
	if err != nil {
		return err
	}
	known := map[string]bool{}
	suggestions(json.RawMessage(doc), known)
	for root := range known {
		delete(named, root)
	}
	return s.checkLog(ctx, named)
}

// checkLog looks for suggestions in the steps of those whom they name.
func (s *story) checkLog(ctx context.Context, named map[string]bool) error {
	const page = 1000
	for after := int64(0); len(named) > 0 && after < s.m.Steps; {
		list, err := s.room.o.Store.StepsAfter(ctx, s.paper, s.article, after, page)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			break
		}
		for _, step := range list {
			after = step.N
			theirs := map[string]bool{}
			suggestions(step.Step, theirs)
			for root := range theirs {
				if personOf(root) == step.Person {
					delete(named, root)
				}
			}
		}
	}
	if len(named) > 0 {
		return news.Invalid("steps", "a suggestion bears another person’s name, who has not made it; load the page again, and suggest it in your own")
	}
	return nil
}
