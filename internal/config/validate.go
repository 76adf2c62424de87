package config

import (
	"errors"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"

	"broadsheet/internal/news"
)

// Validate checks every setting, alone and together, and returns one Error for each fault, joined; Field is the flag.
func (c Config) Validate() error {
	var faults []error
	fault := func(flag, format string, args ...any) {
		faults = append(faults, news.Invalid("--"+flag, format, args...))
	}
	if c.Data == "" {
		fault("data", "the data folder has no name; give a folder, such as ./broadsheet-data")
	}
	if c.Database != "" {
		if u, err := url.Parse(c.Database); err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") || u.Host == "" && u.Query().Get("host") == "" {
			fault("database", "this is no PostgreSQL address; write it like postgres://user:password@host:5432/name, or leave it out for SQLite in the data folder")
		}
	}
	if c.Readers < 0 || c.Readers > 1000 {
		fault("readers", "must be between 0 and 1000, and is %d", c.Readers)
	}
	c.validateAddresses(fault)
	c.validateTLS(fault)
	c.validateLimits(fault)
	c.validateCaches(fault)
	c.validatePictures(fault)
	c.validateMail(fault)
	return errors.Join(faults...)
}

func (p Pictures) validatePictures(fault faultFunc) {
	if low, high := int64(64<<10), int64(512<<20); p.MaxPicture.Bytes < low || p.MaxPicture.Bytes > high {
		fault("max-picture", "must be between %s and %s, and is %s", Size{low}, Size{high}, p.MaxPicture)
	}
	if p.MaxPixels < 1_000_000 || p.MaxPixels > 1_000_000_000 {
		fault("max-pixels", "must be between a million and a thousand million, and is %d", p.MaxPixels)
	}
	if p.S3Bucket == "" {
		if p.S3Endpoint != "" {
			fault("s3-bucket", "is missing; name the bucket, or leave s3-endpoint out")
		}
		return
	}
	for _, s := range []struct{ flag, value string }{{"s3-endpoint", p.S3Endpoint}, {"s3-key", p.S3Key}, {"s3-secret", p.S3Secret}} {
		if s.value == "" {
			fault(s.flag, "is missing; a bucket needs the store's address, a key and its secret")
		}
	}
	if strings.Contains(p.S3Endpoint, "/") {
		fault("s3-endpoint", "%q is no address; write it like s3.example.org:9000, without https://", p.S3Endpoint)
	}
}

type faultFunc func(flag, format string, args ...any)

func (s Server) validateAddresses(fault faultFunc) {
	for _, a := range []struct {
		flag, value string
		optional    bool
	}{{"addr", s.Addr, false}, {"metrics-addr", s.MetricsAddr, true}, {"redirect-addr", s.RedirectAddr, true}} {
		if a.value == "" && a.optional {
			continue
		}
		if err := checkAddress(a.value); err != "" {
			fault(a.flag, "%q %s; write it like 127.0.0.1:8080, or :8080 for every address of this machine", a.value, err)
		}
	}
	if s.Addr != "" && (s.Addr == s.MetricsAddr || s.Addr == s.RedirectAddr) && !strings.HasSuffix(s.Addr, ":0") {
		fault("addr", "%s is given for two things; give each an address of its own", s.Addr)
	}
}

// checkAddress says what is wrong with a HOST:PORT, or "".
func checkAddress(a string) string {
	_, port, err := net.SplitHostPort(a)
	if err != nil {
		return "is no address with a port"
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return "has no port between 0 and 65535"
	}
	return ""
}

func (s Server) validateTLS(fault faultFunc) {
	switch {
	case s.TLSCert != "" && s.TLSKey == "":
		fault("tls-key", "is missing; a certificate needs its key")
	case s.TLSKey != "" && s.TLSCert == "":
		fault("tls-cert", "is missing; a key needs its certificate")
	case s.TLSCert != "" && len(s.ACMEHosts) > 0:
		fault("acme-hosts", "cannot be used together with --tls-cert; leave one out")
	}
	for _, f := range []struct{ flag, path string }{{"tls-cert", s.TLSCert}, {"tls-key", s.TLSKey}} {
		if f.path == "" {
			continue
		}
		if _, err := os.Stat(f.path); err != nil {
			fault(f.flag, "%s cannot be read (%s)", f.path, reason(err))
		}
	}
	for _, h := range s.ACMEHosts {
		if h == "" || strings.ContainsAny(h, "/:* ") || !strings.Contains(h, ".") {
			fault("acme-hosts", "%q is no host name; write it like news.example.org", h)
		}
	}
	if s.RedirectAddr != "" && !s.TLS() {
		fault("redirect-addr", "sends to https, which is not served; set --tls-cert and --tls-key, or --acme-hosts")
	}
}

func (s Server) validateLimits(fault faultFunc) {
	for _, d := range []struct {
		flag  string
		value Duration
	}{
		{"header-timeout", s.HeaderTimeout}, {"receive-timeout", s.ReceiveTimeout}, {"send-timeout", s.SendTimeout},
		{"idle-timeout", s.IdleTimeout}, {"page-timeout", s.PageTimeout}, {"api-timeout", s.APITimeout}, {"stop-timeout", s.StopTimeout},
	} {
		if d.value.Duration <= 0 {
			fault(d.flag, "must be longer than nothing, and is %s", d.value)
		}
	}
	for _, z := range []struct {
		flag      string
		value     Size
		low, high int64
	}{
		{"max-header", s.MaxHeader, 1 << 10, 1 << 20}, {"max-article", s.MaxArticle, 1 << 10, 1 << 30},
		{"max-request", s.MaxRequest, 1 << 10, 1 << 30},
	} {
		if z.value.Bytes < z.low || z.value.Bytes > z.high {
			fault(z.flag, "must be between %s and %s, and is %s", Size{z.low}, Size{z.high}, z.value)
		}
	}
	if !(s.APIRate > 0) {
		fault("api-rate", "must be above 0, and is %v", s.APIRate)
	}
	if s.APIBurst < 1 {
		fault("api-burst", "must be at least 1, and is %d", s.APIBurst)
	}
}

func (s Server) validateCaches(fault faultFunc) {
	if u, err := url.Parse(s.WebSubHub); s.WebSubHub != "own" && s.WebSubHub != "none" && (err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "") {
		fault("websub-hub", "%q is no hub; write own, none, or an address like https://hub.example.org/", s.WebSubHub)
	}
	if low, high := int64(1<<20), int64(1<<40); s.PressSize.Bytes < low || s.PressSize.Bytes > high {
		fault("press-size", "must be between %s and %s, and is %s", Size{low}, Size{high}, s.PressSize)
	}
	for _, text := range s.PurgeURLs {
		if u, err := url.Parse(text); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			fault("purge-url", "%q is no address that can be asked; write it like http://127.0.0.1:6081/", text)
		}
	}
}

// reason is the last part of a file error, without the path that the sentence already names.
func reason(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
