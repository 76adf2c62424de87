package newsroom

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/rules"
)

// rulesPage lists house rules.
type rulesPage struct {
	settingsPage
	query   string
	rules   []news.Rule
	more    string
	table   form
	reports map[string]int // how often something was said of a rule
	came    string         // what became of a table
	refused []string
}

// Bounds of what rules' pages show.
const (
	perRules    = 200
	maxReports  = 50
	maxVersions = 50
	moreSamples = 3 // empty examples in a rule's form
)

func (v *visit) rulesPage() (p rulesPage, err error) {
	if p.settingsPage, err = v.settingsPage("rules", "House rules"); err != nil {
		return p, err
	}
	p.table = form{action: settingsPath + "rules/import", button: "Take the rules in", title: "Rules from a file", upload: true, fields: []field{
		{name: "table", label: "File", kind: "file", hint: "JSON lines or CSV, as they are given out here. A rule with an id that is there already is replaced. What is refused is told; the rest is taken in, and rests until it is turned on unless the file says otherwise."},
	}}
	p.query = v.r.URL.Query().Get("q")
	p.rules, err = v.Store.Rules(v.r.Context(), v.paper.ID, p.query, v.r.URL.Query().Get("after"), perRules+1)
	if err != nil {
		return p, err
	}
	if len(p.rules) > perRules {
		p.rules = p.rules[:perRules]
		p.more = settingsPath + "rules?" + url.Values{"q": {p.query}, "after": {p.rules[perRules-1].ID}}.Encode()
	}
	said, err := v.Store.RuleReports(v.r.Context(), v.paper.ID, "", 1000)
	p.reports = map[string]int{}
	for _, r := range said {
		p.reports[r.Rule]++
	}
	return p, err
}

func (v *visit) rules() error {
	p, err := v.rulesPage()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, p.settingsPage, rulesView(p))
}

// ruleChip says whether a rule is on.
func ruleChip(r news.Rule) string {
	if r.Off {
		return "off"
	}
	return "on"
}

func count(n int, one, many string) string {
	if n == 1 {
		return "one " + one
	}
	return strconv.Itoa(n) + " " + many
}

// exportRules gives all rules out.
func (v *visit) exportRules() error {
	write, kind := rules.AppendJSON, "application/jsonl"
	switch v.r.PathValue("format") {
	case "jsonl":
	case "csv":
		write, kind = rules.AppendCSV, "text/csv; charset=utf-8"
	default:
		return v.unknown()
	}
	all, err := desk.AllRules(v.r.Context(), v.Store, v.paper.ID)
	if err != nil {
		return err
	}
	b, err := write(nil, all)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", kind)
	v.w.Header().Set("Content-Disposition", `attachment; filename="house-rules.`+v.r.PathValue("format")+`"`)
	_, err = v.w.Write(b)
	return err
}

// importRules takes rules in. One that is refused doesn't stop the others.
func (v *visit) importRules() error {
	b, err := v.sentFile("table")
	var made, same int
	var refused []string
	lines := rules.Read(b)
	if err == nil {
		err = v.do(func(w *desk.Work) error {
			made, same, refused = 0, 0, nil
			for _, l := range lines {
				set := false
				err := l.Err
				if err == nil {
					_, set, err = w.SetRule(l.Rule, 0)
				}
				switch {
				case err != nil && !desk.IsRefusal(err):
					return err
				case err != nil:
					for _, x := range news.Problems(err) {
						refused = append(refused, l.Where+": "+x.Error())
					}
				case set:
					made++
				default:
					same++
				}
			}
			return nil
		})
	}
	p, err2 := v.rulesPage()
	if err2 != nil {
		return err2
	}
	if err != nil {
		if len(news.Problems(err)) == 0 {
			return err
		}
		p.table.refuse(err, nil)
	} else {
		p.came = fmt.Sprintf("Of %d rules %d were made or changed, %d stood so already, and %d were refused.", len(lines), made, same, len(lines)-made-same)
		p.refused = refused[:min(len(refused), maxTold)]
	}
	return v.show(http.StatusOK, p.settingsPage, rulesView(p))
}
