// Package config holds the settings of the program: one struct with its defaults, the reading of the settings file,
// and one check of everything together. Package cli alone reads it; every other package takes plain values.
//
// A setting is a flag of the command line (--addr), a variable of the environment (BROADSHEET_ADDR) and a key of the
// settings file (addr), in this order of precedence, then its default. The struct's tags say all four once.
package config

// Config is every setting that more than one command reads.
type Config struct {
	Data     string `toml:"data" default:"./broadsheet-data" placeholder:"DIR" help:"The data folder: database, pictures, certificates. Made when it isn't there."`
	Database string `toml:"database" placeholder:"URL" help:"A PostgreSQL database (postgres://user@host/name) in place of the SQLite file in the data folder."`
	Readers  int    `toml:"readers" default:"0" placeholder:"N" help:"Connections to the database for reading; 0 chooses by the machine." hidden:""`

	LogFormat string `toml:"log-format" enum:"text,json" default:"text" help:"How the log is written: text or json."`
	LogLevel  string `toml:"log-level" enum:"debug,info,warn,error" default:"info" help:"How much is logged: debug, info, warn or error."`

	Pictures `toml:",inline"`
	Mail     `toml:",inline"`
	Server   `toml:",inline"`
}

// Pictures says how pictures are taken in and where they are kept.
type Pictures struct {
	MaxPicture   Size  `toml:"max-picture" default:"40MiB" placeholder:"SIZE" group:"pictures" help:"The largest file of a picture."`
	MaxPixels    int64 `toml:"max-pixels" default:"60000000" placeholder:"N" group:"pictures" help:"The most pixels of a picture; taking it in needs about eight bytes of memory for each."`
	FetchPrivate bool  `toml:"fetch-private" group:"pictures" help:"Fetch pictures from private addresses too, such as a picture desk's own server. Whoever may add pictures can then ask for anything inside."`

	S3Bucket    string `toml:"s3-bucket" name:"s3-bucket" placeholder:"NAME" group:"pictures" help:"Keep pictures in this bucket of an S3 store and not in the data folder."`
	S3Endpoint  string `toml:"s3-endpoint" name:"s3-endpoint" placeholder:"HOST:PORT" group:"pictures" help:"The S3 store's address."`
	S3Region    string `toml:"s3-region" name:"s3-region" placeholder:"NAME" group:"pictures" help:"The bucket's region, where the store has regions."`
	S3Key       string `toml:"s3-key" name:"s3-key" placeholder:"KEY" group:"pictures" help:"The access key."`
	S3Secret    string `toml:"s3-secret" name:"s3-secret" placeholder:"SECRET" group:"pictures" help:"Its secret; better in the environment (BROADSHEET_S3_SECRET) or the settings file than in the command."`
	S3Folder    string `toml:"s3-folder" name:"s3-folder" placeholder:"NAME" group:"pictures" help:"A folder in the bucket, where several share it."`
	S3PlainHTTP bool   `toml:"s3-plain-http" name:"s3-plain-http" group:"pictures" help:"Speak to the S3 store without TLS; for one on this machine."`
}

// Mail says which mail server takes our messages. Without it none are sent, and sign-in links are handed over by people.
type Mail struct {
	SMTP     string `toml:"smtp" name:"smtp" placeholder:"URL" group:"mail" help:"The mail server that takes our messages, such as smtp://user:password@mail.example.org:587 (or smtps://, port 465); better in the environment (BROADSHEET_SMTP) or the settings file than in the command."`
	MailFrom string `toml:"mail-from" placeholder:"ADDRESS" group:"mail" help:"Who messages come from, such as \"The Harbour Daily <news@example.org>\"."`
}

