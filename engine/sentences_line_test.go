// This file holds the claims of the lines about single events against what the stores had
// when they happened.

package engine_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/store"
	"ringside/engine/version"
)

// line is a line about an event, held against the stores after its batch of events.
type line struct {
	*observation
	seen  *engine.View // see view
	t     *event.Trace
	e     *event.Event
	step  int
	disks []*store.Store
}

// traffic is what is known of messages from the events before one.
type traffic struct {
	sent map[uint32]int           // by message: where
	over map[uint32]bool          // whether it has arrived or was dropped
	said map[uint32]*version.Set  // what an answer to a read knew
	run  map[uint32][]ring.NodeID // by operation: whose answers have counted in this round
	full map[uint32]bool          // reads whose checksums differed: full copies are asked for
	dups map[uint32]bool          // messages that the network made of others

	moves bool // membership has changed
}

// lines holds the lines about a batch of events against the stores.
func (w *observation) lines(from int, told *audit) error {
	t := w.c.Trace()
	l := line{observation: w, t: t, disks: engine.DisksOf(w.c)}
	for l.step = from; l.step <= t.Len(); l.step++ {
		l.e = t.At(l.step)
		said, claims := explain.Event(t, l.step, w.c.NodeName), explain.Told(t, l.step)
		for i := range claims {
			told.count(claims[i].Kind)
			if claims[i].Step != l.step || !l.holds(&claims[i]) {
				return fmt.Errorf("the line of step %d, %q: the claim %+v is false", l.step, said, claims[i])
			}
		}
		if err := l.words(said.Inline()+" "+explain.Brief(t, l.step, w.c.NodeName), claims); err != nil {
			return fmt.Errorf("the line of step %d, %q, %q: %w", l.step, said, explain.Brief(t, l.step, w.c.NodeName), err)
		}
		l.note()
	}
	return nil
}

var (
	aNode    = regexp.MustCompile(`\b(?:x1|n\d)\b`)
	aVersion = regexp.MustCompile(`\b(?:x1|n\d)(?:'\d+)?:\d+`)
)

// words says which node or version the words name and no claim, or the other way round.
func (l *line) words(said string, claims explain.Claims) error {
	if claims[0].Text != "" {
		return nil // which names what it likes
	}
	var nodes, versions []string
	for i := range claims {
		c := &claims[i]
		versions = append(versions, event.DotText(c.Dot, l.c.NodeName))
		for _, id := range []ring.NodeID{c.Node, c.Peer, c.By} {
			if id == ring.None {
				continue
			}
			if nodes = append(nodes, l.c.NodeName(id)); !strings.Contains(said, l.c.NodeName(id)) {
				return fmt.Errorf("%s is claimed something of and not named", l.c.NodeName(id))
			}
		}
	}
	for _, dot := range aVersion.FindAllString(said, -1) {
		if !slices.Contains(versions, dot) {
			return fmt.Errorf("nothing is claimed of %s", dot)
		}
	}
	for _, node := range aNode.FindAllString(aVersion.ReplaceAllString(said, ""), -1) {
		if !slices.Contains(nodes, node) {
			return fmt.Errorf("nothing is claimed of %s", node)
		}
	}
	return nil
}

// holds reports whether a claim is true.
func (l *line) holds(c *explain.Claim) bool {
	switch {
	case slices.Contains(claimsOfLevels, c.Kind):
		return l.holdsOfLevel(c)
	case c.Kind >= explain.IsMessage && c.Kind <= explain.ComesLate:
		return l.holdsOfMessage(c)
	case c.Kind >= explain.Stores && c.Kind <= explain.HintDropped:
		return l.holdsOfStore(c)
	case c.Kind >= explain.SaysOK && c.Kind <= explain.SomeRefused:
		return l.holdsOfReply(c)
	case c.Kind >= explain.Skips && c.Kind <= explain.ClockIs:
		return l.holdsOfNode(c)
	case c.Kind >= explain.SafeOn && c.Kind <= explain.MoreOf:
		return l.holdsByObserver(c)
	}
	at := link{observation: l.observation, t: l.t, symptom: l.step}
	switch c.Kind {
	case explain.Applied:
		return slices.Contains(l.applied, c.Text)
	case explain.LoadIsOver:
		return l.loadIsOver(c)
	case explain.SettingIs:
		name, to, ok := strings.Cut(c.Text, " is now ")
		to, _, _ = strings.Cut(to, " (") // that there are fewer nodes may follow
		now := l.view().Settings
		return ok && (engine.SettingText(&now, name) == to || l.again(event.Change))
	case explain.Asks:
		step, _ := at.last(l.step-1, func(e *event.Event) bool { return e.Op == c.Op })
		return step == 0
	case explain.Via:
		return at.health(c.Node, l.step) != event.Crash
	case explain.NobodyTakes:
		return !slices.ContainsFunc(l.view().Nodes, func(n engine.NodeView) bool { return n.Health == engine.Up && n.Standing == engine.Member })
	case explain.OfOp:
		began, e := at.invoke(c.Op)
		return began > 0 && began <= l.step && (l.e.Key == 0 || e.Key == l.e.Key)
	}
	return at.holds(c) // what a chain of causes claims, too
}

