package manuscript

import (
	"cmp"
	"context"
	"slices"

	"broadsheet/internal/news"
)

// Leases of presence: each process says who is there, and says it again before the others forget it.
const (
	sayAgain = 3000 // milliseconds
	lease    = 8000
)

// presence is what a process says of who is there.
type presence struct {
	process string
	said    []news.Presence
	at      news.Millis
	moved   chan struct{} // somebody has come or gone
}

// move has it said at once that somebody has come or gone.
func (p *presence) move() {
	select {
	case p.moved <- struct{}{}:
	default:
	}
}

// sayHere tells other processes who is here, where that is news or was said a while ago, and takes in who is there.
func (r *Room) sayHere(ctx context.Context) {
	if err := r.tryHere(ctx); err != nil && ctx.Err() == nil {
		r.o.Log.Warn("telling who has which article open", "err", err)
	}
}

func (r *Room) tryHere(ctx context.Context) error {
	now, p := r.o.Now(), &r.presence
	mine := r.hereNow()
	if changed := !slices.Equal(mine, p.said); changed || len(mine) > 0 && now-p.at >= sayAgain {
		if err := r.o.Store.SetHere(ctx, p.process, mine, now, now+lease, changed); err != nil {
			return err
		}
		p.said, p.at = mine, now
	}
	if len(mine) == 0 {
		return nil // nobody here would see them
	}
	elsewhere, err := r.o.Store.HereElsewhere(ctx, p.process, now)
	if err != nil {
		return err
	}
	byArticle := map[string][]Here{}
	for _, e := range elsewhere {
		byArticle[e.Article] = append(byArticle[e.Article], Here{Client: e.Client, Person: e.Person, Name: e.Name})
	}
	for _, s := range r.stories() {
		s.mu.Lock()
		if there := byArticle[s.article]; !slices.Equal(there, s.there) {
			s.there = there
			s.changed()
		}
		s.mu.Unlock()
	}
	return nil
}

// endHere tells other processes that nobody is here any more.
func (r *Room) endHere(ctx context.Context) {
	if len(r.presence.said) > 0 {
		_ = r.o.Store.SetHere(ctx, r.presence.process, nil, r.o.Now(), 0, true) // they forget it by themselves
	}
}

func (r *Room) stories() (list []*story) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.open {
		list = append(list, s)
	}
	return list
}

// hereNow lists who has an article open in this process.
func (r *Room) hereNow() (list []news.Presence) {
	for _, s := range r.stories() {
		s.mu.Lock()
		for h := range s.here {
			p := news.Presence{Paper: s.paper, Article: s.article, Client: h.Client, Person: h.Person, Name: h.Name}
			if !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
		s.mu.Unlock()
	}
	slices.SortFunc(list, func(a, b news.Presence) int {
		return cmp.Or(cmp.Compare(a.Article, b.Article), cmp.Compare(a.Client, b.Client), cmp.Compare(a.Person, b.Person))
	})
	return list
}
