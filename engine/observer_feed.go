// What the cluster tells the observer, and the verdicts that it records in the trace.

package engine

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// The observer is told of every version that is issued and of every answer. It judges what
// has become of acknowledged writes only when a copy may have been lost. A key with a
// write in trouble is in doubt, and is judged again whenever a copy of it may have
// appeared or vanished. Verdicts depend only on the state, not on how often the observer
// looks: Observer.Judge.

// sees returns the observer, for telling it something.
func (c *Cluster) sees() *oracle.Observer { return c.observer.Own((*oracle.Observer).Clone) }

// observe shows the observer an event, and the versions that it is about, if it is.
func (c *Cluster) observe(e *event.Event, set *version.Set, step uint32) {
	switch e.Kind {
	case event.Invoke:
		c.ops.get(e.Op).asked = e.Msg
	case event.StandIn:
		if op := c.ops.get(e.Op); op != nil {
			op.others = append(op.others, e.To)
		}
	case event.Purge:
		c.sees().Purged(e.Key, set, (&finder{c: c, key: e.Key}).copies)
		c.judge(e.Key, step)
	case event.Store:
		if c.settings.Conflict == LWW {
			c.sees().Discards(e.Key, set)
		}
		c.tookIn(e.Key, step)
	case event.Unhint:
		c.judge(e.Key, step)
	case event.Hint:
		if op := c.ops.get(e.Op); op != nil && !slices.Contains(op.others, e.Node) { // a coordinator's own
			op.others = append(op.others, e.Node)
		}
		c.tookIn(e.Key, step)
	case event.Deliver:
		if e.Late && e.Type == event.Data {
			c.rejudge(e.Key, step)
		}
	}
}

// tookIn makes the observer look at a key of which a node has just taken something in. If
// the last write has ever won, this may have discarded a version that nothing there builds
// upon.
func (c *Cluster) tookIn(key event.Sym, step uint32) {
	if c.everLWW {
		c.judge(key, step)
	} else {
		c.rejudge(key, step)
	}
}

// written tells the observer of a new version. W copies make it safe, though its client may
// wait for more acks while a node joins or leaves.
func (c *Cluster) written(id uint32, set *version.Set) {
	op := c.ops.get(id)
	op.dot, op.made = set.Siblings[0].Dot, set.Context
	c.issued(op.subject, oracle.Write{
		Key: op.key, Op: id, Dot: set.Siblings[0].Dot, Seen: op.past, Value: &set.Siblings[0], Began: op.step,
		Need: uint8(min(op.need, 255)), Sweeps: op.lww, Plain: set.Context.Covers(op.past),
	})
}

// united tells the observer which version a coordinator has merged from siblings.
func (c *Cluster) united(key event.Sym, united, siblings *version.Set) {
	subject := c.sees().Subject(key)
	past := c.observer.Get().Past(subject, siblings, c.everLWW)
	c.issued(subject, oracle.Write{
		Key: key, Dot: united.Siblings[0].Dot, Seen: past, Plain: united.Context.Covers(past),
		Value: &united.Siblings[0], Began: uint32(c.trace.Len()), Of: siblings,
	})
}

// issued tells the observer of a version that only its coordinator has so far.
func (c *Cluster) issued(s oracle.Subject, w oracle.Write) {
	judge := c.sees().Issued(s, w, func(old oracle.Write) bool {
		if op := c.ops.get(old.Op); op != nil && !op.told {
			return true // it may yet be acknowledged
		}
		if old.Acked && !c.everLWW {
			return false // it is as good as its context
		}
		all := c.copies(old.Key, old.Dot)
		return all.Disks+all.Memory > 0 || all.Moving
	})
	if judge {
		c.judge(w.Key, uint32(c.trace.Len()))
	}
}

// judge makes the observer judge the acknowledged writes of a key again, and records what
// has changed.
func (c *Cluster) judge(key event.Sym, cause uint32) {
	if c.postpones(key) {
		return
	}
	for _, change := range c.verdicts(key) {
		c.tell(change, cause)
	}
}

// rejudge is judge for a key with a write in trouble, or that was to be judged later.
func (c *Cluster) rejudge(key event.Sym, cause uint32) {
	if len(c.doubts) > 0 && c.doubts[key] || c.postponed(key) {
		c.judge(key, cause)
	}
}

// verdicts makes the observer judge a key, and keeps the list of keys in doubt up to date.
func (c *Cluster) verdicts(key event.Sym) []oracle.Change {
	f := finder{c: c, key: key}
	changes, trouble := c.sees().Judge(key, f.copies)
	if trouble {
		c.doubts.add(key)
	} else if len(c.doubts) > 0 {
		delete(c.doubts, key)
	}
	return changes
}

// toldOneByOne is how many versions that reach the same state at once are named one by
// one. Beyond that only their number is told, except that every lost version is named.
const toldOneByOne = 8

