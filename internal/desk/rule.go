package desk

import (
	"errors"
	"fmt"

	"broadsheet/internal/news"
	"broadsheet/internal/rules"
)

// SetRule makes a house rule, or changes the one with its id, and says whether there was anything to do. expect is the version
// that was seen; 0 expects nothing. A rule without an id is a new one, and gets an id of what it finds.
func (w *Work) SetRule(r news.Rule, expect int) (news.Rule, bool, error) {
	if err := w.atLeast(news.Editor, "changing a house rule"); err != nil {
		return r, false, err
	}
	r, err := w.tidyRule(r)
	if err != nil {
		return r, false, err
	}
	if r.ID == "" {
		if r.ID, err = w.newRuleID(r.Find); err != nil {
			return r, false, err
		}
	} else if err := checkSlug(r.ID, w.desk.limits().Slug); err != nil {
		return r, false, inField(err, "id")
	}
	old, err := w.Rule(r.ID)
	if err != nil && news.CodeOf(err) != news.CodeNotFound {
		return r, false, err
	}
	if err := expected("rule", expect, old.Version); err != nil && !old.Dropped {
		return r, false, err
	}
	if !old.Dropped && old.Version > 0 && sameRule(r, old) {
		return old, false, nil
	}
	r.Version, r.Dropped, r.ModifiedAt, r.ModifiedBy = old.Version+1, false, w.now, w.by.Person
	return r, true, raced(w.tx.PutRule(r, w.by.Person))
}

// tidyRule reads a rule's texts, and tries its examples.
func (w *Work) tidyRule(r news.Rule) (news.Rule, error) {
	var faults []error
	tidy := func(field string, to *string) {
		if err := clean(field, *to); err != nil {
			faults = append(faults, err)
		}
	}
	tidy("find", &r.Find)
	tidy("replace", &r.Replace)
	tidy("reason", &r.Reason)
	for i := range r.Examples {
		field := fmt.Sprintf("examples.%d", i)
		tidy(field, &r.Examples[i].Wrong)
		tidy(field, &r.Examples[i].Right)
	}
	if err := errors.Join(faults...); err != nil {
		return r, err
	}
	return r, rules.Validate(r)
}

func sameRule(a, b news.Rule) bool {
	if len(a.Examples) != len(b.Examples) {
		return false
	}
	for i := range a.Examples {
		if a.Examples[i] != b.Examples[i] {
			return false
		}
	}
	return a.Find == b.Find && a.Regexp == b.Regexp && a.Case == b.Case && a.Replace == b.Replace && a.Reason == b.Reason && a.Severity == b.Severity && a.Off == b.Off
}

// newRuleID makes an id of what a rule finds, such as per-cent.
func (w *Work) newRuleID(find string) (string, error) {
	language, err := w.language()
	if err != nil {
		return "", err
	}
	base := or(Slugify(find, language, 40), "rule")
	free := func(id string) (bool, error) {
		r, err := w.Rule(id)
		if news.CodeOf(err) == news.CodeNotFound {
			return true, nil
		}
		return r.Dropped, err
	}
	if ok, err := free(base); ok || err != nil {
		return base, err
	}
	n, err := firstFree(1, func(n int) (bool, error) { return free(numbered(base, n)) })
	return numbered(base, n), err
}

// DropRule ends a house rule. What it said, and when, is kept.
func (w *Work) DropRule(id string, expect int) (news.Rule, error) {
	if err := w.atLeast(news.Editor, "dropping a house rule"); err != nil {
		return news.Rule{}, err
	}
	r, err := w.RuleInUse(id)
	if err != nil {
		return r, err
	}
	if err := expected("rule", expect, r.Version); err != nil {
		return r, err
	}
	r.Version, r.Dropped = r.Version+1, true
	return r, errors.Join(raced(w.tx.PutRule(r, w.by.Person)), w.tx.DropRuleReports(id))
}

// RuleInUse returns a house rule. Errors: CodeNotFound, also of one that was dropped.
func (w *Work) RuleInUse(id string) (news.Rule, error) { return RuleInUse(w, id) }

// RuleInUse returns a house rule. Errors: CodeNotFound, also of one that was dropped.
func RuleInUse(v news.View, id string) (news.Rule, error) {
	r, err := v.Rule(id)
	if err == nil && r.Dropped {
		err = news.Errorf(news.CodeNotFound, "rule", "there is no house rule %q", id)
	}
	return r, err
}

// SwitchRule turns a house rule on or off.
func (w *Work) SwitchRule(id string, expect int, on bool) (news.Rule, error) {
	r, err := w.RuleInUse(id)
	if err != nil {
		return r, err
	}
	r.Off = !on
	r, _, err = w.SetRule(r, expect)
	return r, err
}

// ReportRule keeps what somebody says is wrong with a rule.
func (w *Work) ReportRule(article, rule, passage, why string) error {
	a, err := w.Article(article)
	if err != nil {
		return err
	}
	if err := MayWrite(w.by, a); err != nil {
		return err
	}
	if _, err := w.RuleInUse(rule); err != nil {
		return err
	}
	limit := w.desk.limits().Text
	passage, err = text("passage", passage, limit)
	why, err2 := text("why", why, limit)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	return w.tx.PutRuleReport(news.RuleReport{ID: w.desk.NewID(), Rule: rule, Article: article, Passage: passage, Why: why, At: w.now, By: w.by.Person})
}

// SettleReports drops what was said of a rule: it has been seen to.
func (w *Work) SettleReports(rule string) error {
	if err := w.atLeast(news.Editor, "settling reports of a house rule"); err != nil {
		return err
	}
	return w.tx.DropRuleReports(rule)
}

// CheckRule says what is wrong with a rule as it is written; its examples are tried.
func CheckRule(r news.Rule) error { return rules.Validate(r) }
