// The truth about one operation, found from the stores and the raw trace, and the claims
// of its sentence checked against it.

package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/store"
	"ringside/engine/version"
)

// audit counts what was checked, so that a test that checked nothing is not taken for one
// that found nothing.
type audit struct {
	sentences, claims, caughtUp, chains, kept, played int
	kinds                                             map[explain.Kind]int
	hops                                              [ring.RackUsed + 1]int // by reason
}

func (a *audit) hop(r ring.Reason) { a.hops[r]++ }

func (a *audit) count(k explain.Kind) {
	if a.kinds == nil {
		a.kinds = make(map[explain.Kind]int)
	}
	a.claims++
	a.kinds[k]++
}

func (a *audit) String() string {
	return fmt.Sprintf("%d sentences, %d claims of %d kinds, %d of what brings a replica up to date played out, %d links of chains, %d lines of what is kept, %d walks played out; hops by reason %v; by kind %v", a.sentences, a.claims, len(a.kinds), a.caughtUp, a.chains, a.kept, a.played, a.hops, a.kinds)
}

func (a *audit) mustBeMuch(t *testing.T) {
	if a.caughtUp == 0 || a.chains == 0 || a.kept == 0 || a.played == 0 {
		t.Errorf("%v", a)
	}
	for r := ring.First; r <= ring.RackUsed; r++ {
		if a.hops[r] == 0 {
			t.Errorf("no hop was ever %q", r)
		}
	}
	real := []explain.Kind{explain.Reports, explain.SaysRejected, explain.SaysError} // what a real cluster says has no simulation
	for k := explain.Durable; k <= explain.LastKind; k++ {
		if a.kinds[k] == 0 && !slices.Contains(real, k) {
			t.Errorf("no claim of kind %d was ever made", k)
		}
	}
}

// truth is one operation, with its stores and its trace.
type truth struct {
	*observation
	v       *engine.View
	o       *engine.OpView
	disks   []*store.Store
	key     event.Sym
	keepers []ring.NodeID
}

// judge checks the sentence of every operation.
func (w *observation) judge(told *audit) error {
	v := w.c.View(engine.Watch{})
	count := make(map[oracle.State]int)
	for _, o := range v.Ops {
		key, _ := engine.FindText(w.c, o.Key)
		x := truth{observation: w, v: v, o: o, disks: engine.DisksOf(w.c), key: key, keepers: v.Walk(o.Key).Replicas}
		said, claims := explain.Why(v, o), explain.About(v, o)
		told.sentences++
		err := x.complete(claims)
		if o.ToldStep > 0 && o.Outcome != event.Unavailable && o.Outcome != event.CoordinatorLost && x.acks() != o.Acks {
			err = fmt.Errorf("%d acks, by %v", o.Acks, o.Counted)
		}
		for i := 0; i < len(claims) && err == nil; i++ {
			told.count(claims[i].Kind)
			if !x.holds(&claims[i]) {
				err = fmt.Errorf("the claim %+v is false", claims[i])
			}
		}
		if err == nil {
			err = x.words(said)
		}
		if err == nil {
			err = x.remarks(said)
		}
		if err == nil {
			err = x.fate(said, count)
		}
		if err == nil {
			err = x.rows(told)
		}
		if err == nil {
			err = x.leftOut(claims)
		}
		if err == nil && (v.Motion <= engine.Background && (int(o.ID)+v.Trace.Len())%7 == 0 || claims.Has(explain.CatchUpNothing, explain.CatchUpUnion)) {
			err = x.catchesUp(claims, told)
		}
		if err != nil {
			return fmt.Errorf("op %d, %q: %w", o.ID, said, err)
		}
	}
	return w.fates(v, count)
}