// sweep judges many keys at once, as after a crash.
func (c *Cluster) sweep(keys []event.Sym, cause uint32) {
	var count [oracle.Lost + 1]int
	for _, key := range keys {
		if c.postpones(key) {
			continue
		}
		for _, change := range c.verdicts(key) {
			count[change.State]++
			if change.State.Gone() || change.Was.Gone() || count[change.State] <= toldOneByOne {
				c.tell(change, cause)
			}
		}
	}
	for state, n := range count {
		if kind := stateKinds[state]; n > toldOneByOne && kind != 0 && !oracle.State(state).Gone() {
			c.record(event.Event{
				Kind: kind, Cause: cause, Arg: int64(n - toldOneByOne), Node: ring.None, From: ring.None, To: ring.None,
			})
		}
	}
}

// stateKinds are the events that tell of a state; the write that supersedes a version
// tells of that. It is never written to.
var stateKinds = [...]event.Kind{
	oracle.Safe: event.Safe, oracle.AtRisk: event.AtRisk, oracle.Unreachable: event.Unreachable,
	oracle.InFlight: event.InFlight, oracle.Shadowed: event.Shadowed, oracle.Lost: event.Lost,
}

// tell records that a version has reached another state.
func (c *Cluster) tell(change oracle.Change, cause uint32) {
	kind := stateKinds[change.State]
	if change.State == oracle.Superseded && change.Was.Gone() {
		kind = event.Superseded // nobody would expect it in the line of the write that supersedes it
	}
	if kind != 0 {
		c.record(event.Event{
			Kind: kind, Cause: cause, Op: change.Op, Key: change.Key, Dot: change.Dot,
			N: uint8(min(change.Copies.Disks, 255)), Need: change.Need, Late: change.Copies.Replaced && change.State != oracle.Superseded,
			Node: ring.None, From: ring.None, To: ring.None,
		})
	}
}

// copies counts the copies of a version.
func (c *Cluster) copies(key event.Sym, dot version.Dot) oracle.Copies {
	return (&finder{c: c, key: key}).copies(dot, nil)
}

// copiesNow is copies for a write that is being acknowledged. As long as keys have always
// been kept by the same nodes, only those that it was sent to can have it. Otherwise a copy
// may be elsewhere, too: with a node that a read asked when N was larger and has repaired
// since, or with one that takes a range over.
func (c *Cluster) copiesNow(op *operation, dot version.Dot) (all oracle.Copies) {
	if !c.moved && len(c.ringVersions) == 1 {
		for _, id := range c.trace.List(op.asked) {
			addCopy(&all, &c.members[id], op.key, dot)
		}
		for _, id := range op.others {
			if slices.Contains(c.trace.List(op.asked), id) {
				continue
			}
			addCopy(&all, &c.members[id], op.key, dot)
		}
	}
	if all.Up == 0 || all.Disks < op.need {
		return c.copies(op.key, dot)
	}
	return all
}

// acknowledge tells the observer that a write was acknowledged, and makes it judge at once
// if that may change anything: the write is already worse than at risk, or it replaces
// others.
func (c *Cluster) acknowledge(op *operation, by version.Extension, step uint32, copies oracle.Copies) {
	switch state, judge := c.sees().Acked(op.subject, by, step, copies, (&finder{c: c, key: op.key}).everything); {
	case judge || state > oracle.AtRisk || c.doubts[op.key]:
		c.judge(op.key, step)
	case state != oracle.Safe:
		c.doubts.add(op.key)
	}
}

// judgeAnswer tells the observer what a read returned, and records what is wrong with it.
func (c *Cluster) judgeAnswer(r *node.Reply, op *operation, step uint32) {
	kinds := [...]event.Kind{oracle.Missed: event.Missed, oracle.Older: event.Older, oracle.Resurrected: event.Resurrected}
	now := finder{c: c, key: op.key}
	for _, f := range c.sees().Answered(op.subject, oracle.Read{
		Op: r.Op, Step: step, Due: op.due, Returned: r.Returned, LWW: op.lww, EverLWW: c.everLWW, Expired: now.expired,
	}, now.copies) {
		if op.load != 0 {
			c.load.judged(op, f.Wrong)
		}
		c.record(event.Event{
			Kind: kinds[f.Wrong], Cause: step, Op: r.Op, Key: op.key, Ref: f.Op, Dot: f.Dot,
			Node: ring.None, From: ring.None, To: ring.None,
		})
	}
}

// record stamps an event and adds it to the trace.
func (c *Cluster) record(e event.Event) uint32 { return c.recordEvent(&e) }

func (c *Cluster) recordEvent(e *event.Event) uint32 { return c.recordSet(e, nil) }

// recordSet is recordEvent of an event that is about versions of a key.
func (c *Cluster) recordSet(e *event.Event, set *version.Set) uint32 {
	added := c.trace.Next()
	*added = *e
	return c.recorded(added, set)
}

// recorded stamps the event that has just been added to the trace, and looks what it changes. It
// returns its step.
func (c *Cluster) recorded(e *event.Event, set *version.Set) uint32 {
	e.At = c.now
	c.stale = true
	step := uint32(c.trace.Len())
	switch e.Kind {
	case event.Store:
		c.mostValues = max(c.mostValues, int(e.Arg))
	case event.Hint:
		c.mostValues = max(c.mostValues, len(set.Siblings))
	}
	c.observe(e, set, step)
	if c.settings.Entropy != 0 {
		c.mayDiffer(e, step)
	}
	return step
}
