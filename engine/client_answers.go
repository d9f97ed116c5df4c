// The answers that clients receive: recorded, judged by the observer, and remembered as
// what the client has seen.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/ring"
)

// answer gives a client its answer, and judges the answer. A client that has given up
// hears nothing more.
func (c *Cluster) answer(from ring.NodeID, r *node.Reply) uint32 {
	op := c.ops.get(r.Op)
	if op == nil || op.told {
		return r.Cause
	}
	op.told = true
	var copies oracle.Copies
	wrote := r.Verb != event.Get && r.Outcome == event.OK
	if wrote {
		copies = c.copiesNow(op, r.Dot)
	}
	var why event.Why
	if wrote && copies.Disks+copies.Memory == 0 && c.replaced(op.key, r.Dot) {
		why = event.Outdated
	}
	c.keepParts(r.Parts)
	step := c.record(event.Event{
		Kind: event.Reply, Copies: uint8(min(copies.Disks, 255)), Fresh: wrote && copies.Disks >= op.need, Why: why, Cause: r.Cause, Op: r.Op, Verb: r.Verb, Outcome: r.Outcome, Key: op.key,
		Arg: int64(c.now - op.began), N: uint8(r.Acks), Need: uint8(r.Need), Dot: r.Dot,
		Ref: c.trace.AddSet(r.Returned), Msg: c.trace.AddNodes(r.By), Text: c.trace.AddBehind(r.Behind),
		Node: from, From: ring.None, To: ring.None,
	})
	switch {
	case r.Verb == event.Get && (r.Outcome == event.OK || r.Outcome == event.NotFound):
		known := r.Returned.Seen()
		// The context is replaced, not extended: a context that covered more than the
		// answer would replace values that the client has not seen.
		mine := c.clients.own(op.context)
		mine.seen, mine.past = known, c.observer.Get().Past(op.subject, r.Returned, c.everLWW)
		c.judgeAnswer(r, op, step)
	case wrote:
		by := op.extension(r.Dot)
		c.clients.own(op.context).wrote(by, op.past)
		c.acknowledge(op, by, step, copies)
	}
	if op.load != 0 {
		c.loadAnswered(op, r.Outcome)
	}
	return step
}

// loseCoordinator tells a client that its coordinator has failed.
func (c *Cluster) loseCoordinator(id uint32, op *operation, cause uint32) {
	c.answer(ring.None, &node.Reply{Op: id, Verb: op.verb, Outcome: event.CoordinatorLost, Need: op.need, Cause: cause})
}

// hangUp ends an operation whose coordinator has crashed.
func (c *Cluster) hangUp(id, cause uint32) {
	if op := c.ops.get(id); op != nil {
		c.loseCoordinator(id, op, cause)
		c.over(id, op.key, cause)
	}
}
