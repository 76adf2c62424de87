package rolestest

import (
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// at are addresses of the newsroom and of the API.
func at(addresses ...string) []string { return addresses }

// Table is who may do what, and where. Who may is in desk.Deeds, under the same words.
var Table = slicesOf(doorRows, articleRows, frontRows, pictureRows, settingsRows)

func slicesOf(parts ...[]Row) (all []Row) {
	for _, p := range parts {
		all = append(all, p...)
	}
	for i := range all {
		for _, of := range desk.Deeds {
			for _, d := range of.Deeds {
				if d.Does == all[i].Does {
					all[i].Least, all[i].Own = d.Least, d.Own
				}
			}
		}
	}
	return all
}

// doorRows are coming in, one's own things, and other people's.
var doorRows = []Row{
	{Does: "come in", Newsroom: at("GET /newsroom/signin", "POST /newsroom/signin", "POST /newsroom/signin/code", "POST /newsroom/signin/mail",
		"POST /newsroom/signin/ask", "POST /newsroom/signin/passkey")},
	{Does: "go out", Newsroom: at("POST /newsroom/signout")},
	{Does: "see one’s own work and screens", Newsroom: at("GET /newsroom/{$}", "GET /newsroom/board", "GET /newsroom/live", "GET /newsroom/news",
		"GET /newsroom/list", "GET /newsroom/find", "GET /newsroom/keys", "GET /newsroom/file", "GET /newsroom/file/{id}", "GET /newsroom/breaking",
		"GET /newsroom/print.css", "GET /newsroom/gallery", "GET /newsroom/gallery/{name...}"), API: at("GET /articles")},
	{Does: "set one’s own preferences", Newsroom: at("POST /newsroom/keys", "POST /newsroom/filters", "POST /newsroom/filters/drop")},
	{Does: "make and revoke one’s own tokens", Newsroom: at("GET /newsroom/tokens", "POST /newsroom/token", "POST /newsroom/you/token/revoke")},
	{Does: "keep one’s own ways in and sessions", Newsroom: at("GET /newsroom/you", "POST /newsroom/you/passkey/ask", "POST /newsroom/you/passkey",
		"POST /newsroom/you/passkey/remove", "POST /newsroom/you/codes", "POST /newsroom/you/session/end")},
	{Does: "see and end somebody’s sessions, passkeys and tokens", Newsroom: at("GET /newsroom/people/{id}/sessions",
		"POST /newsroom/people/{id}/sessions/end", "POST /newsroom/people/{id}/token/revoke")},
	{Does: "let somebody in by a link", Newsroom: at("POST /newsroom/settings/people/{id}/link")},
	{Does: "read what was done to articles", Newsroom: at("GET /newsroom/audit", "GET /newsroom/audit.csv", "GET /newsroom/audit.jsonl"), API: at("GET /audit")},
	{Does: "read what was done to anything else", Newsroom: at("GET /newsroom/audit (of people)", "GET /newsroom/audit.csv (of people)",
		"GET /newsroom/audit.jsonl (of people)"), API: at("GET /audit (of people)")},
	{Does: "read the ledger", API: at("GET /ledger")},
}

// articleRows are what is done to articles.
var articleRows = []Row{
	{Does: "file a draft", Newsroom: at("POST /newsroom/article", "POST /newsroom/file"), API: at("POST /articles", "POST /articles:batch")},
	{Does: "file and publish at once", API: at("POST /articles (and publish)")},
	{Does: "put out breaking news", Newsroom: at("POST /newsroom/breaking"), API: at("POST /articles (as breaking news)", "PATCH /articles/{id} (as breaking news)")},
	{Does: "read copy", Newsroom: at("GET /newsroom/article/{id} (a draft)", "POST /newsroom/article/{id}/rules"),
		API: at("GET /articles/{id}", "GET /articles/{id}/related")},
	{Does: "read what readers have", State: news.Live, API: at("GET /articles/{id} (that is out)", "GET /articles/{id}/related (that is out)")},
	{Does: "read copy’s versions, and words that are not out", State: news.Live, Newsroom: at("GET /newsroom/article/{id}",
		"GET /newsroom/article/{id}/live", "GET /newsroom/article/{id}/updates", "GET /newsroom/article/{id}/at", "GET /newsroom/article/{id}/panel", "GET /newsroom/article/{id}/preview",
		"POST /newsroom/article/{id}/preview", "GET /newsroom/article/{id}/preview/card", "GET /newsroom/article/{id}/views", "GET /newsroom/article/{id}/versions"),
		API: at("GET /articles/{id}/versions", "GET /articles/{id}/versions/{n}", "GET /articles/{id}/diff")},
	{Does: "write copy", Newsroom: at("POST /newsroom/article/{id}/messages", "POST /newsroom/article/{id}/save", "POST /newsroom/article/{id}/restore",
		"POST /newsroom/article/{id}/rules/report", "POST /newsroom/article/{id}/rules/ignore (of a should)"), API: at("PATCH /articles/{id}")},
	{Does: "hand copy to the desk", Newsroom: at("POST /newsroom/article/{id}/submit", "POST /newsroom/board/move"), API: at("POST /articles/{id}/submit")},
	{Does: "hand copy back", State: news.Submitted, Newsroom: at("POST /newsroom/board/move (back)"), API: at("POST /articles/{id}/return")},
	{Does: "spike copy", Newsroom: at("GET /newsroom/article/{id}/spike", "POST /newsroom/article/{id}/spike"), API: at("POST /articles/{id}/spike")},
	{Does: "call copy ready", State: news.Submitted, Newsroom: at("POST /newsroom/article/{id}/ready", "POST /newsroom/board/move (to ready)"), API: at("POST /articles/{id}/ready")},
	{Does: "publish copy", State: news.Ready, Newsroom: at("POST /newsroom/article/{id}/publish", "POST /newsroom/board/move (to live)"),
		API: at("POST /articles/{id}/publish", "PATCH /articles/{id} (and publish)")},
	{Does: "schedule copy", State: news.Ready, Newsroom: at("POST /newsroom/article/{id}/schedule"), API: at("POST /articles/{id}/schedule")},
	{Does: "take copy off the clock", State: news.Scheduled, Newsroom: at("POST /newsroom/article/{id}/unschedule"), API: at("POST /articles/{id}/unschedule")},
	{Does: "correct an article", State: news.Live, Newsroom: at("POST /newsroom/article/{id}/correct"), API: at("POST /articles/{id}/corrections")},
	{Does: "take an article down", State: news.Live, Newsroom: at("GET /newsroom/article/{id}/retract", "POST /newsroom/article/{id}/retract"),
		API: at("POST /articles/{id}/unpublish")},
	{Does: "kill an article", State: news.Live, Newsroom: at("GET /newsroom/article/{id}/kill", "POST /newsroom/article/{id}/kill"), API: at("POST /articles/{id}/kill")},
	{Does: "close and open live coverage", State: news.Live, Newsroom: at("GET /newsroom/article/{id}/close", "POST /newsroom/article/{id}/close",
		"GET /newsroom/article/{id}/reopen", "POST /newsroom/article/{id}/reopen"), API: at("PATCH /articles/{id} (closing its coverage)")},
	{Does: "hold copy", Newsroom: at("POST /newsroom/article/{id}/hold"), API: at("POST /articles/{id}/hold")},
	{Does: "lift a desk’s hold", Newsroom: at("POST /newsroom/article/{id}/lift"), API: at("POST /articles/{id}/lift")},
	{Does: "lift another’s legal hold", Newsroom: at("POST /newsroom/article/{id}/lift (a legal hold)"), API: at("POST /articles/{id}/lift (a legal hold)")},
	{Does: "move an embargo", State: news.Scheduled, Newsroom: at("POST /newsroom/article/{id}/embargo", "POST /newsroom/article/{id}/agree",
		"POST /newsroom/article/{id}/keep-embargo"), API: at("POST /articles/{id}/embargo")},
	{Does: "let a break of a must stand", Newsroom: at("POST /newsroom/article/{id}/rules/ignore")},
}

// frontRows are the fronts.
var frontRows = []Row{
	{Does: "read what a front shows readers", API: at("GET /fronts/{name}")},
	{Does: "see a front’s draft and history", Newsroom: at("GET /newsroom/front", "GET /newsroom/front/{name}", "GET /newsroom/front/{name}/history",
		"GET /newsroom/front/{name}/preview", "GET /newsroom/front/{name}/page"), API: at("GET /fronts/{name}/versions", "GET /fronts/{name}/versions/{n}")},
	{Does: "curate a front", Newsroom: at("POST /newsroom/front/{name}/edit"), API: at("PUT /fronts/{name}")},
	{Does: "publish a front", Newsroom: at("POST /newsroom/front/{name}/publish"), API: at("POST /fronts/{name}/publish")},
	{Does: "plan a front", Newsroom: at("POST /newsroom/front/{name}/plan"), API: at("POST /fronts/{name}/schedule")},
	{Does: "take back a front’s plan", Newsroom: at("POST /newsroom/front/{name}/cancel"), API: at("POST /fronts/{name}/schedule/{plan}/cancel")},
	{Does: "bring back a front", Newsroom: at("POST /newsroom/front/{name}/restore"), API: at("POST /fronts/{name}/restore")},
}

// pictureRows are the library.
var pictureRows = []Row{
	{Does: "see pictures", Newsroom: at("GET /newsroom/pictures", "GET /newsroom/pictures/find", "GET /newsroom/pictures/{id}", "GET /newsroom/pictures/{id}/file"),
		API: at("GET /media", "GET /media/{id}")},
	{Does: "add a picture", Newsroom: at("POST /newsroom/pictures"), API: at("POST /media")},
	{Does: "say what a picture shows", Newsroom: at("POST /newsroom/pictures/{id}/save"), API: at("PATCH /media/{id}")},
	{Does: "replace a picture’s file", Newsroom: at("POST /newsroom/pictures/{id}/replace")},
	{Does: "remove a picture", Newsroom: at("POST /newsroom/pictures/{id}/remove", "POST /newsroom/pictures/{id}/back"), API: at("POST /media/{id}/remove")},
}

// settingsRows are the paper and its lists. The API lets whoever has a token read what the readers' pages name; the
// settings' screens are for those who may change something on one of them.
var settingsRows = []Row{
	{Does: "look things up", API: at("GET /paper", "GET /people", "GET /people/{slug}", "GET /sections", "GET /sections/{slug}", "GET /tags", "GET /tags/{slug}",
		"GET /storylines", "GET /storylines/{slug}", "GET /rules", "GET /rules/{id}")},
	{Does: "see the settings", Newsroom: at("GET /newsroom/settings/{$}", "GET /newsroom/settings/paper", "GET /newsroom/settings/look", "GET /newsroom/settings/sections",
		"GET /newsroom/settings/sections/{id}", "GET /newsroom/settings/people", "GET /newsroom/settings/people/{id}", "GET /newsroom/settings/redirects", "GET /newsroom/settings/rules",
		"GET /newsroom/settings/rules/new", "GET /newsroom/settings/rules/as/{format}", "GET /newsroom/settings/rules/rule/{id}"), API: at("GET /redirects", "GET /paper/versions")},
	{Does: "change the paper and its look", Newsroom: at("POST /newsroom/settings/paper", "POST /newsroom/settings/look"), API: at("PATCH /paper")},
	{Does: "add people, and change what they may", Newsroom: at("POST /newsroom/settings/people", "POST /newsroom/settings/people/{id}"),
		API: at("POST /people", "PATCH /people", "PATCH /people/{slug}")},
	{Does: "add and change sections", Newsroom: at("POST /newsroom/settings/sections", "POST /newsroom/settings/sections/{id}"),
		API: at("POST /sections", "PATCH /sections", "PATCH /sections/{slug}")},
	{Does: "add and change tags", API: at("POST /tags", "PATCH /tags", "PATCH /tags/{slug}")},
	{Does: "add and change storylines", API: at("POST /storylines", "PATCH /storylines", "PATCH /storylines/{slug}")},
	{Does: "set and remove redirects", Newsroom: at("POST /newsroom/settings/redirects", "POST /newsroom/settings/redirects/remove", "POST /newsroom/settings/redirects/import"),
		API: at("POST /redirects")},
	{Does: "set and drop house rules", Newsroom: at("POST /newsroom/settings/rules/new", "POST /newsroom/settings/rules/rule/{id}", "POST /newsroom/settings/rules/import",
		"POST /newsroom/settings/rules/rule/{id}/{act}", "POST /newsroom/settings/rules/rule/{id}/{act} (drop)"), API: at("PUT /rules/{id}", "DELETE /rules/{id}")},
}
