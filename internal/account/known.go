package account

import (
	"sync"

	"broadsheet/internal/news"
)

// remembered is how long, in milliseconds, a token's holder is believed without asking the store: revoking a token, or
// taking somebody's role, works within it.
const remembered = 500

// maxKnown bounds how many tokens are remembered.
const maxKnown = 4096

// holder is who a token belongs to, as the store said at a moment.
type holder struct {
	token news.Token
	role  news.Role // the person's
	at    news.Millis
}

// known remembers the holders of tokens for a short while.
type known struct {
	now func() news.Millis
	mu  sync.Mutex
	of  map[string]holder // by hash
}

func newKnown(now func() news.Millis) *known { return &known{now: now, of: map[string]holder{}} }

func (k *known) get(hash string) (holder, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	h, ok := k.of[hash]
	if age := k.now() - h.at; age < 0 || age >= remembered {
		return holder{}, false
	}
	return h, ok
}

func (k *known) put(hash string, h holder) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.of) >= maxKnown {
		clear(k.of)
	}
	h.at = k.now()
	k.of[hash] = h
}

func (k *known) forget(hash string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.of, hash)
}
