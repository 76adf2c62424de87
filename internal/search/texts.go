package search

import "sync"

// textsKept is how many bytes of text a generation holds; two are kept.
const textsKept = 2 << 20

// texts keeps the texts of versions that were found lately: a version never changes, and what is newest is found again and
// again. When the young generation is full it becomes the old one; what isn't asked for until the next is full goes. The
// zero texts is empty.
type texts struct {
	mu         sync.Mutex
	young, old map[textKey]string
	bytes      int // of the young
}

type textKey struct {
	article string
	version int
}

// get returns a text that is kept.
func (t *texts) get(k textKey) (text string, found bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if text, found = t.young[k]; found {
		return text, true
	}
	if text, found = t.old[k]; found {
		t.add(k, text)
	}
	return text, found
}

// put keeps a text.
func (t *texts) put(k textKey, text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.add(k, text)
}

func (t *texts) add(k textKey, text string) {
	if t.young == nil || t.bytes+len(text) > textsKept {
		t.young, t.old, t.bytes = map[textKey]string{}, t.young, 0
	}
	t.young[k] = text
	t.bytes += len(text)
}
