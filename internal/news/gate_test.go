package news

import (
	"math/rand/v2"
	"testing"
)

func TestWindow(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name        string
		a           Article
		from, until Millis
	}{
		{"draft", Article{State: Draft, Version: 1, ReleaseAt: 10}, 0, 0},
		{"scheduled without a version to show", Article{State: Scheduled, ReleaseAt: 10}, 0, 0},
		{"live", Article{State: Live, Live: 1, ReleaseAt: 10}, 10, Never},
		{"corrected", Article{State: Corrected, Live: 2, ReleaseAt: 10}, 10, Never},
		{"scheduled opens by itself", Article{State: Scheduled, Live: 1, ReleaseAt: 10}, 10, Never},
		{"embargo after schedule", Article{State: Scheduled, Live: 1, ReleaseAt: 10, EmbargoUntil: 20}, 20, Never},
		{"embargo before schedule", Article{State: Scheduled, Live: 1, ReleaseAt: 10, EmbargoUntil: 5}, 10, Never},
		{"embargo holds even what is called live", Article{State: Live, Live: 1, ReleaseAt: 10, EmbargoUntil: 20}, 20, Never},
		{"expiry", Article{State: Live, Live: 1, ReleaseAt: 10, ExpiresAt: 30}, 10, 30},
		{"expiry before embargo never opens", Article{State: Live, Live: 1, ReleaseAt: 10, EmbargoUntil: 40, ExpiresAt: 30}, 0, 0},
		{"unpublished", Article{State: Unpublished, Live: 1, ReleaseAt: 10}, 0, 0},
		{"killed", Article{State: Killed, Live: 1, ReleaseAt: 10, SeenAt: 10}, 0, 0},
		{"spiked", Article{State: Spiked, Live: 1, ReleaseAt: 10}, 0, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			from, until := Window(c.a)
			if from != c.from || until != c.until {
				t.Errorf("Window = [%d, %d), want [%d, %d)", from, until, c.from, c.until)
			}
		})
	}
}

func TestBreaking(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a           Article
		from, until Millis
		act         Act    // of Settle at 15
		next        Millis // turn after that
	}{
		"not":                  {Article{State: Live, Live: 1, ReleaseAt: 10}, 0, 0, "", Never},
		"now":                  {Article{State: Live, Live: 1, ReleaseAt: 10, BreakingUntil: 20}, 10, 20, "", 20},
		"over":                 {Article{State: Live, Live: 1, ReleaseAt: 10, BreakingUntil: 15}, 10, 15, ActCalm, Never},
		"over before it's out": {Article{State: Scheduled, Live: 1, ReleaseAt: 30, BreakingUntil: 12}, 0, 0, ActCalm, 30},
		"bound to expire":      {Article{State: Live, Live: 1, ReleaseAt: 10, BreakingUntil: 40, ExpiresAt: 30}, 10, 30, "", 30},
		"released and over":    {Article{State: Scheduled, Live: 1, ReleaseAt: 10, BreakingUntil: 12}, 10, 12, ActRelease, Never},
		"taken down":           {Article{State: Unpublished, Live: 1, ReleaseAt: 10, BreakingUntil: 20}, 0, 0, "", Never},
	} {
		if from, until := Breaking(c.a); from != c.from || until != c.until {
			t.Errorf("%s: from %d until %d, want %d and %d", name, from, until, c.from, c.until)
		}
		if act := Settle(&c.a, 15); act != c.act {
			t.Errorf("%s: the clock does %q, want %q", name, act, c.act)
		}
		if next := NextTurn(c.a); next != c.next {
			t.Errorf("%s: the next turn is at %d, want %d", name, next, c.next)
		}
	}
}

func TestVisibleAtTheEdges(t *testing.T) {
	t.Parallel()
	a := Article{State: Scheduled, Live: 1, ReleaseAt: 5, EmbargoUntil: 10, ExpiresAt: 20}
	for now, want := range map[Millis]bool{0: false, 5: false, 9: false, 10: true, 19: true, 20: false, Never: false} {
		if got := Visible(a, now); got != want {
			t.Errorf("Visible at %d = %v, want %v", now, got, want)
		}
	}
}

func TestWithdrawnOnlyWhenSeen(t *testing.T) {
	t.Parallel()
	if Withdrawn(Article{State: Killed}) {
		t.Error("an article killed before anybody saw it is told of as withdrawn")
	}
	if !Withdrawn(Article{State: Killed, SeenAt: 1}) {
		t.Error("a killed article that was out is not told of as withdrawn")
	}
	if Withdrawn(Article{State: Unpublished, SeenAt: 1}) {
		t.Error("an unpublished article is told of as withdrawn")
	}
}

// TestSettleNeverMovesTheGate tries random heads at random moments: bringing the state in line must not change what
// the public may see at any moment from then on, and must leave nothing due.
func TestSettleNeverMovesTheGate(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	moment := func() Millis {
		if r.IntN(3) == 0 {
			return 0
		}
		return Millis(1 + r.IntN(12))
	}
	for range 20000 {
		a := Article{
			State: States[r.IntN(len(States))], Version: 2, Live: r.IntN(3),
			ReleaseAt: Millis(1 + r.IntN(12)), EmbargoUntil: moment(), ExpiresAt: moment(),
		}
		now := Millis(r.IntN(15))
		before := a
		act := Settle(&a, now)
		for at := now; at < 16; at++ {
			if Visible(a, at) != Visible(before, at) {
				t.Fatalf("settling %+v at %d by %q changed what is seen at %d", before, now, act, at)
			}
		}
		if again := Settle(&a, now); again != "" {
			t.Fatalf("settling %+v at %d twice did %q the second time", before, now, again)
		}
		if next := NextTurn(a); next <= now {
			t.Fatalf("after settling %+v at %d the clock is still due at %d", before, now, next)
		}
		if act != "" {
			if err := CanFollow(before.State, act); act != ActSchedule && err != nil {
				t.Fatalf("Settle did %q from %s, which the table of states refuses: %v", act, before.State, err)
			}
		}
	}
}

func TestLater(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ a, b, want Millis }{{1, 2, 2}, {2, 1, 2}, {0, 3, 3}, {-5, 0, -5}, {0, -5, -5}, {-5, -9, -5}, {-5, 7, 7}, {0, 0, 0}} {
		if got := Later(c.a, c.b); got != c.want {
			t.Errorf("of %d and %d the later is %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