// complete reports whether a sentence about a write covers every node: those that have it
// and the replicas that lack it.
func (x *truth) complete(claims explain.Claims) error {
	if x.o.Verb == event.Get || x.o.Dot.Counter == 0 {
		return nil
	}
	has := func(k explain.Kind, n, peer ring.NodeID) bool {
		return slices.ContainsFunc(claims, func(c explain.Claim) bool { return c.Kind == k && c.Node == n && c.Peer == peer })
	}
	for i := range x.disks {
		id := ring.NodeID(i)
		for k, is := range map[explain.Kind]bool{
			explain.Durable: x.onDisk(id), explain.Memory: x.inMemory(id),
			explain.Lacks: x.lacks(id) && slices.Contains(x.keepers, id) && !x.purged(id),
		} {
			if is && !has(k, id, ring.None) {
				return fmt.Errorf("kind %d is not claimed of %s", k, x.v.Node(id))
			}
		}
		if has(explain.CatchUpRead, id, ring.None) || has(explain.CatchUpUnion, id, ring.None) || has(explain.CatchUpEntropy, id, ring.None) {
			down, cut := x.v.Nodes[id].Health != engine.Up, x.allCut(id)
			if has(explain.NotUp, id, ring.None) != down || has(explain.OutOfReach, id, ring.None) != (cut && !down) {
				return fmt.Errorf("%s is to be repaired; it is %s, all its links are cut: %v, and that is not what is claimed", x.v.Node(id), x.v.Nodes[id].Health, cut)
			}
		}
		for _, owner := range x.disks[i].HintedPeers() {
			if x.hinted(id, owner) && !has(explain.Hinted, id, owner) {
				return fmt.Errorf("the hint on %s for %s is left out", x.v.Node(id), x.v.Node(owner))
			}
		}
	}
	return nil
}

// holds reports whether a claim is true.
func (x *truth) holds(c *explain.Claim) bool {
	id, by, o := c.Node, x.o.Coordinator, x.o
	switch c.Kind {
	case explain.Durable:
		return x.onDisk(id)
	case explain.Memory:
		return x.inMemory(id)
	case explain.Hinted:
		return x.hinted(id, c.Peer)
	case explain.Replaced:
		return x.replaced(id)
	case explain.Purged:
		return x.lacks(id) && x.purged(id)
	case explain.Lacks:
		return x.lacks(id) && slices.Contains(x.keepers, id)
	case explain.OnWay:
		return x.flies(func(m *engine.MessageView) bool { return m.Op == o.ID && m.Type == event.Write && m.To == id })
	case explain.Waits:
		_, _, _, open, _ := x.travels(by, id, event.Write)
		return open > 0 && x.v.Nodes[id].Health == engine.Hung &&
			!x.flies(func(m *engine.MessageView) bool { return m.Op == o.ID && m.Type == event.Write && m.To == id })
	case explain.Writing:
		_, _, arrived, _, why := x.travels(by, id, event.Write)
		return (arrived > 0 || id == by) && !x.stored(id) && !slices.Contains(why, event.Forgotten) && x.v.Nodes[id].Health != engine.Crashed
	case explain.SentLost:
		if o.Verb == event.Get {
			sent, dropped, _, _, why := x.travels(by, id, event.ReadData, event.ReadDigest)
			return sent > 0 && dropped == sent && slices.Contains(why, c.Why)
		}
		sent, dropped, _, _, why := x.travels(by, id, event.Write)
		return sent > 0 && dropped == sent && slices.Contains(why, c.Why) ||
			c.Why == event.Forgotten && !x.stored(id) && x.crashedSince(id)
	case explain.Refused:
		return x.some(func(e *event.Event) bool { return e.Kind == event.Deliver && e.Type == event.Refused && e.From == id })
	case explain.Declined:
		return x.some(func(e *event.Event) bool { return e.Kind == event.Deliver && e.Type == event.Moved && e.From == id })
	case explain.PassedOver:
		return x.some(func(e *event.Event) bool {
			return e.Kind == event.Pass && e.To == id || e.Kind == event.StandIn && e.From == id
		})
	case explain.Forgot:
		return x.lacks(id) && x.stored(id)
	case explain.CatchUpMessage:
		return x.delivers(c.N, id)
	case explain.CatchUpWaits, explain.CatchUpWriting, explain.CatchUpHandOver, explain.CatchUpCompare, explain.CatchUpStandIn, explain.CatchUpHintComes:
		return x.holdsOfComing(c)
	case explain.CatchUpHint:
		h, _ := x.disks[c.Peer].HintOf(id, x.key)
		return h.Set.Seen().Contains(o.Dot) && (h.Counts() || h.Since+x.v.Settings.Handoff > x.v.Now+30*time.Second)
	case explain.HintWaits:
		h, _ := x.disks[c.Peer].HintOf(id, x.key)
		return h.Set.Seen().Contains(o.Dot) && x.v.Nodes[c.Peer].Health == engine.Crashed
	case explain.HintEnds:
		h, _ := x.disks[c.Peer].HintOf(id, x.key)
		return h.Set.Seen().Contains(o.Dot) && !h.Counts() && h.Since+x.v.Settings.Handoff == c.For && c.For > x.v.Now
	case explain.CatchUpEntropy:
		return x.v.Settings.Entropy > 0
	case explain.CatchUpTimeout:
		return c.Peer == x.o.Coordinator && !x.o.Settled && x.v.SettingsAt(int(x.o.Step)).CoordinatorHints()
	case explain.CatchUpRead:
		return x.readsRepair(c.Node)
	case explain.CatchUpUnion:
		return x.v.Settings.Conflict == engine.Merge && x.v.Settings.Entropy == 0
	case explain.CatchUpNothing:
		return x.v.Settings.Entropy == 0 && !x.readsRepair(c.Node)
	case explain.CatchUpNever:
		change := x.v.Change
		return x.lacks(id) && change != nil && slices.Contains(x.keepers, id) &&
			!slices.Contains(change.Next.Replicas(nil, ring.Hash(o.Key), x.v.Settings.Placement), id)
	case explain.NotUp:
		return x.lacks(id) && x.v.Nodes[id].Health != engine.Up
	case explain.OutOfReach:
		return x.lacks(id) && x.allCut(id)
	case explain.NeverHad:
		return o.Verb == event.Delete && x.known(id) == nil
	case explain.AckOnWay:
		return x.flies(func(m *engine.MessageView) bool {
			return m.Op == o.ID && m.Type == event.WriteAck && m.From == id && m.To == by
		})
	case explain.AckWaits:
		_, _, arrived, open, _ := x.travels(id, by, event.WriteAck)
		return open > 0 && arrived == 0 && c.Peer == by && x.v.Nodes[by].Health == engine.Hung &&
			!x.flies(func(m *engine.MessageView) bool {
				return m.Op == o.ID && m.Type == event.WriteAck && m.From == id && m.To == by
			})
	case explain.AckLost:
		if o.Verb == event.Get {
			sent, dropped, _, _, why := x.travels(id, by, event.Data, event.Digest, event.Refused, event.Moved)
			return sent > 0 && sent == dropped && slices.Contains(why, c.Why)
		}
		sent, dropped, _, _, why := x.travels(id, by, event.WriteAck, event.Refused, event.Moved)
		return sent > 0 && sent == dropped && slices.Contains(why, c.Why)
	case explain.Outdated:
		return x.some(func(e *event.Event) bool {
			return e.Op == o.ID && (e.Kind == event.Store || e.Kind == event.Hint) && e.Node == id && e.Why == event.Outdated
		})
	}
	return x.holdsOfRead(c)
}

