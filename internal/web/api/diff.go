package api

import (
	"broadsheet/internal/compare"
	"broadsheet/internal/news"
)

// diff is what was changed between two versions.
type diff struct {
	From   int           `json:"from"`
	To     int           `json:"to"`
	Fields []fieldDiff   `json:"fields" doc:"The fields that were changed."`
	Body   []elementDiff `json:"body" doc:"The elements of the newer body and those that were taken out, in order."`
}

// fieldDiff is a field that was changed.
type fieldDiff struct {
	Field string    `json:"field"`
	Words []wordRun `json:"words"`
}

// elementDiff is an element of one of the bodies, or of both.
type elementDiff struct {
	ID    string    `json:"id,omitempty"`
	Type  string    `json:"type"`
	What  string    `json:"what" enum:"same,changed,added,removed"`
	Words []wordRun `json:"words,omitempty" doc:"The element's words; left out where nothing was changed."`
}

// wordRun is a run of words that stayed, came, or went.
type wordRun struct {
	What string `json:"what" enum:"same,added,removed"`
	Text string `json:"text"`
}

// newDiff compares two versions of an article.
func newDiff(v news.View, from, to news.Version) (diff, error) {
	out := diff{From: from.N, To: to.N, Fields: []fieldDiff{}, Body: []elementDiff{}}
	fields, err := compare.Fields(v, from.Copy, to.Copy)
	if err != nil {
		return out, err
	}
	for _, f := range fields {
		out.Fields = append(out.Fields, fieldDiff{f.Name, wordRuns(f.Words)})
	}
	elements, err := compare.Bodies(from.Copy.Body, to.Copy.Body)
	if err != nil {
		return out, err
	}
	for _, e := range elements {
		d := elementDiff{ID: e.ID, Type: e.Type, What: string(e.What)}
		if e.What != compare.Same {
			d.Words = wordRuns(e.Words)
		}
		out.Body = append(out.Body, d)
	}
	return out, nil
}

func wordRuns(runs []compare.Run) []wordRun {
	out := make([]wordRun, len(runs))
	for i, r := range runs {
		out[i] = wordRun{string(r.What), r.Text}
	}
	return out
}
