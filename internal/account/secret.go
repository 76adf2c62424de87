package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// Prefixes of secrets, by which a person or a scanner of leaked files knows what they have found.
const (
	tokenPrefix = "bst_"
	linkPrefix  = "bsl_"
)

// newSecret returns a fresh secret of 256 bits.
func newSecret(prefix string) string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: it ends the program when the system has no randomness
	return prefix + base64.RawURLEncoding.EncodeToString(b)
}

// secretLength is how many characters follow a prefix.
const secretLength = 43

// hashOf returns what the store holds in place of a secret.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// isSecret says whether s has a secret's form, so that no nonsense is looked up.
func isSecret(s, prefix string) bool {
	rest, ok := strings.CutPrefix(s, prefix)
	return ok && len(rest) == secretLength
}