// Server is what only "serve" acts on; it stands beside the rest so that one file holds everything and "doctor" can
// check it.
type Server struct {
	Addr        string `toml:"addr" default:"127.0.0.1:8080" placeholder:"HOST:PORT" group:"server" help:"The address to serve on."`
	MetricsAddr string `toml:"metrics-addr" placeholder:"HOST:PORT" group:"server" help:"Serve /metrics here and not on the readers' address."`

	TLSCert      string   `toml:"tls-cert" name:"tls-cert" placeholder:"FILE" group:"server" help:"Serve https with this certificate chain (PEM)."`
	TLSKey       string   `toml:"tls-key" name:"tls-key" placeholder:"FILE" group:"server" help:"The certificate's key (PEM)."`
	ACMEHosts    []string `toml:"acme-hosts" name:"acme-hosts" placeholder:"HOST" sep:"," group:"server" help:"Serve https with certificates fetched by ACME (Let's Encrypt) for these host names."`
	ACMEEmail    string   `toml:"acme-email" name:"acme-email" placeholder:"E" group:"server" help:"Where the certificate authority writes when something is wrong."`
	RedirectAddr string   `toml:"redirect-addr" placeholder:"HOST:PORT" group:"server" help:"With https: serve plain http here, which sends everybody to https and answers ACME's questions."`
	TrustProxy   bool     `toml:"trust-proxy" group:"server" help:"Believe X-Forwarded-For and X-Forwarded-Proto; only behind a proxy that sets them."`

	WebSubHub     string `toml:"websub-hub" name:"websub-hub" default:"own" placeholder:"URL" group:"server" help:"The WebSub hub that feeds name: own for the program's, none, or the address of one elsewhere, which is told of changes."`
	WebSubPrivate bool   `toml:"websub-private" name:"websub-private" group:"server" help:"Send feeds to subscribers at private addresses too. Anybody may subscribe, and can then have requests made inside."`

	PressSize Size     `toml:"press-size" default:"48MiB" placeholder:"SIZE" group:"server" help:"How much memory the pages that are held ready may take. What is read most stays."`
	PurgeURLs []string `toml:"purge-url" name:"purge-url" placeholder:"URL" sep:"," group:"server" help:"A cache in front, such as Varnish with deploy/varnish.vcl: it is told of every change by PURGE with Surrogate-Key, and may keep pages for an hour."`

	HeaderTimeout  Duration `toml:"header-timeout" default:"10s" placeholder:"TIME" group:"limits" help:"How long a client may take to send a request's header."`
	ReceiveTimeout Duration `toml:"receive-timeout" default:"1m" placeholder:"TIME" group:"limits" help:"How long a client may take to send a whole request."`
	SendTimeout    Duration `toml:"send-timeout" default:"2m" placeholder:"TIME" group:"limits" help:"How long a client may take to receive an answer."`
	IdleTimeout    Duration `toml:"idle-timeout" default:"2m" placeholder:"TIME" group:"limits" help:"How long an idle connection is kept."`
	PageTimeout    Duration `toml:"page-timeout" default:"10s" placeholder:"TIME" group:"limits" help:"How long a reader's page may be worked on."`
	APITimeout     Duration `toml:"api-timeout" name:"api-timeout" default:"1m" placeholder:"TIME" group:"limits" help:"How long a request to the API may be worked on."`
	StopTimeout    Duration `toml:"stop-timeout" default:"20s" placeholder:"TIME" group:"limits" help:"How long open requests may go on after a stop was asked for."`
	MaxHeader      Size     `toml:"max-header" default:"32KiB" placeholder:"SIZE" group:"limits" help:"The largest header of a request."`
	MaxArticle     Size     `toml:"max-article" default:"2MiB" placeholder:"SIZE" group:"limits" help:"The largest body of an article."`
	MaxRequest     Size     `toml:"max-request" default:"64MiB" placeholder:"SIZE" group:"limits" help:"The largest request to the API."`
	APIRate        float64  `toml:"api-rate" name:"api-rate" default:"100" placeholder:"N" group:"limits" help:"Requests a second the API takes from one token in the long run."`
	APIBurst       int      `toml:"api-burst" name:"api-burst" default:"200" placeholder:"N" group:"limits" help:"Requests the API takes from one token at once."`
}

// TLS says whether the server speaks https.
func (s Server) TLS() bool { return s.TLSCert != "" || len(s.ACMEHosts) > 0 }
