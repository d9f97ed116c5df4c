// What is said of a change of membership in progress, and of nodes that have left the ring
// and still hold something: how far they are, what they wait for, and what ends that.

package engine

import (
	"strings"

	"ringside/engine/ring"
)

// change describes the change in progress, and what it waits for, in a few words.
func (r *roster) change() string {
	e := r.newest()
	if e.Next == nil {
		return ""
	}
	name := r.NodeName(e.Mover)
	switch {
	case e.Ring.Nodes()[e.Mover].Out:
		return name + " is joining" + r.changeWaits(", and waits: ")
	case e.Dead:
		return name + " is being taken out" + r.changeWaits(", and that waits: ")
	}
	return name + " is leaving" + r.changeWaits(", and waits: ")
}

// changeWaits says what the change in progress waits for, and what ends that, after some
// words; "" if it waits for nothing.
func (r *roster) changeWaits(after string) string {
	e := r.newest()
	coordinator, name := &r.members[e.Coordinator], r.NodeName(e.Coordinator)
	who, peer := r.blocked()
	switch {
	case coordinator.health == Hung:
		return after + name + " hangs (resume it)"
	case coordinator.health == Crashed && e.Coordinator == e.Mover:
		return after + name + " is down (start it, or remove it to go on without it)"
	case coordinator.health == Crashed:
		return after + name + " is down (start it)"
	case who == ring.None:
		return ""
	}
	waits := after + r.NodeName(who) + " believes that " + r.NodeName(peer) + " is down"
	switch r.members[peer].health {
	case Crashed:
		return waits + " (start it)"
	case Hung:
		return waits + " (resume it)"
	}
	return waits
}

// owed returns whom a node that has left the ring waits for: those that lack something of
// what it holds, and that it believes down.
func (r *roster) owed(id ring.NodeID) []ring.NodeID {
	if r.standing(id) != Leaving || r.newest().Mover == id || r.members[id].health != Up {
		return nil
	}
	return r.members[id].Owes()
}

// leaverWaits says what a node that has left the ring waits for before it can go: "it is
// down" or "waits for n3, which is down"; "" if it waits for nothing.
func (r *roster) leaverWaits(id ring.NodeID, owed []ring.NodeID) string {
	switch {
	case r.standing(id) != Leaving || r.newest().Mover == id:
		return ""
	case r.members[id].health == Hung:
		return "waits until it is resumed"
	case r.members[id].health == Crashed:
		return "waits until it is started"
	case len(owed) == 0 && r.members[id].Idle() && r.anybody(id) == ring.None:
		return "waits for another node to start, which must know that it has left"
	case len(owed) == 0:
		return ""
	case len(owed) > 1:
		return "waits for " + r.namesOf(owed) + ", which it believes down"
	}
	name := r.NodeName(owed[0])
	switch r.members[owed[0]].health {
	case Crashed:
		return "waits for " + name + ", which is down"
	case Hung:
		return "waits for " + name + ", which hangs"
	}
	return "waits for " + name + ", which it believes down"
}

// namesOf lists up to four nodes: "n2, n3 and n5".
func (r *roster) namesOf(ids []ring.NodeID) string {
	var names []string
	for i, id := range ids {
		if i == 3 && len(ids) > 4 {
			names = append(names, Count(len(ids)-i)+" others")
			break
		}
		names = append(names, r.NodeName(id))
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// wayOut says what a node that has left the ring waits for, and which commands let it go.
func (r *roster) wayOut(id ring.NodeID) string {
	name, owed := r.NodeName(id), r.owed(id)
	waits := r.leaverWaits(id, owed)
	switch {
	case waits == "":
		return ""
	case r.members[id].health == Hung:
		return "; it hangs, and goes on when it is resumed: resume " + name
	case r.members[id].health == Crashed:
		return "; it is down, and goes on when it is started: start " + name
	case len(owed) == 0:
		return "; it " + waits
	case len(owed) > 1:
		return "; it " + waits + ": start, heal or remove them"
	}
	switch peer := r.NodeName(owed[0]); r.members[owed[0]].health {
	case Crashed:
		return "; it " + waits + ": start " + peer + ", or remove " + peer
	case Hung:
		return "; it " + waits + ": resume " + peer
	default:
		return "; it " + waits + ": mend the links between them"
	}
}

// lookAtChange returns the change in progress, as a View shows it.
func (r *roster) lookAtChange() *Change {
	e := r.newest()
	if e.Next == nil {
		return nil
	}
	change := &Change{Node: e.Mover, Standing: r.standing(e.Mover), Next: e.Next, Moves: e.Moves, Dead: e.Dead}
	if coordinator := &r.members[e.Coordinator]; coordinator.health != Up {
		change.Waits = r.NodeName(e.Coordinator) + " is " + coordinator.health.String()
		return change
	}
	for i := range r.members {
		if r.members[i].health != Up || r.members[i].RingVersion() != e {
			continue
		}
		done, all := r.members[i].Transferred()
		change.Done, change.All = change.Done+done, change.All+all
	}
	if who, peer := r.blocked(); who != ring.None {
		change.Waits = r.NodeName(who) + " believes that " + r.NodeName(peer) + " is down"
	}
	return change
}

// blocked returns a node that makes no progress in the change, and whom it waits for in
// vain, because it believes that node down; None if there is none.
func (r *roster) blocked() (who, peer ring.NodeID) {
	for i := range r.members {
		if m := &r.members[i]; m.health == Up && m.RingVersion() == r.newest() {
			if peers := m.Blocked(); len(peers) > 0 {
				return ring.NodeID(i), peers[0]
			}
		}
	}
	return ring.None, ring.None
}

// lookAtLast returns the last change, if it is complete.
func (r *roster) lookAtLast() *Turnover {
	e := r.newest()
	if e.Who == ring.None || e.Next != nil {
		return nil
	}
	return &Turnover{
		Node: e.Who, What: e.What, At: e.At,
		Before: r.ringVersions[len(r.ringVersions)-2].Ring.Fraction(e.Who), After: e.Ring.Fraction(e.Who),
	}
}
