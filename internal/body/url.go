package body

import (
	"net/url"
	"strings"
)

// scheme returns the scheme of an address as a browser would find it, in lower case, and "" for one without: white space
// and control characters before it and line ends and tabs within it don't hide it.
func scheme(address string) string {
	s := tidyURL(address)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ':':
			if i == 0 || !isLetter(s[0]) {
				return ""
			}
			return strings.ToLower(s[:i])
		case !isAlnum(c) && c != '+' && c != '-' && c != '.':
			return ""
		}
	}
	return ""
}

// tidyURL does to an address what browsers do before they read it: control characters and spaces at both ends and line
// ends and tabs within are gone.
func tidyURL(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
	if strings.ContainsAny(s, "\t\n\r") {
		s = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
	}
	return s
}

// scripting says whether a scheme runs or carries code.
func scripting(scheme string) bool {
	switch scheme {
	case "javascript", "vbscript", "data", "livescript", "mocha":
		return true
	}
	return false
}

// allowedURL returns what is wrong with an address for a form of the schema (link, picture, embed), as the end of a
// sentence that begins with the attribute's name, or "".
func allowedURL(form, address string) string {
	for i := 0; i < len(address); i++ {
		if c := address[i]; c <= ' ' || c == 0x7f || c == '"' || c == '<' || c == '>' || c == '\\' || c == '`' {
			return "holds a character that an address can't hold; percent-encode it"
		}
	}
	s := scheme(address)
	switch form {
	case "link":
		if s != "http" && s != "https" && s != "mailto" && s != "tel" && s != "" {
			return "must begin with https:, http:, mailto: or tel:, or be an address within the site; mend it or leave the link out"
		}
	case "picture":
		if s != "http" && s != "https" && !(s == "" && strings.HasPrefix(address, "/")) {
			return "must begin with https:// or http://, or with / within the site"
		}
	case "embed":
		if s != "https" {
			return "must begin with https://"
		}
	}
	if s == "http" || s == "https" {
		return allowedHost(address[len(s):])
	}
	if s == "" && strings.HasPrefix(address, "//") {
		return "names a host without a scheme; begin it with https:"
	}
	return ""
}

// allowedHost says what is wrong with the rest of an http address from its colon on.
func allowedHost(rest string) string {
	host, ok := strings.CutPrefix(rest, "://")
	if !ok || host == "" || strings.IndexAny(host, "/?#") == 0 {
		return "names no host; write it like https://example.org/page"
	}
	return ""
}

// foreignURL brings a foreign address into the form that allowedURL wants, resolved against base when there is one. It
// returns "" when the address can't be had.
func foreignURL(form, address string, base *url.URL) string {
	s := escapeURL(clean(tidyURL(address)))
	if sch := scheme(s); sch != "" {
		if !strings.HasPrefix(s, sch) {
			s = sch + s[len(sch):]
		}
	} else if strings.HasPrefix(s, "//") {
		s = "https:" + s
	} else if base != nil && s != "" {
		if ref, err := url.Parse(s); err == nil {
			s = escapeURL(base.ResolveReference(ref).String())
		}
	}
	if s == "" || len(s) > 4096 || allowedURL(form, s) != "" {
		return ""
	}
	return s
}

// escapeURL percent-encodes the characters that allowedURL refuses.
func escapeURL(s string) string {
	if !strings.ContainsAny(s, " \"<>\\`") {
		return s
	}
	return strings.NewReplacer(" ", "%20", `"`, "%22", "<", "%3C", ">", "%3E", `\`, "%5C", "`", "%60").Replace(s)
}

// providerOf names who serves an embedded address, for those that newspapers embed most.
func providerOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := "." + strings.ToLower(u.Hostname())
	for _, p := range [...]struct{ host, name string }{
		{".youtube.com", "YouTube"}, {".youtube-nocookie.com", "YouTube"}, {".youtu.be", "YouTube"},
		{".vimeo.com", "Vimeo"}, {".dailymotion.com", "Dailymotion"}, {".twitter.com", "X"}, {".x.com", "X"},
		{".instagram.com", "Instagram"}, {".facebook.com", "Facebook"}, {".tiktok.com", "TikTok"},
		{".soundcloud.com", "SoundCloud"}, {".spotify.com", "Spotify"}, {".datawrapper.dwcdn.net", "Datawrapper"},
		{".flourish.studio", "Flourish"}, {".documentcloud.org", "DocumentCloud"}, {".openstreetmap.org", "OpenStreetMap"},
	} {
		if strings.HasSuffix(host, p.host) {
			return p.name
		}
	}
	return ""
}
