package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// wants finds a peer's program.
func wants(program, debian string) (string, error) {
	path := found(program)
	if path == "" {
		return "", fmt.Errorf("%s is not there (Debian's package %s)", program, debian)
	}
	return path, nil
}

// newCaddy starts a Caddy that serves our own articles from files, compressed beforehand, and notes each request, as
// everybody here does.
func newCaddy(w *field) (*peer, error) {
	program, err := wants("caddy", "caddy")
	if err != nil {
		return nil, err
	}
	p := w.newPeer(".html")
	for i, path := range p.articles[:peersHot] {
		text, err := get(w.ours.client, peersBase+w.ours.articles[i])
		p.must(err)
		w.m.packed(filepath.Join("caddy", path), text)
	}
	_, port, err := net.SplitHostPort(p.addr)
	p.must(err)
	conf := w.m.file("Caddyfile", fmt.Sprintf(`{
	admin off
	auto_https off
}
http://:%[1]s {
	bind 127.0.0.1
	root * %[2]s
	log {
		output file %[2]s.log
	}
	file_server {
		precompressed gzip
	}
}
`, port, filepath.Join(w.m.dir, "caddy")))
	p.serve = func() []*exec.Cmd {
		cmd := w.m.other(program, "run", "--adapter", "caddyfile", "--config", conf)
		cmd.Env = append(os.Environ(), "HOME="+w.m.dir, "XDG_DATA_HOME="+w.m.dir, "XDG_CONFIG_HOME="+w.m.dir)
		return []*exec.Cmd{cmd}
	}
	p.start(p.articles[0])
	return p, nil
}

// ghost is a Ghost in production's way, on SQLite, that asks nobody outside.
type ghost struct {
	*peer
	dir string
}

// newGhost starts the Ghost that script/peers has put into the folder that BROADSHEET_TEST_PEERS names.
func newGhost(w *field) (*peer, error) {
	tools := os.Getenv("BROADSHEET_TEST_PEERS")
	node, app := filepath.Join(tools, "node", "bin", "node"), filepath.Join(tools, "ghost")
	if _, err := os.Stat(filepath.Join(app, "index.js")); tools == "" || err != nil {
		return nil, errors.New("Ghost is not there, in the folder that BROADSHEET_TEST_PEERS names")
	}
	g := &ghost{peer: w.newPeer("/"), dir: filepath.Join(w.m.dir, "ghost")}
	g.copy(filepath.Join(app, "content"), filepath.Join(g.dir, "content"))
	g.settings()
	g.must(os.Symlink(app, filepath.Join(g.dir, "current"))) // where it looks for itself
	g.serve = func() []*exec.Cmd {
		cmd := w.m.other(node, filepath.Join(app, "index.js"))
		cmd.Dir, cmd.Env = g.dir, append(os.Environ(), "NODE_ENV=production")
		return []*exec.Cmd{cmd}
	}
	g.start("/")
	owner := map[string]string{"name": "Bench", "email": "bench@example.org", "password": "only on loopback, 1796", "blogTitle": "The Bench"}
	g.call("authentication/setup/", map[string]any{"setup": []any{owner}})
	g.call("session/", map[string]string{"username": owner["email"], "password": owner["password"]})
	g.stop()
	empty, archive := filepath.Join(w.m.dir, "empty.db"), g.archive(w.articles)
	g.copy(g.database(), empty)
	g.fill = func() time.Duration {
		g.stop()
		g.copy(empty, g.database())
		g.start("/")
		g.still()
		began := time.Now()
		g.importing(archive)
		return time.Since(began)
	}
	g.publish = func(_ *http.Client, headline, body string) {
		g.call("posts/?source=html", map[string]any{"posts": []any{map[string]string{"title": headline, "html": body, "status": "published"}}})
	}
	imported(g.peer)
	return g.peer, nil
}

func (g *ghost) database() string { return filepath.Join(g.dir, "content", "data", "bench.db") }

// copy copies a file or a folder over what is there.
func (p *peer) copy(from, to string) {
	p.m.t.Helper()
	p.must(os.RemoveAll(to))
	p.must(os.MkdirAll(filepath.Dir(to), 0o755))
	p.output(exec.Command("cp", "-RL", from, to))
}

// output runs a command to its end.
func (p *peer) output(cmd *exec.Cmd) {
	p.m.t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		p.m.t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
}