// holdsOfRead reports whether a claim about a read is true.
func (x *truth) holdsOfRead(c *explain.Claim) bool {
	id, by, o := c.Node, x.o.Coordinator, x.o
	reply := &event.Event{}
	if o.ToldStep > 0 {
		reply = x.v.Trace.At(int(o.ToldStep))
	}
	counted := x.v.Trace.NodesOf(reply)
	had := x.served[servedBy{o.ID, id}]
	switch c.Kind {
	case explain.Asked:
		sent, _, _, _, _ := x.travels(by, id, event.ReadData, event.ReadDigest)
		return sent > 0 || id == by
	case explain.HeardOf:
		return x.heardOf(c)
	case explain.HeardIn, explain.BelievedIn:
		return x.holdsOfLevel(c)
	case explain.SaysUnavailable:
		return o.Outcome == event.Unavailable && c.N < c.Need && int(reply.N) == c.N && !x.did()
	case explain.Differed:
		return x.differed(id)
	case explain.Counted:
		return slices.Contains(counted, id)
	case explain.Missing:
		return !slices.Contains(counted, id) && !x.some(func(e *event.Event) bool {
			return e.Kind == event.Deliver && e.From == id && e.Type == event.Data && !e.Late && e.Need > 0 && e.At <= o.Began+o.Told
		})
	case explain.HadNothing, explain.HadOlder, explain.HadPart, explain.HadMore, explain.HadSame, explain.HadLess:
		all := x.counted()
		if o.Parts != nil && c.Kind != explain.HadLess { // whose answer is not waited for may have come in time all the same
			all = x.merges().Merge(all, o.Returned)
		}
		newest := had.Newest()
		switch {
		case !slices.Contains(counted, id):
			return false
		case x.doubtful():
			return true
		case version.Equal(had, all):
			return false
		case c.Kind == explain.HadNothing:
			return newest == nil
		case newest == nil:
			return false
		case c.Kind == explain.HadLess:
			return o.Returned.Newest().Dot.Actor.Node == by && !all.Has(o.Returned.Newest().Dot)
		}
		switch c.Kind {
		case explain.HadMore:
			return all.Has(newest.Dot) && len(had.Siblings) > len(all.Siblings)
		case explain.HadSame:
			return all.Has(newest.Dot) && len(had.Siblings) == 1 && len(all.Siblings) == 1
		case explain.HadPart: // who has all of it has not a part
			return all.Has(newest.Dot) && hasMore(all, had)
		}
		return !all.Has(newest.Dot)
	case explain.Repaired, explain.Behind:
		return x.hasReturned(id) == (c.Kind == explain.Repaired)
	case explain.Repairing:
		return x.flies(func(m *engine.MessageView) bool { return m.Op == o.ID && m.Type == event.Repair && m.To == id })
	case explain.RepairLost:
		sent, dropped, _, _, why := x.travels(by, id, event.Repair)
		return sent > 0 && sent == dropped && slices.Contains(why, c.Why)
	case explain.Unrepaired:
		sent, _, _, _, _ := x.travels(by, id, event.Repair)
		_, _, arrived, _, _ := x.travels(id, by, event.RepairAck)
		return sent > 0 && arrived == 0
	case explain.RepairRefused:
		return x.some(func(e *event.Event) bool {
			return e.Kind == event.Deliver && e.From == id && (e.Type == event.Refused || e.Type == event.Moved)
		})
	case explain.Overlaps:
		w := x.v.Op(o.Since)
		return w != nil && w.ToldStep < o.Step && slices.Contains(counted, id) &&
			slices.Contains(x.v.Trace.NodesOf(x.v.Trace.At(int(w.ToldStep))), id)
	case explain.NotSeen:
		return slices.Contains(counted, id) && (x.doubtful() || !had.Seen().Contains(o.Missed.Dot) && !x.hadOnce(id, ring.None, true) && !x.turnedDown(id))
	case explain.TurnedDown:
		return slices.Contains(counted, id) && (x.doubtful() || !had.Seen().Contains(o.Missed.Dot)) && x.turnedDown(id) && x.tookIt(c)
	case explain.HeldOnce:
		return slices.Contains(counted, id) && (x.doubtful() || !had.Seen().Contains(o.Missed.Dot)) && x.hadOnce(id, c.Peer, false) && x.tookIt(c)
	}
	return false
}

