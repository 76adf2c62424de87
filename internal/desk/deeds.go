package desk

import "broadsheet/internal/news"

// Nobody stands in Deed.Least where nobody need be signed in.
const Nobody news.Role = "nobody"

// Deed is something that is done at the paper, and who may do it.
type Deed struct {
	Does  string
	Least news.Role // may do it to everything
	Own   bool      // whoever has any role may do it to what is their own
}

// Deeds are all of them, by what they are done to. The tests of both doors hold every address to them (web/rolestest), and the
// settings show them.
var Deeds = []struct {
	Of    string
	Deeds []Deed
}{
	{"Coming in, one’s own things, the trail", []Deed{
		{Does: "come in", Least: Nobody},
		{Does: "go out", Least: news.Reporter},
		{Does: "see one’s own work and screens", Least: news.Reporter},
		{Does: "set one’s own preferences", Least: news.Reporter},
		{Does: "make and revoke one’s own tokens", Least: news.Reporter},
		{Does: "keep one’s own ways in and sessions", Least: news.Reporter},
		{Does: "see and end somebody’s sessions, passkeys and tokens", Least: news.Publisher, Own: true},
		{Does: "let somebody in by a link", Least: news.Publisher},
		{Does: "read what was done to articles", Least: news.Editor},
		{Does: "read what was done to anything else", Least: news.Publisher},
		{Does: "read the ledger", Least: news.Editor},
	}},
	{"Articles", []Deed{
		{Does: "file a draft", Least: news.Reporter},
		{Does: "file and publish at once", Least: news.Editor},
		{Does: "put out breaking news", Least: news.Editor},
		{Does: "read copy", Least: news.Editor, Own: true},
		{Does: "read what readers have", Least: news.Reporter},
		{Does: "read copy’s versions, and words that are not out", Least: news.Editor, Own: true},
		{Does: "write copy", Least: news.Editor, Own: true},
		{Does: "hand copy to the desk", Least: news.Editor, Own: true},
		{Does: "hand copy back", Least: news.Editor, Own: true},
		{Does: "spike copy", Least: news.Editor, Own: true},
		{Does: "call copy ready", Least: news.Editor},
		{Does: "publish copy", Least: news.Editor},
		{Does: "schedule copy", Least: news.Editor},
		{Does: "take copy off the clock", Least: news.Editor},
		{Does: "correct an article", Least: news.Editor},
		{Does: "take an article down", Least: news.Editor},
		{Does: "kill an article", Least: news.Publisher},
		{Does: "close and open live coverage", Least: news.Editor},
		{Does: "hold copy", Least: news.Editor},
		{Does: "lift a desk’s hold", Least: news.Editor},
		{Does: "lift another’s legal hold", Least: news.Publisher},
		{Does: "move an embargo", Least: news.Editor},
		{Does: "let a break of a must stand", Least: news.Editor},
	}},
	{"Fronts", []Deed{
		{Does: "read what a front shows readers", Least: news.Reporter},
		{Does: "see a front’s draft and history", Least: news.Editor},
		{Does: "curate a front", Least: news.Editor},
		{Does: "publish a front", Least: news.Editor},
		{Does: "plan a front", Least: news.Editor},
		{Does: "take back a front’s plan", Least: news.Editor},
		{Does: "bring back a front", Least: news.Editor},
	}},
	{"Pictures", []Deed{
		{Does: "see pictures", Least: news.Reporter},
		{Does: "add a picture", Least: news.Reporter},
		{Does: "say what a picture shows", Least: news.Editor, Own: true},
		{Does: "replace a picture’s file", Least: news.Editor, Own: true},
		{Does: "remove a picture", Least: news.Editor},
	}},
	{"The paper and its lists", []Deed{
		{Does: "look things up", Least: news.Reporter},
		{Does: "see the settings", Least: news.Editor},
		{Does: "change the paper and its look", Least: news.Publisher},
		{Does: "add people, and change what they may", Least: news.Publisher},
		{Does: "add and change sections", Least: news.Editor},
		{Does: "add and change tags", Least: news.Editor},
		{Does: "add and change storylines", Least: news.Editor},
		{Does: "set and remove redirects", Least: news.Editor},
		{Does: "set and drop house rules", Least: news.Editor},
	}},
}
