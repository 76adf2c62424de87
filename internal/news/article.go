package news

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
)

// Article is the item at one address: its head, as the last ledger entry about it left it. Its words are in versions.
type Article struct {
	ID      string `json:"id"`
	Slug    string `json:"slug"`
	State   State  `json:"state"`
	Version int    `json:"version"`        // the newest version
	Live    int    `json:"live,omitempty"` // the version the public reads, or will read at ReleaseAt; 0: none

	PublishedAt  Millis `json:"published_at,omitempty"` // the date of publication as shown; may lie long before ReleaseAt
	UpdatedAt    Millis `json:"updated_at,omitempty"`   // when the public words last changed after publication; 0: never
	ReleaseAt    Millis `json:"release_at,omitempty"`   // when it was, or is to be, let out
	EmbargoUntil Millis `json:"embargo_until,omitempty"`
	ExpiresAt    Millis `json:"expires_at,omitempty"`
	// BreakingUntil is until when every page of the paper announces it in one line; 0: none does.
	BreakingUntil Millis `json:"breaking_until,omitempty"`
	SeenAt        Millis `json:"seen_at,omitempty"` // when the public could first see it; 0: it never could

	Notice     string `json:"notice,omitempty"` // after a kill: what the 410 page says
	Reason     string `json:"reason,omitempty"` // after a kill: why, for the newsroom alone
	CreatedAt  Millis `json:"created_at"`
	ModifiedAt Millis `json:"modified_at"`
	Owner      string `json:"owner,omitempty"` // id of the person who filed it

	Holds      Holds      `json:"holds,omitzero"`       // what keeps it from being published
	EmbargoAsk EmbargoAsk `json:"embargo_ask,omitzero"` // somebody asks to end the embargo sooner
}

// Mark tells one way in which an article stands from another: its version, and in eight digits all else that its head says, so that
// somebody who moved an embargo, a hold or a schedule, which make no version, is seen too.
func (a Article) Mark() string {
	b, err := json.Marshal(a)
	if err != nil { // a head holds nothing that cannot be marshalled
		b = []byte(err.Error())
	}
	sum := sha256.Sum256(b)
	return strconv.Itoa(a.Version) + "-" + hex.EncodeToString(sum[:4])
}

// State is where an article stands on copy's way.
type State string

// The states.
const (
	Draft       State = "draft"       // being written
	Submitted   State = "submitted"   // handed to the desk
	Ready       State = "ready"       // edited, may be published
	Scheduled   State = "scheduled"   // goes out at ReleaseAt, or when its embargo ends, if that is later
	Live        State = "live"        // out
	Corrected   State = "corrected"   // out, with a public note
	Unpublished State = "unpublished" // taken down; may come back
	Killed      State = "killed"      // withdrawn for good
	Spiked      State = "spiked"      // dropped before publication
)

// States lists every state in the order of copy's way.
var States = []State{Draft, Submitted, Ready, Scheduled, Live, Corrected, Unpublished, Killed, Spiked}

// Public says whether s is one of the states in which an article can be out.
func (s State) Public() bool { return s == Live || s == Corrected || s == Scheduled }

// Act is something done to an article.
type Act string

// The acts. ActRelease, ActExpire and ActCalm are the clock's.
const (
	ActFile      Act = "file"
	ActSave      Act = "save"   // a new version that readers don't see yet
	ActSubmit    Act = "submit" // draft to submitted
	ActReady     Act = "ready"  // to ready
	ActReturn    Act = "return" // back to draft
	ActPublish   Act = "publish"
	ActSchedule  Act = "schedule"
	ActCorrect   Act = "correct"
	ActUnpublish Act = "unpublish"
	ActKill      Act = "kill"
	ActSpike     Act = "spike"

	ActUnschedule Act = "unschedule" // off the clock, before anybody has seen it
	ActHold       Act = "hold"       // it must not be published
	ActLift       Act = "lift"       // a hold ends
	ActEmbargo    Act = "embargo"    // the embargo is moved, or somebody asks for that
	ActClose      Act = "close"      // the coverage of a live page ends
	ActReopen     Act = "reopen"     // it goes on

	ActRelease Act = "release" // the clock: schedule or embargo reached
	ActExpire  Act = "expire"  // the clock: expiry reached
	ActCalm    Act = "calm"    // the clock: it is no longer breaking news
)

// Moves lists the acts that bring an article from one state to another.
var Moves = []Act{ActFile, ActSubmit, ActReady, ActReturn, ActPublish, ActSchedule, ActCorrect, ActUnpublish, ActKill, ActSpike, ActRelease, ActExpire}

