package newsroom

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"broadsheet/internal/news"
)

type templSafe = templ.SafeURL

func underFront(name, what string) templ.SafeURL {
	return templ.SafeURL("/newsroom/front/" + name + "/" + what)
}

// titles are articles as the desk's list has them, by id.
type titles map[string]news.DeskItem

// of is what a slot's card says first.
func (t titles) of(s news.Slot) string {
	if s.Headline != "" {
		return s.Headline
	}
	return t.own(s.Article)
}

// own is an article's own headline.
func (t titles) own(article string) string {
	if i, ok := t[article]; ok {
		return i.Headline
	}
	return "an article that is gone"
}

// titlesOf looks up the articles of lists.
func (v *visit) titlesOf(lists ...[]news.Slot) (titles, error) {
	var ids []string
	for _, l := range lists {
		for _, s := range l {
			if !slices.Contains(ids, s.Article) {
				ids = append(ids, s.Article)
			}
		}
	}
	return v.FrontStore.DeskItems(v.r.Context(), v.paper.ID, ids)
}

func sameList(a, b []news.Slot) bool { return slices.Equal(a, b) }

func placeIn(slots []news.Slot, article string) int {
	return slices.IndexFunc(slots, func(s news.Slot) bool { return s.Article == article })
}

// change is what a draft does to an article of a front.
type change struct {
	article string
	kind    string // on, off, moved or said
	from    int    // places, from 1; 0: none
	to      int
}

// changes compares two lists. An article counts as moved when it isn't among those that kept their order.
func changes(old, now []news.Slot) (all []change) {
	kept := inOrder(old, now)
	for i, s := range now {
		at := placeIn(old, s.Article)
		switch {
		case at < 0:
			all = append(all, change{s.Article, "on", 0, i + 1})
		case !kept[s.Article]:
			all = append(all, change{s.Article, "moved", at + 1, i + 1})
		}
		if at >= 0 && old[at] != s {
			all = append(all, change{s.Article, "said", at + 1, i + 1})
		}
	}
	for i, s := range old {
		if placeIn(now, s.Article) < 0 {
			all = append(all, change{s.Article, "off", i + 1, 0})
		}
	}
	return all
}

// inOrder finds the most articles of two lists that stand in the same order in both: all others moved.
func inOrder(old, now []news.Slot) map[string]bool {
	var at []int // of the articles of now that are in old: their places there
	for _, s := range now {
		if i := placeIn(old, s.Article); i >= 0 {
			at = append(at, i)
		}
	}
	length, before := make([]int, len(at)), make([]int, len(at))
	best := -1
	for i := range at {
		length[i], before[i] = 1, -1
		for j := range i {
			if at[j] < at[i] && length[j] >= length[i] {
				length[i], before[i] = length[j]+1, j
			}
		}
		if best < 0 || length[i] > length[best] {
			best = i
		}
	}
	kept := map[string]bool{}
	for ; best >= 0; best = before[best] {
		kept[old[at[best]].Article] = true
	}
	return kept
}

// sentences says what was changed between two lists.
func sentences(old, now []news.Slot, t titles) (all []string) {
	for _, c := range changes(old, now) {
		name := "“" + t.own(c.article) + "”"
		switch c.kind {
		case "on":
			all = append(all, fmt.Sprintf("%s comes on at place %d.", name, c.to))
		case "off":
			all = append(all, fmt.Sprintf("%s goes off.", name))
		case "moved":
			all = append(all, fmt.Sprintf("%s moves from place %d to %d.", name, c.from, c.to))
		case "said":
			all = append(all, fmt.Sprintf("%s is shown with other words, picture or pin.", name))
		}
	}
	return all
}

// summary says in a sentence what publishing the draft does.
func (p frontPage) summary() string {
	all := changes(p.front.Live, p.draft)
	switch {
	case len(all) == 0:
		return "The draft is what readers see already: there is nothing to publish."
	case len(p.draft) == 0:
		return "Publishing takes everything off: readers see the newest articles, filled in by rule."
	}
	count := map[string]int{}
	for _, c := range all {
		count[c.kind]++
	}
	var parts []string
	for _, k := range []struct{ kind, verb string }{{"on", "puts on"}, {"off", "takes off"}, {"moved", "moves"}, {"said", "says otherwise"}} {
		if n := count[k.kind]; n > 0 {
			parts = append(parts, k.verb+" "+strconv.Itoa(n))
		}
	}
	lead := ""
	if len(p.front.Live) == 0 || p.front.Live[0].Article != p.draft[0].Article {
		lead = ", with “" + p.titles.of(p.draft[0]) + "” at the top"
	}
	return "Publishing " + listed(parts) + lead + "; readers see it at once."
}

