package explain

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Why says what an operation comes to, in one plain sentence: what the client's
// answer is worth, and what made it so.
func Why(v *engine.View, o *engine.OpView) string {
	s := v.SettingsAt(int(o.Step))
	t := teller{View: v, o: o}
	switch {
	case o.Coordinator == ring.None:
		return "no node takes a connection: nothing was sent, nothing changed"
	case o.Outcome == event.Unavailable:
		return fmt.Sprintf("%s believes only %s up, and %d must answer: nothing was sent, nothing changed",
			t.name(o.Coordinator), of(o.Acks, len(o.Answers), "replica"), o.Need)
	case o.Outcome == event.CoordinatorLost:
		if o.Verb == event.Get {
			return t.name(o.Coordinator) + " went away before it answered; ask again"
		}
		return t.name(o.Coordinator) + " went away before it answered: whether the write counts is unknown; " + t.spread()
	case o.Verb == event.Get:
		return t.read(s)
	}
	return t.write(s)
}

// teller puts an operation into words.
type teller struct {
	*engine.View
	o *engine.OpView
}

func (t *teller) name(id ring.NodeID) string { return t.Node(id) }

// names lists the nodes whose part in the operation is one of the given.
func (t *teller) names(states ...engine.AnswerState) (all []string) {
	for _, a := range t.o.Answers {
		for _, s := range states {
			if a.State == s {
				all = append(all, t.name(a.Node))
			}
		}
	}
	return all
}

func (t *teller) list(ids []ring.NodeID) string {
	var all []string
	for _, id := range ids {
		all = append(all, t.name(id))
	}
	return and(all)
}

// write tells what became of a put or a delete.
func (t *teller) write(s *engine.Settings) string {
	o := t.o
	has := t.names(engine.Acked, engine.Late)
	switch o.Outcome {
	case event.Pending:
		if len(has) == 0 {
			where := "on their disk"
			if s.Sync == engine.SyncPeriodic {
				where = "in their memory"
			}
			return fmt.Sprintf("sent to all %d replicas; %d must say that it is %s", len(o.Answers), o.Need, where)
		}
		if t.fromMemory() {
			return fmt.Sprintf("%s; the client waits for %d", t.copies(), o.Need)
		}
		return fmt.Sprintf("on the disk of %s; the client waits for %d", and(has), o.Need)
	case event.Timeout:
		return fmt.Sprintf("%d of %d answered in time; a timeout is not a no: %s", o.Acks, o.Need, t.spread())
	case event.Failed:
		return fmt.Sprintf("%s refused, so %d can't be reached; that is not a no: %s", and(t.names(engine.RefusedConn, engine.Declined)), o.Need, t.spread())
	}
	var rest []string
	if lost := t.lost(); len(lost) > 0 {
		rest = append(rest, "lost on the way to "+and(lost))
	}
	if on := t.names(engine.Sent, engine.Stored); len(on) > len(t.lost()) {
		rest = append(rest, "on its way to "+and(without(on, t.lost())))
	}
	for _, state := range []struct {
		s    engine.AnswerState
		text string
	}{{engine.RefusedConn, "refused it"}, {engine.Silent, "did not answer"}} {
		if who := t.names(state.s); len(who) > 0 {
			rest = append(rest, and(who)+" "+state.text+" and will be stale until a read repairs it")
		}
	}
	if who := t.names(engine.Declined); len(who) > 0 {
		rest = append(rest, and(who)+" declined it, being about to hand its copy on")
	}
	if outdated := t.outdated(); len(outdated) > 0 {
		reason := "a write that had seen it was there before"
		if s.Conflict == engine.LWW {
			reason = "a version with a later timestamp was there, and the last write wins"
		}
		return fmt.Sprintf("the client was told %s, and yet %s did not keep it: %s", o.Outcome, and(outdated), reason)
	}
	copies := t.copies()
	if o.Verb == event.Delete {
		copies = "the tombstone is " + copies
	}
	if now := fallen(o.State); now != "" {
		return now + "; when it was acknowledged it was " + copies
	}
	if t.fromMemory() {
		copies += " when acked" // the disks may have followed
	}
	return strings.Join(append([]string{copies}, rest...), "; ")
}

