// This file says whose answers a request waits for.

package node

import (
	"ringside/engine/event"
	"ringside/engine/quorum"
	"ringside/engine/ring"
)

// Part is what a request waits for in one data centre, and how far it has come.
type Part struct {
	DC   string
	N    int // how many answers count there, as many as it takes at most; Unavailable: who is believed up
	Need int // how many it waits for
	Of   int // how many copies are kept there
}

// demand makes the rule of a request out of its level: one entry of all targets, or one for
// each data centre that the level counts. There a stand-in counts if it is where the
// replica is, and a pending replica raises what is waited for.
func (n *Node) demand(r *request, level quorum.Level) {
	need := level.N
	if level.Kind != quorum.Number {
		d := n.env.Demand(level, r.plan.Ring)
		dc := r.plan.Ring.DC(n.ID)
		if d.Split() {
			n.demandByDC(r, d.ByDC(r.parts[:0], dc))
			return
		}
		need = d.Count(dc)
	}
	n.owners, r.parts = n.owners[:0], nil
	for i := range r.targets {
		t := &r.targets[i]
		if !t.pending || !r.sloppy {
			n.owners = append(n.owners, t.node)
		}
		if t.pending && !r.sloppy {
			need++
		}
	}
	r.answers.Begin(quorum.Rule{{Of: n.owners, Need: need}})
}

// demandByDC makes the rule of a request that waits for answers of each of some data
// centres.
func (n *Node) demandByDC(r *request, parts []quorum.Part) {
	on := r.plan.Ring
	rule := make(quorum.Rule, len(parts))
	for i := range parts {
		e := &rule[i]
		for j := range r.targets {
			t := &r.targets[j]
			if on.DC(t.node) != parts[i].DC || t.pending && r.sloppy || t.owner != ring.None && on.DC(t.owner) != parts[i].DC {
				continue
			}
			e.Of = append(e.Of, t.node)
			if t.pending {
				parts[i].Need++
			}
		}
		e.Need = parts[i].Need
	}
	r.parts = parts
	r.answers.Begin(rule)
}

// partsOf names what a request waits for in each data centre, if it counts by these, and
// how much of it there is now, or could be if it is unavailable.
func (n *Node) partsOf(r *request, o event.Outcome) (parts []Part) {
	for i, p := range r.parts {
		have := r.answers.Have(i)
		if o == event.Unavailable {
			have = n.upIn(r, i)
		}
		parts = append(parts, Part{DC: r.plan.Ring.DCName(p.DC), N: min(have, p.Need), Need: p.Need, Of: p.Of})
	}
	return parts
}

// partOf is partsOf for the data centre in which a node's answer counts; nil if it counts
// nowhere.
func (n *Node) partOf(r *request, id ring.NodeID) []Part {
	for i, e := range r.answers.Rule()[:len(r.parts)] {
		for _, of := range e.Of {
			if of == id {
				p := r.parts[i]
				return []Part{{DC: r.plan.Ring.DCName(p.DC), N: min(r.answers.Have(i), p.Need), Need: p.Need, Of: p.Of}}
			}
		}
	}
	return nil
}
