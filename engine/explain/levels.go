// This file has what sentences say of levels: whose answers an operation waits for, where
// answers count by data centre, and whether a read and a write must meet.

package explain

import (
	"fmt"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/internal/count"
)

// request is whose answers a request waited for, as far as that follows from its level.
type request struct {
	level  engine.Level
	own    bool // it asked for the level itself
	demand quorum.Demand
	dc     int // the data centre of its coordinator
}

// requestAt returns whose answers the request waited for that was invoked at a step; as the
// settings have it, if the trace has no such step.
func requestAt(v *engine.View, step int) request {
	s := v.SettingsAt(step)
	q := request{level: s.W, dc: -1}
	if step < 1 || step > v.Trace.Len() {
		q.demand = q.level.On(v.Ring, s.Placement)
		return q
	}
	e := v.Trace.At(step)
	if e.Verb == event.Get {
		q.level = s.R
	}
	if text := v.Trace.LevelOf(e); text != "" && text != q.level.String() {
		if level, err := quorum.ParseLevel(text); err == nil {
			q.level, q.own = level, true
		}
	}
	q.demand = q.level.On(v.Ring, s.Placement)
	if e.Node != ring.None {
		q.dc = v.Ring.DC(e.Node)
	}
	return q
}

// count is how many answers it waited for.
func (q *request) count() int { return q.demand.Count(q.dc) }

// needNotMeet says why a read and a write need not have a replica in common; "" if they must,
// as far as their levels say.
func needNotMeet(v *engine.View, read, write request, n int) string {
	if quorum.MeetFrom(read.demand, read.dc, write.demand, write.dc) {
		return ""
	}
	if !read.demand.Split() && !write.demand.Split() {
		return fmt.Sprintf("R+W=%d is not above N=%d", read.count()+write.count(), n)
	}
	of := func(q request) string {
		if q.demand.Local() {
			return show(q.level.String()) + " in " + show(v.Ring.DCName(q.dc))
		}
		return show(q.level.String())
	}
	return "R is " + of(read) + ", and W is " + of(write)
}

// show returns a name as text that is safe to print.
func show(name string) string { return event.Show(name, event.LongestShown) }

// must says whose answers the client waits for: 2 acks, or 2 acks in dc1 and 1 in dc2.
func (t *explanation) must(things string) string {
	return t.byDC(func(c *Claim, first bool) string {
		text := strconv.Itoa(c.Need)
		if things != "" && first {
			text = count.Of(c.Need, things)
		}
		return text
	})
}

// missing says whose answers are still wanting: what must says, without the data centres that have
// answered in full.
func (t *explanation) missing(things string) string {
	lacks := *t
	lacks.claims = nil
	for _, c := range t.claims {
		if c.Kind == HeardIn && c.N < c.Need {
			lacks.claims = append(lacks.claims, c)
		}
	}
	if lacks.claims == nil {
		return t.must(things)
	}
	return lacks.must(things)
}

// heard says how many of them have come: 1 of 2, or 2 of 2 in dc1 and 0 of 1 in dc2.
func (t *explanation) heard(things string) string {
	return t.byDC(func(c *Claim, first bool) string {
		text := strconv.Itoa(c.N) + " of " + strconv.Itoa(c.Need)
		if things != "" && first {
			text = strconv.Itoa(c.N) + " of " + count.Of(c.Need, things)
		}
		return text
	})
}

// byDC says something of what has been heard: of all, or by data centre.
func (t *explanation) byDC(say func(c *Claim, first bool) string) string {
	var all []string
	for i := range t.claims {
		if c := &t.claims[i]; c.Kind == HeardIn {
			all = append(all, say(c, len(all) == 0)+" in "+show(c.Text))
		}
	}
	if len(all) > 0 {
		return and(all)
	}
	c, found := t.claims.any(HeardOf)
	if !found {
		c = Claim{N: t.o.Acks, Need: t.o.Need}
	}
	return say(&c, true)
}

// believed says in which data centres too few replicas were believed up.
func (t *explanation) believed() string {
	var all []string
	for i := range t.o.Parts {
		p := &t.o.Parts[i]
		if c := (Claim{Kind: BelievedIn, Text: p.DC, N: p.N, Need: p.Need}); t.claims.hasPart(&c) {
			of, others := p.Of, ""
			if pending := t.pendingIn(p.DC); pending > 0 {
				of, others = of+pending, andPending
			}
			all = append(all, fmt.Sprintf("only %d of %s%s up in %s, where %d must answer", p.N, count.Of(of, "replica"), others, show(p.DC), p.Need))
		}
	}
	return strings.Join(all, ", and ")
}

// andPending follows a number of nodes that keep a key or are about to.
const andPending = " and pending ones"

// pendingIn returns how many nodes of a data centre are pending replicas of the operation.
func (t *explanation) pendingIn(dc string) (pending int) {
	for i := range t.o.Answers {
		if a := &t.o.Answers[i]; a.Role == engine.Pending && t.Ring.DCName(t.Ring.DC(a.Node)) == dc {
			pending++
		}
	}
	return pending
}

// hasPart reports whether a claim about a data centre is among the claims.
func (cs Claims) hasPart(c *Claim) bool {
	for i := range cs {
		if cs[i].Kind == c.Kind && cs[i].Text == c.Text && cs[i].N == c.N && cs[i].Need == c.Need {
			return true
		}
	}
	return false
}

// PartsWords says of each data centre how many answers count there, and when there were
// enough: dc1 2 of 2 at 0.8 ms.
func PartsWords(o *engine.OpView) (all []string) {
	for i := range o.Parts {
		p := &o.Parts[i]
		text := fmt.Sprintf("%s %d of %d", show(p.DC), p.N, p.Need)
		switch {
		case o.Outcome == event.Unavailable:
			text += " up"
		case p.Enough():
			text += " at " + event.Millis(p.Met)
		}
		all = append(all, text)
	}
	return all
}

// readsCompare reports whether a read under the settings may compare a node's copy with
// another one.
func readsCompare(v *engine.View, id ring.NodeID) bool {
	s := &v.Settings
	if s.Read == engine.AllRead {
		return true
	}
	d := s.R.On(v.Ring, s.Placement)
	for dc := range v.Ring.DCs() {
		asked, here := 0, false
		for _, p := range d.Parts(nil, dc) {
			asked += p.Need
			here = here || p.DC == quorum.Anywhere || p.DC == v.Ring.DC(id)
		}
		if here && (asked > 1 || s.Speculates()) {
			return true
		}
	}
	return false
}
