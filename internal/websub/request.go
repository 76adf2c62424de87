package websub

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"broadsheet/internal/news"
	"broadsheet/internal/outside"
)

// The bounds of a request. Those of the secret are WebSub's (5.1).
const (
	maxAddress = 2048 // bytes of an address
	maxSecret  = 199  // bytes: fewer than 200
)

// The modes of a request.
const (
	subscribe   = "subscribe"
	unsubscribe = "unsubscribe"
)

// Request is a request to subscribe or unsubscribe (WebSub 5.1).
type Request struct {
	Mode     string
	Topic    string // address of the feed
	Callback *url.URL
	Secret   string
	Lease    int64 // seconds
}

// ParseRequest reads the fields of a request's form. It returns an Error for each that is wrong; Field is its name.
// allowPrivate lets the callback be written as a private address.
func ParseRequest(form url.Values, allowPrivate bool) (Request, error) {
	r := Request{Mode: form.Get("hub.mode"), Topic: form.Get("hub.topic"), Secret: form.Get("hub.secret")}
	if r.Mode != subscribe && r.Mode != unsubscribe {
		return r, news.Invalid("hub.mode", "must be subscribe or unsubscribe, and is %s", quoted(r.Mode))
	}
	if r.Topic == "" || len(r.Topic) > maxAddress {
		return r, news.Invalid("hub.topic", "must be the address of a feed of this paper, of at most %d bytes", maxAddress)
	}
	for _, name := range []string{"hub.mode", "hub.topic", "hub.callback", "hub.secret", "hub.lease_seconds"} {
		if len(form[name]) > 1 {
			return r, news.Invalid(name, "is there %d times, and may be once", len(form[name]))
		}
	}
	if len(r.Secret) > maxSecret {
		return r, news.Invalid("hub.secret", "must be shorter than 200 bytes, and has %d", len(r.Secret))
	}
	var err error
	if r.Callback, err = parseCallback(form.Get("hub.callback"), allowPrivate); err != nil {
		return r, err
	}
	r.Lease, err = parseLease(form.Get("hub.lease_seconds"))
	return r, err
}

// parseCallback reads the address that feeds are sent to.
func parseCallback(text string, allowPrivate bool) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return nil, news.Invalid("hub.callback", "is missing; give the address that the feed is to be sent to, such as https://reader.example.org/push/1")
	case len(text) > maxAddress:
		return nil, news.Invalid("hub.callback", "must have at most %d bytes, and has %d", maxAddress, len(text))
	case err != nil || !outside.IsWeb(u) || u.Fragment != "" || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f || r == utf8.RuneError }):
		return nil, news.Invalid("hub.callback", "is no address that a feed can be sent to; write it like https://reader.example.org/push/1, without a name, a password or a #")
	case !allowPrivate && outside.LooksPrivate(strings.ToLower(u.Hostname())):
		return nil, news.Invalid("hub.callback", "leads to a private address, where nothing is sent; give one that everybody can reach")
	}
	return u, nil
}

// parseLease reads how long a subscription is to last, and brings it within bounds.
func parseLease(text string) (int64, error) {
	if text == "" {
		return defaultLease, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return 0, news.Invalid("hub.lease_seconds", "must be a number of seconds, such as 864000, and is %s", quoted(text))
	}
	return min(max(n, minLease), maxLease), nil
}

// quoted shows what was sent, shortened.
func quoted(s string) string {
	if s == "" {
		return "missing"
	}
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return strconv.Quote(s)
}

// AllowsPrivate says whether callbacks may be at private addresses.
func (h *Hub) AllowsPrivate() bool { return h.o.AllowPrivate }

// Ask takes a request for a paper's feed: the subscriber is asked whether it is meant (Verify) and it counts from then on.
// Errors: CodeNotFound for a topic that is no feed of the paper's, and those of the bounds.
func (h *Hub) Ask(ctx context.Context, p news.Paper, r Request) error {
	path, ours := strings.CutPrefix(r.Topic, h.o.Feeds.FeedBase(p))
	list, err := h.o.Feeds.FeedList(ctx, p, path)
	if !ours || news.CodeOf(err) == news.CodeNotFound {
		return news.Errorf(news.CodeNotFound, "hub.topic", "%s is no feed of this paper; its own is %s/feed.xml", quoted(r.Topic), h.o.Feeds.FeedBase(p))
	}
	if err != nil {
		return err
	}
	id, err := h.o.Store.AskSubscription(ctx, news.Subscription{
		Paper: p.ID, Topic: path, List: list, Callback: r.Callback.String(), Host: strings.ToLower(r.Callback.Hostname()),
		Asked: news.SubscriptionAsk{Mode: r.Mode, Secret: r.Secret, Lease: r.Lease, At: h.o.Now()},
	}, h.o.Limits)
	if err != nil {
		return err
	}
	return h.o.Store.EnqueueAll(ctx, []news.Job{jobOf(VerifyJob, p.ID, id)})
}
