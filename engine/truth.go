package engine

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// The observer is told of every version that is issued and of every answer. What
// has become of the acknowledged writes it judges only when a copy may have gone;
// a key of which one is in trouble is in doubt, and is looked at again whenever a
// copy may have come.

// observe lets the observer see an event.
func (c *Cluster) observe(e *event.Event, step uint32) {
	switch e.Kind {
	case event.Invoke:
		c.ops.get(e.Op).asked = e.Msg
	case event.Purge:
		c.observer.own().Forget(e.Key, c.members[e.Node].Store.Get(e.Key))
	case event.Store:
		if c.settings.Conflict == LWW {
			c.judge(e.Key, step)
			return
		}
		c.rejudge(e.Key, step)
	case event.Unhint:
		c.judge(e.Key, step)
	case event.Hint:
		c.rejudge(e.Key, step)
	case event.Deliver:
		if e.Late && e.Type == event.Data {
			c.rejudge(e.Key, step)
		}
	}
}

// Issued tells the observer of a new version. What makes it safe is W copies, though
// its client may wait for more acks while a node joins or leaves.
func (h *host) Issued(id uint32, dot version.Dot) {
	op := h.ops.get(id)
	h.observer.own().Issued(op.subject, oracle.Write{
		Key: op.key, Op: id, Dot: dot, Seen: op.past, Need: uint8(min(op.need, 255)),
		Delete: op.verb == event.Delete, Sweeps: h.settings.Conflict == LWW,
	})
}

// Synced lets the observer see what a disk has taken in, and thereby let go of.
func (h *host) Synced(keys []event.Sym, step uint32) { (*Cluster)(h).sweep(keys, step) }

// judge lets the observer look again for the acknowledged writes of a key, and
// records what has changed.
func (c *Cluster) judge(key event.Sym, cause uint32) {
	for _, change := range c.verdicts(key) {
		c.tell(change, cause)
	}
}

// rejudge is judge where a write is in trouble.
func (c *Cluster) rejudge(key event.Sym, cause uint32) {
	if len(c.doubts) > 0 && c.doubts[key] {
		c.judge(key, cause)
	}
}

// verdicts lets the observer look and keeps account of which keys are in doubt.
func (c *Cluster) verdicts(key event.Sym) []oracle.Change {
	changes, trouble := c.observer.own().Judge(key, func(dot version.Dot) oracle.Copies { return c.copies(key, dot) })
	if trouble {
		c.doubt(key)
	} else if len(c.doubts) > 0 {
		delete(c.doubts, key)
	}
	return changes
}

func (c *Cluster) doubt(key event.Sym) {
	if c.doubts == nil {
		c.doubts = make(map[event.Sym]bool)
	}
	c.doubts[key] = true
}

