package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"broadsheet/internal/news"
)

func scanRule(scan func(...any) error) (r news.Rule, err error) {
	var details []byte
	if err := scan(&details); err != nil {
		return r, err
	}
	if err := json.Unmarshal(details, &r); err != nil {
		return r, fmt.Errorf("reading a house rule: %w", err)
	}
	return r, nil
}

// Rule returns a house rule, also one that was dropped.
func (t *transaction) Rule(id string) (news.Rule, error) {
	r, err := scanRule(t.run.row(t.ctx, `SELECT details FROM rules WHERE paper = $1 AND id = $2`, t.paper, id).Scan)
	return r, found(err, "house rule", id)
}

// PutRule inserts or updates a house rule, and keeps the version for good.
func (t *transaction) PutRule(r news.Rule, by string) error {
	r.ModifiedAt, r.ModifiedBy = t.at, by
	details, err := json.Marshal(r)
	if err != nil {
		return err
	}
	before, err := earlier(r.Version, r.ID, t.Rule)
	if err != nil {
		return err
	}
	err = t.put("house rule", r.ID, r.Version, putSQL{
		insert:   `INSERT INTO rules (paper, id, dropped, version, sought, details) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		inserted: []any{t.paper, r.ID, number(r.Dropped), r.Version, ruleWords(r), string(details)},
		update:   `UPDATE rules SET dropped = $1, version = $2, sought = $3, details = $4 WHERE paper = $5 AND id = $6 AND version = $2 - 1`,
		updated:  []any{number(r.Dropped), r.Version, ruleWords(r), string(details), t.paper, r.ID},
		version:  `SELECT version FROM rules WHERE paper = $1 AND id = $2`,
		key:      []any{t.paper, r.ID},
	})
	if err != nil {
		return err
	}
	_, err = t.run.exec(t.ctx, `INSERT INTO rule_versions (paper, id, version, made_at, made_by, details) VALUES ($1, $2, $3, $4, $5, $6)`,
		t.paper, r.ID, r.Version, int64(r.ModifiedAt), by, string(details))
	if err == nil {
		t.note(ruleWhat(r), r.ID, r.Version, by, before, r)
	}
	return wrapped(err, "version of house rule", r.ID)
}

func ruleWhat(r news.Rule) string {
	if r.Dropped {
		return "rule.drop"
	}
	return "rule.save"
}

// ruleWords is what lists of rules are searched in.
func ruleWords(r news.Rule) string {
	return strings.ToLower(strings.Join([]string{r.ID, r.Find, r.Replace, r.Reason}, "\n"))
}

// Rules returns a paper's house rules by id, after the id named; those with all of a text in them, when there is one.
func (s *Store) Rules(ctx context.Context, paper, text, after string, limit int) ([]news.Rule, error) {
	pattern := "%" + likeEscaper.Replace(strings.ToLower(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", ""))) + "%"
	return all(ctx, s, scanRule, `SELECT details FROM rules WHERE paper = $1 AND dropped = 0 AND id > $2 AND sought LIKE $3 ESCAPE '!' ORDER BY id LIMIT $4`,
		paper, after, pattern, limit)
}

var likeEscaper = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// RuleVersions returns a house rule as it stood, the newest first.
func (s *Store) RuleVersions(ctx context.Context, paper, id string, limit int) ([]news.Rule, error) {
	return all(ctx, s, scanRule, `SELECT details FROM rule_versions WHERE paper = $1 AND id = $2 ORDER BY version DESC LIMIT $3`, paper, id, limit)
}

// RulesMark returns a number that is another after every change of a paper's house rules.
func (s *Store) RulesMark(ctx context.Context, paper string) (int64, error) {
	var mark int64
	err := s.read(ctx, func(r runner) error {
		return r.row(ctx, `SELECT
			coalesce((SELECT max(seq) FROM ledger WHERE paper = $1 AND what = 'rule.save' AND head = ''), 0) +
			coalesce((SELECT max(seq) FROM ledger WHERE paper = $1 AND what = 'rule.drop' AND head = ''), 0)`, paper).Scan(&mark)
	})
	return mark, err
}

// LastChange returns the last entry of the ledger of one kind, such as "section.save"; the zero Entry when there is none.
func (s *Store) LastChange(ctx context.Context, paper, what string) (e news.Entry, err error) {
	err = s.read(ctx, func(r runner) error {
		err := r.row(ctx, `SELECT seq, at, what, subject, version, made_by FROM ledger
			WHERE paper = $1 AND what = $2 AND head = '' ORDER BY seq DESC LIMIT 1`, paper, what).
			Scan(&e.Seq, &e.At, &e.What, &e.Subject, &e.Version, &e.By)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return e, err
}

const (
	ignoreColumns = `article, rule, element, place, severity, made_at, made_by`
	ignoreTable   = `rule_ignores (paper, ` + ignoreColumns + `)`
	reportColumns = `rule, id, article, passage, why, made_at, made_by`
	reportTable   = `rule_reports (paper, ` + reportColumns + `)`
)

func scanIgnore(scan func(...any) error) (i news.RuleIgnore, err error) {
	err = scan(&i.Article, &i.Rule, &i.Element, &i.Place, &i.Severity, &i.At, &i.By)
	return i, err
}

func scanReport(scan func(...any) error) (r news.RuleReport, err error) {
	err = scan(&r.Rule, &r.ID, &r.Article, &r.Passage, &r.Why, &r.At, &r.By)
	return r, err
}

// PutRuleIgnore lets hits of a rule stand.
func (t *transaction) PutRuleIgnore(i news.RuleIgnore) error {
	_, err := t.run.exec(t.ctx, `INSERT INTO `+ignoreTable+` VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (paper, article, rule, element, place) DO UPDATE SET severity = excluded.severity, made_at = excluded.made_at, made_by = excluded.made_by`,
		t.paper, i.Article, i.Rule, i.Element, i.Place, string(i.Severity), int64(i.At), i.By)
	if err == nil && i.Severity == news.Must { // somebody has answered for what keeps others from publishing
		err = appendAudit(t.ctx, t.run, t.paper, t.at, []deed{{what: "rule.ignore", subject: i.Rule, by: news.Doer{Person: i.By}, after: i}})
	}
	return wrapped(err, "let stand of house rule", i.Rule)
}

// DropRuleIgnore takes back that hits of a rule may stand.
func (t *transaction) DropRuleIgnore(i news.RuleIgnore) error {
	_, err := t.run.exec(t.ctx, `DELETE FROM rule_ignores WHERE paper = $1 AND article = $2 AND rule = $3 AND element = $4 AND place = $5`,
		t.paper, i.Article, i.Rule, i.Element, i.Place)
	return wrapped(err, "let stand of house rule", i.Rule)
}

// PutRuleReport keeps what somebody says is wrong with a rule.
func (t *transaction) PutRuleReport(r news.RuleReport) error {
	_, err := t.run.exec(t.ctx, `INSERT INTO `+reportTable+` VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		t.paper, r.Rule, r.ID, r.Article, r.Passage, r.Why, int64(r.At), r.By)
	return wrapped(err, "report of house rule", r.Rule)
}

// DropRuleReports drops what was said of a rule.
func (t *transaction) DropRuleReports(rule string) error {
	_, err := t.run.exec(t.ctx, `DELETE FROM rule_reports WHERE paper = $1 AND rule = $2`, t.paper, rule)
	return wrapped(err, "reports of house rule", rule)
}

// RuleIgnores returns what somebody lets stand in an article.
func (s *Store) RuleIgnores(ctx context.Context, paper, article string) ([]news.RuleIgnore, error) {
	return all(ctx, s, scanIgnore, `SELECT `+ignoreColumns+` FROM rule_ignores WHERE paper = $1 AND article = $2 ORDER BY rule, element, place`, paper, article)
}

// RuleReports returns what was said of rules: of one, or of all when rule is empty. Oldest first.
func (s *Store) RuleReports(ctx context.Context, paper, rule string, limit int) ([]news.RuleReport, error) {
	return all(ctx, s, scanReport, `SELECT `+reportColumns+` FROM rule_reports WHERE paper = $1 AND (rule = $2 OR $2 = '') ORDER BY made_at, rule, id LIMIT $3`,
		paper, rule, limit)
}

// HouseRules is everything about the house rules of one paper.
type HouseRules struct {
	Rules    []news.Rule       `json:"rules"`    // by id, with those that were dropped
	Versions []news.Rule       `json:"versions"` // by id and version
	Ignores  []news.RuleIgnore `json:"ignores"`  // by article
	Reports  []news.RuleReport `json:"reports"`  // by rule
}

func (h *HouseRules) gather(ctx context.Context, r runner, paper string) error {
	return errors.Join(
		gather(ctx, r, &h.Rules, scanRule, `SELECT details FROM rules WHERE paper = $1 ORDER BY id`, paper),
		gather(ctx, r, &h.Versions, scanRule, `SELECT details FROM rule_versions WHERE paper = $1 ORDER BY id, version`, paper),
		gather(ctx, r, &h.Ignores, scanIgnore, `SELECT `+ignoreColumns+` FROM rule_ignores WHERE paper = $1 ORDER BY article, rule, element, place`, paper),
		gather(ctx, r, &h.Reports, scanReport, `SELECT `+reportColumns+` FROM rule_reports WHERE paper = $1 ORDER BY rule, id`, paper),
	)
}

// rows adds the rows that hold it.
func (h *HouseRules) rows(paper string, add func(into string, values ...any)) error {
	for _, r := range h.Rules {
		details, err := json.Marshal(r)
		if err != nil {
			return err
		}
		add(`rules (paper, id, dropped, version, sought, details)`, paper, r.ID, number(r.Dropped), r.Version, ruleWords(r), string(details))
	}
	for _, r := range h.Versions {
		details, err := json.Marshal(r)
		if err != nil {
			return err
		}
		add(`rule_versions (paper, id, version, made_at, made_by, details)`, paper, r.ID, r.Version, int64(r.ModifiedAt), r.ModifiedBy, string(details))
	}
	for _, i := range h.Ignores {
		add(ignoreTable, paper, i.Article, i.Rule, i.Element, i.Place, string(i.Severity), int64(i.At), i.By)
	}
	for _, r := range h.Reports {
		add(reportTable, paper, r.Rule, r.ID, r.Article, r.Passage, r.Why, int64(r.At), r.By)
	}
	return nil
}