// hadOnce reports whether a node had the version that a read missed, in any way, or as a
// hint for owner or as its own, in a batch of events before the one in which it answered.
func (x *truth) hadOnce(id, owner ring.NodeID, anyhow bool) bool {
	at := x.answeredAt(id)
	is := func(s stretch) bool {
		return s.node == id && s.key == x.key && s.dot == x.o.Missed.Dot && s.from < at && !x.together(s.from, at) && (anyhow || s.owner == owner)
	}
	return slices.ContainsFunc(x.present, is) || slices.ContainsFunc(x.past, is) ||
		!anyhow && x.hadBy(id, x.key, x.o.Missed.Dot, at) // it came and went in one batch
}

// turnedDown reports whether the version that a read missed had come to a node before it answered,
// and the node had kept nothing of it.
func (x *truth) turnedDown(id ring.NodeID) bool {
	at := x.answeredAt(id)
	for step := 1; step <= at; step++ {
		e := x.v.Trace.At(step)
		if e.Node == id && e.Key == x.key && e.Kind == event.Store && e.Dot == x.o.Missed.Dot && e.Why == event.Outdated {
			return !x.hadOnce(id, ring.None, true)
		}
	}
	return false
}

// counted returns what those whose answers counted had together.
func (x *truth) counted() (all *version.Set) {
	for _, n := range x.v.Trace.NodesOf(x.v.Trace.At(int(x.o.ToldStep))) {
		all = x.merges().Merge(all, x.served[servedBy{x.o.ID, n}])
	}
	return all
}

