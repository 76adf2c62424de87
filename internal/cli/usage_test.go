package cli

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	alone(t)
	for name, c := range map[string]struct {
		code int
		text string
		args []string
	}{
		"an unknown command":         {2, `unexpected argument sevre`, []string{"sevre"}},
		"an unknown flag":            {2, `unknown flag --adress`, []string{"serve", "--adress", ":1"}},
		"a flag without its value":   {2, `--addr`, []string{"serve", "--addr"}},
		"a missing flag":             {2, `--name`, []string{"init"}},
		"a role that isn't":          {2, `--role must be one of`, []string{"person", "add", "--email", "a@b.c", "--name", "A", "--role", "king"}},
		"a time that isn't":          {2, `"soon" is not a length of time; write it like 90s`, []string{"token", "create", "--email", "a@b.c", "--expires", "soon"}},
		"a zone that isn't":          {2, `--timezone: there is no time zone "Moon/Base"`, []string{"init", "--name", "X", "--timezone", "Moon/Base"}},
		"a locale that isn't":        {2, `--locale: "!!" is not a language tag`, []string{"init", "--name", "X", "--locale", "!!"}},
		"a URL with a path":          {2, `--url: "https://x.example/paper"`, []string{"init", "--name", "X", "--url", "https://x.example/paper"}},
		"a host with a scheme":       {2, `--host: "https:`, []string{"init", "--name", "X", "--host", "https://x.example"}},
		"an accent too pale":         {2, `--accent: the accent #ffff00 on the paper #ffffff has a contrast of 1.07:1 and text needs 4.5:1; the nearest shade of #ffff00 that passes is #`, []string{"init", "--name", "X", "--accent", "#ffff00"}},
		"an accent that isn't":       {2, `--accent: "red" is no colour`, []string{"init", "--name", "X", "--accent", "red"}},
		"fonts that aren't":          {2, `--fonts: "comic" is none`, []string{"init", "--name", "X", "--fonts", "comic"}},
		"a date without a day":       {2, `--dateform: "2006" says no day and month`, []string{"init", "--name", "X", "--dateform", "2006"}},
		"an address without a port":  {2, `--addr: "localhost" is no address with a port`, []string{"serve", "--addr", "localhost"}},
		"a database of another make": {2, `--database: this is no PostgreSQL address`, []string{"serve", "--database", "mysql://x"}},
		"an unknown format":          {2, `must be one of`, []string{"import", "word", "x"}},
		"a file that isn't there":    {2, `FILE: nowhere.json cannot be read`, []string{"import", "ninjs", "nowhere.json"}},
		"an unknown surface":         {2, `there is no surface "serach"; did you mean "search"?`, []string{"rebuild", "serach"}},
		"no paper here":              {1, `--data: there is no paper in`, []string{"person", "list"}},
		"a settings file that isn't": {2, `--config: the settings file nowhere.toml cannot be read`, []string{"doctor", "--config", "nowhere.toml"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newMachine(t).fails(c.code, c.text, c.args...)
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	if text := m.must("--help"); !strings.Contains(text, "serve") || strings.Contains(text, "--header-timeout") {
		t.Errorf("the overview names too little or too much:\n%s", text)
	}
	for _, c := range []string{"serve", "init", "person add", "person list", "person signin-link", "token create", "import", "export", "backup", "restore", "rebuild", "doctor", "version"} {
		if text := m.must(append(strings.Fields(c), "--help")...); !strings.Contains(text, "Example") {
			t.Errorf("the help of %s has no example:\n%s", c, text)
		}
	}
	if text := m.must("serve", "--help"); !strings.Contains(text, "BROADSHEET_HEADER_TIMEOUT") {
		t.Errorf("the help of serve does not name every setting:\n%s", text)
	}
	if text := m.must("version"); !strings.HasPrefix(text, "broadsheet ") || !strings.Contains(text, "sqlite") || !strings.Contains(text, "pgx") {
		t.Errorf("version says\n%s", text)
	}
}

func TestSettingsFile(t *testing.T) {
	t.Parallel()
	alone(t)
	m := newMachine(t)
	good := m.file("paper.toml", "log-level = \"warn\"\naddr = \"nonsense\"\n[init]\nname = \"From the file\"\ntimezone = \"Europe/Berlin\"\n")
	m.fails(2, `--addr: "nonsense" is no address`, "init", "--config", good)
	m.env = []string{"BROADSHEET_ADDR=127.0.0.1:1", "BROADSHEET_TIMEZONE=Europe/Paris"}
	if out := m.must("init", "--config", good, "--blank", "--name", "From the flag"); !strings.Contains(out, "From the flag") {
		t.Errorf("the file won over the flag: %s", out)
	}
	m.env = append(m.env, "BROADSHEET_CONFIG="+good)
	m.fails(1, `“From the flag”`, "init", "--blank") // the file by its variable, the name by the file: a second paper without hosts
	for name, c := range map[string]struct{ content, text string }{
		"a typo":            {"\nadress = \":80\"\n", `bad.toml:2: there is no setting "adress"; did you mean "addr"?`},
		"a typo in a table": {"[init]\nmoto = \"x\"\n", `bad.toml:2: there is no setting "init.moto"; did you mean "init.motto"?`},
		"a wrong type":      {"addr = 80\n", `bad.toml:1: addr takes a text in quotes`},
		"no TOML":           {"addr: :80\n", `bad.toml:1: column`},
		"a wrong time":      {"idle-timeout = \"long\"\n", `bad.toml:1: idle-timeout: "long" is not a length of time`},
	} {
		bad := m.file("bad.toml", c.content)
		t.Log(name)
		m.fails(2, c.text, "version", "--config", bad)
	}
}

func TestSeveralPapers(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.must("init", "--name", "Morning", "--host", "morning.example", "--blank")
	m.must("person", "add", "--email", "a@example.org", "--name", "Ann", "--role", "editor")
	m.must("init", "--name", "Evening", "--host", "evening.example", "--blank")
	m.fails(1, `the host "evening.example"`, "init", "--name", "Third", "--host", "evening.example", "--blank")
	m.fails(2, `--paper: is missing: there are 2 papers here, “Morning”`, "person", "list")
	m.fails(1, `--paper: no paper here has the name, host or id "Noon"`, "person", "list", "--paper", "Noon")
	for _, by := range []string{"morning", "morning.example"} {
		if out := m.must("person", "list", "--paper", by); !strings.Contains(out, "a@example.org") {
			t.Errorf("--paper %s lists\n%s", by, out)
		}
	}
	if out := m.must("person", "list", "--paper", "Evening"); strings.Contains(out, "a@example.org") {
		t.Errorf("a person of the morning paper works for the evening's:\n%s", out)
	}
	s := m.serve()
	if status, _, err := s.get("/"); err != nil || status != 421 {
		t.Errorf("a host that is no paper's answers %d, %v", status, err)
	}
	m.must("init", "--name", "Everything else", "--blank") // a server sees what another process makes
	m.fails(1, `--host: is missing: “Everything else”`, "init", "--name", "A second without hosts", "--blank")
}

func TestFolders(t *testing.T) {
	t.Parallel()
	t.Run("with other things in it", func(t *testing.T) {
		t.Parallel()
		m := newMachine(t)
		m.file("data/letter.txt", "dear")
		m.fails(1, "holds other things (letter.txt …) and no paper of Broadsheet", "serve", "--addr", "127.0.0.1:0")
		m.fails(1, "holds other things", "init", "--name", "X")
		if entries, err := os.ReadDir(m.data); err != nil || len(entries) != 1 {
			t.Errorf("the folder was changed: %v %v", entries, err)
		}
	})
	t.Run("a file", func(t *testing.T) {
		t.Parallel()
		m := newMachine(t)
		m.file("data", "dear")
		m.fails(1, "is a file; name a folder", "serve", "--addr", "127.0.0.1:0")
	})
	t.Run("another program's database", func(t *testing.T) {
		t.Parallel()
		m := newMachine(t)
		m.file("data/"+databaseFile, strings.Repeat("not a database ", 100))
		m.fails(1, "is not a database of Broadsheet", "serve", "--addr", "127.0.0.1:0")
		if code, stdout, _ := m.run("doctor"); code != 1 || !strings.Contains(stdout, "is not a database of Broadsheet") {
			t.Errorf("doctor: %d %s", code, stdout)
		}
	})
	t.Run("in use", func(t *testing.T) {
		t.Parallel()
		m := newMachine(t)
		s := m.serve("--blank")
		m.fails(1, "is in use by another server (process ", "serve", "--addr", "127.0.0.1:0")
		m.must("person", "list") // other commands work beside it
		s.page("/")
	})
	t.Run("a port in use", func(t *testing.T) {
		t.Parallel()
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		m := newMachine(t)
		m.fails(1, "--addr: the address "+l.Addr().String()+" is in use by another program", "serve", "--addr", l.Addr().String())
		if _, err := os.Stat(filepath.Join(m.data, databaseFile)); err == nil {
			t.Error("a paper was made although it could not be served")
		}
	})
}
