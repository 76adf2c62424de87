package desk

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"broadsheet/internal/news"
)

func adviseCopy(in *inspection, r *reporter) error {
	if len(in.words) == 0 && len(storedPictures(&in.doc)) == 0 {
		r.says("body", "", "there is no copy yet; readers see the headline and what stands around it")
	}
	return nil
}

func adviseStandfirst(in *inspection, r *reporter) error {
	if in.copy.Standfirst == "" {
		r.says("standfirst", "", "there is no standfirst; fronts, feeds and shared links show the headline alone")
	}
	return nil
}

// adviseSlug speaks up while an address can still be changed without a redirect.
func adviseSlug(in *inspection, r *reporter) error {
	language, err := in.w.language()
	if err != nil || in.head.SeenAt != 0 || in.head.Slug == "" {
		return err
	}
	made := Slugify(in.copy.Headline, or(in.copy.Language, language), in.w.desk.limits().MadeSlug)
	for word := range strings.SplitSeq(made, "-") {
		if len(word) > 3 && strings.Contains(in.head.Slug, word) {
			return nil
		}
	}
	if made != "" && in.head.Slug != made {
		r.says("slug", "", "the address /"+in.head.Slug+" has no word of the headline in it, and stays for good once it is out; perhaps /"+made)
	}
	return nil
}

func adviseTags(in *inspection, r *reporter) error {
	if len(in.copy.Tags) == 0 {
		r.says("tags", "", "there is no tag; no topic's page lists it, and less is found that is like it")
	}
	return nil
}

// adviseLink looks for a link to something else of the paper.
func adviseLink(in *inspection, r *reporter) error {
	paper, err := in.w.Paper()
	if err != nil {
		return err
	}
	if len(in.words) == 0 || anyMark(&in.doc, func(m news.Mark) bool { return m.Type == "link" && m.Attrs != nil && isPapers(paper, m.Attrs.Href) }) {
		return nil
	}
	r.says("body", "", "no link leads to anything else of the paper’s; readers who want to know more leave")
	return nil
}

// isPapers says whether a link leads to something of the paper's.
func isPapers(p news.Paper, href string) bool {
	u, err := url.Parse(href)
	if err != nil {
		return false
	}
	if u.Host == "" {
		return strings.HasPrefix(u.Path, "/")
	}
	return isOwn(p, u)
}

func adviseDescription(in *inspection, r *reporter) error {
	if in.copy.SEO.Description == "" {
		instead := "the standfirst"
		if in.copy.Standfirst == "" {
			instead = "the first words of the copy"
		}
		r.says("seo.description", "", "there is no description for search engines; they are shown "+instead+" instead")
	}
	return nil
}

// adviseReadingAge advises simpler words where the copy is hard to read.
func adviseReadingAge(in *inspection, r *reporter) error {
	if age := readingAge(in.words); age >= 17 {
		r.says("body", "", fmt.Sprintf("the copy reads like one for people of %d and over; shorter sentences and words reach more", age))
	}
	return nil
}

// adviseNotes counts the notes on the copy that nobody has settled.
func adviseNotes(in *inspection, r *reporter) error {
	notes, err := in.w.Notes(in.head.ID)
	if err != nil {
		return err
	}
	if n := len(news.OpenThreads(notes)); n > 0 {
		_, at := in.marked("note")
		r.says("body", at, counted(n, "a note on the copy is not settled", "%d notes on the copy are not settled")+"; readers don’t see notes")
	}
	return nil
}

// adviseSuggestions counts the suggestions that wait.
func adviseSuggestions(in *inspection, r *reporter) error {
	if n, at := in.marked("insertion", "deletion"); n > 0 {
		r.says("body", at, counted(n, "a suggestion is neither taken nor refused", "%d suggestions are neither taken nor refused")+"; readers get the copy as it is without them")
	}
	return nil
}

func counted(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}

// marked counts the ids of marks of some types in the body, and returns the element with the first. A suggestion's texts
// and its paragraph signs (ONE_PERSON_split) are one.
func (in *inspection) marked(types ...string) (count int, element string) {
	ids := map[string]bool{}
	for i := range in.doc.Content {
		anyMark(&in.doc.Content[i], func(m news.Mark) bool {
			if slices.Contains(types, m.Type) && m.Attrs != nil {
				if len(ids) == 0 {
					element = idOf(&in.doc.Content[i])
				}
				parts := strings.SplitN(m.Attrs.ID, "_", 3)
				ids[strings.Join(parts[:min(2, len(parts))], "_")] = true
			}
			return false
		})
	}
	return len(ids), element
}

// anyMark says whether a text in n has a mark.
func anyMark(n *news.Node, is func(news.Mark) bool) bool {
	for _, m := range n.Marks {
		if is(m) {
			return true
		}
	}
	for i := range n.Content {
		if anyMark(&n.Content[i], is) {
			return true
		}
	}
	return false
}

// adviseDuplicate looks for another article of the same headline, where its address would be.
func adviseDuplicate(in *inspection, r *reporter) error {
	language, err := in.w.language()
	if err != nil {
		return err
	}
	made := Slugify(in.copy.Headline, or(in.copy.Language, language), in.w.desk.limits().MadeSlug)
	other, err := in.w.ArticleBySlug(made)
	if news.CodeOf(err) == news.CodeNotFound || err == nil && other.ID == in.head.ID {
		return nil
	}
	if err != nil {
		return err
	}
	v, err := in.w.Version(other.ID, other.Version)
	if err == nil && strings.EqualFold(v.Copy.Headline, in.copy.Headline) {
		r.says("headline", "", "the article at /"+other.Slug+" has the same headline; perhaps it is the same story")
	}
	return err
}
