package web

import (
	"context"
	"slices"
	"sync"
)

// Notes gathers the tags of what an answer is made from, while it is being made: whoever looks something up notes it
// (Note), so that no handler has to remember what it has shown.
type Notes struct {
	mu   sync.Mutex
	tags []string
}

type notesKey struct{}

// WithNotes returns a context whose look-ups are noted.
func WithNotes(ctx context.Context) (context.Context, *Notes) {
	n := &Notes{}
	return context.WithValue(ctx, notesKey{}, n), n
}

// Note notes what was looked up: article:ID, list:OF:ID, front:NAME, picture:ID, redirect:PATH, paper.
func Note(ctx context.Context, tags ...string) {
	n, ok := ctx.Value(notesKey{}).(*Notes)
	if !ok {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, t := range tags {
		if !slices.Contains(n.tags, t) {
			n.tags = append(n.tags, t)
		}
	}
}

// Tags returns what was noted, in the order in which it was first looked up.
func (n *Notes) Tags() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.tags)
}
