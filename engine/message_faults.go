// Message faults: drop, delay, duplicate or deliver a message in flight, or the next
// messages of a link; and skewed clocks.

package engine

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"time"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/sim"
	"ringside/internal/timespan"
)

// The limits of a message's delay and of a clock's skew.
const (
	LongestDelay = time.Hour
	longestSkew  = 24 * 365 * time.Hour
)

// prepareMessage finds the message or the link that a command means.
func (c *Cluster) prepareMessage(cmd Command) (func(uint32), error) {
	if cmd.Verb == Delay && (cmd.For <= 0 || cmd.For > LongestDelay) {
		return nil, fmt.Errorf("delay by %s: out of range (allowed: more than 0, at most %s)", timespan.Text(cmd.For), timespan.Text(LongestDelay))
	}
	if cmd.Msg != 0 {
		ref, ok := c.flying(cmd.Msg)
		if !ok {
			return nil, fmt.Errorf("%s: no message %d is in flight%s", cmd.Verb, cmd.Msg, c.flyingList())
		}
		return func(cause uint32) { c.applyMessageFault(cmd, ref, cause) }, nil
	}
	id, err := c.find(cmd.Node)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cmd.Verb, err)
	}
	peer, err := c.pair(cmd, id)
	if err != nil {
		return nil, err
	}
	link := sim.Link{From: id, To: peer}
	if cmd.Verb == Deliver {
		if !slices.ContainsFunc(c.rules, on(link)) {
			return nil, fmt.Errorf("%s: nothing is planned for the next messages of that link; a message in flight is named by its number%s", cmd, c.flyingList())
		}
		return func(uint32) { c.rules = slices.DeleteFunc(c.rules, on(link)) }, nil
	}
	if len(c.rules) >= MaxRules {
		return nil, fmt.Errorf("%s: %s commands wait for the next messages of links already, and that is the most", cmd, Count(MaxRules))
	}
	return func(cause uint32) {
		c.rules = append(c.rules, rule{cmd.Verb, link, max(cmd.Count, 1), cmd.For, cause})
	}, nil
}

// on returns a predicate that reports whether a rule is about link l.
func on(l sim.Link) func(rule) bool { return func(r rule) bool { return r.link == l } }

// flyingList names the messages in flight, for an error.
func (c *Cluster) flyingList() string {
	all := c.lookAtMessages()
	if len(all) == 0 {
		return "; nothing is in flight"
	}
	list := "; in flight are"
	for i, m := range all {
		if i == 8 {
			return list + " …"
		}
		list += fmt.Sprintf(" %d", m.ID)
	}
	return list
}

// applyMessageFault does what a command says to a message in flight.
func (c *Cluster) applyMessageFault(cmd Command, ref, cause uint32) {
	m := c.flights[ref].Message
	switch cmd.Verb {
	case Drop:
		c.ground(ref)
		c.dropByHand(&m, cause)
		c.rejudge(m.Key, cause)
	case Deliver:
		c.ground(ref)
		c.queueNow(m)
	case Delay:
		lands, drawn := c.flights[ref].lands+cmd.For, c.flights[ref].drawn.later(cmd.For, c.now)
		c.ground(ref)
		c.delayed(&m, cmd.For, cause)
		c.launch(&m, lands, drawn)
	case Duplicate:
		m.Cause = cause
		c.double(m)
	}
}

func (c *Cluster) dropByHand(m *node.Message, cause uint32) {
	e := m.Record(event.Drop, cause)
	e.Why = event.ByHand
	c.record(e)
}

func (c *Cluster) delayed(m *node.Message, by time.Duration, cause uint32) {
	e := m.Record(event.Delay, cause)
	e.Arg = int64(by)
	c.record(e)
}

// double sends a message a second time. The copy has a delay of its own.
func (c *Cluster) double(m node.Message) {
	c.messages++
	m.ID, m.Sent = c.messages, c.now
	m.Nth |= 1 << 7 // gives the copy, and its answer, draws of their own
	m.Cause = c.record(m.Record(event.Send, m.Cause))
	drawn := c.flightDraw(&m)
	c.launch(&m, c.now+c.drawFlight(c.random, &drawn, &m), drawn)
}

