// The list of faults that a View shows, each with the command that heals it.

package engine

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/sim"
	"ringside/internal/timespan"
)

// faulty reports whether anything about a node or its links needs healing.
func (c *Cluster) faulty(id ring.NodeID) bool {
	m := &c.members[id]
	if c.takenOut(id) {
		return false
	}
	if m.health != Up || m.slow != sim.Usual || m.skew != 0 || m.mute != 0 {
		return true
	}
	for _, l := range c.linksOf(id) {
		if c.links.IsCut(l) || c.links.Factor(l) != sim.Usual {
			return true
		}
	}
	return slices.ContainsFunc(c.rules, func(r rule) bool { return r.link.From == id || r.link.To == id })
}

// faults lists the faults there are now, oldest first, one entry for each thing that one command
// heals.
func (c *Cluster) faults() []Fault {
	b := faultBuilder{c: c}
	for i := range c.members {
		if !c.takenOut(ring.NodeID(i)) {
			b.node(ring.NodeID(i), &c.members[i])
		}
	}
	b.powerFaults()
	b.cuts()
	b.slowLinks()
	b.messageRules()
	sort.SliceStable(b.all, func(i, j int) bool { return b.all[i].Step < b.all[j].Step })
	return b.all
}

// faultBuilder is the fault list while it is built.
type faultBuilder struct {
	c   *Cluster
	all []Fault
}

func (b *faultBuilder) add(f Fault, since uint32, heal Command) {
	f.Step, f.Heal = since, heal
	if since > 0 {
		f.Since = b.c.trace.At(int(since)).At
	}
	b.all = append(b.all, f)
}

// node adds the faults of one node. A machine without power is listed with its rack or
// data centre.
func (b *faultBuilder) node(id ring.NodeID, m *member) {
	name := b.c.NodeName(id)
	fault := func(kind FaultKind, text string) Fault {
		return Fault{Kind: kind, Node: id, Peer: ring.None, Text: name + " " + text}
	}
	switch {
	case m.wiped != 0:
		b.add(fault(FaultDisk, "crashed, its disk lost"), m.wiped, Command{Verb: Start, Node: name})
	case m.health == Crashed && !m.powerLoss.dark():
		b.add(fault(FaultHealth, "crashed"), m.fell, Command{Verb: Start, Node: name})
	case m.health == Hung:
		b.add(fault(FaultHealth, "hung"), m.fell, Command{Verb: Resume, Node: name})
	}
	if m.slow != sim.Usual {
		b.add(fault(FaultSlow, "slow ×"+event.Thousandths(m.slow)), m.slowed, Command{Verb: Slow, Node: name, Factor: sim.Usual})
	}
	if m.mute != 0 {
		b.add(fault(FaultGossip, "gossip off"), m.mute, Command{Verb: Gossip, Node: name, To: GossipOn})
	}
	if m.skew != 0 {
		b.add(fault(FaultClock, "clock "+signed(m.skew)), m.skewed, Command{Verb: Skew, Node: name})
	}
}

// powerFaults adds the racks and data centres without power, with the nodes that are still
// down for that reason.
func (b *faultBuilder) powerFaults() {
	var known []powerLoss
	for i := range b.c.members {
		id, o := ring.NodeID(i), b.c.members[i].powerLoss
		if !o.dark() || b.c.takenOut(id) || slices.Contains(known, o) {
			continue
		}
		known = append(known, o)
		names := ""
		for j := i; j < len(b.c.members); j++ {
			if b.c.members[j].powerLoss == o && !b.c.takenOut(ring.NodeID(j)) {
				names += " " + b.c.NodeName(ring.NodeID(j))
			}
		}
		f := Fault{Kind: FaultBlackout, Node: id, Peer: ring.None}
		what, end := "data centre ", BlackoutOver
		if o.by == Power {
			f.Kind, what, end = FaultPower, "rack ", PowerOn
		}
		place := b.c.place(id, o.by)
		f.Text = what + place + " without power:" + names
		b.add(f, o.since, Command{Verb: o.by, Node: place, To: end})
	}
}

