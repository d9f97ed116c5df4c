// The get protocol: the coordinator asks R replicas, merges their answers, replies to the
// client and repairs stale replicas.

package node

import (
	"slices"
	"strings"

	"ringside/engine/event"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// get asks as many replicas as must answer: one for a full copy and the others for a
// digest, or all for full copies; or it asks all N and uses the first answers that are
// enough. It prefers itself, which costs no message, then the replicas of its own data
// centre, then those first in the walk, and skips nodes that it believes down. Where
// answers count by data centre, it asks nobody whose answer would not help.
func (n *Node) get(q *Request) {
	r := n.begin(q, n.settings().R)
	n.nearFirst(r)
	n.invoke(r)
	if !r.answers.Rule().Met(n.Believes) {
		n.unavailable(r)
		return
	}
	n.startTimeout(r)
	n.speculate(r)
	var self *target
	kind := event.ReadData
	for r.every || r.answers.Outcome() == quorum.Impossible {
		t := n.candidate(r, false, r.invoked)
		if t == nil {
			break // there are no more
		}
		r.ask(t)
		if t.node == n.ID {
			self = t // its answer arrives at once, so it is asked after the others
		} else {
			n.ask(r, t, kind, r.invoked)
		}
		if !r.full {
			kind = event.ReadDigest
		}
	}
	if self != nil {
		n.ask(r, self, event.ReadData, r.invoked)
	}
}

// nearFirst sorts the targets of a read in the order in which to ask them: replicas before
// stand-ins, and among equals those of the node's own data centre first.
func (n *Node) nearFirst(r *request) {
	nodes := r.plan.Ring.Nodes()
	here := nodes[n.ID].DC
	rank := func(t *target) (rank int) {
		if t.owner != ring.None {
			rank = 2
		}
		if nodes[t.node].DC != here {
			rank++
		}
		return rank
	}
	last := 0
	for i := range r.targets {
		now := rank(&r.targets[i])
		if now < last {
			slices.SortStableFunc(r.targets, func(a, b target) int { return rank(&a) - rank(&b) })
			return
		}
		last = now
	}
}

// askNext asks one more replica, if there is one, instead of one that refused.
func (n *Node) askNext(r *request, cause uint32) bool {
	t := n.candidate(r, false, cause)
	if t != nil {
		n.askToo(r, t, cause)
	}
	return t != nil
}

// askToo asks one more target: for a full copy if no other is coming.
func (n *Node) askToo(r *request, t *target, cause uint32) {
	r.ask(t)
	kind := event.ReadDigest
	if r.full || r.round > 0 || !r.copyComing() {
		kind = event.ReadData
	}
	n.ask(r, t, kind, cause)
}

// askAgain asks the targets that sent a digest for full copies, after the digests had
// differed; their digests no longer count. It returns false if there are none to ask.
func (n *Node) askAgain(r *request, cause uint32) (asks bool) {
	for i := range r.targets {
		if t := &r.targets[i]; r.round > 0 && t.state == answered && !t.copied {
			n.askToo(r, t, cause)
			asks = true
		}
	}
	return asks
}

// copyComing reports whether a target has sent a full copy or may still do so.
func (r *request) copyComing() bool {
	for i := range r.targets {
		if t := &r.targets[i]; t.full && (t.state == asked || t.state == answered) {
			return true
		}
	}
	return false
}

// candidate returns the next target to ask. Where answers count by data centre, it is one
// where too few have been asked or, if more is set, where too few have answered.
func (n *Node) candidate(r *request, more bool, cause uint32) *target {
	helps := func(t *target) bool {
		return t.state == idle && (r.parts == nil || r.every || r.answers.Lacks(t.node, more))
	}
	if t := r.find(n.ID); t != nil && helps(t) {
		return t
	}
	for i := range r.targets {
		t := &r.targets[i]
		if !helps(t) {
			continue
		}
		if n.Believes(t.node) {
			return t
		}
		t.state = passed
		n.record(event.Event{Kind: event.Pass, Cause: cause, Op: r.Op, Key: r.Key, Node: n.ID, From: ring.None, To: t.node})
	}
	return nil
}

// ask sends a read to one replica.
func (n *Node) ask(r *request, t *target, kind event.Type, cause uint32) {
	t.full, t.round = kind == event.ReadData, r.round
	m := Message{Op: r.Op, Name: r.Name, Cause: cause, Key: r.Key, Type: kind, From: n.ID, To: t.node, Round: r.round, Plan: r.plan}
	if t.node == n.ID {
		n.serve(&m, cause)
	} else {
		n.post(&m)
	}
}

// compare acts when R replicas have answered. If all agree and one answer is a copy, or if
// all are copies, the client gets its answer; else the targets that sent a digest are
// asked again, for a full copy.
func (n *Node) compare(r *request, step uint32) {
	if r.round == 0 && !r.allCopied() && !(r.agree() && r.anyCopied()) {
		r.round = 1
		for i := range r.targets {
			if t := &r.targets[i]; t.state == answered && !t.copied {
				r.ask(t)
				n.ask(r, t, event.ReadData, step)
			}
		}
		return
	}
	n.conclude(r, step)
}

// conclude merges the full copies into the answer of a read. With blocking repair, stale
// replicas are repaired before the client gets its answer.
func (n *Node) conclude(r *request, step uint32) {
	copies := r.merged()
	r.markBehind(copies)
	r.result, r.read = r.withUnion(copies), true
	if r.merges {
		n.unite(r)
	}
	if r.repair == RepairBlocking {
		r.blocked = true // before anything is sent, since its own ack may arrive at once
		if n.repair(r, step, false) > 0 {
			return
		}
	}
	told := n.tellRead(r, step)
	if r.repair == RepairAsync || r.united {
		n.repair(r, told, r.united)
	}
}

// markBehind notes which of the counted answers lack part of what all copies together
// contain. The version that a read makes of siblings itself is in none of them, so a read
// that has to ask further replicas compares the copies as they were given, before it repaired
// any. An answer without a copy counts only if it agrees with all others.
func (r *request) markBehind(copies *version.Set) {
	digest := copies.Digest()
	for i := range r.targets {
		t := &r.targets[i]
		given := t.digest
		if t.repairs > 0 {
			given = t.set.Digest()
		}
		t.behind = r.answers.Counts(t.node) && t.copied && given != digest
	}
}

// tellRead answers the client with the result of the read.
func (n *Node) tellRead(r *request, cause uint32) uint32 {
	r.blocked = false
	outcome := event.NotFound
	if r.result.Live() {
		outcome = event.OK
	}
	return n.tell(r, outcome, r.result, cause)
}

// unite merges siblings into one value: the union of comma-separated sets. The new version
// replaces all of them, and is written back like a repair.
func (n *Node) unite(r *request) {
	values := r.result.Values()
	if len(values) < 2 {
		return
	}
	siblings := r.result
	dot, stamp := n.Store.Issue(r.Key, n.clock())
	r.dot = dot
	r.result = version.Write(siblings.Seen(), version.Sibling{Dot: dot, Value: union(values), Stamp: stamp})
	o := n.output(United)
	o.Key, o.Set, o.Siblings = r.Key, r.result, siblings
	r.united = true
}

// union returns the elements of comma-separated sets, each once, in the order in which
// they first appear.
func union(sets []string) string {
	var all []string
	known := make(map[string]bool)
	for _, set := range sets {
		for element := range strings.SplitSeq(set, ",") {
			if element = strings.TrimSpace(element); !known[element] {
				known[element] = true
				all = append(all, element)
			}
		}
	}
	return strings.Join(all, ",")
}

// agree reports whether all answers have the same digest.
func (r *request) agree() bool {
	first := true
	var digest uint64
	for i := range r.targets {
		t := &r.targets[i]
		if t.state != answered {
			continue
		}
		if !first && t.digest != digest {
			return false
		}
		digest, first = t.digest, false
	}
	return true
}

// allCopied reports whether every answer was a full copy.
func (r *request) allCopied() bool {
	for i := range r.targets {
		if t := &r.targets[i]; t.state == answered && !t.copied {
			return false
		}
	}
	return true
}

// anyCopied reports whether any answer was a full copy. The target asked for one may not
// have answered, while the others agree on a digest of unknown versions.
func (r *request) anyCopied() bool {
	return slices.ContainsFunc(r.targets, func(t target) bool { return t.state == answered && t.copied })
}

// merged returns the merge of all full copies.
func (r *request) merged() (all *version.Set) {
	for i := range r.targets {
		if t := &r.targets[i]; t.copied {
			all = r.policy.Merge(all, t.set)
		}
	}
	return all
}

// withUnion adds to the copies of a read the version that it has merged siblings into, if
// it has.
func (r *request) withUnion(copies *version.Set) *version.Set {
	if r.united {
		return r.policy.Merge(r.result, copies)
	}
	return copies
}

// repair sends the result to the replicas whose answers lack part of it and, if all is set,
// to every other replica that is not known to have it; it returns how many repairs it
// sent.
func (n *Node) repair(r *request, cause uint32, all bool) (sent int) {
	if r.result == nil {
		return 0 // a digest may show that a replica has something; an empty result repairs nothing
	}
	digest := r.result.Digest()
	var self *target
	for i := range r.targets {
		t := &r.targets[i]
		lacks := t.state == answered && t.digest != digest
		if t.owner != ring.None || t.repairing || !lacks && !(all && t.digest != digest) || !r.blocked && !n.repairable(r, t) {
			continue // if the client waits, the replica itself must decline
		}
		t.digest = digest // it need not be sent again
		t.repairing = true
		sent++
		r.repairing++
		if t.node == n.ID {
			self = t
		} else {
			m := n.repairTo(r, t, cause)
			n.post(&m)
		}
	}
	if self != nil {
		m := n.repairTo(r, self, cause)
		n.write(&m) // last, since its ack may arrive at once
	}
	return sent
}

// repairTo returns the message that brings the result of a read to a replica.
func (n *Node) repairTo(r *request, t *target, cause uint32) Message {
	t.repairs++
	return Message{
		Op: r.Op, Name: r.Name, Cause: cause, Key: r.Key, Type: event.Repair, From: n.ID, To: t.node, Nth: t.repairs,
		Set: r.result, Dot: newest(r.result), Plan: r.plan,
	}
}

// late repairs stale replicas when the last awaited answer arrives after the client got
// its answer: it may contain newer versions, and its sender may be stale.
func (n *Node) late(r *request, step uint32) {
	if r.answers.Waiting() == 0 && r.read {
		n.repairLate(r, step)
	}
}

// repairLate repairs with everything that has been answered (Dynamo paper §5: the
// coordinator waits for outstanding responses, and updates any stale replica).
func (n *Node) repairLate(r *request, step uint32) {
	if r.repair == RepairOff && !r.united {
		return
	}
	r.result = r.withUnion(r.merged())
	n.repair(r, step, r.united)
}

// speculate starts the timer after which a read asks one more replica.
func (n *Node) speculate(r *request) {
	if after := n.speculateAfter(); after > 0 && !r.every {
		n.start(Timer{Kind: SpeculativeRetry, Node: n.ID, Op: r.Op, After: after, Cause: r.invoked})
	}
}

// speculativeRetry asks one more replica, if the read still waits.
func (n *Node) speculativeRetry(op uint32) {
	r := n.requests.find(op)
	if r == nil || r.told || r.blocked {
		return
	}
	if t := n.candidate(r, true, r.invoked); t != nil {
		r.ask(t)
		n.ask(r, t, event.ReadData, r.invoked) // the silent target may be the one that was asked for the copy
	}
}
