package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"broadsheet/internal/config"
)

// Exit codes, as the design's contract has them.
const (
	exitDone   = 0
	exitFailed = 1 // what was asked for failed
	exitUsage  = 2 // it was asked for wrongly
)

// program is the whole command line. Its toml tags are at the same time the form of the settings file.
type program struct {
	config.Config
	File string `name:"config" toml:"-" placeholder:"FILE" help:"Read settings from this file (TOML): every flag is a key, a command's own flags stand in a table of its name."`

	Serve   serveCommand   `cmd:"" toml:"serve" help:"Run the newspaper: the readers' site, the newsroom, the API."`
	Init    initCommand    `cmd:"" toml:"init" help:"Make a paper."`
	Person  personCommand  `cmd:"" toml:"person" help:"Add and list people, make sign-in links."`
	Token   tokenCommand   `cmd:"" toml:"token" help:"Make, list and revoke tokens for the API."`
	Import  importCommand  `cmd:"" toml:"import" help:"Bring in articles from files."`
	Export  exportCommand  `cmd:"" toml:"export" help:"Write everything as open files."`
	Backup  backupCommand  `cmd:"" toml:"backup" help:"Write everything into one file; the server may run."`
	Restore restoreCommand `cmd:"" toml:"restore" help:"Make a data folder from a backup."`
	Rebuild rebuildCommand `cmd:"" toml:"rebuild" help:"Throw away what is derived and make it anew from the ledger."`
	Doctor  doctorCommand  `cmd:"" toml:"doctor" help:"Check everything; exit with 1 if something is wrong."`
	Bench   benchCommand   `cmd:"" toml:"bench" help:"Measure this machine with invented articles."`
	Version versionCommand `cmd:"" toml:"version" help:"Say which version this is."`

	EncodeAVIF encodeCommand `cmd:"" name:"encode-avif" toml:"-" hidden:"" help:"Encode a picture: what the server runs itself as."`
}

// desktop is what every command gets: where it writes, the settings, and the context that ends when it should stop.
type desktop struct {
	ctx    context.Context
	config config.Config
	stdout io.Writer
	stderr io.Writer

	program string // the file of this program, to be run again; "": it may not be
}

// Main runs the command line and returns the exit code.
func Main(args []string, stdout, stderr io.Writer) int {
	ctx, stop := untilStopped(context.Background(), stderr)
	defer stop()
	self, err := os.Executable()
	if err != nil {
		self = ""
	}
	return run(ctx, args, stdout, stderr, self)
}

// leave is how kong is kept from ending the process: its Exit panics with the code.
type leave int

// Run runs the command line until it is done or ctx ends, and returns the exit code. Main is Run with the signals of a
// process; tests of the whole program call Run.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
	return run(ctx, args, stdout, stderr, "")
}

// run is Run in a program whose file is self.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, self string) (code int) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case leave:
			code = int(p)
		default:
			panic(p)
		}
	}()
	fromFile, err := readSettings(settingsFile(args))
	if err != nil {
		tell(stderr, "broadsheet", err)
		return exitUsage
	}
	var p program
	parser, err := kong.New(&p, options(stdout, stderr, fromFile)...)
	if err != nil {
		fmt.Fprintf(stderr, "broadsheet: %v\n", err)
		return exitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return tellUsage(stderr, parsed, err)
	}
	d := &desktop{ctx: ctx, config: p.Config, stdout: stdout, stderr: stderr, program: self}
	name := "broadsheet " + commandName(parsed)
	if err := p.Validate(); err != nil && !strings.HasSuffix(name, " doctor") {
		tell(stderr, name, err)
		return exitUsage
	}
	return finish(stderr, name, parsed.Run(d))
}

// finish tells what a command ended with and returns the exit code.
func finish(stderr io.Writer, name string, err error) int {
	var wrong *usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errTold):
		return exitFailed
	case errors.As(err, &wrong):
		tell(stderr, name, err)
		return exitUsage
	}
	tell(stderr, name, err)
	return exitFailed
}

func options(stdout, stderr io.Writer, fromFile settings) []kong.Option {
	return []kong.Option{
		kong.Name("broadsheet"),
		kong.Description("Runs an online daily newspaper.\n\nTo try it: broadsheet serve\nThen open http://127.0.0.1:8080/ and the sign-in link that it prints."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(leave(code)) }),
		kong.PostBuild(nameVariables),
		kong.Resolvers(fromFile),
		kong.Help(printHelp),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 110}),
		kong.ExplicitGroups([]kong.Group{
			{Key: "server", Title: "Addresses:"},
			{Key: "limits", Title: "Limits:"},
			{Key: "pictures", Title: "Pictures:"},
			{Key: "mail", Title: "Mail:"},
		}),
	}
}

// nameVariables gives each flag its variable: --s3-bucket is BROADSHEET_S3_BUCKET. kong's own way has a word begin at every
// digit, and would call it BROADSHEET_S_3_BUCKET.
func nameVariables(k *kong.Kong) error {
	return kong.Visit(k.Model, func(node kong.Visitable, next kong.Next) error {
		if f, ok := node.(*kong.Flag); ok && f.Name != "help" && len(f.Envs) == 0 {
			f.Envs = []string{"BROADSHEET_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))}
			f.Value.Tag.Envs = f.Envs
		}
		return next(nil)
	})
}

// settingsFile finds the settings file's name before anything else is read, because the rest may stand in it.
func settingsFile(args []string) string {
	for i, a := range args {
		if a == "--" {
			break
		}
		if path, ok := strings.CutPrefix(a, "--config="); ok {
			return path
		}
		if a == "--config" && i+1 < len(args) {
			return args[i+1]
		}
	}
	return os.Getenv("BROADSHEET_CONFIG")
}

// commandName is the command that was parsed, without its arguments: "person add".
func commandName(c *kong.Context) string {
	var words []string
	if c != nil {
		for _, p := range c.Path {
			if p.Command != nil {
				words = append(words, p.Command.Name)
			}
		}
	}
	return strings.Join(words, " ")
}
