package mailtest

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// letIn answers Postfix' questions about users and passwords, as Dovecot does: its protocol is a line each.
func (p *Postfix) letIn(t testing.TB) {
	t.Helper()
	l, err := net.Listen("unix", filepath.Join(p.dir, "auth"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(p.dir, "auth"), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.answer(c)
		}
	}()
}

func (p *Postfix) answer(c net.Conn) {
	defer c.Close()
	fmt.Fprint(c, "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t00000000000000000000000000000000\nDONE\n")
	for in := bufio.NewScanner(c); in.Scan(); {
		words := strings.Split(in.Text(), "\t")
		if words[0] != "AUTH" || len(words) < 3 {
			continue
		}
		given := ""
		for _, w := range words {
			if text, ok := strings.CutPrefix(w, "resp="); ok {
				b, _ := base64.StdEncoding.DecodeString(text)
				given = string(b)
			}
		}
		if words[2] == "PLAIN" && given == "\x00"+p.User+"\x00"+p.Password {
			fmt.Fprintf(c, "OK\t%s\tuser=%s\n", words[1], p.User)
		} else {
			fmt.Fprintf(c, "FAIL\t%s\tuser=%s\n", words[1], p.User)
		}
	}
}

// certificate makes the server's key and certificate, signed by themselves.
func (p *Postfix) certificate(t testing.TB) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.example.org"}, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	p.write(t, "cert.pem", string(public))
	p.write(t, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
	p.Roots = x509.NewCertPool()
	p.Roots.AppendCertsFromPEM(public)
}