// HandsOn says whether act hands copy on: whoever had the baton lets go of it.
func (a Act) HandsOn() bool {
	return a == ActSubmit || a == ActReady || a == ActReturn || a == ActSpike
}

// from lists, for each act, the states it may start from. ActFile starts from nothing.
var from = map[Act][]State{
	ActSave:      {Draft, Submitted, Ready, Scheduled, Live, Corrected, Unpublished},
	ActSubmit:    {Draft},
	ActReady:     {Draft, Submitted},
	ActReturn:    {Submitted, Ready, Spiked, Unpublished},
	ActPublish:   {Draft, Submitted, Ready, Scheduled, Live, Corrected, Unpublished},
	ActSchedule:  {Draft, Submitted, Ready, Scheduled, Unpublished},
	ActCorrect:   {Live, Corrected},
	ActUnpublish: {Scheduled, Live, Corrected},
	ActKill:      {Scheduled, Live, Corrected, Unpublished},
	ActSpike:     {Draft, Submitted, Ready},

	ActUnschedule: {Scheduled},
	ActHold:       {Draft, Submitted, Ready, Scheduled, Live, Corrected, Unpublished},
	ActLift:       {Draft, Submitted, Ready, Scheduled, Live, Corrected, Unpublished, Spiked},
	ActEmbargo:    {Draft, Submitted, Ready, Scheduled, Live, Corrected, Unpublished},
	ActClose:      {Live, Corrected},
	ActReopen:     {Live, Corrected},

	ActRelease: {Scheduled},
	ActExpire:  {Scheduled, Live, Corrected},
	ActCalm:    {Scheduled, Live, Corrected},
}

// CanFollow returns nil if act may be done to an article in state s, else a sentence that says what can be done.
func CanFollow(s State, act Act) error {
	for _, ok := range from[act] {
		if s == ok {
			return nil
		}
	}
	switch {
	case s == Killed:
		return Errorf(CodeConflict, "state", "the article has been killed, which is for good; file a new article instead")
	case s == Spiked:
		return Errorf(CodeConflict, "state", "the article has been spiked; return it to draft first")
	case act == ActSpike:
		return Errorf(CodeConflict, "state", "only copy that is not out can be spiked and this is %s; unpublish it instead", s)
	case act == ActKill:
		return Errorf(CodeConflict, "state", "only what was published or scheduled can be killed and this is %s; spike it instead", s)
	}
	return Errorf(CodeConflict, "state", "an article that is %s cannot be changed by %q; it must be one of %v", s, act, from[act])
}

// Role is what a person may do in the newsroom.
type Role string

// The roles, each including the one before.
const (
	Reporter  Role = "reporter"  // own drafts
	Editor    Role = "editor"    // publish, correct, fronts, wires, letters
	Publisher Role = "publisher" // all: people, settings, kill
)

// Roles lists the roles from the least to the most.
var Roles = []Role{Reporter, Editor, Publisher}

// Rank orders roles: 0 for none, then Reporter, Editor, Publisher.
func (r Role) Rank() int {
	for i, x := range Roles {
		if r == x {
			return i + 1
		}
	}
	return 0
}

// AtLeast says whether r includes least.
func (r Role) AtLeast(least Role) bool { return r.Rank() >= least.Rank() && r.Rank() > 0 }

// Actor is whoever does something: a person in a role. The program itself (the clock, an import) is Program.
type Actor struct {
	Person string // id; empty: the program
	Role   Role
}

// Program is the actor for what the program does by itself.
var Program = Actor{Role: Publisher}

// MayDo returns nil if actor may do act to an article in the given state owned by owner, else a sentence that says who may.
func MayDo(actor Actor, act Act, state State, owner string) error {
	switch act {
	case ActKill:
		if !actor.Role.AtLeast(Publisher) {
			return Errorf(CodeForbidden, "", "killing an article needs the role publisher; yours is %s", actor.Role)
		}
	case ActFile:
		if !actor.Role.AtLeast(Reporter) {
			return Errorf(CodeForbidden, "", "filing needs the role reporter; you have none")
		}
	case ActSave, ActSubmit, ActSpike, ActReturn:
		own := owner == actor.Person && (state == Draft || state == Submitted || (state == Spiked && act == ActReturn))
		if !actor.Role.AtLeast(Editor) && (!own || !actor.Role.AtLeast(Reporter)) {
			return Errorf(CodeForbidden, "", "a reporter may change only their own copy, and only before it is ready; ask an editor")
		}
	default:
		if !actor.Role.AtLeast(Editor) {
			return Errorf(CodeForbidden, "", "%s needs the role editor; yours is %s", act, actor.Role)
		}
	}
	return nil
}
