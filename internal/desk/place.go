package desk

import (
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/language"

	"broadsheet/internal/news"
)

// CheckTimeZone refuses what is no time zone.
func CheckTimeZone(field, zone string) error {
	if _, err := time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
		return news.Invalid(field, "there is no time zone %q; write it like Europe/London or UTC", short200(zone))
	}
	return nil
}

// CheckLocale reads a language tag.
func CheckLocale(field, locale string) (string, error) {
	tag, err := language.Parse(locale)
	if err != nil {
		return locale, news.Invalid(field, "%q is not a language tag; write it like en-GB or de", short200(locale))
	}
	return tag.String(), nil
}

// CheckURL reads what a site's addresses begin with.
func CheckURL(field, s string) (string, error) {
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return s, news.Invalid(field, "%q is not what a site's addresses begin with; write it like https://news.example.org", short200(s))
	}
	return u.Scheme + "://" + u.Host, nil
}

// CheckHosts reads host names that a paper answers to.
func CheckHosts(field string, hosts []string) (out []string, err error) {
	for _, given := range hosts {
		h := strings.ToLower(strings.TrimSpace(given))
		if h == "" || len(h) > 253 || strings.ContainsAny(h, "/ :@") || clean(field, h) != nil {
			return hosts, news.Invalid(field, "%q is no host name; write it like news.example.org, without a scheme or port", short200(given))
		}
		out = append(out, h)
	}
	return out, nil
}

// settle puts where a paper is, and where it is read, into its settings.
func (c *checker) settle(p *news.Paper, f PaperFiling) {
	var err error
	if f.TimeZone != nil {
		p.TimeZone = *f.TimeZone
		c.fault(CheckTimeZone("timezone", p.TimeZone))
	}
	if f.Locale != nil {
		p.Locale, err = CheckLocale("locale", *f.Locale)
		c.fault(err)
	}
	if f.URL != nil {
		p.URL, err = CheckURL("url", strings.TrimSpace(*f.URL))
		c.fault(err)
	}
	if f.Hosts != nil {
		p.Hosts, err = CheckHosts("hosts", *f.Hosts)
		c.fault(err)
	}
}