func (g *ghost) settings() {
	g.m.t.Helper()
	host, port, err := net.SplitHostPort(g.addr)
	g.must(err)
	text, err := json.Marshal(map[string]any{
		"url":         peersBase,
		"server":      map[string]any{"host": host, "port": port, "shutdownTimeout": 1000},
		"database":    map[string]any{"client": "better-sqlite3", "connection": map[string]string{"filename": g.database()}},
		"paths":       map[string]string{"contentPath": filepath.Join(g.dir, "content")},
		"mail":        map[string]string{"transport": "stub"},
		"security":    map[string]bool{"staffDeviceVerification": false},
		"privacy":     map[string]bool{"useUpdateCheck": false, "useGravatar": false, "useRpcPing": false, "useIndexNow": false},
		"updateCheck": map[string]string{"url": "http://127.0.0.1:9/"},
	})
	g.must(err)
	g.m.file("ghost/config.production.json", string(text))
}

// call asks the API for something that it has to do.
func (g *ghost) call(path string, in any) {
	g.m.t.Helper()
	body, err := json.Marshal(in)
	g.must(err)
	g.send(path, "application/json", bytes.NewReader(body))
}

func (g *ghost) send(path, kind string, body io.Reader) {
	g.m.t.Helper()
	req, err := http.NewRequest("POST", peersBase+"/ghost/api/admin/"+path, body)
	g.must(err)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Origin", peersBase)
	res, err := g.client.Do(req)
	g.must(err)
	defer res.Body.Close()
	if answer, err := io.ReadAll(res.Body); err != nil || res.StatusCode >= 300 {
		g.m.t.Fatalf("Ghost's %s answered %d, %v: %.1000s", path, res.StatusCode, err, answer)
	}
}

// archive is a file as Ghost's own export writes it.
func (g *ghost) archive(articles []invention) []byte {
	type row map[string]any
	var posts, tags, both []row
	known := map[string]bool{}
	for i, a := range articles {
		post := fmt.Sprintf("%024x", i+1)
		posts = append(posts, row{
			"id": post, "title": a.Headline, "slug": a.Slug, "lexical": lexical(a.BodyHTML), "custom_excerpt": a.Standfirst, "status": "published", "type": "post",
			"published_at": a.PublishedAt, "created_at": a.PublishedAt, "updated_at": a.PublishedAt,
		})
		for _, t := range append([]string{"news"}, a.Tags...) {
			if !known[t] {
				known[t] = true
				tags = append(tags, row{"id": t, "name": t, "slug": t})
			}
			both = append(both, row{"post_id": post, "tag_id": t})
		}
	}
	text, err := json.Marshal(row{"db": []row{{
		"meta": row{"exported_on": time.Now().UnixMilli(), "version": "6.0.0"},
		"data": row{"posts": posts, "tags": tags, "posts_tags": both},
	}}})
	g.must(err)
	return text
}

// lexical writes a body that was invented in the form that Ghost keeps, which its exports have: of HTML it would make that
// first, which takes it ten times as long.
func lexical(body string) string {
	type node map[string]any
	block := func(kind string, children []node) node {
		return node{"type": kind, "version": 1, "children": children, "direction": "ltr", "format": "", "indent": 0}
	}
	tags := strings.NewReplacer("<p>", "", "</p>", "", "<h2>", "", "</h2>", "", "<blockquote>", "", "</blockquote>", "", "</em>", "<em>")
	var blocks []node
	for line := range strings.Lines(body) {
		var texts []node
		for i, text := range strings.Split(tags.Replace(strings.TrimSpace(line)), "<em>") {
			texts = append(texts, node{"type": "extended-text", "version": 1, "text": text, "format": 2 * (i % 2), "mode": "normal", "style": "", "detail": 0})
		}
		switch {
		case strings.HasPrefix(line, "<h2>"):
			heading := block("extended-heading", texts)
			heading["tag"] = "h2"
			blocks = append(blocks, heading)
		case strings.HasPrefix(line, "<blockquote>"):
			blocks = append(blocks, block("extended-quote", texts))
		default:
			blocks = append(blocks, block("paragraph", texts))
		}
	}
	text, _ := json.Marshal(node{"root": block("root", blocks)}) // never an error
	return string(text)
}

// importing sends an archive and waits until its last article is there: Ghost imports all in one transaction, after it has
// answered.
func (g *ghost) importing(archive []byte) {
	g.m.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("importfile", "bench.json")
	g.must(err)
	_, err = part.Write(archive)
	g.must(errors.Join(err, form.Close()))
	g.send("db/", form.FormDataContentType(), &body)
	g.there(g.articles[len(g.articles)-1])
	g.there(g.articles[0])
}

// newGhostCache starts an nginx that keeps Ghost's pages.
func newGhostCache(w *field) (*peer, error) {
	return w.cache("Ghost", "proxy", func(p *peer, kept string) string {
		return fmt.Sprintf(`location / { proxy_pass http://%s; proxy_set_header Host $host; proxy_set_header Accept-Encoding ""; %s }`, p.addr, kept)
	})
}

