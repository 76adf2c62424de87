package cli

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"broadsheet/internal/ledger"
	"broadsheet/internal/news"
	"broadsheet/internal/related"
	"broadsheet/internal/search"
	"broadsheet/internal/store"
)

type rebuildCommand struct {
	Surface []string `arg:"" optional:"" toml:"-" help:"What to rebuild: listings, search, related; without any, everything, the lists of related articles in the background."`
}

// Help is the command's help.
func (rebuildCommand) Help() string {
	return `Everything that readers meet is derived from the ledger and the articles' versions. This throws derivations away and makes them anew; the result is the same, or was wrong before. The server may run; what is filed meanwhile waits while the listings are made.

  listings   where each article stands, lists and fronts, the record of corrections, old addresses
  search     the full-text index
  related    the lists of related articles, which are worked out from the full-text index; takes long with a large archive

Without a name, listings and search are made anew at once. The lists of related articles stay as they are until the server makes each of them anew, in the background.

Examples:
  broadsheet rebuild
  broadsheet rebuild search`
}

// surface is something derived that can be rebuilt.
type surface struct {
	name    string
	rebuild func(*desktop, *store.Store) error
}

func surfaces() []surface { return append(atOnce(), surface{"related", rebuildRelated}) }

// atOnce are those that a paper cannot do without, and which are made quickly.
func atOnce() []surface { return []surface{{"listings", rebuildListings}, {"search", rebuildSearch}} }

// Run runs the command.
func (c *rebuildCommand) Run(d *desktop) error {
	chosen, err := c.choose()
	if err != nil {
		return err
	}
	d.makeWay(10)
	s, err := d.open()
	if err != nil {
		return err
	}
	defer s.Close()
	for _, x := range chosen {
		started := time.Now()
		if err := x.rebuild(d, s); err != nil {
			return err
		}
		fmt.Fprintf(d.stdout, "%s rebuilt in %s.\n", x.name, time.Since(started).Round(time.Millisecond))
	}
	if len(c.Surface) > 0 {
		return nil
	}
	if err := s.RestartRelated(d.ctx, related.FollowerName); err != nil {
		return err
	}
	fmt.Fprintln(d.stdout, `related stays as it is until the server makes it anew, in the background; "broadsheet rebuild related" does so at once.`)
	return nil
}

func (c *rebuildCommand) choose() (chosen []surface, err error) {
	var names []string
	for _, x := range surfaces() {
		names = append(names, x.name)
	}
	if len(c.Surface) == 0 {
		return atOnce(), nil
	}
	for _, want := range c.Surface {
		found := false
		for _, x := range surfaces() {
			if x.name == want {
				chosen, found = append(chosen, x), true
			}
		}
		if hint := news.Nearest(want, names); !found && hint != "" {
			return nil, wrongUsage("SURFACE", "there is no surface %q; did you mean %q?", want, hint)
		} else if !found {
			return nil, wrongUsage("SURFACE", "there is no surface %q; there are %s", want, strings.Join(names, ", "))
		}
	}
	return chosen, nil
}

func rebuildListings(d *desktop, s *store.Store) error {
	bar := newProgress(d.stderr, "rebuilding listings", "articles", 0)
	defer bar.end()
	return s.Rebuild(d.ctx, bar.set)
}

func rebuildSearch(d *desktop, s *store.Store) error {
	if err := s.ClearSearch(d.ctx, search.FollowerName); err != nil {
		return err
	}
	return d.catchUp(s, "rebuilding search")
}

func rebuildRelated(d *desktop, s *store.Store) error {
	if err := d.catchUp(s, "indexing"); err != nil { // the lists come after the index
		return err
	}
	if err := d.tidyIndex(s); err != nil {
		return err
	}
	if err := s.ClearRelated(d.ctx, related.FollowerName); err != nil {
		return err
	}
	return d.catchUpWith(s, "rebuilding related", related.New(s, now).AtOnce(search.FollowerName))
}

// tidyIndex puts the full-text index in order, as a server does while it rests: all questions to it cost less then.
func (d *desktop) tidyIndex(s *store.Store) error {
	for {
		more, err := s.TidySearch(d.ctx)
		if err != nil || !more {
			return err
		}
	}
}

// followMeanwhile runs the followers while something else writes, and returns a function that lets them come to the
// ledger's end.
func (d *desktop) followMeanwhile(s *store.Store) (end func() error, err error) {
	r := ledger.NewRunner(s, nil)
	r.Hurry = true
	for _, f := range followers(s) {
		r.Follow(f)
	}
	if err := r.Start(d.ctx); err != nil {
		return nil, err
	}
	slow := hurry()
	return func() error {
		defer slow()
		r.Stop()
		return d.catchUp(s, "indexing")
	}, nil
}

// hurry lets the garbage collector come a quarter as often, while a command writes much, and returns the way back. Who
// has set GOGC has decided otherwise.
func hurry() (slow func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(400)
	return func() { debug.SetGCPercent(before) }
}

// catchUp runs the followers until they have come to the ledger's end. A server on the same folder may help: they share
// their cursors.
func (d *desktop) catchUp(s *store.Store, what string) error {
	return d.catchUpWith(s, what, followers(s)...)
}

func (d *desktop) catchUpWith(s *store.Store, what string, followers ...ledger.Follower) error {
	last, err := s.LastSeq(d.ctx)
	if err != nil {
		return err
	}
	bar := newProgress(d.stderr, what, "ledger entries", last)
	defer bar.end()
	for _, f := range followers {
		if err := followToEnd(d.ctx, s, f, last, bar); err != nil {
			return fmt.Errorf("following the ledger for %s: %w", f.Name, err)
		}
	}
	return nil
}

// waitForOther is how long a follower waits that must not overtake another.
const waitForOther = 100 * time.Millisecond

func followToEnd(ctx context.Context, s *store.Store, f ledger.Follower, last int64, bar *progress) error {
	at, err := s.Cursor(ctx, f.Name)
	if err != nil {
		return err
	}
	bar.from(at)
	for at < last {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, now, err := ledger.Step(ctx, s, f)
		if err != nil {
			return err
		}
		if n == 0 && now < last { // it comes after another, which a server is taking along
			time.Sleep(waitForOther)
		}
		at = now
		bar.set(min(at, last), last)
	}
	return nil
}
