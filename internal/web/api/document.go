package api

import (
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// config is the library's configuration: JSON alone, and no pages of the library's own.
func (a *API) config() huma.Config {
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	registry.RegisterTypeAlias(reflect.TypeFor[news.Millis](), reflect.TypeFor[time.Time]())
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Broadsheet", Version: a.Version,
				Description: "The newsroom's API of a Broadsheet newspaper: file, publish, correct and curate.\n\n" +
					"Failures are problem documents (RFC 9457) that name the field and the mend. Writes take Idempotency-Key; changes take If-Match.\n" +
					"Lists answer {\"items\": [...], \"next\": CURSOR or null}. Times are RFC 3339 with a zone.",
				License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Servers: []*huma.Server{{URL: prefix}},
			Tags: []*huma.Tag{
				{Name: "articles", Description: "Filing, reading and changing articles."},
				{Name: "acts", Description: "What is done to an article on copy's way: submit, publish, correct, kill."},
				{Name: "history", Description: "An article's versions, and what is different between them."},
				{Name: "paper", Description: "The paper itself, sections, tags, people, storylines, fronts and redirects."},
				{Name: "rules", Description: "House rules: what copy is checked against while it is written, and before it goes out."},
				{Name: "media", Description: "Pictures: the library that articles show them from."},
				{Name: "ledger", Description: "Everything that has happened, in order."},
			},
			Components: &huma.Components{
				Schemas: registry,
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"bearer": {Type: "http", Scheme: "bearer", Description: "A token from \"broadsheet token create\"."},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{fromHuma},
	}
}

// finished returns the document, without what the library put in for its own errors.
func (a *API) finished() *huma.OpenAPI {
	doc := a.huma.OpenAPI()
	delete(doc.Components.Schemas.Map(), "ErrorModel")
	delete(doc.Components.Schemas.Map(), "ErrorDetail")
	return doc
}

// noteError gives the log an error that the library tells.
func noteError(r *http.Request, err error) { web.NoteError(r.Context(), err) }
