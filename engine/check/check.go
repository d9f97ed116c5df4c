// Package check holds a cluster against what must always be true of it, whatever
// is done to it (docs/ARCHITECTURE.md, What is promised).
//
//	trace ───▶ Follower: each event as it comes: causes, answers, hints, promises
//	cluster ─▶ Settled: healed, repaired and at rest: replicas equal, nothing left over
//	ring ────▶ Ring: ownership, and walks to distinct nodes
//
// It only looks: what it needs to know is in the trace and in the View. What it
// finds is a *Violation, which names the rule.
package check

import (
	"fmt"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Cluster is what is looked at; *engine.Cluster and *history.History are ones.
type Cluster interface {
	Trace() *event.Trace
	NodeName(ring.NodeID) string
	View(engine.Watch) *engine.View
}

// Violation says which rule does not hold, and where.
type Violation struct {
	Rule string // what must be: "every request is answered once"
	Step int    // the event that shows it; 0: none does alone
	What string // what is instead
}

// Error names the rule and what is instead.
func (v *Violation) Error() string {
	if v.Step == 0 {
		return v.Rule + ": " + v.What
	}
	return fmt.Sprintf("%s: step %d: %s", v.Rule, v.Step, v.What)
}

// Promises are what holds only under conditions, if the caller keeps to them.
type Promises struct {
	// Overlap: no read misses a write that was acknowledged before it began, but for
	// one that it has met and that has lost to an older one by its timestamp. It
	// takes strict quorums with R+W>N, durable acks, no lost disk, and members
	// that stay.
	Overlap bool
	// Meets: the same of a write and a read whose levels always have a replica in common,
	// whatever R and W are. It takes what Overlap takes, but for R+W>N.
	Meets bool
	// Kept: no acknowledged write is ever lost or shadowed. It takes siblings,
	// durable acks and no lost disk.
	Kept bool
}

// The rules that a Follower holds every event against.
const (
	RuleCauses  = "every event but a command has an earlier one as its cause"
	RuleTime    = "time does not go back"
	RuleAnswers = "every request is answered once, and with OK only when enough have acknowledged"
	RuleHints   = "a hint is let go of only after a durable ack of its owner"
	RuleOverlap = "with strict quorums, R+W>N and disks that last no read misses an acknowledged write"
	RuleMeets   = "with strict quorums and disks that last no read misses an acknowledged write that its level always meets"
	RuleKept    = "with siblings and disks that last no acknowledged write is lost or shadowed"
	RuleFresh   = "after healing and anti-entropy no read misses an acknowledged write, unless that is gone"
	RuleKnown   = "with siblings and disks that last the replicas know every acknowledged write"
)

// Follower reads a trace as it grows. What it remembers of it is little, unless it
// is promised that acknowledged writes are kept: then those.
type Follower struct {
	promised Promises
	settled  bool // all is healed and repaired, and nobody writes any more
	step     int  // read so far
	at       time.Duration
	asked    map[uint32]int        // requests without an answer, and since which step
	acked    []write               // acknowledged, if they are promised to be kept
	purged   map[event.Sym]int     // the last step at which a tombstone of a key was let go of
	gone     map[uint32]event.Kind // operations whose writes are lost or shadowed
	began    map[uint32]int        // acknowledged writes, and since which step they were asked for, if it is promised that reads meet them
	leaving  leavers
	Outcomes [event.CoordinatorLost + 1]int
	Tally    oracle.Tally
}

// NewFollower returns one that begins before the first event.
func NewFollower(p Promises) *Follower {
	return &Follower{promised: p, asked: make(map[uint32]int), purged: make(map[event.Sym]int), gone: make(map[uint32]event.Kind), began: make(map[uint32]int), leaving: newLeavers()}
}

// write is an acknowledged one.
type write struct {
	key   event.Sym
	dot   version.Dot
	op    uint32
	asked int // the step at which its client asked for it
}

// Follow reads the events that have come since the last time.
func (f *Follower) Follow(c Cluster) error {
	t := c.Trace()
	for f.step < t.Len() {
		f.step++
		if err := f.event(c, t, t.At(f.step)); err != nil {
			return err
		}
	}
	return nil
}

// Settle says that all is healed and repaired, and that nobody writes any more: from
// now on reads miss nothing.
func (f *Follower) Settle() { f.settled = true }

// Unanswered returns how many requests still wait for their answer.
func (f *Follower) Unanswered() int { return len(f.asked) }

func (f *Follower) violation(rule string, c Cluster) error {
	return &Violation{Rule: rule, Step: f.step, What: explain.Event(c.Trace(), f.step, c.NodeName).Inline()}
}

func (f *Follower) event(c Cluster, t *event.Trace, e *event.Event) error {
	if (e.Kind == event.Command) != (e.Cause == 0) || int(e.Cause) >= f.step {
		return f.violation(RuleCauses, c)
	}
	if e.At < f.at {
		return f.violation(RuleTime, c)
	}
	f.at = e.At
	if !f.leaving.see(t, e) {
		return f.violation(RuleTakes, c)
	}
	switch e.Kind {
	case event.Invoke:
		f.asked[e.Op] = f.step
	case event.Reply:
		asked, known := f.asked[e.Op]
		if !known || e.Outcome == event.Pending || e.Outcome == event.OK && e.N < e.Need {
			return f.violation(RuleAnswers, c)
		}
		delete(f.asked, e.Op)
		if f.promised.Kept && e.Outcome == event.OK && e.Verb != event.Get {
			f.acked = append(f.acked, write{e.Key, e.Dot, e.Op, asked})
		}
		if (f.promised.Overlap || f.promised.Meets) && e.Outcome == event.OK && e.Verb != event.Get {
			f.began[e.Op] = asked
		}
		f.Outcomes[e.Outcome]++
	case event.Unhint:
		if e.Why == 0 && !acked(t, e) {
			return f.violation(RuleHints, c)
		}
	case event.Purge:
		f.purged[e.Key] = f.step
	case event.Missed:
		f.Tally.Stale++
		if f.promised.Overlap && !Met(t, e) && !f.outOfTime(c, t, e) {
			return f.violation(RuleOverlap, c)
		}
		if f.promised.Meets && !Met(t, e) && !f.outOfTime(c, t, e) && f.meets(c, t, e) {
			return f.violation(RuleMeets, c)
		}
		if f.settled && c.View(engine.Watch{Key: t.Text(e.Key)}).Gone == 0 {
			return f.violation(RuleFresh, c)
		}
	case event.Older:
		f.Tally.Older++
	case event.Resurrected:
		f.Tally.Resurrected++
	case event.Lost, event.Shadowed:
		f.become(e.Op, e.Kind)
		if f.promised.Kept {
			return f.violation(RuleKept, c)
		}
	case event.Superseded:
		f.become(e.Op, 0)
	}
	return nil
}

// outOfTime reports whether no quorum could have kept a read from missing a write, since a tombstone
// was let go of after the write was asked for: the write is a delete, and what it had removed may
// come back from a node that has not met it; or it may have lost to that tombstone by its
// timestamp, which nobody can show any more.
func (f *Follower) outOfTime(c Cluster, t *event.Trace, missed *event.Event) bool {
	began := f.began[missed.Ref]
	if f.purged[missed.Key] <= began {
		return false
	}
	return began > 0 && t.At(began).Verb == event.Delete || c.View(engine.Watch{}).Settings.Conflict == engine.LWW
}

// become keeps the count of what is lost and shadowed.
func (f *Follower) become(op uint32, now event.Kind) {
	count := func(k event.Kind, by int) {
		switch k {
		case event.Lost:
			f.Tally.Lost += by
		case event.Shadowed:
			f.Tally.Shadowed += by
		}
	}
	count(f.gone[op], -1)
	count(now, +1)
	f.gone[op] = now
}

// Met says of a read that has missed a write whether what it was answered by had met
// it all the same: then the write has lost to an older one by its timestamp, and no
// quorum can help that.
func Met(t *event.Trace, missed *event.Event) bool {
	return t.SetOf(t.At(int(missed.Cause))).Seen().Contains(missed.Dot)
}

// acked reports whether a node let go of a hint because its owner had said that it
// is on the disk: the chain of causes leads over the ack to the owner's store.
func acked(t *event.Trace, unhint *event.Event) bool {
	got := t.At(int(unhint.Cause))
	if got.Kind != event.Deliver || got.Type != event.HandoffAck || got.From != unhint.To || got.To != unhint.Node || got.Key != unhint.Key {
		return false
	}
	sent := t.At(int(got.Cause))
	if sent.Kind != event.Send || sent.Msg != got.Msg {
		return false
	}
	stored := t.At(int(sent.Cause))
	if stored.Kind == event.Command {
		return true // an ack that was doubled by hand: the original has its own chain
	}
	return stored.Kind == event.Store && stored.Node == unhint.To && stored.Key == unhint.Key && stored.Why != event.InMemory
}