// holdsOfStore reports whether a claim about what a node took in or let go of is true.
func (l *line) holdsOfStore(c *explain.Claim) bool {
	known := l.disks[c.Node].Get(l.e.Key)
	hint, kept := store.Hint{}, false
	if c.Peer != ring.None {
		hint, kept = l.disks[c.Node].HintOf(c.Peer, l.e.Key)
	}
	switch c.Kind {
	case explain.Stores:
		return l.later() || !l.before() && known.Has(c.Dot)
	case explain.StoresAgain:
		return l.later() || l.before() && known.Has(c.Dot)
	case explain.NowSiblings:
		return l.later() || len(known.Siblings) == c.N
	case explain.NowOnDisk:
		return l.later() || c.Peer == ring.None && l.disk(c.Node) || hint.Set.Has(c.Dot)
	case explain.NowInMemory:
		return l.later() || known.Has(c.Dot) && !l.disk(c.Node)
	case explain.Discards:
		return l.later() || !known.Has(c.Dot) && known.Newest() != nil && c.Why == event.Outdated
	case explain.KeepsHint:
		return l.later() || hint.Set.Has(c.Dot)
	case explain.DiscardsHint:
		return l.later() || kept && !hint.Set.Has(c.Dot) && c.Why == event.Outdated
	case explain.LetsGoOfHint:
		return l.later() || !kept
	case explain.HintDelivered:
		return l.hadBy(c.Peer, l.e.Key, c.Dot, l.step)
	case explain.HintDropped:
		at := link{observation: l.observation, t: l.t}
		_, since := at.last(l.step, func(e *event.Event) bool {
			return e.Kind == event.Hint && e.Node == c.Node && e.To == c.Peer && e.Key == l.e.Key
		})
		if c.Why == event.Expired {
			return l.e.At-since.At >= l.view().Settings.Handoff
		}
		return c.Why == event.PassedOn && !slices.Contains(l.view().Walk(l.t.Text(l.e.Key)).Replicas, c.Peer)
	}
	return false
}

// onDisk reports whether something is true of what a node has of a key on its disk or as a hint.
func onDisk(s *store.Store, key event.Sym, is func(*version.Set) bool) bool {
	_, disk := s.Both(key)
	return is(disk) || slices.ContainsFunc(s.HintedPeers(), func(peer ring.NodeID) bool {
		h, there := s.HintOf(peer, key)
		return there && is(h.Set)
	})
}

// holdsByObserver reports whether a claim of the observer is true.
func (l *line) holdsByObserver(c *explain.Claim) bool {
	if l.moved() {
		return true
	}
	disks, both := 0, 0
	for id := range l.disks {
		if l.disk(ring.NodeID(id)) || l.disks[id].HasHint(l.e.Key, c.Dot) {
			disks++
		}
		if onDisk(l.disks[id], l.e.Key, func(s *version.Set) bool { return s.Seen().Contains(c.Dot) }) {
			both++
		}
	}
	switch c.Kind {
	case explain.BothAtRiskOn: // where the last write wins, a disk that has it in its context may have what only outranked it
		return disks <= c.N && c.N <= both && c.N < c.Need
	case explain.BothOnDown: // in memory, too
		return slices.ContainsFunc(l.disks, func(s *store.Store) bool {
			known, _ := s.Both(l.e.Key)
			return known.Seen().Contains(c.Dot) || onDisk(s, l.e.Key, func(of *version.Set) bool { return of.Seen().Contains(c.Dot) })
		})
	case explain.SafeOn:
		return disks == c.N && c.N >= c.Need
	case explain.AtRiskOn:
		return disks == c.N && c.N < c.Need
	case explain.OnlyOnDown:
		return l.on() > 0 && !slices.ContainsFunc(l.present, func(s stretch) bool {
			return s.key == l.e.Key && s.dot == c.Dot && l.view().Nodes[s.node].Health == engine.Up
		})
	}
	if c.Kind == explain.MoreOf {
		return l.more(c.N)
	}
	return l.on() == 0 // of what is in flight, lost, discarded or replaced there is nothing on any node
}

