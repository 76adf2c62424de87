package account

import (
	"testing"
)

// FuzzAnswers reads what browsers may send of passkeys.
func FuzzAnswers(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YUA"}}`))
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA","userHandle":"AA"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := readMade(b); (p == nil) != (err != nil) {
			t.Errorf("made: %v, %v", p, err)
		}
		if p, err := readUsed(b); (p == nil) != (err != nil) {
			t.Errorf("used: %v, %v", p, err)
		}
	})
}

// FuzzWords shortens what browsers and proxies say of themselves.
func FuzzWords(f *testing.F) {
	f.Add("Mozilla/5.0 (X11; Linux x86_64) Chrome/1", "192.0.2.1", "paper.example:80")
	f.Add("", "[fe80::1%x]", "[::1]:1")
	f.Fuzz(func(t *testing.T, agent, address, host string) {
		if Device(agent) == "" {
			t.Error("a device without a word")
		}
		if n := Network(address); n != "" && Network(address) != n {
			t.Error("a network that changes")
		}
		_ = Place{Scheme: "http", Host: host}.RefusesPasskeys()
		if plainCode(plainCode(agent)) != plainCode(agent) {
			t.Error("a code that changes when it is read again")
		}
	})
}
