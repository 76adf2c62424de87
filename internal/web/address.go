package web

import (
	"net"
	"net/http"
	"strings"
)

// ClientAddress returns the client's address: the connection's, or, where a proxy in front is believed, what that says it
// is.
func ClientAddress(r *http.Request, trustProxy bool) string {
	if forwarded := r.Header.Values("X-Forwarded-For"); trustProxy && len(forwarded) > 0 {
		last := forwarded[len(forwarded)-1]
		return strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
