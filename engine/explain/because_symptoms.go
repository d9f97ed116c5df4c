package explain

import (
	"fmt"
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// lacks tells why a read did not know of a version: one that was acknowledged, or
// one that an earlier read had returned.
func (b *because) lacks(step int, e *event.Event) {
	read := b.operation(e.Op, step)
	which := event.DotText(e.Dot, b.Node)
	write := b.writer(e.Key, e.Dot, step)
	var met []ring.NodeID // who was asked by both
	if e.Kind == event.Missed && b.Trace.SetOf(b.Trace.At(int(e.Cause))).Seen().Contains(e.Dot) {
		b.say(step, "op %d returned an older write than %s, which %s had written%s: it has the later timestamp, and the last write wins",
			e.Op, which, opName(e.Ref), b.toldBefore(&write, read.invoke))
		return
	}
	if e.Kind == event.Missed {
		b.say(step, "the answer of op %d did not know of %s, which %s had written%s", e.Op, which, opName(e.Ref), b.toldBefore(&write, read.invoke))
		met = both(write.answered, read.answered)
		if write.reply > 0 && read.reply > 0 {
			b.say(read.reply, "op %d was answered by %s, and %s had been acknowledged by %s: %s", read.id, b.names(read.answered),
				opName(write.id), b.names(write.answered), b.inBoth(met))
		}
		b.needNotMeet(&write, &read, met)
	} else {
		earlier := b.operation(e.Ref, step)
		b.say(step, "the answer of op %d did not know of %s, which %s, a read that was over before it began, had returned", e.Op, which, opName(e.Ref))
		if earlier.reply > 0 && read.reply > 0 {
			b.say(read.reply, "op %d was answered by %s, op %d by %s", earlier.id, b.names(earlier.answered), read.id, b.names(read.answered))
		}
		b.unrepaired(&earlier)
	}
	for _, h := range b.holdings(e.Key, e.Dot, step) {
		if h.gone > 0 && slices.Contains(read.answered, h.node) {
			b.forgot(&h)
		}
	}
	for _, id := range read.answered {
		if !slices.Contains(met, id) {
			b.fateOfWrite(&write, id, read.reply)
		}
	}
}

// toldBefore says when a write had been acknowledged, seen from the beginning of a read.
func (b *because) toldBefore(w *tracedOp, began int) string {
	if w.reply == 0 || began <= w.reply {
		return ""
	}
	return fmt.Sprintf(" and its client had been told OK %s", b.before(w.reply, began))
}

func (b *because) inBoth(met []ring.NodeID) string {
	if len(met) == 0 {
		return "nobody was in both"
	}
	return b.names(met) + " in both"
}

// needNotMeet tells which settings let a read quorum miss a write quorum.
func (b *because) needNotMeet(write, read *tracedOp, met []ring.NodeID) {
	if write.invoke == 0 || read.invoke == 0 {
		return
	}
	r, w := b.SettingsAt(read.invoke), b.SettingsAt(write.invoke)
	n, ofN := w.Placement.N, b.setting(write.invoke, "w", "n")
	if r.Placement.N > n {
		n, ofN = r.Placement.N, b.setting(write.invoke, "w")+", "+b.setting(read.invoke, "n")
	}
	switch {
	case len(met) > 0:
		// That they need not meet is not why.
	case !r.Meets(w):
		b.allow(read.invoke, "R+W=%d is not above N=%d, so that a read and a write need not have a node in common (%s)",
			r.R+w.W, n, b.setting(read.invoke, "r")+", "+ofN)
	case w.Quorum == engine.Sloppy || r.Quorum == engine.Sloppy:
		b.allow(write.invoke, "quorums are sloppy: those who stand in count, and need not be the same for both (%s)", b.setting(write.invoke, "quorum"))
		b.standIns(write)
		b.standIns(read)
	}
}

// standIns tells who stood in for whom in an operation, and why.
func (b *because) standIns(o *tracedOp) {
	for at := o.invoke; at <= max(o.reply, o.invoke); at++ {
		if e := b.Trace.At(at); e.Kind == event.StandIn && e.Op == o.id {
			b.say(at, "in op %d %s let %s stand in for %s, which it believed down", o.id, b.Node(e.Node), b.Node(e.To), b.Node(e.From))
			b.belief(e.Node, e.From, at)
		}
	}
}

// unrepaired tells that an earlier read left the others as stale as it found them.
func (b *because) unrepaired(earlier *tracedOp) {
	if earlier.invoke == 0 {
		return
	}
	switch b.SettingsAt(earlier.invoke).Repair {
	case engine.RepairAsync:
		b.allow(earlier.reply, "op %d was answered before the stale replicas had been mended: blocking read repair would have waited for that (%s)",
			earlier.id, b.setting(earlier.invoke, "repair"))
	case engine.RepairOff:
		b.allow(earlier.reply, "op %d left the stale replicas alone (%s)", earlier.id, b.setting(earlier.invoke, "repair"))
	}
}

// forgot tells how a node lost a version that it had.
func (b *because) forgot(h *holding) {
	e := b.Trace.At(h.gone)
	where := "on its disk"
	switch {
	case h.memory:
		where = "in memory only (" + b.setting(h.got, "sync") + ")"
	case h.hint:
		where = "as a hint"
	}
	text := fmt.Sprintf("%s had it %s from %s on", b.Node(h.node), where, event.Millis(b.Trace.At(h.got).At))
	switch e.Kind {
	case event.Store:
		text += ", and then stored " + event.DotText(e.Dot, b.Node) + " instead"
	case event.Wipe:
		text += ", and lost the disk"
	case event.Crash:
		text += ", and crashed"
	case event.Purge:
		text += fmt.Sprintf(", and let go of it after %s (%s)", time.Duration(e.Arg).Round(time.Second), b.setting(h.gone, "grace"))
	case event.Unhint:
		if text += ", and let go of it"; e.Why == event.Expired {
			text += ": " + e.Why.String() + " (" + b.setting(h.gone, "handoff") + ")"
		}
	}
	b.say(h.gone, "%s", text)
	cause := int(e.Cause)
	if c := b.Trace.At(cause); e.Kind == event.Wipe && c.Kind == event.Crash {
		cause = int(c.Cause) // a node whose disk goes crashes first
	}
	b.trail(cause)
}

// fell tells why a version has fewer copies than it should: what took each, and
// why others never had one.
func (b *because) fell(step int, e *event.Event) {
	b.say(step, "%s", b.words(step, e))
	if e.Key == 0 {
		b.trail(int(e.Cause))
		return
	}
	write := b.operation(e.Op, step)
	if write.reply > 0 {
		r := b.Trace.At(write.reply)
		b.say(write.reply, "op %d was told OK when %d had acknowledged it (%s)", e.Op, r.N, b.setting(write.invoke, "w", "sync"))
	}
	all := b.holdings(e.Key, e.Dot, step)
	for i := range all {
		h := &all[i]
		if h.gone > 0 {
			b.forgot(h)
		} else if down := b.down(h.node, step); down > 0 {
			b.say(down, "%s has it, and is down", b.Node(h.node))
			b.trail(int(b.Trace.At(down).Cause))
		}
	}
	for _, id := range write.asked {
		if !slices.ContainsFunc(all, func(h holding) bool { return h.node == id && !h.hint }) {
			b.fateOfWrite(&write, id, step)
		}
	}
	b.trail(int(e.Cause))
}

// shadowed tells for what a write was discarded, and why that had not seen it.
func (b *because) shadowed(step int, e *event.Event) {
	b.say(step, "%s", b.words(step, e))
	lost := b.operation(e.Op, step)
	won := b.winner(step, e)
	if won.invoke > 0 {
		b.say(won.invoke, "the last write wins, and that is %s, of op %d, though its client had not seen op %d (%s)",
			event.DotText(won.dot, b.Node), won.id, lost.id, b.setting(step, "conflict"))
	}
	for _, o := range []*tracedOp{&lost, &won} {
		if o.invoke == 0 {
			continue
		}
		who := b.Trace.At(o.invoke).Node
		for at := o.invoke; at >= max(1, o.invoke-farthest); at-- {
			if s := b.Trace.At(at); s.Kind == event.Skew && s.Node == who {
				if s.Arg != 0 {
					b.say(at, "the timestamp of op %d is of %s, whose clock was off by %s", o.id, b.Node(who), time.Duration(s.Arg))
					b.trail(int(s.Cause))
				}
				break
			}
		}
	}
}

// winner finds the write that a shadowed one was discarded for: what a node took
// in last.
func (b *because) winner(step int, e *event.Event) tracedOp {
	for at := step; at >= max(1, step-farthest); at-- {
		if s := b.Trace.At(at); s.Kind == event.Store && s.Key == e.Key && s.Fresh && s.Why != event.Outdated && s.Dot != e.Dot {
			return b.writer(e.Key, s.Dot, step)
		}
	}
	return tracedOp{}
}

// resurrected tells who let go of the tombstone, and who had never heard of it.
func (b *because) resurrected(step int, e *event.Event) {
	b.say(step, "op %d returned %s, which %s had removed", e.Op, event.DotText(e.Dot, b.Node), opName(e.Ref))
	remove := b.operation(e.Ref, step)
	if remove.invoke == 0 {
		return
	}
	tombstones := b.holdings(e.Key, remove.dot, step)
	for i := range tombstones {
		if h := &tombstones[i]; h.gone > 0 {
			b.forgot(h)
		}
	}
	for _, id := range remove.asked {
		if !slices.ContainsFunc(tombstones, func(h holding) bool { return h.node == id }) {
			b.fateOfWrite(&remove, id, step)
		}
	}
	for at := remove.invoke; at < step; at++ {
		s := b.Trace.At(at)
		if s.Kind != event.Store || s.Key != e.Key || s.Dot != e.Dot || !s.Fresh || s.Why == event.Outdated {
			continue
		}
		if m := b.Trace.At(int(s.Cause)); m.Kind == event.Deliver {
			b.say(at, "%s took it in again, from %s", b.Node(s.Node), b.Node(m.From))
			b.command(at)
		}
	}
}

// answered tells why a client was told what it was: for one that was not OK, what
// kept each replica from answering.
func (b *because) answered(step int, e *event.Event) {
	line := Event(&b.Trace, step, b.Node)
	b.say(step, "op %d was told: %s", e.Op, line.What)
	o := b.operation(e.Op, step)
	if o.invoke == 0 || e.Outcome == event.OK || e.Outcome == event.NotFound || e.Outcome == event.CoordinatorLost {
		b.trail(int(e.Cause))
		return
	}
	need := "w"
	if e.Verb == event.Get {
		need = "r"
	}
	b.allow(o.invoke, "%d of %s had to answer (%s)", e.Need, b.names(o.asked), b.setting(o.invoke, need, "n"))
	for at := o.invoke; at < step; at++ {
		m := b.Trace.At(at)
		if m.Op != e.Op {
			continue
		}
		switch m.Kind {
		case event.Drop:
			b.say(at, "%s", b.words(at, m))
			b.dropped(at, m)
		case event.Pass:
			b.say(at, "%s was not asked: %s believed it down", b.Node(m.To), b.Node(m.Node))
			b.belief(m.Node, m.To, at)
		}
	}
	for _, id := range o.asked {
		if down := b.down(id, step); down > 0 {
			b.tell(down, b.Trace.At(down))
		}
	}
}
