package news

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestMayDo(t *testing.T) {
	t.Parallel()
	const own, other = "anna", "bert"
	cases := []struct {
		role  Role
		act   Act
		state State
		owner string
		ok    bool
	}{
		{"", ActFile, "", own, false},
		{Reporter, ActFile, "", own, true},
		{Reporter, ActSave, Draft, own, true},
		{Reporter, ActSave, Draft, other, false},
		{Reporter, ActSave, Submitted, own, true},
		{Reporter, ActSave, Ready, own, false},
		{Reporter, ActSave, Live, own, false},
		{Reporter, ActSpike, Draft, own, true},
		{Reporter, ActReturn, Spiked, own, true},
		{Reporter, ActPublish, Draft, own, false},
		{Reporter, ActSchedule, Draft, own, false},
		{Editor, ActSave, Live, other, true},
		{Editor, ActPublish, Draft, other, true},
		{Editor, ActCorrect, Live, other, true},
		{Editor, ActUnpublish, Live, other, true},
		{Editor, ActKill, Live, other, false},
		{Publisher, ActKill, Live, other, true},
		{"owner", ActFile, "", own, false},
	}
	for _, c := range cases {
		err := MayDo(Actor{Person: own, Role: c.role}, c.act, c.state, c.owner)
		if (err == nil) != c.ok {
			t.Errorf("%q %s in %q of %s: %v, want allowed %v", c.role, c.act, c.state, c.owner, err, c.ok)
		}
		if err != nil && CodeOf(err) != CodeForbidden {
			t.Errorf("%v has code %q", err, CodeOf(err))
		}
	}
}

func TestCanFollowIsTotal(t *testing.T) {
	t.Parallel()
	for _, s := range States {
		for act := range from {
			err := CanFollow(s, act)
			if err == nil && s == Killed {
				t.Errorf("a killed article can be changed by %s", act)
			}
			if err != nil && (CodeOf(err) != CodeConflict || len(err.Error()) < 20) {
				t.Errorf("%s of %s is refused without a sentence: %v", act, s, err)
			}
		}
	}
	for _, s := range []State{Live, Corrected} {
		if CanFollow(s, ActSpike) == nil {
			t.Errorf("what is out can be spiked from %s", s)
		}
	}
}

func TestParseTimeWantsAZone(t *testing.T) {
	t.Parallel()
	if m, err := ParseTime("2026-02-01T07:00:00+01:00"); err != nil || m.String() != "2026-02-01T06:00:00.000Z" {
		t.Errorf("got %v, %v", m, err)
	}
	for _, s := range []string{"2026-02-01T07:00:00", "2026-02-01", "2026-02-01 07:00:00"} {
		if _, err := ParseTime(s); err == nil || !strings.Contains(err.Error(), "zone") {
			t.Errorf("%q: %v, want a sentence about the zone", s, err)
		}
	}
	for _, s := range []string{"", "soon", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T01:00:00+01:00"} {
		if _, err := ParseTime(s); err == nil {
			t.Errorf("%q was taken for a time", s)
		}
	}
}

func TestMillisThereAndBack(t *testing.T) {
	t.Parallel()
	for _, m := range []Millis{0, 1, -1, 1769925600123, Never} {
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back Millis
		if err := json.Unmarshal(b, &back); err != nil || back != m {
			t.Errorf("%d became %s and then %d (%v)", m, b, back, err)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	a, b := Invalid("headline", "is missing"), Invalid("section", "is unknown")
	if got := Problems(errors.Join(a, nil, b)); len(got) != 2 || got[0] != a || got[1] != b {
		t.Errorf("Problems = %v", got)
	}
	if got := Problems(errors.New("disk on fire")); got != nil {
		t.Errorf("an internal error became problems %v", got)
	}
}

func TestHashCopyTellsCopyApart(t *testing.T) {
	t.Parallel()
	c := Copy{Kind: KindNews, Headline: "Ferry late", Body: Body(`{"type":"doc"}`)}
	d := c
	if HashCopy(c) != HashCopy(d) {
		t.Error("equal copy has unequal hashes")
	}
	d.Headline = "Ferry on time"
	if HashCopy(c) == HashCopy(d) {
		t.Error("different copy has one hash")
	}
}
