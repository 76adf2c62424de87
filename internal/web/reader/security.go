package reader

import (
	"net/http"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
	"broadsheet/ui"
)

// policy is the Content-Security-Policy of every reader's page: of scripts the two that heed the choice of light or dark,
// by their hashes, and on a live page that goes on one more of ours; no frames, no plug-ins; stylesheets,
// pictures and sound from ourselves, forms to ourselves. Pictures may be shown from other addresses over TLS because
// agencies and archives name theirs by address. Connections to ourselves are let through for Lighthouse, which asks for
// robots.txt from within the page, and for the live page's entries.
//
// A paper with a look of its own has a style element, whose hash is own; "" where there is none.
func policy(own string, live bool) string {
	if own != "" {
		own = " " + own
	}
	script := ui.SchemeHashes()
	if live {
		script = "'self' " + script
	}
	return "default-src 'none'; script-src " + script + "; style-src 'self'" + own + "; font-src 'self'; img-src 'self' https:; media-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
}

// The fields that guard every page, as http.Header holds them. They are read only.
var (
	guardPolicy      = []string{policy("", false)}
	guardSniff       = []string{"nosniff"}
	guardReferrer    = []string{"strict-origin-when-cross-origin"}
	guardPermissions = []string{"accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), browsing-topics=()"}
	guardOpener      = []string{"same-origin"}
	guardTransport   = []string{"max-age=31536000"}
)

// guardOf is the policy of a page where it isn't every page's: the paper has a look of its own, or live coverage goes on.
func guardOf(p news.Paper, live bool) string {
	own := ui.LookHash(p.Look)
	if own == "" && !live {
		return ""
	}
	return policy(own, live)
}

// What secure sets on a connection without TLS, as it is sent: with the policy of every page, and for a page that has its own.
var (
	guardFields         = writtenGuards(http.Header{})
	guardFieldsNoPolicy = writtenGuards(http.Header{"Content-Security-Policy": nil})
)

func writtenGuards(h http.Header) []byte {
	secure(h, new(http.Request))
	return web.Fields(h)
}

// secure sets the headers that guard a reader's page. A policy that is set already stays.
func secure(h http.Header, r *http.Request) {
	if _, own := h["Content-Security-Policy"]; !own {
		h["Content-Security-Policy"] = guardPolicy
	}
	h["X-Content-Type-Options"] = guardSniff
	h["Referrer-Policy"] = guardReferrer
	h["Permissions-Policy"] = guardPermissions
	h["Cross-Origin-Opener-Policy"] = guardOpener
	if r.TLS != nil {
		h["Strict-Transport-Security"] = guardTransport
	}
}
