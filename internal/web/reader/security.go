package reader

import (
	"net/http"

	"broadsheet/ui"
)

// policy is the Content-Security-Policy of every reader's page: no scripts, no frames, no plug-ins; the one stylesheet,
// by its hash; pictures and sound, forms to ourselves. Pictures may be shown from other addresses over TLS because
// agencies and archives name theirs by address.
func policy() string {
	return "default-src 'none'; style-src " + ui.StyleHash() + "; img-src 'self' https:; media-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
}

// secure sets the headers that guard a reader's page.
func secure(h http.Header, r *http.Request) {
	h.Set("Content-Security-Policy", policy())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Permissions-Policy", "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), browsing-topics=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if r.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}
