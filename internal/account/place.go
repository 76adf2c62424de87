package account

import (
	"net/netip"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"broadsheet/internal/news"
)

// Place is where a browser is when it uses a passkey.
type Place struct {
	Paper  news.Paper
	Scheme string // "https" or "http"
	Host   string // as the browser asked for it, with its port
}

// host is the place's host without a port.
func (p Place) host() string {
	host := p.Host
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// RefusesPasskeys says, in a sentence, why browsers use no passkeys at a place, and "" where they do: they take names
// only, and only by https but for localhost.
func (p Place) RefusesPasskeys() string {
	host := p.host()
	if a, err := netip.ParseAddr(host); err == nil {
		if a.IsLoopback() {
			_, port, _ := strings.Cut(strings.TrimPrefix(p.Host, "["+host+"]"), ":")
			if port != "" {
				port = ":" + port
			}
			return "Browsers use passkeys at names alone, not at " + host + ": open " + p.Scheme + "://localhost" + port + "/newsroom/ instead."
		}
		return "Browsers use passkeys at names alone, not at the number " + host + ": open the newsroom by the paper’s own name."
	}
	if p.Scheme != "https" && host != "localhost" && !strings.HasSuffix(host, ".localhost") {
		return "Browsers use passkeys over https alone: open the newsroom by https."
	}
	return ""
}

// party is the relying party of a place. A passkey is good at the host of the paper's URL and the hosts below it; at a host
// of another name, at that alone.
func (p Place) party() (*webauthn.WebAuthn, error) {
	if why := p.RefusesPasskeys(); why != "" {
		return nil, news.Errorf(news.CodeConflict, "passkey", "%s", why)
	}
	id := p.host()
	_, main, _ := strings.Cut(p.Paper.URL, "://")
	if main = (Place{Host: main}).host(); main != "" && strings.HasSuffix(id, "."+main) {
		id = main
	}
	odd := news.Errorf(news.CodeConflict, "passkey", "no passkey can be used at this address; open the newsroom by the paper’s own name")
	if id == "" || protocol.ValidateRPID(id) != nil {
		return nil, odd
	}
	w, err := webauthn.New(&webauthn.Config{
		RPID: id, RPDisplayName: p.Paper.Name, RPOrigins: []string{p.Scheme + "://" + strings.ToLower(p.Host)},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, odd
	}
	return w, nil
}
