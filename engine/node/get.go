package node

import (
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// get asks R replicas: one for a full copy and the others for its checksum, or
// all for full copies. It prefers itself, which costs no message, and then
// those who come first in the walk, passing over whom it believes down.
func (n *Node) get(q Request) {
	r := n.begin(q, n.host.Settings().R)
	n.invoke(r)
	if up := n.believedUp(r); up < r.need {
		n.unavailable(r, up)
		return
	}
	n.host.Deadline(r.Op)
	var self *target
	kind := event.ReadData
	for range r.need {
		t := n.candidate(r, r.invoked)
		t.state = asked
		r.waiting++
		if t.node == n.ID {
			self = t // its answer comes at once, so it is asked when the others have been
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

// askNext asks one more replica, if there is one, instead of one that refused.
func (n *Node) askNext(r *request, cause uint32) {
	t := n.candidate(r, cause)
	if t == nil {
		return
	}
	t.state = asked
	r.waiting++
	kind := event.ReadDigest
	if r.full || r.round > 0 || !r.copyComing() {
		kind = event.ReadData
	}
	n.ask(r, t, kind, cause)
}

// copyComing says whether somebody has given a full copy or may still do so.
func (r *request) copyComing() bool {
	for i := range r.targets {
		if t := &r.targets[i]; t.full && (t.state == asked || t.state == answered) {
			return true
		}
	}
	return false
}

// candidate returns the next target worth asking.
func (n *Node) candidate(r *request, cause uint32) *target {
	if t := r.find(n.ID); t != nil && t.state == idle {
		return t
	}
	for i := range r.targets {
		t := &r.targets[i]
		if t.state != idle {
			continue
		}
		if n.Believes(t.node) {
			return t
		}
		t.state = passed
		n.host.Record(event.Event{Kind: event.Pass, Cause: cause, Op: r.Op, Key: r.Key, Node: n.ID, From: ring.None, To: t.node})
	}
	return nil
}

// ask sends a read to one replica.
func (n *Node) ask(r *request, t *target, kind event.Type, cause uint32) {
	t.full = kind == event.ReadData
	m := Message{Op: r.Op, Cause: cause, Key: r.Key, Type: kind, From: n.ID, To: t.node, Round: r.round}
	if t.node == n.ID {
		n.serve(&m, cause)
	} else {
		n.host.Send(m)
	}
}

// compare goes on when R replicas have answered: if all agree, or all copies
// are here, the client is told; else those who gave a checksum are asked again,
// for a full copy.
func (n *Node) compare(r *request, step uint32) {
	if r.round == 0 && !r.agree() && !r.allCopied() {
		r.round = 1
		r.acks = 0
		for i := range r.targets {
			t := &r.targets[i]
			switch {
			case t.state == answered && t.copied:
				r.acks++
			case t.state == answered:
				t.state = asked
				r.waiting++
				n.ask(r, t, event.ReadData, step)
			}
		}
		return
	}
	merged := r.merged()
	outcome := event.NotFound
	if merged.Live() {
		outcome = event.OK
	}
	told := n.tell(r, outcome, merged, step)
	if r.repair == RepairAsync {
		n.mend(r, merged, told)
	}
}

// agree says whether all answers have one checksum.
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

// allCopied says whether every answer was a full copy.
func (r *request) allCopied() bool {
	for i := range r.targets {
		if t := &r.targets[i]; t.state == answered && !t.copied {
			return false
		}
	}
	return true
}

// merged returns what all full copies together say.
func (r *request) merged() (all *version.Set) {
	for i := range r.targets {
		if t := &r.targets[i]; t.copied {
			all = r.policy.Merge(all, t.set)
		}
	}
	return all
}

// mend sends the merged versions to those whose answer lacked some of them.
func (n *Node) mend(r *request, merged *version.Set, cause uint32) {
	digest := merged.Digest()
	for i := range r.targets {
		t := &r.targets[i]
		if t.state != answered || t.digest == digest {
			continue
		}
		r.mending++
		m := Message{
			Op: r.Op, Cause: cause, Key: r.Key, Type: event.Repair,
			From: n.ID, To: t.node, Set: merged, Dot: newest(merged),
		}
		if t.node == n.ID {
			n.host.Durable(m)
		} else {
			n.host.Send(m)
		}
	}
}