// inDoubt returns the keys in doubt, sorted.
func (c *Cluster) inDoubt() []event.Sym {
	keys := make([]event.Sym, 0, len(c.doubts))
	// any order: they are sorted below.
	for key := range c.doubts {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// toldOneByOne is how many versions that come to the same state at once are told
// by name. Of more, only how many: but what is lost is always told.
const toldOneByOne = 8

// sweep judges many keys at once, as after a crash.
func (c *Cluster) sweep(keys []event.Sym, cause uint32) {
	var count [oracle.Lost + 1]int
	for _, key := range keys {
		for _, change := range c.verdicts(key) {
			count[change.State]++
			if change.State.Final() || count[change.State] <= toldOneByOne {
				c.tell(change, cause)
			}
		}
	}
	for state, n := range count {
		if kind := stateKinds[state]; n > toldOneByOne && !oracle.State(state).Final() {
			c.record(event.Event{
				Kind: kind, Cause: cause, Arg: int64(n - toldOneByOne), Node: ring.None, From: ring.None, To: ring.None,
			})
		}
	}
}

// stateKinds are the events that tell of a state; that a version is superseded is
// told by the write that does it. Never written to.
var stateKinds = [...]event.Kind{
	oracle.Safe: event.Safe, oracle.AtRisk: event.AtRisk, oracle.Unreachable: event.Unreachable,
	oracle.InFlight: event.InFlight, oracle.Shadowed: event.Shadowed, oracle.Lost: event.Lost,
}

// stateOf returns the state that an event of the observer tells of.
func stateOf(k event.Kind) oracle.State {
	return oracle.State(slices.Index(stateKinds[:], k))
}

// tell records that a version has come to another state.
func (c *Cluster) tell(change oracle.Change, cause uint32) {
	if kind := stateKinds[change.State]; kind != 0 {
		c.record(event.Event{
			Kind: kind, Cause: cause, Op: change.Op, Key: change.Key, Dot: change.Dot,
			N: uint8(min(change.Copies.Disks, 255)), Need: change.Need,
			Node: ring.None, From: ring.None, To: ring.None,
		})
	}
}

// copies looks for a version on every node, whether it is up or not, and if none
// has it where versions are in passing: in messages and requests.
func (c *Cluster) copies(key event.Sym, dot version.Dot) (all oracle.Copies) {
	for i := range c.members {
		c.addCopy(&all, &c.members[i], key, dot)
	}
	if all.Disks+all.Memory == 0 {
		all.Moving = c.moving(key, dot)
		all.Overruled = c.everLWW()
	}
	return all
}

func (c *Cluster) addCopy(all *oracle.Copies, m *member, key event.Sym, dot version.Dot) {
	known, onDisk := m.Store.Both(key)
	switch {
	case onDisk.Has(dot) || m.Store.HasHint(key, dot):
		all.Disks++
	case known.Has(dot):
		all.Memory++
	default:
		all.Discarded = all.Discarded || known.Seen().Contains(dot)
		return
	}
	if m.health == Up {
		all.Up++
	}
}

// copiesAsked is copies for a write that is being acknowledged: mostly those who
// were asked to keep it have enough, and nobody else need be looked at.
func (c *Cluster) copiesAsked(op *operation, by []ring.NodeID, dot version.Dot) (all oracle.Copies) {
	list := c.trace.List(op.asked)
	for _, id := range list {
		c.addCopy(&all, &c.members[id], op.key, dot)
	}
	for _, id := range by {
		if !slices.Contains(list, id) {
			c.addCopy(&all, &c.members[id], op.key, dot)
		}
	}
	if all.Up == 0 || all.Disks < op.need {
		return c.copies(op.key, dot)
	}
	return all
}

// moving says whether a version is in a request under way or in a message, whether
// that will arrive or not.
func (c *Cluster) moving(key event.Sym, dot version.Dot) bool {
	for i := range c.members {
		if c.members[i].Carries(key, dot) {
			return true
		}
	}
	for i := range c.flights {
		if f := &c.flights[i]; f.Key == key && f.Set.Has(dot) && !f.gone {
			return true
		}
	}
	return false
}

// acknowledge tells the observer that a write was acknowledged, and judges at once
// one that is worse than at risk by then.
func (c *Cluster) acknowledge(op *operation, dot version.Dot, step uint32, copies oracle.Copies) {
	switch state := c.observer.own().Acked(op.subject, dot, step, copies); {
	case state > oracle.AtRisk || c.doubts[op.key]: // it may replace what is in doubt
		c.judge(op.key, step)
	case state != oracle.Safe:
		c.doubt(op.key)
	}
}

// judgeAnswer tells the observer what a read returned, and records what is wrong
// with that.
func (c *Cluster) judgeAnswer(r *node.Reply, op *operation, step uint32) {
	kinds := [...]event.Kind{oracle.Missed: event.Missed, oracle.Older: event.Older, oracle.Resurrected: event.Resurrected}
	for _, f := range c.observer.own().Answered(op.subject, r.Op, step, op.due, r.Returned) {
		c.record(event.Event{
			Kind: kinds[f.Wrong], Cause: step, Op: r.Op, Key: op.key, Ref: f.Op, Dot: f.Dot,
			Node: ring.None, From: ring.None, To: ring.None,
		})
	}
}
