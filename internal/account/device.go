package account

import (
	"net/netip"
	"strings"
)

// Device says in words what browser and system a user agent belongs to, as well as can be told.
func Device(agent string) string {
	browser, system := firstIn(agent, browsers), firstIn(agent, systems)
	switch {
	case browser == "" && system == "":
		return "A browser that doesn’t say which"
	case browser == "":
		return "A browser on " + system
	case system == "":
		return browser
	}
	return browser + " on " + system
}

// mark is a word in a user agent and what it means. Browsers name their ancestors too: the first that fits counts.
type mark struct{ in, means string }

var browsers = []mark{
	{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"},
	{"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Chromium", "Chrome"}, {"Safari", "Safari"},
}

var systems = []mark{
	{"iPhone", "an iPhone"}, {"iPad", "an iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"},
	{"Macintosh", "a Mac"}, {"Linux", "Linux"},
}

func firstIn(agent string, marks []mark) string {
	for _, m := range marks {
		if strings.Contains(agent, m.in) {
			return m.means
		}
	}
	return ""
}

// Network shortens an address to its network, which is what is kept of it: enough to know a place again, not a person.
func Network(address string) string {
	a, err := netip.ParseAddr(strings.Trim(address, "[]"))
	if err != nil {
		return ""
	}
	a, bits := a.Unmap().WithZone(""), 48
	if a.Is4() {
		bits = 24
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}
