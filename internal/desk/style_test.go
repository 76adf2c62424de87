package desk_test

import (
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

var reporter = news.Actor{Person: "r", Role: news.Reporter}

// houseRule sets a rule that finds utilise.
func (b bundle) houseRule(t *testing.T, by news.Actor, severity news.Severity, change func(*news.Rule)) (news.Rule, error) {
	t.Helper()
	r := news.Rule{ID: "utilise", Find: "utilise", Replace: "use", Reason: "Use is shorter.", Severity: severity, Examples: []news.RuleExample{{Wrong: "Utilise it."}}}
	if change != nil {
		change(&r)
	}
	_, err := b.Do(t.Context(), b.paper, by, func(w *desk.Work) (err error) {
		r, _, err = w.SetRule(r, 0)
		return err
	})
	return r, err
}

func TestRules(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, b bundle) {
		if _, err := b.houseRule(t, reporter, news.Must, nil); news.CodeOf(err) != news.CodeForbidden {
			t.Errorf("a reporter sets a rule: %v", err)
		}
		if _, err := b.houseRule(t, editor, news.Must, func(r *news.Rule) { r.Examples[0].Wrong = "Use it." }); news.CodeOf(err) != news.CodeInvalid {
			t.Errorf("a rule that fails its example: %v", err)
		}
		r, err := b.houseRule(t, editor, news.Must, nil)
		if err != nil || r.Version != 1 {
			t.Fatal(r, err)
		}
		if r, err = b.houseRule(t, editor, news.Must, nil); err != nil || r.Version != 1 {
			t.Errorf("a rule that says nothing new: %+v %v", r, err)
		}
		named, err := b.houseRule(t, editor, news.Must, func(r *news.Rule) { r.ID = "" })
		if err != nil || named.ID != "utilise-2" {
			t.Errorf("a made id: %q %v", named.ID, err)
		}
		_, err = b.Do(t.Context(), b.paper, editor, func(w *desk.Work) error {
			if _, err := w.DropRule("utilise", 7); news.CodeOf(err) != news.CodeStale {
				t.Errorf("another version: %v", err)
			}
			_, err := w.DropRule("utilise", 1)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if r, err = b.houseRule(t, editor, news.Must, nil); err != nil || r.Version != 3 || r.Dropped {
			t.Errorf("a rule that comes again: %+v %v", r, err)
		}
	})
}

// TestMustKeepsCopyIn publishes copy that breaks rules: a must keeps it in until an editor lets it stand at its place, and
// what was let stand when the rule was milder counts no longer.
func TestMustKeepsCopyIn(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, b bundle) {
		b.Rules = b.store
		a := b.file(t, desk.Filing{Headline: ptr("Harbour to utilise a crane"), BodyHTML: ptr("<p>They utilise it.</p><ul><li>We utilise it too.</li></ul>")})[0].Article
		try := func() error {
			_, err := b.Do(t.Context(), b.paper, editor, func(w *desk.Work) error {
				_, err := w.Publish(a.ID, 0)
				return err
			})
			return err
		}
		_, v, err := b.store.Read(t.Context(), b.paper, a.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		passages, err := desk.Passages(v.Copy)
		if err != nil {
			t.Fatal(err)
		}
		ignore := func(by news.Actor, element, place string) error {
			_, err := b.Do(t.Context(), b.paper, by, func(w *desk.Work) error { return w.IgnoreRule(a.ID, "utilise", element, place, false) })
			return err
		}
		hits := func() []desk.StyleHit {
			t.Helper()
			hits, err := b.CheckStyle(t.Context(), b.paper, a.ID, passages)
			if err != nil {
				t.Fatal(err)
			}
			return hits
		}
		if _, err := b.houseRule(t, editor, news.Should, nil); err != nil {
			t.Fatal(err)
		}
		if got := hits(); len(got) != 3 || got[0].Unresolved() {
			t.Fatalf("hits %+v", got)
		}
		if err := ignore(editor, "", ""); err != nil {
			t.Fatal(err)
		}
		if got := hits(); got[0].Ignored != "article" {
			t.Errorf("the article lets it stand: %+v", got[0])
		}
		if _, err := b.houseRule(t, editor, news.Must, nil); err != nil {
			t.Fatal(err)
		}
		err = try()
		problems := news.Problems(err)
		if len(problems) != 3 || problems[0].Field != "headline" || problems[2].Field != "body" || !strings.Contains(problems[1].Message, "write “use”") {
			t.Fatalf("publishing: %v", err)
		}
		if err := ignore(reporter, "", ""); news.CodeOf(err) != news.CodeForbidden {
			t.Errorf("a reporter lets it stand: %v", err)
		}
		for i, h := range hits() {
			if i > 0 {
				if err := ignore(editor, passages[h.Passage].Element, h.Place); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := len(news.Problems(try())); got != 1 {
			t.Errorf("%d are left", got)
		}
		if err := ignore(editor, "", ""); err != nil {
			t.Fatal(err)
		}
		if err := try(); err != nil {
			t.Errorf("all stand: %v", err)
		}
		trial, err := b.TryRule(t.Context(), b.paper, editor, *hits()[0].Rule)
		if err != nil || trial.Articles != 1 || trial.Hits != 3 || trial.In != 1 || len(trial.Samples) != 3 || trial.Samples[1].Before != "They " {
			t.Errorf("the trial: %+v %v", trial, err)
		}
	})
}

// TestRetiredSection files into a section that has been retired.
func TestRetiredSection(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, b bundle) {
		a := b.file(t, desk.Filing{Headline: ptr("Before")})[0].Article
		b.work(t, func(w *desk.Work) error {
			s, err := w.ChangeSection("news", 0, desk.SectionFiling{Retired: ptr(true)})
			if err == nil && !s.Retired {
				t.Error("it isn't retired")
			}
			return err
		})
		out, _, err := b.FileAll(t.Context(), b.paper, editor, []desk.Filing{{Headline: ptr("After"), Section: ptr("news")}})
		if err != nil || news.CodeOf(out[0].Err) != news.CodeInvalid || !strings.Contains(out[0].Err.Error(), "retired") {
			t.Errorf("a new article: %v %v", out, err)
		}
		c, err := b.Check(desk.Filing{Headline: ptr("Before, changed"), Section: ptr("news")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Do(t.Context(), b.paper, editor, func(w *desk.Work) error { _, err := w.Change(a.ID, 0, c); return err }); err != nil {
			t.Errorf("an article that is in it: %v", err)
		}
	})
}