// more reports whether the versions of which the same is said as of n more have been named
// before, and so many others exist.
func (l *line) more(n int) bool {
	named, exist := 0, make(map[valueOf]bool)
	for at := int(l.e.Cause); at < l.step; at++ {
		if e := l.t.At(at); e.Kind == l.e.Kind && e.Cause == l.e.Cause && e.Key != 0 {
			named++
		}
	}
	for _, s := range l.present {
		exist[valueOf{s.key, s.dot}] = true
	}
	return n > 0 && named > 0 && named+n <= len(exist)
}

// view returns the cluster after the batch: it is made for the few claims that ask for it.
func (l *line) view() *engine.View {
	if l.seen == nil {
		l.seen = l.c.View(engine.Watch{})
	}
	return l.seen
}

// again reports whether another event of a kind came in the same batch.
func (l *line) again(k event.Kind) bool {
	for at := l.step + 1; at <= l.t.Len(); at++ {
		if l.t.At(at).Kind == k {
			return true
		}
	}
	return false
}

// later reports whether something else happened to the node, or its beliefs, in the same batch
// after the event, so that the stores as they are now do not tell.
func (l *line) later() bool {
	for at := l.step + 1; at <= l.t.Len(); at++ {
		if e := l.t.At(at); e.Node == l.e.Node && e.Kind != event.Reply {
			return true
		}
	}
	return false
}

// left reports whether the node that the event's message was sent to has left.
func (l *line) left() bool {
	at := link{observation: l.observation, t: l.t}
	step, _ := at.last(l.step, func(e *event.Event) bool { return e.Kind == event.Depart && e.Node == l.e.To })
	return step > 0
}

// told reports whether the client of the event's operation had been told by then, or its
// coordinator has forgotten it.
func (l *line) told() bool {
	at := link{observation: l.observation, t: l.t}
	step, _ := at.last(l.step, func(e *event.Event) bool {
		return e.Op == l.e.Op && e.Kind == event.Reply || e.Kind == event.Crash && e.Node == l.e.To
	})
	return step > 0
}

// before reports whether the node had the event's version before the event, and not only as
// a hint.
func (l *line) before() bool {
	for at := l.step - 1; at > 0 && l.sameBatch(l.batches[len(l.batches)-1], at); at-- {
		switch e := l.t.At(at); {
		case e.Node != l.e.Node || e.Key != l.e.Key:
		case e.Kind == event.Purge:
			return false
		case e.Kind == event.Store && e.Dot == l.e.Dot && e.Why != event.Outdated:
			return true
		}
	}
	began := 0
	if n := len(l.batches); n > 1 {
		began = l.batches[n-2]
	}
	had := func(s stretch) bool {
		return s.node == l.e.Node && s.key == l.e.Key && s.dot == l.e.Dot && !s.hint && s.from <= began && (s.to == 0 || s.to > began)
	}
	return slices.ContainsFunc(l.present, had) || slices.ContainsFunc(l.past, had)
}

// moved reports whether anything that may have changed the stores came after the event in
// the same batch.
func (l *line) moved() bool {
	for at := l.step + 1; at <= l.t.Len(); at++ {
		if e := l.t.At(at); e.Kind != event.Reply && (e.Kind < event.Missed || e.Kind > event.Superseded) {
			return true
		}
	}
	return false
}

// disk reports whether a node has the event's version on its disk.
func (l *line) disk(id ring.NodeID) bool {
	_, onDisk := l.disks[id].Both(l.e.Key)
	return onDisk.Has(l.e.Dot)
}

// on counts the nodes that have the event's version, on a disk, in memory or as a hint.
func (l *line) on() (n int) {
	for _, s := range l.present {
		if s.key == l.e.Key && s.dot == l.e.Dot {
			n++
		}
	}
	return n
}