// merges returns how the read merged the answers that it got.
func (x *truth) merges() version.Policy {
	return engine.PolicyUnder(x.v.SettingsAt(int(x.o.Step)))
}

// doubtful reports whether it is not known with what the read was answered, or how it merged that: an
// answer changed in the batch in which it was sent, or settings did while the read was under way.
func (x *truth) doubtful() bool {
	return x.unsure[x.o.ID] || x.merges() != engine.PolicyUnder(x.v.SettingsAt(max(int(x.o.Step), int(x.o.ToldStep))))
}

// hasMore reports whether a has a version that b has not.
func hasMore(a, b *version.Set) bool {
	return slices.ContainsFunc(a.Siblings, func(s version.Sibling) bool { return !b.Has(s.Dot) })
}

// answeredAt returns the step at which a node sent the answer that a read counted.
func (x *truth) answeredAt(id ring.NodeID) (at int) {
	for step := int(x.o.Step); step <= int(x.o.ToldStep); step++ {
		e := x.v.Trace.At(step)
		if e.Op != x.o.ID || e.From != id || e.Type != event.Data && e.Type != event.Digest {
			continue
		}
		if e.Kind == event.Send && x.v.Trace.At(int(e.Cause)).Kind != event.Command || e.Kind == event.Deliver && e.To == id {
			at = step
		}
	}
	return at
}

// tookIt reports whether an event took the version that a read missed from a node before it
// answered.
func (x *truth) tookIt(c *explain.Claim) bool {
	if c.Step == 0 {
		return true
	}
	e := x.v.Trace.At(c.Step)
	switch e.Kind {
	case event.Unhint:
		if e.To != c.Peer {
			return false
		}
	case event.Wipe, event.Crash, event.Depart, event.Cleanup, event.Flush:
	case event.Store, event.Purge:
		if e.Key != x.key {
			return false
		}
	default:
		return false
	}
	return e.Node == c.Node && c.Step <= x.answeredAt(c.Node)
}

// words holds what a sentence says in so many words against the truth, without its
// claims.
func (x *truth) words(said string) error {
	if strings.Contains(said, ") (") {
		return errors.New("two brackets in a row")
	}
	nodes := make(map[string]ring.NodeID)
	for _, n := range x.v.Nodes {
		nodes[n.Name] = n.ID
	}
	for _, p := range phrases {
		for _, m := range p.like.FindAllStringSubmatch(said, -1) {
			for _, name := range strings.FieldsFunc(strings.ReplaceAll(m[1], " and ", ","), func(r rune) bool { return r == ',' || r == ' ' }) {
				id, ok := nodes[name]
				if !ok || !p.is(x, id) {
					return fmt.Errorf("%q is not true of %s", m[0], name)
				}
			}
		}
	}
	all := strings.Contains(said, "durable on all") || strings.Contains(said, "durable on both")
	if all != (x.o.Verb != event.Get && len(x.keepers) > 1 && !slices.ContainsFunc(x.keepers, func(id ring.NodeID) bool { return !x.onDisk(id) })) && (all || x.o.Dot.Counter > 0 && x.o.Verb != event.Get) {
		return fmt.Errorf("durable on all replicas: said %v", all)
	}
	if strings.Contains(said, "no copy is left") || strings.Contains(said, "no node has it") {
		for i := range x.disks {
			if x.known(ring.NodeID(i)).Has(x.o.Dot) || x.disks[i].HasHint(x.key, x.o.Dot) {
				return fmt.Errorf("%s has it", x.v.Node(ring.NodeID(i)))
			}
		}
	}
	return nil
}

// hasReturned reports whether a node has what a read returned: all of it or, where the last write
// wins, the newest value, whatever else the store has forgotten, or one that wins over it.
func (x *truth) hasReturned(id ring.NodeID) bool {
	known, returned := x.known(id), x.o.Returned
	if x.v.Settings.Conflict != engine.LWW || known.Newest() == nil || returned.Newest() == nil {
		return known.Seen().Covers(returned.Seen())
	}
	for i := range returned.Siblings {
		if r := &returned.Siblings[i]; !known.Has(r.Dot) && !known.Newest().Beats(r) && !known.Seen().Covers(returned.Seen()) {
			return false
		}
	}
	return true
}