// fromMemory says whether somebody acked ahead of the disk.
func (t *teller) fromMemory() bool {
	return slices.ContainsFunc(t.o.Answers, func(a engine.AnswerView) bool { return a.Memory })
}

// fallen says what has become of an acknowledged write that was kept better once.
func fallen(s oracle.State) string {
	switch s {
	case oracle.AtRisk:
		return "at risk: fewer disks have it than were promised"
	case oracle.Unreachable:
		return "unreachable: only nodes that are down have it"
	case oracle.InFlight:
		return "in flight only: no node has it"
	case oracle.Shadowed:
		return "shadowed: it was discarded for another that had not seen it"
	case oracle.Lost:
		return "lost: no copy is left"
	}
	return ""
}

// copies tells where a write is durable: on replicas, as hints on those who stand in
// for some, and on those who are about to keep a copy; and where it was acked ahead of
// the disk.
func (t *teller) copies() string {
	var on, memory, hints, coming []string
	keepers := 0
	for _, a := range t.o.Answers {
		if a.Role != engine.Pending {
			keepers++
		}
		switch {
		case a.State != engine.Acked && a.State != engine.Late:
		case a.Role == engine.Pending:
			coming = append(coming, t.name(a.Node))
		case a.Role == engine.Fallback:
			hints = append(hints, fmt.Sprintf("as a hint for %s on %s", t.name(a.For), t.name(a.Node)))
		case a.Memory:
			memory = append(memory, t.name(a.Node))
		default:
			on = append(on, t.name(a.Node))
		}
	}
	already := ""
	if len(coming) > 0 {
		already = ", and already on " + and(coming) + ", about to keep a copy"
	}
	switch {
	case len(hints) == 0 && len(on) == keepers:
		return fmt.Sprintf("durable on all %d replicas", len(on)) + already
	case len(memory) == keepers:
		return fmt.Sprintf("in memory on all %d replicas", len(memory)) + already
	case len(on)+len(hints) == 0 && len(memory) > 0:
		return "in memory on " + and(memory) + already
	case len(memory) > 0:
		already = ", in memory on " + and(memory) + already
	}
	switch {
	case len(on)+len(hints) == 0:
		return "durable on " + and(coming) + " only, about to keep a copy"
	case len(on) == 0:
		return "durable " + and(hints) + already
	case len(hints) > 0:
		return fmt.Sprintf("durable on %s, %s", and(on), and(hints)) + already
	}
	return "durable on " + and(on) + already
}

// outdated lists who did not keep what was written.
func (t *teller) outdated() (all []string) {
	for _, a := range t.o.Answers {
		if a.Outdated {
			all = append(all, t.name(a.Node))
		}
	}
	return all
}

// lost lists to whom the write was sent in vain, and who has not been found
// silent yet.
func (t *teller) lost() (all []string) {
	for _, a := range t.o.Answers {
		if a.State == engine.Sent && a.Dropped != 0 {
			all = append(all, t.name(a.Node))
		}
	}
	return all
}

// without returns the names that are not among others.
func without(names, others []string) []string {
	return slices.DeleteFunc(names, func(n string) bool { return slices.Contains(others, n) })
}

// spread tells where a write of unknown outcome is.
func (t *teller) spread() string {
	if has := t.names(engine.Acked, engine.Late, engine.Stored); len(has) > 0 {
		return and(has) + have(has) + " it, and it may win later"
	}
	return "it may have reached some replicas, and may win later"
}

