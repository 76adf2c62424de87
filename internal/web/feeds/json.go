package feeds

import (
	"bytes"
	"encoding/json"
)

type jsonFeed struct {
	Version     string            `json:"version"`
	Title       string            `json:"title"`
	HomePage    string            `json:"home_page_url"`
	Feed        string            `json:"feed_url"`
	Description string            `json:"description,omitempty"`
	Language    string            `json:"language,omitempty"`
	Authors     []jsonAuthor      `json:"authors"` // of the items that name none
	Hubs        []jsonHub         `json:"hubs,omitempty"`
	Items       []json.RawMessage `json:"items"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	HTML      string       `json:"content_html"`
	Summary   string       `json:"summary,omitempty"`
	Image     string       `json:"image,omitempty"`
	Published string       `json:"date_published"`
	Modified  string       `json:"date_modified,omitempty"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
	Language  string       `json:"language,omitempty"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

// json writes the feed as JSON Feed 1.1.
func (x feed) json() ([]byte, error) {
	out := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: allowed(x.Title), HomePage: x.Base + x.Path + x.slash(),
		Feed: x.self(), Description: allowed(x.description()), Language: x.Paper.Locale, Authors: []jsonAuthor{{allowed(x.Paper.Name)}}, Items: []json.RawMessage{},
	}
	if x.Hub != "" {
		out.Hubs = []jsonHub{{Type: "WebSub", URL: x.Hub}}
	}
	for _, e := range x.Entries {
		out.Items = append(out.Items, e)
	}
	return encode(out)
}

// jsonItem is an entry as JSON Feed has it.
func (x feed) jsonItem(e entry) jsonItem {
	item := jsonItem{
		ID: e.ID, URL: e.URL, Title: allowed(e.Headline), HTML: allowed(e.HTML), Summary: allowed(e.Summary), Image: e.Picture.URL,
		Published: rfc3339(e.Published, x.Zone), Language: e.Language,
	}
	if e.changed() {
		item.Modified = rfc3339(e.Updated, x.Zone)
	}
	for _, a := range e.Authors {
		item.Authors = append(item.Authors, jsonAuthor{allowed(a)})
	}
	for _, t := range append([]string{e.Section}, e.Tags...) {
		if t != "" {
			item.Tags = append(item.Tags, allowed(t))
		}
	}
	return item
}

// encode writes JSON as a feed has it: feed readers read it, and nobody puts it into a page.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.Bytes(), err
}
