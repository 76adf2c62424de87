package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"

	"broadsheet/internal/news"
)

// Codes is what recovery codes, and what is refused, ask of the store.
type Codes interface {
	PutRecoveryCodes(ctx context.Context, paper, person string, hashes []string, by news.Doer) error
	RecoveryCodes(ctx context.Context, paper, person string) (left int, made news.Millis, err error)
	UseRecoveryCode(ctx context.Context, paper, person, hash string, by news.Doer) error
	PutRefusal(ctx context.Context, paper, person string, by news.Doer, why map[string]any) error
}

const (
	codesAtOnce = 10
	codeLetters = 16 // of five bits each: too many to guess however fast one may try
	codeGroup   = 4
)

// codeAlphabet has no letter that is taken for another.
var codeAlphabet = base32.NewEncoding("abcdefghjkmnpqrstuvwxyz123456789").WithPadding(base32.NoPadding)

// NewRecoveryCodes makes ten codes for somebody, in place of those there were. They are told this once.
func (a *Accounts) NewRecoveryCodes(ctx context.Context, paper, person string, by news.Doer) ([]string, error) {
	codes, hashes := make([]string, codesAtOnce), make([]string, codesAtOnce)
	for i := range codes {
		b := make([]byte, codeLetters*5/8)
		_, _ = rand.Read(b) // never fails
		letters := codeAlphabet.EncodeToString(b)
		hashes[i] = codeHash(paper, person, letters)
		var groups []string
		for ; letters != ""; letters = letters[codeGroup:] {
			groups = append(groups, letters[:codeGroup])
		}
		codes[i] = strings.Join(groups, "-")
	}
	return codes, a.store.PutRecoveryCodes(ctx, paper, person, hashes, by)
}

// codeHash is what the store holds in place of a recovery code: bound to paper and person, so that no two hold the same.
func codeHash(paper, person, code string) string {
	sum := sha256.Sum256([]byte(paper + "\x00" + person + "\x00" + code))
	return hex.EncodeToString(sum[:])
}

// RecoveryCodes says how many unused codes somebody has, and when they were made.
func (a *Accounts) RecoveryCodes(ctx context.Context, paper, person string) (left int, made news.Millis, err error) {
	return a.store.RecoveryCodes(ctx, paper, person)
}

// plainCode is a code as it was made, of what somebody typed: in whatever case, with spaces or none.
func plainCode(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '1' && r <= '9':
			return r
		}
		return -1
	}, typed)
}

// UseRecoveryCode lets somebody in by e-mail address and code, and uses the code up. Whether the address is known, the
// code wrong or used: the answer is the same, and so is what is done to find it. Errors: CodeUnauthenticated, CodeTooMany.
func (a *Accounts) UseRecoveryCode(ctx context.Context, paper, email, code, address string, by news.Doer) (news.Person, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if len(email) > 254 || len(code) > 200 {
		email, code = "", ""
	}
	if !a.codes.allow(a.now(), paper+" from "+address, paper+" as "+email) {
		return news.Person{}, news.Errorf(news.CodeTooMany, "code", "too many codes have been tried; wait a minute, or use a passkey or a sign-in link")
	}
	p, err := a.store.PersonByEmail(ctx, paper, email)
	if err != nil && news.CodeOf(err) != news.CodeNotFound {
		return news.Person{}, err
	}
	if p.Role == "" || p.Email == "" {
		p = news.Person{}
	}
	err = a.store.UseRecoveryCode(ctx, paper, p.ID, codeHash(paper, p.ID, plainCode(code)), by)
	if news.CodeOf(err) == news.CodeNotFound {
		a.refused(ctx, paper, p.ID, "recovery", by)
		return news.Person{}, news.Errorf(news.CodeUnauthenticated, "code", "this e-mail address and code don’t fit together, or the code has been used; try another code")
	}
	return p, err
}

// refused writes down that somebody was refused, not oftener than ten at once and one in half a minute for each paper: the
// trail must not be filled by whoever tries. The next line says how many were left out.
func (a *Accounts) refused(ctx context.Context, paper, person, way string, by news.Doer) {
	a.leftOut.Lock()
	defer a.leftOut.Unlock()
	if !a.refusals.allow(a.now(), paper) {
		a.leftOut.of[paper]++
		return
	}
	why := map[string]any{"way": way}
	if n := a.leftOut.of[paper]; n > 0 {
		why["left_out_before"] = n
	}
	if a.store.PutRefusal(ctx, paper, person, by, why) == nil { // the refusal stands, written down or not
		delete(a.leftOut.of, paper)
	}
}
