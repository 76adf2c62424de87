package websub

import (
	"net/url"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// form is a request in which everything is right.
func form(change func(url.Values)) url.Values {
	f := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {base + "/feed.xml"}, "hub.callback": {"https://reader.example/push?x=1"}, "hub.secret": {"s"}, "hub.lease_seconds": {"864000"}}
	if change != nil {
		change(f)
	}
	return f
}

func TestBadRequests(t *testing.T) {
	t.Parallel()
	set := func(name, value string) func(url.Values) { return func(f url.Values) { f.Set(name, value) } }
	for name, c := range map[string]struct {
		change      func(url.Values)
		field, says string
	}{
		"no mode":          {func(f url.Values) { f.Del("hub.mode") }, "hub.mode", "is missing"},
		"another mode":     {set("hub.mode", "publish"), "hub.mode", `"publish"`},
		"mode twice":       {func(f url.Values) { f.Add("hub.mode", "unsubscribe") }, "hub.mode", "2 times"},
		"no topic":         {func(f url.Values) { f.Del("hub.topic") }, "hub.topic", "address of a feed"},
		"endless topic":    {set("hub.topic", base+"/"+strings.Repeat("x", 3000)), "hub.topic", "2048 bytes"},
		"secret too long":  {set("hub.secret", strings.Repeat("s", 200)), "hub.secret", "shorter than 200 bytes, and has 200"},
		"no callback":      {func(f url.Values) { f.Del("hub.callback") }, "hub.callback", "is missing"},
		"endless callback": {set("hub.callback", "https://reader.example/"+strings.Repeat("x", 3000)), "hub.callback", "at most 2048"},
		"fragment":         {set("hub.callback", "https://reader.example/#x"), "hub.callback", "no address"},
		"password":         {set("hub.callback", "https://a:b@reader.example/"), "hub.callback", "no address"},
		"file":             {set("hub.callback", "file:///etc/passwd"), "hub.callback", "no address"},
		"relative":         {set("hub.callback", "/push"), "hub.callback", "no address"},
		"control":          {set("hub.callback", "https://reader.example/\r\nX: y"), "hub.callback", "no address"},
		"loopback":         {set("hub.callback", "http://127.0.0.1:8080/"), "hub.callback", "private address"},
		"this machine":     {set("hub.callback", "http://LOCALHOST/"), "hub.callback", "private address"},
		"metadata":         {set("hub.callback", "http://169.254.169.254/latest/"), "hub.callback", "private address"},
		"mapped":           {set("hub.callback", "http://[::ffff:10.0.0.1]/"), "hub.callback", "private address"},
		"lease of words":   {set("hub.lease_seconds", "long"), "hub.lease_seconds", `"long"`},
		"lease of nothing": {set("hub.lease_seconds", "0"), "hub.lease_seconds", `"0"`},
		"lease before":     {set("hub.lease_seconds", "-5"), "hub.lease_seconds", `"-5"`},
		"lease too large":  {set("hub.lease_seconds", "99999999999999999999"), "hub.lease_seconds", "number of seconds"},
	} {
		_, err := ParseRequest(form(c.change), false)
		problems := news.Problems(err)
		if len(problems) != 1 || problems[0].Code != news.CodeInvalid || problems[0].Field != c.field || !strings.Contains(problems[0].Message, c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r, err := ParseRequest(form(set("hub.secret", strings.Repeat("s", 199))), false)
	if err != nil || len(r.Secret) != 199 || r.Lease != 864000 || r.Callback.RawQuery != "x=1" {
		t.Errorf("%+v %v", r, err)
	}
}

// TestTopics asks for what is no feed of the paper's.
func TestTopics(t *testing.T) {
	t.Parallel()
	b, s := setup(t), newSubscriber(t)
	for _, topic := range []string{"https://other.example/feed.xml", base, base + "/", base + "/nothing.xml", base + ".evil.example/feed.xml", base + "//feed.xml", base + "/feed.xml?x=1", "/feed.xml"} {
		r := s.wish(t, subscribe, "/feed.xml")
		r.Topic = topic
		if err := b.hub.Ask(t.Context(), b.paper, r); news.CodeOf(err) != news.CodeNotFound || !strings.Contains(err.Error(), base+"/feed.xml") {
			t.Errorf("%s: %v", topic, err)
		}
	}
	if err := b.hub.Ask(t.Context(), b.paper, s.wish(t, unsubscribe, "/feed.xml")); news.CodeOf(err) != news.CodeNotFound {
		t.Errorf("unsubscribing from nothing: %v", err)
	}
	b.hub = b.another(func(o *Options) { o.Limits = news.SubscriptionLimits{Topic: 1, Host: 9, Paper: 9, Waiting: 9} })
	b.subscribes(s, "/feed.xml")
	if err := b.hub.Ask(t.Context(), b.paper, newSubscriber(t).wish(t, subscribe, "/feed.xml")); news.CodeOf(err) != news.CodeTooMany {
		t.Errorf("one too many: %v", err)
	}
}

// FuzzParseRequest reads requests of strangers: what is taken is within bounds, and what is refused has a sentence.
func FuzzParseRequest(f *testing.F) {
	f.Add(form(nil).Encode())
	f.Add("hub.mode=unsubscribe&hub.topic=x&hub.callback=http://[::1]:80/%00")
	f.Add("hub.mode=subscribe&hub.callback=//x&hub.lease_seconds=1e9&hub.topic=y")
	f.Fuzz(func(t *testing.T, body string) {
		values, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		r, err := ParseRequest(values, false)
		if err != nil {
			if p := news.Problems(err); len(p) != 1 || p[0].Field == "" || p[0].Message == "" {
				t.Fatalf("%v", err)
			}
			return
		}
		again, err := url.Parse(r.Callback.String())
		if err != nil || again.Host == "" || again.User != nil || again.Scheme != "http" && again.Scheme != "https" || strings.ContainsAny(r.Callback.String(), " \r\n\x00") {
			t.Fatalf("the callback %q: %v", r.Callback, err)
		}
		if r.Mode != subscribe && r.Mode != unsubscribe || len(r.Secret) >= 200 || r.Lease < minLease || r.Lease > maxLease || r.Topic == "" {
			t.Fatalf("%+v", r)
		}
	})
}