func listed(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// chips says of a card of the draft how it differs from what is live.
func (p frontPage) chips(s news.Slot) (chips []string) {
	for _, c := range changes(p.front.Live, p.draft) {
		if c.article != s.Article {
			continue
		}
		switch c.kind {
		case "on":
			chips = append(chips, "New")
		case "moved":
			chips = append(chips, "Was at "+strconv.Itoa(c.from))
		case "said":
			chips = append(chips, "Changed")
		}
	}
	return chips
}

// goesOff are the articles of the live list that the draft hasn't got.
func (p frontPage) goesOff() (off []news.Slot) {
	for _, s := range p.front.Live {
		if placeIn(p.draft, s.Article) < 0 {
			off = append(off, s)
		}
	}
	return off
}

// trouble says why readers won't see a slot's card, or not as it is meant; "" where they will.
func (p frontPage) trouble(s news.Slot, at news.Millis) string {
	i, ok := p.titles[s.Article]
	pic, has := p.images[s.Picture]
	switch {
	case !ok:
		return "The article is gone: readers don’t see this place."
	case i.State == news.Killed:
		return "The article was withdrawn for good: readers don’t see this place."
	case i.State == news.Unpublished:
		return "The article was taken down: readers don’t see this place until it is published again."
	case !news.Visible(i.Article, at) && i.State == news.Scheduled:
		return "The article isn’t out yet; it is shown from " + p.site.Dates.Moment(max(i.ReleaseAt, i.EmbargoUntil)) + " on."
	case !news.Visible(i.Article, at):
		return "The article isn’t out yet: readers see this place once it is published."
	case s.Until != 0 && s.Until <= at:
		return "Its time on the front is over."
	case has && !pic.Shown(at):
		return "The picture may not be shown: its rights have ended, or it was removed. The draft can’t be published with it."
	}
	return ""
}

// byRule are the cards that stand on the front although nobody put them there.
func (p frontPage) byRule() (cards []news.Card) {
	for _, c := range p.shown.Top {
		if placeIn(p.draft, c.Article) < 0 {
			cards = append(cards, c)
		}
	}
	return cards
}

// stateOf is the state of a slot's article, in a word.
func (p frontPage) stateOf(article string) string { return string(p.titles[article].State) }

// says is what the words' form of a card begins with: what was typed in and not taken, or what the draft has.
func (p frontPage) says(s news.Slot) news.Slot {
	if p.kept.Article == s.Article && p.kept != (news.Slot{Article: s.Article}) {
		return p.kept
	}
	return s
}

// draftJSON is the draft for the script, to bring it back.
func (p frontPage) draftJSON() string {
	b, _ := json.Marshal(p.draft) // texts and numbers
	return string(b)
}

// readSlots reads a draft that the script has kept.
func readSlots(s string) (slots []news.Slot, err error) {
	if err := json.Unmarshal([]byte(s), &slots); err != nil || len(s) > 1<<20 {
		return nil, news.Invalid("draft", "can’t be read; load the page again")
	}
	return slots, nil
}

// frontSaid says what was just done.
func frontSaid(done string, p frontPage) string {
	switch done {
	case "place", "up", "down", "remove", "say", "set", "drop":
		return "The draft is saved. Readers see it once it is published."
	case "publish":
		return "The front is published."
	case "plan":
		return "The draft, as it is now, goes live by itself at the time you chose. You can go on with the draft."
	case "cancel":
		return "The scheduled change is cancelled."
	case "restore":
		return "The earlier front is back. Articles that were withdrawn since stayed away, and pictures that may not be shown any more made way for the articles’ own."
	}
	return ""
}

// local is a moment as a field for a date and a time has it, in the paper's time; "" for none.
func (p frontPage) local(at news.Millis) string {
	if at == 0 {
		return ""
	}
	return at.Time().In(p.site.Dates.Zone).Format("2006-01-02T15:04")
}