// read tells what a get is worth.
func (t *teller) read(s *engine.Settings) string {
	o := t.o
	switch o.Outcome {
	case event.Pending:
		if o.SecondRound {
			return "the checksums differ: full copies are on their way"
		}
		return fmt.Sprintf("asked %s; %d must answer", and(t.names(engine.Sent, engine.Acked)), o.Need)
	case event.Timeout:
		return fmt.Sprintf("%d of %d answered in time: %s kept silent", o.Acks, o.Need, and(t.names(engine.Sent, engine.Silent)))
	case event.Failed:
		return fmt.Sprintf("%s refused, and too few others are left to make %d", and(t.names(engine.RefusedConn, engine.Declined)), o.Need)
	}
	if o.Missed.Found || o.Older.Found || o.Resurrected.Found {
		return t.wrong(s)
	}
	asked := t.list(o.Counted)
	var text string
	switch stale := t.stale(); {
	case len(stale) > 0:
		text = fmt.Sprintf("%s had an older version; the answer is the newest of %s", and(stale), asked)
		if len(t.repaired()) > 0 {
			text += ", and is being sent there"
		}
	case len(o.Counted) == 1:
		text = "the word of " + asked + " alone"
	default:
		text = asked + " agree"
	}
	if n := len(o.Returned.Values()); n > 1 {
		text = fmt.Sprintf("%d siblings, written without knowing of each other: a put after this read replaces them all", n)
	}
	if o.Since != 0 && len(o.Overlap) > 0 {
		verb := "was"
		if len(o.Overlap) > 1 {
			verb = "were"
		}
		text += fmt.Sprintf("; %s %s among those that acknowledged op %d", t.list(o.Overlap), verb, o.Since)
	}
	return text
}

// wrong tells what is wrong with a read's answer: up to three facts, which are
// independent of each other, and what made the first of them possible.
func (t *teller) wrong(s *engine.Settings) string {
	o := t.o
	var facts []string
	if f := o.Resurrected; f.Found {
		facts = append(facts, fmt.Sprintf("resurrected: %s was removed by the delete %s, whose tombstone is gone", t.dot(f.Dot), opName(f.Op)))
	}
	if f := o.Missed; f.Found && o.Returned.Seen().Contains(f.Dot) {
		facts = append(facts, fmt.Sprintf("stale: %s was acknowledged before, and lost to an older write with a later timestamp: the last write wins", opName(f.Op)))
	} else if f.Found {
		facts = append(facts, fmt.Sprintf("stale: %s had not seen %s, which was acknowledged before%s", t.list(o.Counted), opName(f.Op), t.mayMiss(s)))
	}
	if f := o.Older; f.Found {
		facts = append(facts, fmt.Sprintf("older than %s, a read that was over before this one began and had seen %s", opName(f.Op), t.dot(f.Dot)))
	}
	return strings.Join(facts, "; ")
}

// mayMiss says what allows a read to miss an acknowledged write, if a setting does.
func (t *teller) mayMiss(s *engine.Settings) string {
	switch {
	case s.R+s.W <= s.Placement.N:
		return fmt.Sprintf("; R+W=%d is not above N=%d, so they need not meet", s.R+s.W, s.Placement.N)
	case s.Quorum == engine.Sloppy:
		return "; sloppy quorums need not meet: others stood in"
	}
	return ""
}

func (t *teller) dot(d version.Dot) string { return event.DotText(d, t.name) }

// opName names an operation that may be too long ago to have a number.
func opName(op uint32) string {
	if op == 0 {
		return "an operation of long ago"
	}
	return fmt.Sprintf("op %d", op)
}

// stale lists whose answer lacked something that the client was given.
func (t *teller) stale() (all []string) {
	for _, a := range t.o.Answers {
		if a.Mismatch {
			all = append(all, t.name(a.Node))
		}
	}
	return all
}

func (t *teller) repaired() (all []string) {
	for _, a := range t.o.Answers {
		if a.Repaired {
			all = append(all, t.name(a.Node))
		}
	}
	return all
}

// and joins names as one says them.
func and(names []string) string {
	switch n := len(names); n {
	case 0:
		return "nobody"
	case 1:
		return names[0]
	case 2:
		return names[0] + " and " + names[1]
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// have is the verb that goes with names.
func have(names []string) string {
	if len(names) == 1 {
		return " has"
	}
	return " have"
}

// of says so many out of so many things.
func of(n, all int, what string) string {
	if all != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d of %d %s", n, all, what)
}
