package cli

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// certificate makes a certificate for a host of its own and returns the files' content.
func certificate(t *testing.T, host string) (cert, key []byte) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestTLS serves https from files, and plain http beside it that leads there.
func TestTLS(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.must("init", "--name", "Secure", "--host", "news.example", "--blank")
	cert, key := certificate(t, "news.example")
	certFile, keyFile := m.file("cert.pem", string(cert)), m.file("key.pem", string(key))
	m.fails(2, "--tls-key: is missing", "serve", "--tls-cert", certFile)
	m.fails(1, "--tls-cert: ", "serve", "--addr", "127.0.0.1:0", "--tls-cert", keyFile, "--tls-key", keyFile)
	plain, health := freeAddress(t), freeAddress(t)
	cmd := m.command("serve", "--addr", "127.0.0.1:0", "--tls-cert", certFile, "--tls-key", keyFile, "--redirect-addr", plain, "--metrics-addr", health)
	out := &safeBuffer{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	var address []string
	need(t, 30*time.Second, func() error {
		resp, err := http.Get("http://" + health + "/readyz")
		if err == nil {
			_ = resp.Body.Close()
			if address = regexp.MustCompile(`address=(https://\S+)`).FindStringSubmatch(out.String()); address == nil {
				return fmt.Errorf("no https address is told:\n%s", out)
			}
		}
		return err
	})
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(cert)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "news.example"}}}
	req, _ := http.NewRequest("GET", address[1]+"/", nil)
	req.Host = "news.example"
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != 200 || !bytes.Contains(body, []byte("Secure")) || resp.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("https answers %d\n%s", resp.StatusCode, body)
	}
	for host, want := range map[string]string{"news.example": "https://news.example/a?b=c", "evil.example": ""} {
		req, _ := http.NewRequest("GET", "http://"+plain+"/a?b=c", nil)
		req.Host = host
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if got := resp.Header.Get("Location"); got != want || (want == "") != (resp.StatusCode == http.StatusMisdirectedRequest) {
			t.Errorf("plain http for %s answers %d, to %q", host, resp.StatusCode, got)
		}
	}
	if strings.Contains(out.String(), "BEGIN") {
		t.Error("a key was logged")
	}
}

func TestServedAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		addr  string
		tls   bool
		hosts []string
		want  string
	}{
		{"127.0.0.1:8080", false, nil, "http://127.0.0.1:8080"}, {":8080", false, nil, "http://localhost:8080"}, {"0.0.0.0:80", false, nil, "http://localhost"},
		{"[::]:443", true, nil, "https://localhost"}, {"[::1]:8443", true, nil, "https://[::1]:8443"}, {":443", true, []string{"news.example"}, "https://news.example"},
	} {
		if got := servedAt(c.addr, c.tls, c.hosts); got != c.want {
			t.Errorf("%s is served at %s, want %s", c.addr, got, c.want)
		}
	}
}
