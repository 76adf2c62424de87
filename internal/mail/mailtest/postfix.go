package mailtest

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"net"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// Postfix is a running mail server. It takes what is for example.org and refuses the rest; somebody whose address begins
// with "gone" is refused for good, with "later" for now.
type Postfix struct {
	Port, TLSPort, AuthPort int            // in the clear or by STARTTLS; TLS from the first byte; only with user and password, over TLS
	Roots                   *x509.CertPool // who has signed its certificate, which is for localhost and 127.0.0.1
	User, Password          string         // what AuthPort takes

	dir  string
	stop func()
	run  func() func()
}

// Start starts a mail server, and skips the test with a line where there can be none; where CI is true it fails.
func Start(t testing.TB) *Postfix {
	t.Helper()
	master := "/usr/lib/postfix/sbin/master"
	if _, err := os.Stat(master); err != nil || os.Geteuid() != 0 {
		text := "there is no Postfix to send to: install postfix, and run as root, which its own master wants to be"
		if os.Getenv("CI") == "true" {
			t.Fatal(text)
		}
		t.Skip(text)
	}
	dir, err := os.MkdirTemp("", "postfix") // a short name: a socket's must not be long
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	p := &Postfix{Port: freePort(t), TLSPort: freePort(t), AuthPort: freePort(t), User: "broadsheet", Password: "p@ss:w/ord", dir: dir}
	p.furnish(t)
	if out, err := exec.Command("postfix", "-c", dir, "check").CombinedOutput(); err != nil {
		t.Fatalf("postfix check: %v\n%s", err, out)
	}
	p.run = func() func() { return p.master(t, master) }
	p.Up()
	t.Cleanup(p.Down)
	return p
}

// Up starts the server, when it is down.
func (p *Postfix) Up() {
	if p.stop == nil {
		p.stop = p.run()
	}
}

// Down stops it: nobody answers.
func (p *Postfix) Down() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
}

// master runs Postfix's master in the foreground, in a process group of its own, which it ends itself.
func (p *Postfix) master(t testing.TB, program string) (stop func()) {
	said, err := os.Create(filepath.Join(p.dir, "said")) // a file, which its children may hold open
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	cmd := exec.Command(program, "-c", p.dir, "-d")
	cmd.Stdout, cmd.Stderr = said, said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(gone)
	}()
	for _, port := range []int{p.Port, p.TLSPort, p.AuthPort} {
		for !answers(port) {
			select {
			case <-gone:
				t.Fatalf("Postfix ended: %s\n%s", p.read("said"), p.read("log"))
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
	return func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) // it and its children
		<-gone
	}
}

func answers(port int) bool {
	c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err == nil {
		_ = c.Close()
	}
	return err == nil
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// Inbox returns the messages delivered to an address, once there are so many, in no order.
func (p *Postfix) Inbox(t testing.TB, address string, atLeast int) []*mail.Message {
	t.Helper()
	until := time.Now().Add(2 * time.Minute) // of a machine that hangs; no test is one of speed
	for {
		all := p.delivered(t, address)
		if len(all) >= atLeast {
			return all
		}
		if time.Now().After(until) {
			t.Fatalf("%d messages came for %s, not %d\n%s", len(all), address, atLeast, p.read("log"))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (p *Postfix) delivered(t testing.TB, address string) (all []*mail.Message) {
	t.Helper()
	names, _ := filepath.Glob(filepath.Join(p.dir, "mail", "all", "new", "*")) // none is none yet
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := mail.ReadMessage(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		if m.Header.Get("Delivered-To") == address {
			all = append(all, m)
		}
	}
	return all
}

// furnish writes the configuration: everything that Postfix keeps is below the folder, and nothing leaves the machine.
func (p *Postfix) furnish(t testing.TB) {
	t.Helper()
	p.certificate(t)
	p.letIn(t)
	for _, name := range []string{"queue", "data", "mail"} {
		if err := os.MkdirAll(filepath.Join(p.dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	own := func(name, user string) {
		if out, err := exec.Command("chown", user, filepath.Join(p.dir, name)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	own("data", "postfix")
	own("mail", "nobody")
	if err := os.Chmod(p.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	p.write(t, "main.cf", fmt.Sprintf(mainCF, p.dir))
	p.write(t, "master.cf", fmt.Sprintf(masterCF, p.Port, p.TLSPort, p.AuthPort))
}

func (p *Postfix) read(name string) string {
	b, _ := os.ReadFile(filepath.Join(p.dir, name)) // only to be told
	return string(b)
}

func (p *Postfix) write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

const mainCF = `compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
maillog_file = %[1]s/log
maillog_file_prefixes = %[1]s
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.org
mydestination =
local_recipient_maps =
mynetworks =
smtputf8_enable = yes
virtual_mailbox_domains = example.org, xn--bcher-kva.example
virtual_mailbox_maps = static:all/
virtual_mailbox_base = %[1]s/mail
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
smtpd_recipient_restrictions = check_recipient_access regexp:{{/^gone/ 550 5.1.1 there is nobody of that name}, {/^later/ 450 4.2.0 come back later}}, reject_unauth_destination
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_cert_file = %[1]s/cert.pem
smtpd_tls_key_file = %[1]s/key.pem
smtpd_tls_security_level = may
smtpd_tls_received_header = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = %[1]s/auth
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
`

const masterCF = `127.0.0.1:%d inet n - n - - smtpd
127.0.0.1:%d inet n - n - - smtpd
    -o smtpd_tls_wrappermode=yes
127.0.0.1:%d inet n - n - - smtpd
    -o smtpd_sasl_auth_enable=yes
    -o smtpd_tls_auth_only=yes
    -o smtpd_client_restrictions=permit_sasl_authenticated,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`
