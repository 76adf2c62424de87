package config

import (
	"net"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/news"
)

// sound is a configuration in which everything is right.
func sound() Config {
	second := Duration{time.Second}
	return Config{Data: "./broadsheet-data", LogFormat: "text", LogLevel: "info", Pictures: Pictures{MaxPicture: Size{40 << 20}, MaxPixels: 60_000_000},
		Server: Server{
			Addr: "127.0.0.1:8080", HeaderTimeout: second, ReceiveTimeout: second, SendTimeout: second, IdleTimeout: second,
			PageTimeout: second, APITimeout: second, StopTimeout: second,
			WebSubHub: "own", PressSize: Size{48 << 20}, MaxHeader: Size{64 << 10}, MaxArticle: Size{2 << 20}, MaxRequest: Size{2 << 20}, APIRate: 1, APIBurst: 1,
		}}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	if err := sound().Validate(); err != nil {
		t.Fatalf("the sound configuration is refused: %v", err)
	}
	for name, c := range map[string]struct {
		breakIt func(*Config)
		field   string
	}{
		"no data folder":             {func(c *Config) { c.Data = "" }, "--data"},
		"a database of another make": {func(c *Config) { c.Database = "mysql://x/y" }, "--database"},
		"a database without a host":  {func(c *Config) { c.Database = "postgres:///y" }, "--database"},
		"an address without a port":  {func(c *Config) { c.Addr = "localhost" }, "--addr"},
		"a port too high":            {func(c *Config) { c.Addr = ":70000" }, "--addr"},
		"one address for two":        {func(c *Config) { c.MetricsAddr = c.Addr }, "--addr"},
		"a certificate alone":        {func(c *Config) { c.TLSCert = "config_test.go" }, "--tls-key"},
		"a key alone":                {func(c *Config) { c.TLSKey = "config_test.go" }, "--tls-cert"},
		"a certificate that isn't":   {func(c *Config) { c.TLSCert, c.TLSKey = "nowhere.pem", "config_test.go" }, "--tls-cert"},
		"certificate and ACME": {func(c *Config) {
			c.TLSCert, c.TLSKey, c.ACMEHosts = "config_test.go", "config_test.go", []string{"a.example"}
		}, "--acme-hosts"},
		"a host that is an address":         {func(c *Config) { c.ACMEHosts = []string{"https://a.example/"} }, "--acme-hosts"},
		"a redirect to nothing":             {func(c *Config) { c.RedirectAddr = ":80" }, "--redirect-addr"},
		"no time at all":                    {func(c *Config) { c.StopTimeout = Duration{} }, "--stop-timeout"},
		"no body":                           {func(c *Config) { c.MaxArticle = Size{} }, "--max-article"},
		"a hub that is no address":          {func(c *Config) { c.WebSubHub = "yes" }, "--websub-hub"},
		"a mail server of another make":     {func(c *Config) { c.SMTP, c.MailFrom = "http://mail.example", "n@example.org" }, "--smtp"},
		"a mail server without a host":      {func(c *Config) { c.SMTP, c.MailFrom = "smtp://:25", "n@example.org" }, "--smtp"},
		"a mail server and a port too high": {func(c *Config) { c.SMTP, c.MailFrom = "smtp://mail.example:70000", "n@example.org" }, "--smtp"},
		"a mail server with half a login":   {func(c *Config) { c.SMTP, c.MailFrom = "smtp://me@mail.example", "n@example.org" }, "--smtp"},
		"a mail server with more behind":    {func(c *Config) { c.SMTP, c.MailFrom = "smtp://mail.example?auth=none", "n@example.org" }, "--smtp"},
		"mail from nobody":                  {func(c *Config) { c.SMTP = "smtp://mail.example" }, "--mail-from"},
		"mail from no address":              {func(c *Config) { c.SMTP, c.MailFrom = "smtp://mail.example", "the paper" }, "--mail-from"},
		"mail by no server":                 {func(c *Config) { c.MailFrom = "n@example.org" }, "--smtp"},
		"no rate":                           {func(c *Config) { c.APIRate = 0 }, "--api-rate"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := sound()
			c.breakIt(&cfg)
			problems := news.Problems(cfg.Validate())
			if len(problems) == 0 || problems[0].Field != c.field {
				t.Errorf("got %v, want a fault of %s", problems, c.field)
			}
		})
	}
}