// cuts adds the isolated nodes, and the other links that are cut.
func (b *faultBuilder) cuts() {
	cuts := b.c.links.AllCut()
	isolated := b.c.isolated(cuts)
	for i := range b.c.members {
		if since, is := isolated[ring.NodeID(i)]; is {
			name := b.c.NodeName(ring.NodeID(i))
			f := Fault{Kind: FaultIsolated, Node: ring.NodeID(i), Peer: ring.None, Text: name + " isolated"}
			b.add(f, since, Command{Verb: Mend, Node: name})
		}
	}
	for _, l := range cuts {
		since, back := b.c.links.CutSince(l), sim.Link{From: l.To, To: l.From}
		_, from := isolated[l.From]
		_, to := isolated[l.To]
		both := b.c.links.IsCut(back)
		if from || to || both && l.To < l.From {
			continue
		}
		f := Fault{Kind: FaultCut, Node: l.From, Peer: l.To, Both: both}
		arrow := " → "
		if both {
			arrow, since = " ↔ ", min(since, b.c.links.CutSince(back))
		}
		a, z := b.c.NodeName(l.From), b.c.NodeName(l.To)
		f.Text = a + arrow + z + " cut"
		b.add(f, since, Command{Verb: Mend, Node: a, Peer: z})
	}
}

// isolated returns the nodes whose links are all cut in both directions, with the step of
// the latest cut.
func (c *Cluster) isolated(cuts []sim.Link) map[ring.NodeID]uint32 {
	there := 0
	for i := range c.members {
		if c.members[i].health != Left {
			there++
		}
	}
	whole := 2 * (there - 1)
	if whole <= 2 || len(cuts) < whole {
		return nil // with two nodes the fault is the cut link
	}
	count := make(map[ring.NodeID]int)
	last := make(map[ring.NodeID]uint32)
	for _, l := range cuts {
		since := c.links.CutSince(l)
		for _, id := range []ring.NodeID{l.From, l.To} {
			count[id]++
			last[id] = max(last[id], since)
		}
	}
	isolated := make(map[ring.NodeID]uint32)
	for i := range c.members {
		if id := ring.NodeID(i); count[id] == whole {
			isolated[id] = last[id]
		}
	}
	return isolated
}

// slowLinks adds the slow links; a link is slow in both directions.
func (b *faultBuilder) slowLinks() {
	for _, l := range b.c.links.AllSlow() {
		if l.From > l.To {
			continue
		}
		from, to := b.c.NodeName(l.From), b.c.NodeName(l.To)
		b.add(Fault{
			Kind: FaultSlowLink, Node: l.From, Peer: l.To, Both: true,
			Text: from + " ↔ " + to + " slow ×" + event.Thousandths(b.c.links.Factor(l)),
		}, b.c.links.SlowSince(l), Command{Verb: Slow, Node: from, Peer: to, Factor: sim.Usual})
	}
}

// messageRules adds what will happen to the next messages of links: one entry for each
// link, since one command ends all of its rules.
func (b *faultBuilder) messageRules() {
	at := make(map[sim.Link]int, len(b.c.rules)) // its place in texts
	var links []rule                             // the first of each link
	var texts [][]string
	for _, r := range b.c.rules {
		i, known := at[r.link]
		if !known {
			i = len(links)
			at[r.link], links, texts = i, append(links, r), append(texts, nil)
		}
		texts[i] = append(texts[i], r.String())
	}
	for i, r := range links {
		from, to := b.c.NodeName(r.link.From), b.c.NodeName(r.link.To)
		b.add(Fault{
			Kind: FaultMessages, Node: r.link.From, Peer: r.link.To, Text: from + " → " + to + " " + strings.Join(texts[i], ", "),
		}, r.cause, Command{Verb: Deliver, Node: from, Peer: to})
	}
}

// String says what will happen to which messages, such as: next 3 dropped.
func (r rule) String() string {
	text := "next "
	if r.left > 1 {
		text += strconv.Itoa(r.left) + " "
	}
	switch r.verb {
	case Drop:
		return text + "dropped"
	case Delay:
		return text + "delayed " + timespan.Text(r.by)
	}
	return text + "doubled"
}
