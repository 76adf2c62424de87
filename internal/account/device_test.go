package account_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"testing"

	"broadsheet/internal/account"
	"broadsheet/internal/news"
)

// device keeps one passkey and answers as browsers do; each field can be spoiled.
type device struct {
	key    *ecdsa.PrivateKey
	id     []byte
	handle string
	rp     string
	origin string
	flags  byte // 1: somebody is there, 4: it is who it ought to be
	count  uint32
	format string // of the attestation
}

func newDevice(person string) *device {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return &device{key: key, id: []byte(rand.Text()), handle: person, rp: "paper.example", origin: "https://paper.example", flags: 5, format: "none"}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// challengeOf reads the challenge out of what the browser is asked.
func challengeOf(t testing.TB, asked []byte) string {
	t.Helper()
	var options struct{ Challenge string }
	if err := json.Unmarshal(asked, &options); err != nil || options.Challenge == "" {
		t.Fatalf("asked %s: %v", asked, err)
	}
	return options.Challenge
}

func (d *device) client(kind, challenge string) []byte {
	return fmt.Appendf(nil, `{"type":%q,"challenge":%q,"origin":%q,"crossOrigin":false}`, kind, challenge, d.origin)
}

func (d *device) data(flags byte) []byte {
	hash := sha256.Sum256([]byte(d.rp))
	return binary.BigEndian.AppendUint32(append(hash[:], flags), d.count)
}

// made is the answer that makes a passkey: in CBOR by hand, since it is always the same but for the key.
func (d *device) made(challenge string) []byte {
	point, err := d.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		panic(err)
	}
	data := append(d.data(d.flags|0x40), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(d.id))), d.id...)
	data = append(data, 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32)
	data = append(append(append(data, point[1:33]...), 0x22, 0x58, 32), point[33:]...)
	object := append([]byte{0xa3, 0x63}, "fmt"...)
	object = append(append(object, 0x60+byte(len(d.format))), d.format...)
	object = append(append(append(object, 0x67), "attStmt"...), 0xa0, 0x68)
	object = append(append(object, "authData"...), 0x59)
	object = append(binary.BigEndian.AppendUint16(object, uint16(len(data))), data...)
	return answer(d.id, map[string]any{"clientDataJSON": b64(d.client("webauthn.create", challenge)), "attestationObject": b64(object)})
}

// used is the answer that signs in.
func (d *device) used(challenge string) []byte {
	client, data := d.client("webauthn.get", challenge), d.data(d.flags)
	sum := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), sum[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		panic(err)
	}
	return answer(d.id, map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64([]byte(d.handle))})
}

func answer(id []byte, response map[string]any) []byte {
	b, err := json.Marshal(map[string]any{"id": b64(id), "rawId": b64(id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		panic(err)
	}
	return b
}

// place is where the paper is.
func (b bundle) place() account.Place {
	return account.Place{Paper: news.Paper{ID: b.paper, Name: "The Paper"}, Scheme: "https", Host: "paper.example"}
}

// registered is a device with a passkey of the editor's.
func (b bundle) registered(t *testing.T) *device {
	t.Helper()
	d := newDevice("peditor")
	asked, err := b.BeginPasskey(t.Context(), b.place(), b.person(t, "peditor"))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.AddPasskey(t.Context(), b.place(), b.person(t, "peditor"), " My  laptop ", d.made(challengeOf(t, asked)), news.Doer{Person: "peditor"}); err != nil {
		t.Fatal(err)
	}
	return d
}

func (b bundle) person(t *testing.T, id string) news.Person {
	t.Helper()
	p, err := b.store.Person(t.Context(), b.paper, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (b bundle) asked(t *testing.T) string {
	t.Helper()
	b.clock.Set(b.clock.Now() + 2000) // one question a second is free for everybody
	asked, err := b.AskPasskey(t.Context(), b.place(), "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	return challengeOf(t, asked)
}