func TestParseSentences(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, want string }{
		"a typo":               {"data = \"x\"\nadress = \":80\"\n", `paper.toml:2: there is no setting "adress"; did you mean "addr"?`},
		"nothing like it":      {"xylophone_of_doom = 1\n", `paper.toml:1: there is no setting "xylophone_of_doom"; "broadsheet serve --help" lists the settings`},
		"a number for a text":  {"\n\naddr = 8080\n", `paper.toml:3: addr takes a text in quotes`},
		"a text for a number":  {"api-burst = \"many\"\n", `paper.toml:1: api-burst takes a number, without quotes`},
		"a text for a truth":   {"trust-proxy = \"yes\"\n", `paper.toml:1: trust-proxy takes true or false, without quotes`},
		"a text for a list":    {"acme-hosts = \"a.example\"\n", `paper.toml:1: acme-hosts takes a list of texts, such as ["a", "b"]`},
		"a number for a time":  {"page-timeout = 5\n", `paper.toml:1: page-timeout takes a length of time in quotes, such as "90s" or "5m"`},
		"no time":              {"page-timeout = \"soon\"\n", `paper.toml:1: page-timeout: "soon" is not a length of time; write it like 90s, 5m, 720h or 30d`},
		"no size":              {"max-request = \"big\"\n", `paper.toml:1: max-request: "big" is not a size; write it like 512, 64KiB, 2MiB or 1GiB`},
		"no TOML":              {"addr = \"x\"\ndata \"y\"\n", `paper.toml:2: column`},
		"the same thing twice": {"addr = \"x\"\naddr = \"y\"\n", `paper.toml`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("paper.toml", []byte(c.file), new(Config))
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	f, err := Parse("paper.toml", []byte("addr = \":9\"\napi-burst = 7\n"), new(Config))
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := f.Value("addr"); !ok || v != ":9" {
		t.Errorf("addr is %v, %v", v, ok)
	}
	for _, key := range [][]string{nil, {"data"}, {"addr", "x"}} {
		if v, ok := f.Value(key...); ok {
			t.Errorf("%v is %v, want nothing", key, v)
		}
	}
}

func TestValuesOfTheirOwn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"90s": 90 * time.Second, "30d": 720 * time.Hour, "1h30m": 90 * time.Minute} {
		var d Duration
		if err := d.UnmarshalText([]byte(text)); err != nil || d.Duration != want {
			t.Errorf("%s is %v, %v", text, d, err)
		}
	}
	for text, want := range map[string]int64{"512": 512, "64KiB": 64 << 10, "2MiB": 2 << 20, "1 GiB": 1 << 30, "7B": 7} {
		var s Size
		if err := s.UnmarshalText([]byte(text)); err != nil || s.Bytes != want {
			t.Errorf("%s is %v, %v", text, s, err)
		}
	}
	for _, bad := range []string{"", "-1", "2MB", "9999999999GiB", "KiB", "1.5MiB"} {
		if err := new(Size).UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("the size %q is taken", bad)
		}
	}
}

// FuzzParse feeds the settings file with anything: it never panics, what it refuses it refuses with an Error that can be
// shown, and what it takes can be asked for.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "addr = \":80\"", "addr = 1", "[x]\ny = 1", "a.b.c = [1, {d = 2}]", "addr", "=", "\x00", "\xff\xfe", "page-timeout = \"5s\"",
		"max-request = \"2MiB\"\napi-rate = 1e308", "acme-hosts = [\"a\", 1]", "api-rate = nan", "api-burst = 9223372036854775808", "data = \"\"\"\n\"\"\"",
		strings.Repeat("[", 2000), "addr = " + strings.Repeat("{a=", 500),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		known := new(Config)
		file, err := Parse("x.toml", b, known)
		if err != nil {
			if len(news.Problems(err)) == 0 {
				t.Fatalf("an error that cannot be shown: %v", err)
			}
			return
		}
		for _, k := range Keys(known) {
			file.Value(strings.Split(k, ".")...)
		}
		_ = known.Validate()
	})
}

// TestSMTP takes mail servers' addresses apart, and never shows a password.
func TestSMTP(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]SMTP{
		"smtp://mail.example":                    {Host: "mail.example", Port: 587},
		"smtps://a%40b:p%3A%2F%25w@mail.example": {Host: "mail.example", Port: 465, User: "a@b", Password: "p:/%w", FromTLS: true},
		"smtp://[::1]:25?tls=none":               {Host: "::1", Port: 25, InClear: true},
	} {
		if got, set, err := (Mail{SMTP: text}).Server(); got != want || !set || err != nil {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"smtp://me:sesame-open@mail.example:port", "smtp://me:sesame-open@mail.example/x", "smtp://me:%zzsesame-open@mail.example", "ftp://me:sesame-open@x"} {
		c := sound()
		c.SMTP, c.MailFrom = text, "n@example.org"
		if err := c.Validate(); err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// FuzzSMTP takes apart what might be a mail server's address. What is refused is refused in a sentence that shows no
// password; what is taken can be called, and says the same when it is written out and taken apart again.
func FuzzSMTP(f *testing.F) {
	for _, text := range []string{"", "smtp://mail.example", "smtps://a%40b:p%3A%2F%25w@mail.example:465", "smtp://[::1]:25?tls=none", "smtp://me:sesame@mail.example:port", "smtp://me@x", "smtp://x:0", "smtp://x?tls=none&tls=none", "smtp://x/y#z", "smtp://x:25:25", "\x00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, set, err := (Mail{SMTP: text}).Server()
		if set != (text != "") {
			t.Fatalf("%q: set is %v", text, set)
		}
		if u, parsed := url.Parse(text); err != nil && parsed == nil && u.User.Username() != "" {
			if p, _ := u.User.Password(); p != "" {
				u.User = url.UserPassword(u.User.Username(), "another")
				if _, _, other := (Mail{SMTP: u.String()}).Server(); other == nil || other.Error() != err.Error() {
					t.Fatalf("%q: what is said hangs on the password: %v, and with another %v", text, err, other)
				}
			}
		}
		if err != nil || !set {
			return
		}
		if s.Host == "" || s.Port < 1 || s.Port > 65535 || s.InClear && s.FromTLS || (s.User == "") != (s.Password == "") {
			t.Fatalf("%q is taken as %+v", text, s)
		}
		u := url.URL{Scheme: "smtp", Host: net.JoinHostPort(s.Host, strconv.Itoa(s.Port))}
		if s.FromTLS {
			u.Scheme = "smtps"
		}
		if s.User != "" {
			u.User = url.UserPassword(s.User, s.Password)
		}
		if s.InClear {
			u.RawQuery = "tls=none"
		}
		if again, _, err := (Mail{SMTP: u.String()}).Server(); err != nil || again != s {
			t.Fatalf("%q is %+v, and written out as %q it is %+v, %v", text, s, u.String(), again, err)
		}
	})
}
