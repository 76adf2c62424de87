package media

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"broadsheet/internal/news"
)

// What fetching a picture may cost.
const (
	fetchTime    = 30 * time.Second
	maxRedirects = 5
)

// Fetcher fetches pictures from other servers. Where it connects to is checked when the connection is made, after names
// have been looked up and redirects followed: a name that leads inside is of no use to anybody.
type Fetcher struct {
	client *http.Client
	most   int64
}

// errPrivate says that an address is not the public's.
var errPrivate = errors.New("a private address")

// NewFetcher makes a Fetcher of files of at most so many bytes.
func NewFetcher(most int64, allowPrivate bool) *Fetcher {
	d := &net.Dialer{Timeout: 10 * time.Second}
	if !allowPrivate {
		d.Control = func(_, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil || !isPublic(to.Addr()) {
				return errPrivate
			}
			return nil
		}
	}
	t := &http.Transport{DialContext: d.DialContext, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 15 * time.Second,
		MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true, DisableCompression: true} // no proxy: it would connect for us
	return &Fetcher{most: most, client: &http.Client{Transport: t, Timeout: fetchTime, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) > maxRedirects {
			return news.Invalid("url", "leads on more than %d times; give the picture's own address", maxRedirects)
		}
		return checkURL(r.URL)
	}}}
}

// isPublic says whether an address is one that anybody may be sent to.
func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, net := range reserved() {
		if netip.MustParsePrefix(net).Contains(a) {
			return false
		}
	}
	return true
}

// reserved are networks beside the private ones that lead to nobody's public server: this network, carriers' own,
// documentation, benchmarks, what is to come, and IPv6 addresses that carry an IPv4 one within.
func reserved() []string {
	return []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10"}
}

func checkURL(u *url.URL) error {
	if u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return news.Invalid("url", "%q is no address that a picture can be fetched from; write it like https://pictures.example.org/gull.jpg", u.Redacted())
	}
	return nil
}

// Get fetches a file.
func (f *Fetcher) Get(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, news.Invalid("url", "is no address; write it like https://pictures.example.org/gull.jpg")
	}
	if err := checkURL(u); err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, news.Invalid("url", "is no address; write it like https://pictures.example.org/gull.jpg")
	}
	r.Header.Set("User-Agent", "Broadsheet")
	r.Header.Set("Accept", "image/jpeg, image/png, image/webp, image/gif")
	answer, err := f.client.Do(r)
	if err != nil {
		return nil, unfetched(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, news.Invalid("url", "answers %s and no picture; look whether the address is right", answer.Status)
	}
	if answer.ContentLength > f.most {
		return nil, tooManyBytes(f.most)
	}
	b, err := io.ReadAll(io.LimitReader(answer.Body, f.most+1))
	switch {
	case err != nil:
		return nil, unfetched(err)
	case int64(len(b)) > f.most:
		return nil, tooManyBytes(f.most)
	}
	return b, nil
}

// unfetched says why nothing was fetched, without telling what lies at addresses inside.
func unfetched(err error) error {
	var own *news.Error
	var late interface{ Timeout() bool }
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(err, errPrivate):
		return news.Invalid("url", "leads to a private address, which is not fetched from; the setting fetch-private allows it")
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &late) && late.Timeout():
		return news.Invalid("url", "took longer than %s; try again, or send the file itself", fetchTime)
	}
	return news.Invalid("url", "could not be fetched from; look whether the address is right, or send the file itself")
}
