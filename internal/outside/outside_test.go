package outside

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"testing"
)

func TestPublicAddresses(t *testing.T) {
	t.Parallel()
	for a, want := range map[string]bool{
		"93.184.216.34": true, "2606:2800:220:1::1": true, "127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "::1": false, "::": false, "fe80::1": false,
		"fc00::1": false, "ff02::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "::ffff:93.184.216.34": true,
	} {
		if got := IsPublic(netip.MustParseAddr(a)); got != want {
			t.Errorf("%s: %v", a, got)
		}
	}
}

func TestWebAddresses(t *testing.T) {
	t.Parallel()
	for a, want := range map[string]bool{
		"https://a.example/x?y=z": true, "http://a.example:8080": true, "ftp://a.example": false, "https://u:p@a.example": false, "https://:80/": false,
		"//a.example": false, "a.example": false, "mailto:x@a.example": false,
	} {
		u, err := url.Parse(a)
		if err != nil {
			t.Fatal(err)
		}
		if got := IsWeb(u); got != want {
			t.Errorf("%s: %v", a, got)
		}
	}
	for host, want := range map[string]bool{"localhost": true, "a.localhost": true, "127.0.0.1": true, "::1": true, "10.0.0.1": true, "a.example": false, "1.1.1.1": false} {
		if got := LooksPrivate(host); got != want {
			t.Errorf("%s: %v", host, got)
		}
	}
}

func TestClient(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) }))
	t.Cleanup(s.Close)
	if _, err := NewClient(Options{}).Get(s.URL); !errors.Is(err, ErrPrivate) {
		t.Errorf("shut: %v", err)
	}
	answer, err := NewClient(Options{AllowPrivate: true}).Get(s.URL)
	if err != nil || answer.StatusCode != http.StatusFound {
		t.Fatalf("open, and no redirect is followed: %v %v", answer, err)
	}
	_ = answer.Body.Close()
}
