package newsroom

import (
	"context"
	"encoding/json"

	jsonv2 "github.com/go-json-experiment/json"

	"broadsheet/internal/manuscript"
	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// message is what an editor says.
type message struct {
	ID      int64             `json:"id"` // the answer carries it
	Do      string            `json:"do"` // "push", "field", "baton", "suggest" or "note"
	Client  string            `json:"client"`
	After   int64             `json:"after"`   // push: the step that the steps follow
	Steps   []json.RawMessage `json:"steps"`   // push
	Name    string            `json:"name"`    // field
	Value   json.RawMessage   `json:"value"`   // field; suggest: whether what this person changes is suggested
	Version int               `json:"version"` // field: the version that was seen
	Note    news.Note         `json:"note"`    // note
}

// answer is what it is answered.
type answer struct {
	ID    int64       `json:"id"`
	Taken bool        `json:"taken"`
	N     int64       `json:"n,omitempty"`     // push: the newest step
	Steps []news.Step `json:"steps,omitempty"` // push, not taken: those of others that came first
	Field *news.Field `json:"field,omitempty"` // field: as it stands, whoever wrote it
	Error *problem    `json:"error,omitempty"`
}

// problem is an error in the form of an answer.
type problem struct {
	Code    news.Code `json:"code"`
	Field   string    `json:"field,omitempty"`
	Message string    `json:"message"`
}

func problemOf(err error) *problem {
	all := news.Problems(err)
	if len(all) == 0 {
		return &problem{Code: news.CodeUnavailable, Message: "The fault is ours and has been noted. What you wrote is kept here and will be sent again."}
	}
	return &problem{Code: all[0].Code, Field: all[0].Field, Message: all[0].Message}
}

// status is what an answer is told as over plain HTTP. A field that somebody else wrote first is no failure of HTTP's.
func (a answer) status() int {
	if a.Error == nil || a.Error.Code == news.CodeStale {
		return 200
	}
	return statusOf(a.Error.Code)
}

func statusOf(c news.Code) int { return web.Status(news.Errorf(c, "", "")) }

// readMessage reads a message. Errors: CodeInvalid.
func readMessage(b []byte) (m message, err error) {
	if err := jsonv2.Unmarshal(b, &m, jsonv2.RejectUnknownMembers(true)); err != nil {
		return message{}, news.Invalid("message", "the editor's message can't be read; load the page again (%.200s)", err)
	}
	return m, nil
}

// answer does what a message asks for.
func (v *visit) answer(ctx context.Context, article string, m message) answer {
	a := answer{ID: m.ID}
	var err error
	switch m.Do {
	case "push":
		var u manuscript.Update
		a.Taken, u, err = v.Manuscripts.Push(ctx, v.paper.ID, v.actor(), article, news.Batch{After: m.After, Client: m.Client, Steps: m.Steps})
		a.N, a.Steps = u.N, u.Steps
	case "field":
		var now news.Field
		now, err = v.Manuscripts.PutField(ctx, v.paper.ID, v.actor(), article, m.Name, m.Value, m.Version)
		if now.Name != "" {
			a.Field = &now
		}
		a.Taken = err == nil
	case "baton":
		err = v.Manuscripts.TakeBaton(ctx, v.paper.ID, v.actor(), article)
		a.Taken = err == nil
	case "note":
		err = v.Manuscripts.Note(ctx, v.paper.ID, v.actor(), article, m.Note)
		a.Taken = err == nil
	case "suggest":
		value := "off"
		if string(m.Value) == "true" {
			value = "on"
		}
		err = v.Store.PutPreference(ctx, v.paper.ID, v.person.ID, news.Preference{Name: suggesting, Value: value})
		a.Taken = err == nil
	default:
		err = news.Invalid("do", "the newsroom doesn't know how to do %.40q; load the page again", m.Do)
	}
	if err != nil {
		a.Error = problemOf(err)
		if len(news.Problems(err)) == 0 {
			web.NoteError(ctx, err)
			v.log().Error("an editor's message failed", "do", m.Do, "article", article, "err", err)
		}
	}
	return a
}
