package desk

import (
	"errors"
	"slices"
	"strings"

	"broadsheet/internal/body"
	"broadsheet/internal/news"
)

// Finding is what one of the checks before publication found.
type Finding struct {
	Check   string // its name, such as placeholder
	Blocks  bool   // it must be mended before the article may go out; else it is advice
	Field   string // the field it is about, in the API's words; "body" for the copy
	Element string // id of the element of the body, where it is about one
	Says    string // a sentence, without a capital and a full stop: what is wrong and how to mend it
}

// inspection is what the checks look at: an article as it is to go out.
type inspection struct {
	w     *Work
	head  news.Article
	copy  news.Copy
	doc   news.Node
	words []string // of the body
	found []Finding
}

// check is one of the checks before publication. It looks things up where it must; its error is of the looking up.
type check struct {
	name   string
	blocks bool
	run    func(*inspection, *reporter) error
}

// reporter takes down what a check finds.
type reporter struct {
	check
	to *[]Finding
}

func (r *reporter) says(field, element, sentence string) {
	*r.to = append(*r.to, Finding{Check: r.name, Blocks: r.blocks, Field: field, Element: element, Says: sentence})
}

// checks are all of them, in the order in which they are shown: what blocks comes first.
var checks = []check{
	{"headline", true, checkHeadline},
	{"hold", true, checkHolds},
	{"picture", true, checkPictures},
	{"placeholder", true, checkPlaceholders},
	{"rule", true, checkRules},
	{"copy", false, adviseCopy},
	{"standfirst", false, adviseStandfirst},
	{"slug", false, adviseSlug},
	{"tags", false, adviseTags},
	{"link", false, adviseLink},
	{"description", false, adviseDescription},
	{"reading-age", false, adviseReadingAge},
	{"note", false, adviseNotes},
	{"suggestion", false, adviseSuggestions},
	{"duplicate", false, adviseDuplicate},
}

// inspect runs the checks on copy as it is to go out: those that block, or all.
func (w *Work) inspect(a news.Article, c news.Copy, all bool) ([]Finding, error) {
	in := &inspection{w: w, head: a, copy: c}
	var err error
	if in.doc, err = body.Decode(c.Body); err != nil {
		return nil, err
	}
	if all {
		in.words = strings.Fields(string(body.AppendText(nil, &in.doc)))
	}
	for _, k := range checks {
		if !k.blocks && !all {
			continue
		}
		if err := k.run(in, &reporter{k, &in.found}); err != nil {
			return nil, err
		}
	}
	return in.found, nil
}

// Advice is what the checks that don't block say of an article's newest version.
func (w *Work) Advice(r Result) ([]Finding, error) {
	all, err := w.inspect(r.Article, r.Version.Copy, true)
	return slices.DeleteFunc(all, func(f Finding) bool { return f.Blocks }), err
}

// mayGoOut refuses to let copy out that a check blocks, with one problem for each finding.
func (w *Work) mayGoOut(a news.Article, c news.Copy) error {
	if w.by == news.Program { // an import brings what was published elsewhere, and answers for it
		return w.picturesReady(c)
	}
	found, err := w.inspect(a, c, false)
	if err != nil {
		return err
	}
	var faults []error
	for _, f := range found {
		code := news.CodeInvalid
		if f.Check == "hold" {
			code = news.CodeConflict
		}
		faults = append(faults, news.Errorf(code, f.Field, "%s", f.Says))
	}
	return errors.Join(faults...)
}

func checkHeadline(in *inspection, r *reporter) error {
	if strings.TrimSpace(in.copy.Headline) == "" {
		r.says("headline", "", "is empty; every article has a headline")
	}
	return nil
}

func checkHolds(in *inspection, r *reporter) error {
	for _, kind := range news.HoldKinds {
		if h := *in.head.Holds.Of(kind); h.At != 0 {
			who := "the program"
			if p, err := in.w.Person(h.By); err == nil {
				who = p.Name
			} else if news.CodeOf(err) != news.CodeNotFound {
				return err
			}
			lift := "have it lifted"
			if kind == news.HoldLegal {
				lift = "have " + who + " or a publisher lift it"
			}
			r.says("holds", "", "the article is under a "+string(kind)+" hold of "+who+"’s: “"+h.Why+"”; "+lift+" first")
		}
	}
	return nil
}

// checkRules asks for breaks of house rules that must be kept, and that nobody who may has let stand.
func checkRules(in *inspection, r *reporter) error {
	broken, err := in.w.desk.BrokenRules(in.w.ctx, in.w.id, in.head.ID, in.copy)
	for _, b := range broken {
		r.says(b.Field, b.Element, b.Says)
	}
	return err
}

// checkPictures asks what may be shown of the article's pictures.
func checkPictures(in *inspection, r *reporter) error {
	ready := func(field, element, id string, own news.Attrs) error {
		err := in.w.pictureReady(field, id, own)
		for _, p := range news.Problems(err) {
			r.says(p.Field, element, p.Message)
		}
		if len(news.Problems(err)) > 0 {
			return nil
		}
		return err
	}
	if in.copy.Picture != "" {
		if err := ready("picture", "", in.copy.Picture, news.Attrs{}); err != nil {
			return err
		}
	}
	for i := range in.doc.Content {
		for _, a := range storedPictures(&in.doc.Content[i]) {
			if err := ready("body", idOf(&in.doc.Content[i]), a.Media, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// idOf is the id of an element of the body.
func idOf(n *news.Node) string {
	if n.Attrs == nil {
		return ""
	}
	return n.Attrs.ID
}
