package api

import (
	"net/http"

	"broadsheet/internal/news"
)

// The examples of the OpenAPI document. A test sends those of requests.
const (
	exampleID     = "0198c0de-7a3b-7c41-9d52-3f6a1b2c4d5e"
	examplePerson = "0198c0de-1111-7222-8333-444455556666"
	exampleTime   = news.Millis(1769925600000) // 2026-02-01T06:00:00Z
)

func exampleFiling() map[string]any {
	return map[string]any{
		"headline": "Council votes for new bridge", "standfirst": "Eleven to four, after a long evening.", "section": "news",
		"byline": "By our town hall staff", "tags": []string{"bridges", "Town council"},
		"body_markdown": "The council has voted for a new bridge.\n\n## The cost\n\nIt will cost £40 million.", "publish": true,
	}
}

func exampleArticle() article {
	return article{
		ID: exampleID, Version: 1, State: news.Live, URL: "https://news.example.org/council-votes-for-new-bridge", Slug: "council-votes-for-new-bridge",
		Live: 1, Kind: news.KindNews, Headline: "Council votes for new bridge", Standfirst: "Eleven to four, after a long evening.",
		Byline: byline{Text: "By our town hall staff"}, Section: "news", Tags: []string{"bridges", "town-council"}, Storylines: []string{},
		Body:        elements(`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"The council has voted for a new bridge."}]}]}`),
		PublishedAt: exampleTime, ReleaseAt: exampleTime, CreatedAt: exampleTime, ModifiedAt: exampleTime, Owner: examplePerson,
	}
}

func exampleRow() row {
	return row{
		ID: exampleID, Version: 1, State: news.Live, URL: "https://news.example.org/council-votes-for-new-bridge", Slug: "council-votes-for-new-bridge",
		Live: 1, Kind: news.KindNews, Headline: "Council votes for new bridge", Section: "news", PublishedAt: exampleTime, CreatedAt: exampleTime,
		ModifiedAt: exampleTime, Owner: examplePerson,
	}
}

func exampleDiff() diff {
	return diff{
		From: 1, To: 2,
		Fields: []fieldDiff{{"headline", []wordRun{{"same", "Council votes for "}, {"removed", "new"}, {"added", "second"}, {"same", " bridge"}}}},
		Body: []elementDiff{
			{"p1", "paragraph", "same", nil},
			{"p2", "paragraph", "changed", []wordRun{{"same", "It will cost £"}, {"removed", "4"}, {"added", "40"}, {"same", " million."}}},
		},
	}
}

// exampleProblem is shown for every operation.
func exampleProblem() *Problem {
	return newProblem(http.StatusUnprocessableEntity, []*news.Error{news.Invalid("headline", "is missing; every article has a headline")}, "K3JX5P2Q7A")
}
