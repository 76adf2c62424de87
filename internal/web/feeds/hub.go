package feeds

import (
	"context"
	"fmt"
	"mime"
	"net/http"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/internal/websub"
)

// HubPath is where a paper's own hub takes requests to subscribe.
const HubPath = "/feed/hub"

// maxHubRequest is how many bytes such a request may have: a callback, a topic and a secret.
const maxHubRequest = 16 << 10

// Asker takes a request to subscribe that has been read.
type Asker interface {
	Ask(ctx context.Context, p news.Paper, r websub.Request) error
	AllowsPrivate() bool
}

// Hub is the door of a paper's own hub (W3C WebSub 5.1): a form is posted to it, and answered with 202, before the
// subscriber is asked whether it is meant. What is wrong is said in a line of text.
func Hub(hub Asker) http.Handler {
	return web.Adapt(func(w http.ResponseWriter, r *http.Request) error {
		web.SetRoute(r.Context(), "hub")
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			tellHub(w, r, web.Failure{Status: http.StatusMethodNotAllowed, Problems: []*news.Error{
				news.Invalid("", "This is a WebSub hub. Post a form to it with hub.mode, hub.topic and hub.callback.")}})
			return nil
		}
		if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/x-www-form-urlencoded" {
			return news.Invalid("Content-Type", "a request to the hub is a form: send it as application/x-www-form-urlencoded")
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxHubRequest)
		if err := r.ParseForm(); err != nil {
			return unread(err)
		}
		request, err := websub.ParseRequest(r.PostForm, hub.AllowsPrivate())
		if err == nil {
			err = hub.Ask(r.Context(), web.PaperOf(r.Context()), request)
		}
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusAccepted)
		_, err = fmt.Fprintln(w, "The callback is asked now whether this is meant.")
		return err
	}, tellHub)
}

// tellHub tells a failure in a line of text that names the field at fault.
func tellHub(w http.ResponseWriter, r *http.Request, f web.Failure) {
	var named []*news.Error
	for _, p := range f.Problems {
		n := *p
		n.Message = p.Error()
		named = append(named, &n)
	}
	f.Problems = named
	web.TellText(w, r, f)
}

// unread says what is wrong with a form that could not be read.
func unread(err error) error {
	if web.Status(err) == http.StatusRequestEntityTooLarge {
		return news.Errorf(news.CodeTooLarge, "", "a request to the hub has at most %d KiB", maxHubRequest>>10)
	}
	return news.Invalid("", "the form cannot be read; send it as application/x-www-form-urlencoded, with %%XX for what is not letters and figures")
}