// applyMessageFaults applies the rules to a message that is being sent, and reports
// whether they dropped it.
func (c *Cluster) applyMessageFaults(m node.Message, lands *time.Duration, drawn *draw) (gone bool) {
	link := sim.Link{From: m.From, To: m.To}
	for i := 0; i < len(c.rules) && !gone; i++ {
		r := &c.rules[i]
		if r.link != link {
			continue
		}
		verb, by, cause := r.verb, r.by, r.cause
		if r.left--; r.left == 0 {
			c.rules = append(c.rules[:i:i], c.rules[i+1:]...)
			i--
		}
		switch verb {
		case Drop:
			c.dropByHand(&m, m.Cause)
			c.rejudge(m.Key, m.Cause)
			gone = true
		case Delay:
			*lands += by
			*drawn = drawn.later(by, c.now)
			c.delayed(&m, by, cause)
		case Duplicate:
			twin := m
			twin.Cause = cause
			c.double(twin)
		}
	}
	return gone
}

func (c *Cluster) prepareSkew(cmd Command) (func(uint32), error) {
	id, err := c.find(cmd.Node)
	if err != nil {
		return nil, fmt.Errorf("skew: %w", err)
	}
	if cmd.For == c.members[id].skew {
		return nil, fmt.Errorf("%s: that is what its clock is already", cmd)
	}
	if cmd.For > longestSkew || cmd.For < -longestSkew {
		return nil, fmt.Errorf("skew by %s: out of range (allowed: at most %s either way)", timespan.Text(cmd.For), timespan.Text(longestSkew))
	}
	return func(cause uint32) { c.skew(id, cmd.For, cause) }, nil
}

func (c *Cluster) skew(id ring.NodeID, by time.Duration, cause uint32) {
	m := &c.members[id]
	var let []event.Sym
	if by < m.skew {
		let = c.overdue(id, m.Store.Keys())
	}
	m.skew = by
	m.skewed = c.record(event.Event{Kind: event.Skew, Cause: cause, Arg: int64(by), Node: id, From: ring.None, To: ring.None})
	c.sweep(let, m.skewed)
}

// signed formats a duration with its sign.
func signed(d time.Duration) string {
	if d >= 0 {
		return "+" + timespan.Text(d)
	}
	return timespan.Text(d)
}

func (c *Cluster) lookAtMessages() (all []MessageView) {
	c.queue.Items(func(item sim.Item) {
		if item.Kind != arrival && item.Kind != sign || c.flights[item.Ref].gone {
			return
		}
		m := c.flights[item.Ref].look()
		m.Doomed = c.links.IsCut(sim.Link{From: m.From, To: m.To}) || c.members[m.To].health == Crashed || c.members[m.To].health == Left
		all = append(all, m)
	})
	sort.Slice(all, func(i, j int) bool {
		a, b := &all[i], &all[j]
		return cmp.Or(cmp.Compare(a.Lands, b.Lands), cmp.Compare(a.ID, b.ID)) < 0
	})
	return all
}

// look returns a message as a View shows it.
func (f *flight) look() MessageView {
	m := MessageView{ID: f.ID, Type: f.Type, From: f.From, To: f.To, Op: f.Op, Key: f.Key, Sent: f.Sent, Lands: f.lands, Set: f.Set, Tree: f.Tree, For: ring.None}
	if f.Hint {
		m.For = f.Owner
	}
	return m
}

// lookAtArrived returns what has come to nodes that have not taken it in, by node and in the order
// in which they will, those that hang first.
func (c *Cluster) lookAtArrived() (all []MessageView) {
	for i := range c.members {
		for _, p := range c.members[i].inbox {
			if p.kind == arrival || p.kind == sign || (p.kind == disk || p.kind == backgroundWrite) && c.flights[p.ref].life == c.members[i].life {
				all = append(all, c.flights[p.ref].look())
			}
		}
	}
	from := len(all)
	c.queue.Items(func(item sim.Item) {
		if item.Kind != disk && item.Kind != backgroundWrite {
			return
		}
		if f := &c.flights[item.Ref]; !f.gone && f.life == c.members[f.To].life {
			all = append(all, f.look())
		}
	})
	open := all[from:]
	sort.Slice(open, func(i, j int) bool {
		a, b := &open[i], &open[j]
		return cmp.Or(cmp.Compare(a.Lands, b.Lands), cmp.Compare(a.To, b.To), cmp.Compare(a.Key, b.Key), cmp.Compare(a.ID, b.ID)) < 0
	})
	return all
}
