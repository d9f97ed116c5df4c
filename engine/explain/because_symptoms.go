// The symptoms from which chains of causes begin: a stale read, a lost or discarded write,
// a resurrected value, a failed request.

package explain

import (
	"slices"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// lacks adds why a read did not know of a version: one that was acknowledged, or one that
// an earlier read had returned.
func (b *because) lacks(step int, e *event.Event) {
	read := b.operation(e.Op, step)
	write := b.writer(e.Key, e.Dot, step)
	symptom := Claim{Kind: MissedWrite, Node: ring.None, Peer: ring.None, Op: e.Op, Ref: e.Ref, Dot: e.Dot, Step: step}
	var met []ring.NodeID // the nodes that took part in both
	outranked := b.Trace.SetOf(b.Trace.At(int(e.Cause))).Seen().Contains(e.Dot)
	switch {
	case e.Kind == event.Older && outranked:
		symptom.Kind = OutrankedRead
		b.say(step, symptom)
		return
	case e.Kind == event.Older:
		symptom.Kind = MissedRead
		b.say(step, symptom)
		earlier := b.operation(e.Ref, step)
		if earlier.reply > 0 && read.reply > 0 {
			b.say(read.reply, slices.Concat(b.answeredBy(AnsweredBy, &earlier), b.answeredBy(AnsweredBy, &read))...)
		}
		b.unrepaired(&earlier)
	case outranked:
		symptom.Kind = Outranked
		b.say(step, append([]Claim{symptom}, b.ackedBefore(&write, read.invoke)...)...)
		return
	default:
		b.say(step, append([]Claim{symptom}, b.ackedBefore(&write, read.invoke)...)...)
		met = both(write.answered, read.answered)
		if write.reply > 0 && read.reply > 0 {
			claims := slices.Concat(b.answeredBy(AnsweredBy, &read), b.answeredBy(AckedBy, &write))
			for _, id := range met {
				claims = append(claims, Claim{Kind: InBoth, Node: id, Peer: ring.None, Op: read.id, Ref: write.id})
			}
			if len(met) == 0 {
				claims = append(claims, Claim{Kind: InBoth, Node: ring.None, Peer: ring.None, Op: read.id, Ref: write.id})
			}
			b.say(read.reply, claims...)
		}
		b.needNotMeet(&write, &read, met)
	}
	for _, h := range b.holdings(e.Key, e.Dot, step) {
		if h.gone > 0 && !h.vague && slices.Contains(read.answered, h.node) {
			b.forgot(&h, e.Dot)
		}
	}
	for _, id := range read.answered {
		if !slices.Contains(met, id) {
			b.fateOfWrite(&write, id, read.reply)
		}
	}
}

// answeredBy claims which nodes' answers counted in an operation, or that none did.
func (b *because) answeredBy(kind Kind, o *tracedOp) (all []Claim) {
	for _, id := range o.answered {
		all = append(all, Claim{Kind: kind, Node: id, Peer: ring.None, Op: o.id})
	}
	if len(all) == 0 {
		all = append(all, Claim{Kind: kind, Node: ring.None, Peer: ring.None, Op: o.id})
	}
	return all
}

// ackedBefore claims how long before the beginning of a read a write had been
// acknowledged.
func (b *because) ackedBefore(w *tracedOp, began int) []Claim {
	if w.reply == 0 || began <= w.reply {
		return nil
	}
	return []Claim{{Kind: AckedBefore, Node: ring.None, Peer: ring.None, Op: w.id, Step: began, For: b.since(w.reply, began)}}
}

// needNotMeet adds the settings that let a read quorum miss a write quorum.
func (b *because) needNotMeet(write, read *tracedOp, met []ring.NodeID) {
	if write.invoke == 0 || read.invoke == 0 {
		return
	}
	r, w := b.SettingsAt(read.invoke), b.SettingsAt(write.invoke)
	n, copies := w.Placement.N, write.invoke
	if r.Placement.N > n {
		n, copies = r.Placement.N, read.invoke
	}
	asked, wrote := requestAt(b.View, read.invoke), requestAt(b.View, write.invoke)
	var numbers []Claim
	if !asked.own {
		numbers = b.settings(read.invoke, "r")
	}
	if !wrote.own {
		numbers = append(numbers, b.settings(write.invoke, "w")...)
	}
	numbers = append(numbers, b.settings(copies, "n")...)
	apart := needNotMeet(b.View, asked, wrote, n)
	switch {
	case len(met) > 0:
		// The quorums met, so the settings are not the reason.
	case apart != "":
		b.allow(read.invoke, append([]Claim{{
			Kind: NeedNotMeet, Node: ring.None, Peer: ring.None, Op: read.id, Ref: write.id, N: asked.count() + wrote.count(), Need: n, Text: apart,
		}}, numbers...)...)
	case w.StandIns() || r.StandIns():
		sloppy := write.invoke
		if !w.StandIns() {
			sloppy = read.invoke
		}
		b.allow(write.invoke, append([]Claim{{Kind: NeedNotBeSame, Node: ring.None, Peer: ring.None, Op: read.id, Ref: write.id}}, b.settings(sloppy, "quorum")...)...)
		b.standIns(write)
		b.standIns(read)
	}
}

// standIns adds which nodes stood in for which in an operation, and why.
func (b *because) standIns(o *tracedOp) {
	for at := o.invoke; at <= max(o.reply, o.invoke); at++ {
		if e := b.Trace.At(at); e.Kind == event.StandIn && e.Op == o.id {
			b.say(at, Claim{Kind: stoodIn(&b.Trace, at), Node: e.To, Peer: e.From, By: e.Node, Op: o.id, Step: at})
			b.belief(e.Node, e.From, at)
		}
	}
}

// unrepaired adds that an earlier read left stale replicas unrepaired.
func (b *because) unrepaired(earlier *tracedOp) {
	if earlier.reply == 0 || len(b.Trace.BehindOf(b.Trace.At(earlier.reply))) == 0 {
		return // none of the replicas that answered was stale
	}
	switch b.SettingsAt(earlier.invoke).Repair {
	case engine.RepairAsync:
		b.allow(earlier.reply, append([]Claim{{Kind: RepairedLater, Node: ring.None, Peer: ring.None, Op: earlier.id}}, b.settings(earlier.invoke, "repair")...)...)
	case engine.RepairOff:
		b.allow(earlier.reply, append([]Claim{{Kind: LeftStale, Node: ring.None, Peer: ring.None, Op: earlier.id}}, b.settings(earlier.invoke, "repair")...)...)
	}
}

// forgot adds how a node lost a version that it had.
func (b *because) forgot(h *holding, dot version.Dot) {
	e := b.Trace.At(h.gone)
	had := Claim{Kind: HadOnDisk, Node: h.node, Peer: ring.None, Dot: dot, Step: h.got}
	end := Claim{Kind: LetGo, Node: h.node, Peer: ring.None, Dot: dot, Step: h.gone}
	var settings []Claim
	switch {
	case h.memory:
		had.Kind = HadInMemory
		settings = b.settings(h.got, "sync")
	case h.hint:
		had.Kind, had.Peer = HadAsHint, h.owner
	}
	claims := append(Claims{had}, settings...)
	switch e.Kind {
	case event.Store, event.Flush:
		end.Kind, end.Dot = StoredInstead, h.next
	case event.Wipe:
		end.Kind = LostDisk
	case event.Crash:
		end.Kind = LostMemory
	case event.Purge:
		end.Kind, end.For = LetGoOfTombstone, time.Duration(e.Arg)
		claims = append(append(claims, end), b.settings(h.gone, "grace")...)
	case event.Unhint:
		if end.Why = e.Why; e.Why == event.Expired {
			claims = append(append(claims, end), b.settings(h.gone, "handoff")...)
		}
	}
	if !claims.Has(LetGo, LetGoOfTombstone) {
		claims = append(claims, end)
	}
	b.say(h.gone, claims...)
	cause := int(e.Cause)
	if c := b.Trace.At(cause); e.Kind == event.Wipe && c.Kind == event.Crash {
		cause = int(c.Cause) // a node whose disk is wiped crashes first
	}
	b.trail(cause)
}

// fell adds why a version has fewer copies than it should: what took each, and why some
// nodes never had one.
func (b *because) fell(step int, e *event.Event) {
	b.say(step, happened(step))
	if e.Key == 0 {
		b.trail(int(e.Cause))
		return
	}
	write := b.operation(e.Op, step)
	if write.reply > 0 {
		told := Claim{Kind: ToldOK, Node: ring.None, Peer: ring.None, Op: e.Op, N: len(b.Trace.NodesOf(b.Trace.At(write.reply)))}
		claims := append([]Claim{told}, b.level(&write, "w")...)
		b.say(write.reply, append(claims, b.settings(write.invoke, "sync")...)...)
	}
	all := b.holdings(e.Key, e.Dot, step)
	for i := range all {
		h := &all[i]
		if h.vague {
			continue
		}
		if h.gone > 0 {
			b.forgot(h, e.Dot)
		} else if down := b.down(h.node, step); down > 0 {
			b.say(down, Claim{Kind: HasAndDown, Node: h.node, Peer: ring.None, Dot: e.Dot, Step: step})
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

// shadowed adds the version for which a write was discarded, and why that version's writer
// had not seen it.
func (b *because) shadowed(step int, e *event.Event) {
	b.say(step, happened(step))
	lost := b.operation(e.Op, step)
	won, at := b.winner(&lost, step, e)
	if won.invoke > 0 {
		last := Claim{Kind: WonOver, Node: ring.None, Peer: ring.None, Op: won.id, Ref: lost.id, Dot: won.dot, Step: at}
		b.say(won.invoke, append([]Claim{last}, b.settings(at, "conflict")...)...)
	}
	for _, o := range []*tracedOp{&lost, &won} {
		if o.invoke == 0 {
			continue
		}
		who := b.Trace.At(o.invoke).Node
		for at := o.invoke; at >= max(1, o.invoke-farthest); at-- {
			if s := b.Trace.At(at); s.Kind == event.Skew && s.Node == who {
				if s.Arg != 0 {
					b.say(at, Claim{Kind: ClockOff, Node: who, Peer: ring.None, Op: o.id, Step: o.invoke, For: time.Duration(s.Arg)})
					b.trail(int(s.Cause))
				}
				break
			}
		}
	}
}

// winner finds the write for which a shadowed one was discarded, and when. It is the last
// that a node kept instead of it, or instead of a version that builds upon it, when the
// node had that version or received it. A version that builds upon the winner only
// replaced the winner later, and a version stored by a node that had nothing of the lost
// write need not have won over anything.
func (b *because) winner(lost *tracedOp, step int, e *event.Event) (tracedOp, int) {
	holders := b.holdings(e.Key, e.Dot, step)
	builds := map[version.Dot]bool{e.Dot: true} // whether a version is the lost one or builds upon it
	side := func(dot version.Dot) (known, on bool) {
		if dot.Counter == 0 {
			return false, false
		}
		if on, known = builds[dot]; known {
			return true, on
		}
		w := b.writer(e.Key, dot, step)
		if w.invoke > 0 {
			builds[dot] = b.knew(w.invoke, e.Dot)
		}
		return w.invoke > 0, builds[dot]
	}
	for at := step; at > max(lost.invoke, step-farthest, 0); at-- {
		s := b.Trace.At(at)
		if s.Key != e.Key || len(b.Eras) > 0 && b.SettingsAt(at).Conflict != engine.LWW { // then it was kept beside
			continue
		}
		had, kept := b.instead(at, s, e.Dot, holders)
		if known, on := side(had); known && on {
			if known, on := side(kept); known && !on {
				return b.writer(e.Key, kept, step), at
			}
		}
	}
	return tracedOp{}, 0
}

// instead returns the version that a node had, or received, in an event, and the version
// that it kept instead, or that a coordinator returned instead; both are zero if the event
// discarded nothing. holders are those that had a version that was lost, as a hint or otherwise.
func (b *because) instead(at int, s *event.Event, lost version.Dot, holders []holding) (had, kept version.Dot) {
	switch {
	case s.Kind == event.Store && s.Why == event.Outdated:
		return s.Dot, b.keeps(s.Node, s.Key, at)
	case s.Kind == event.Store && slices.ContainsFunc(holders, func(h holding) bool {
		return !h.hint && h.node == s.Node && h.got < at && (h.gone == 0 || h.gone >= at)
	}):
		return lost, s.Dot // it may have been a sibling of what the node stored last, before the last write won
	case s.Kind == event.Store && s.Fresh:
		return b.keeps(s.Node, s.Key, at), s.Dot
	case s.Kind == event.Unhint && s.Why == 0 && slices.ContainsFunc(holders, func(h holding) bool {
		return h.node == s.Node && h.owner == s.To && h.got < at && (h.gone == 0 || h.gone >= at)
	}):
		return lost, b.keeps(s.To, s.Key, at) // it was delivered together with others
	case s.Kind == event.Reply && s.Verb == event.Get:
		// Hints are kept side by side until a node reads them.
		if set := b.Trace.SetOf(s); set.Seen().Contains(lost) && !set.Has(lost) && set.Newest() != nil {
			return lost, set.Newest().Dot
		}
	}
	return had, kept
}

// keeps returns the version of a key that a node last stored before a step; zero if the
// node has lost it since, or may have.
func (b *because) keeps(id ring.NodeID, key event.Sym, step int) version.Dot {
	crashed, synced := false, false
	for at := step - 1; at >= max(1, step-farthest); at-- {
		s := b.Trace.At(at)
		if s.Node != id {
			continue
		}
		switch s.Kind {
		case event.Crash:
			crashed = true
		case event.Flush:
			synced = true
		case event.Wipe:
			return version.Dot{}
		case event.Purge:
			if s.Key == key {
				return version.Dot{}
			}
		case event.Cleanup:
			if slices.Contains(b.Trace.KeysOf(s), key) {
				return version.Dot{}
			}
		case event.Store:
			switch {
			case s.Key != key || s.Why == event.Outdated:
			case crashed && s.Late && !synced:
				return version.Dot{}
			default:
				return s.Dot
			}
		}
	}
	return version.Dot{}
}

// knew reports whether the write that began at a step was made in knowledge of a version:
// whether what its client had read last knew of it, or the client wrote it since then, and
// did not write blind.
func (b *because) knew(began int, dot version.Dot) bool {
	write := b.Trace.At(began)
	if strings.HasSuffix(b.Trace.Text(b.Trace.At(int(write.Cause)).Text), " blind") {
		return false
	}
	for at := began - 1; at >= max(1, began-farthest); at-- {
		e := b.Trace.At(at)
		if e.Kind != event.Reply || e.Key != write.Key || b.client(e.Op, at) != write.Ref {
			continue
		}
		switch {
		case e.Verb != event.Get && e.Outcome == event.OK && e.Dot == dot:
			return true
		case e.Verb == event.Get && (e.Outcome == event.OK || e.Outcome == event.NotFound):
			return b.Trace.SetOf(e).Seen().Contains(dot)
		}
	}
	return false
}

// client returns whose an operation is that was over at a step.
func (b *because) client(op uint32, step int) uint32 {
	for at := step; at >= max(1, step-farthest); at-- {
		if e := b.Trace.At(at); e.Op == op && e.Kind == event.Invoke {
			return e.Ref
		}
	}
	return 0
}

// resurrected adds which nodes purged the tombstone, and which had never received it.
func (b *because) resurrected(step int, e *event.Event) {
	b.say(step, Claim{Kind: CameBack, Node: ring.None, Peer: ring.None, Op: e.Op, Ref: e.Ref, Dot: e.Dot, Step: step})
	remove := b.operation(e.Ref, step)
	if remove.invoke == 0 {
		return
	}
	tombstones := b.holdings(e.Key, remove.dot, step)
	for i := range tombstones {
		if h := &tombstones[i]; h.gone > 0 && !h.vague {
			b.forgot(h, remove.dot)
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
			b.say(at, Claim{Kind: TookAgain, Node: s.Node, Peer: m.From, Dot: e.Dot, Step: at})
			b.command(at)
		}
	}
}

// answered adds why a client got the answer that it did: for one other than OK, what kept
// each replica from answering.
func (b *because) answered(step int, e *event.Event) {
	b.say(step, Claim{Kind: WasTold, Node: ring.None, Peer: ring.None, Op: e.Op, Step: step})
	o := b.operation(e.Op, step)
	if o.invoke == 0 || e.Outcome == event.OK || e.Outcome == event.NotFound || e.Outcome == event.CoordinatorLost {
		b.trail(int(e.Cause))
		return
	}
	need := "w"
	if e.Verb == event.Get {
		need = "r"
	}
	if claims := b.hadToAnswer(step, e, o.asked); len(claims) > 0 { // else it asked for answers where no replica is
		claims = append(claims, b.level(&o, need)...)
		b.allow(o.invoke, append(claims, b.settings(o.invoke, "n")...)...)
	}
	for at := o.invoke; at < step; at++ {
		m := b.Trace.At(at)
		if m.Op != e.Op {
			continue
		}
		switch m.Kind {
		case event.Drop:
			b.say(at, happened(at))
			b.dropped(at, m)
		case event.Pass:
			b.say(at, Claim{Kind: NotAsked, Node: m.To, Peer: ring.None, By: m.Node, Op: e.Op, Step: at})
			b.belief(m.Node, m.To, at)
		}
	}
	for _, id := range o.asked {
		if down := b.down(id, step); down > 0 {
			b.tell(down)
		}
	}
}

// pending returns the nodes that a write was sent to since they were about to keep a copy.
func (b *because) pending(step int, e *event.Event) (all []ring.NodeID) {
	for at := b.operation(e.Op, step).invoke + 1; at > 1 && at < step; at++ {
		if m := b.Trace.At(at); m.Kind == event.AddPending && m.Op == e.Op {
			all = append(all, m.To)
		}
	}
	return all
}

// hadToAnswer claims of the nodes of a preference list that so many of them had to answer; where
// the request counts by data centre, so many of those in its own.
func (b *because) hadToAnswer(step int, e *event.Event, asked []ring.NodeID) (claims []Claim) {
	parts := b.Trace.PartsAt(step)
	kind := HadToAnswer
	for i, id := range append(slices.Clip(asked), b.pending(step, e)...) {
		if i == len(asked) {
			kind = PendingToAnswer
		}
		c := Claim{Kind: kind, Node: id, Peer: ring.None, Op: e.Op, N: int(e.Need)}
		if parts != nil {
			c.Text = b.Ring.DCName(b.Ring.DC(id))
			i := slices.IndexFunc(parts, func(p event.Part) bool { return b.Trace.Text(p.DC) == c.Text })
			if i < 0 {
				continue
			}
			c.N = int(parts[i].Need)
		}
		claims = append(claims, c)
	}
	return claims
}
