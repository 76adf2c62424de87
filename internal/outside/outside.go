// Package outside makes requests to other people's servers, at addresses that strangers may have named: a picture's, a
// feed subscriber's. Where a connection leads is checked when it is made, after names have been looked up and redirects
// followed: a name that leads inside is of no use to anybody.
package outside

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// ErrPrivate says that an address is not the public's.
var ErrPrivate = errors.New("a private address")

// Options say what a client may do.
type Options struct {
	AllowPrivate bool          // connect to private addresses too
	Timeout      time.Duration // of a request, its answer's body included
	// Redirect says whether a redirect is followed: nil to do so, http.ErrUseLastResponse to take the redirect itself as
	// the answer. Without it none is followed.
	Redirect func(r *http.Request, via []*http.Request) error
}

// NewClient makes a client. It uses no proxy, which would connect for us, and keeps no connections.
func NewClient(o Options) *http.Client {
	d := &net.Dialer{Timeout: 10 * time.Second}
	if !o.AllowPrivate {
		d.Control = func(_, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil || !IsPublic(to.Addr()) {
				return ErrPrivate
			}
			return nil
		}
	}
	if o.Redirect == nil {
		o.Redirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	t := &http.Transport{DialContext: d.DialContext, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 15 * time.Second,
		MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true, DisableCompression: true}
	return &http.Client{Transport: t, Timeout: o.Timeout, CheckRedirect: o.Redirect}
}

// IsPublic says whether an address is one that anybody may be sent to.
func IsPublic(a netip.Addr) bool {
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

// IsWeb says whether u is an address that can be asked over http or https, and carries no name and password.
func IsWeb(u *url.URL) bool {
	return (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil
}

// LooksPrivate says whether the host in an address is written as a private one: as an IP address or as this machine. It
// looks no name up, so that a name may still lead inside; the client finds that out.
func LooksPrivate(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return !IsPublic(a)
	}
	return host == "localhost" || len(host) > 10 && host[len(host)-10:] == ".localhost"
}