// newWordPressCache starts an nginx that keeps WordPress' pages.
func newWordPressCache(w *field) (*peer, error) {
	return w.cache("WordPress", "fastcgi", func(_ *peer, kept string) string { return w.m.wordpressPages(kept) })
}

// cache starts an nginx in front of a peer that keeps its pages for an hour, as they are, and compresses them each time.
func (w *field) cache(name, way string, locations func(p *peer, kept string) string) (*peer, error) {
	behind := w.peers[name]
	if behind == nil {
		return nil, errors.New(w.missing[name])
	}
	program, err := wants("nginx", "nginx-light")
	if err != nil {
		return nil, err
	}
	p := w.newPeer("/")
	folder := way + "-cache"
	conf := strings.ReplaceAll(fmt.Sprintf(`gzip on; WAY_cache_path %s/kept keys_zone=kept:10m max_size=1g inactive=1h;
	server { listen %s; %s }`, filepath.Join(w.m.dir, folder), p.addr, locations(behind,
		"WAY_cache kept; WAY_cache_key $request_uri; WAY_cache_valid 200 1h; WAY_ignore_headers Cache-Control Expires Set-Cookie Vary;")), "WAY", way)
	p.serve = func() []*exec.Cmd { return []*exec.Cmd{w.m.nginx(program, folder, conf)} }
	p.start(p.articles[0])
	return p, nil
}

// wordpressPages is how an nginx serves WordPress, with more said of what comes from PHP.
func (m *machine) wordpressPages(more string) string {
	return fmt.Sprintf(`server_name bench.example; root %[1]s/wordpress; index index.php;
		location / { try_files $uri $uri/ /index.php?$args; }
		location ~ \.php$ {
			include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
			fastcgi_pass unix:%[1]s/php-fpm.sock; %[2]s
		}`, m.dir, more)
}

// newWordPress starts Debian's WordPress: MariaDB, PHP with as many workers as the package gives it, and nginx.
func newWordPress(w *field) (*peer, error) {
	nginx, err1 := wants("nginx", "nginx-light")
	mariadbd, err2 := wants("mariadbd", "mariadb-server")
	installDB, err3 := wants("mariadb-install-db", "mariadb-server")
	php, err4 := wants("php", "php-cli")
	fpm, _ := filepath.Glob("/usr/sbin/php-fpm*")
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, err
	}
	if len(fpm) == 0 {
		return nil, errors.New("php-fpm is not there (Debian's package php-fpm)")
	}
	const debian = "/usr/share/wordpress"
	if _, err := os.Stat(debian); err != nil {
		return nil, errors.New("WordPress is not there (Debian's package wordpress)")
	}
	p := w.newPeer("/")
	p.search = "/?s="
	root, data, socket := filepath.Join(w.m.dir, "wordpress"), filepath.Join(w.m.dir, "mariadb"), filepath.Join(w.m.dir, "wordpress.sock")
	p.copy(debian, root)
	p.copy("testdata/peers/wp-config.php", filepath.Join(root, "wp-config.php"))
	p.output(w.m.other(installDB, "--no-defaults", "--user=root", "--datadir="+data, "--auth-root-authentication-method=normal", "--skip-test-db"))
	pool := w.m.file("php-fpm.conf", fmt.Sprintf(`[global]
error_log = %[1]s/php-fpm.log
[www]
user = root
group = root
listen = %[1]s/php-fpm.sock
pm = dynamic
pm.max_children = 5
pm.start_servers = 2
pm.min_spare_servers = 1
pm.max_spare_servers = 3
`, w.m.dir))
	site := fmt.Sprintf("include /etc/nginx/mime.types; server { listen %s; %s }", p.addr, w.m.wordpressPages(""))
	p.serve = func() []*exec.Cmd {
		return []*exec.Cmd{
			w.m.other(mariadbd, "--no-defaults", "--user=root", "--datadir="+data, "--socket="+socket, "--skip-networking", "--pid-file="+data+"/pid"),
			w.m.other(fpm[0], "-F", "-R", "-y", pool),
			w.m.nginx(nginx, "wordpress-nginx", site),
		}
	}
	corpus := w.corpus("corpus.jsonl")
	script := func(name string, args ...string) {
		path, err := filepath.Abs(filepath.Join("testdata", "peers", name))
		p.must(err)
		p.output(w.m.other(php, append([]string{path, root}, args...)...))
	}
	p.fill = func() time.Duration {
		if p.running == nil {
			p.start("/wp-includes/css/buttons.css")
		}
		script("install.php", socket)
		began := time.Now()
		script("fill.php", corpus)
		took := time.Since(began)
		p.there(p.articles[0])
		return took
	}
	imported(p)
	return p, nil
}
