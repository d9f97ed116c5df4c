// Vector clocks for the events of a diagram.

package lanes

import (
	"cmp"
	"iter"
	"slices"

	"ringside/engine/event"
)

// Stamp is an event with its vector clock (Mattern, "Virtual Time and Global
// States of Distributed Systems", 1989). Of two events of one Clocks, a happened
// before b if and only if b's clock has at least a.Own for a's lane, and a is not b.
type Stamp struct {
	Step  int
	Lane  Lane
	Own   int    // the lane's own component: its events are numbered from 1
	Knows []Tick // the other components that are not 0, ascending by lane
}

// Tick is one component of a clock.
type Tick struct {
	Lane Lane
	N    int
}

// Clocks returns the events of a diagram in order, each with its clock. Events are ordered
// by their lanes, by messages, and by causes; a cause outside the diagram is followed back
// to its own causes. Between nodes only messages count: a node that suspects a crashed
// peer does not know of the crash.
//
// A lane here is the lane of the process that could know of the event: a request and its
// answer are the client's events, and a message that disappears is known to the observer
// alone, unless a machine refuses or forgets it.
func Clocks(t *event.Trace, d *Diagram) iter.Seq[Stamp] {
	return func(yield func(Stamp) bool) {
		var picked []int
		for i := range d.Rows {
			picked = append(picked, d.Rows[i].Steps...)
		}
		slices.Sort(picked)
		c := clocks{t: t, of: make(map[int]*Stamp), now: make(map[Lane]*Stamp),
			clients: make(map[uint32]Lane), sends: make(map[uint32]int)}
		for step, next := 1, 0; next < len(picked); step++ {
			c.note(step)
			if step < picked[next] {
				c.pass(step)
				continue
			}
			next++
			if !yield(c.stamp(step)) {
				return
			}
		}
	}
}

type clocks struct {
	t       *event.Trace
	of      map[int]*Stamp  // by step; a step outside the diagram has the stamp of the last one before it
	now     map[Lane]*Stamp // each lane's last stamp
	clients map[uint32]Lane // by operation
	sends   map[uint32]int  // the step at which each message was sent, by number
}

// note remembers what later events refer to.
func (c *clocks) note(step int) {
	switch e := c.t.At(step); e.Kind {
	case event.Invoke:
		c.clients[e.Op] = ClientLane(event.Sym(e.Ref))
	case event.Send:
		c.sends[e.Msg] = step
	}
}

// before returns the diagram's events that led directly to a step, apart from the previous
// one of its own lane.
func (c *clocks) before(step int) (all [2]*Stamp) {
	e := c.t.At(step)
	if c.tells(int(e.Cause), step) {
		all[0] = c.of[int(e.Cause)]
	}
	if (e.Kind == event.Deliver || e.Kind == event.Drop) && e.From != e.To {
		all[1] = c.of[c.sends[e.Msg]]
	}
	return all
}

// tells reports whether the place of an event could have known of the cause.
func (c *clocks) tells(cause, step int) bool {
	if cause == 0 {
		return false
	}
	switch c.t.At(step).Kind {
	case event.Deliver, event.Drop:
		return true // a message, though gossip without news is not recorded where it is sent
	}
	from, to := c.lane(cause), c.lane(step)
	return from == to || from.Kind != Node || to.Kind != Node
}

// pass hands on the causes of an event that is not in the diagram.
func (c *clocks) pass(step int) {
	if led := c.before(step); led[0] != nil || led[1] != nil {
		c.of[step] = cmp.Or(led[0], led[1])
	}
}

func (c *clocks) stamp(step int) Stamp {
	s := Stamp{Step: step, Lane: c.lane(step), Own: 1}
	if last := c.now[s.Lane]; last != nil {
		s.Own, s.Knows = last.Own+1, last.Knows
	}
	for _, led := range c.before(step) {
		if led != nil {
			s.learn(led)
		}
	}
	c.of[step], c.now[s.Lane] = &s, &s
	return s
}

// lane returns the lane of a step, as far as any process could know of it.
func (c *clocks) lane(step int) Lane {
	e := c.t.At(step)
	switch e.Kind {
	case event.Invoke, event.Reply:
		return c.clients[e.Op]
	case event.Send:
		return NodeLane(e.From)
	case event.Deliver:
		return NodeLane(e.To)
	case event.Drop:
		if e.Why == event.Forgotten || c.refused(step) {
			return NodeLane(e.To)
		}
		return Lane{Kind: Observer}
	}
	return place(e)
}

// refused reports whether the machine at the other end refused the connection.
func (c *clocks) refused(step int) bool {
	if step == c.t.Len() {
		return false
	}
	next := c.t.At(step + 1)
	return next.Kind == event.Send && next.Type == event.Refused && int(next.Cause) == step
}

// learn takes in everything that another event knows. Slices of ticks are shared and never
// changed.
func (s *Stamp) learn(from *Stamp) {
	if from.Lane == s.Lane {
		return // the lane already knows of its own earlier event
	}
	if s.knows(from.Lane) >= from.Own && covers(s, from.Knows) {
		return
	}
	var all []Tick
	add := func(t Tick) {
		if t.Lane != s.Lane {
			all = append(all, t)
		}
	}
	mine, theirs := s.Knows, insertTick(from.Knows, Tick{from.Lane, from.Own})
	for len(mine) > 0 || len(theirs) > 0 {
		switch {
		case len(theirs) == 0 || len(mine) > 0 && compareLanes(mine[0].Lane, theirs[0].Lane) < 0:
			add(mine[0])
			mine = mine[1:]
		case len(mine) == 0 || compareLanes(mine[0].Lane, theirs[0].Lane) > 0:
			add(theirs[0])
			theirs = theirs[1:]
		default:
			add(Tick{mine[0].Lane, max(mine[0].N, theirs[0].N)})
			mine, theirs = mine[1:], theirs[1:]
		}
	}
	s.Knows = all
}

// knows returns the component of the clock for a lane.
func (s *Stamp) knows(l Lane) int {
	if l == s.Lane {
		return s.Own
	}
	if i, found := findTick(s.Knows, l); found {
		return s.Knows[i].N
	}
	return 0
}

func covers(s *Stamp, all []Tick) bool {
	return !slices.ContainsFunc(all, func(t Tick) bool { return s.knows(t.Lane) < t.N })
}

func insertTick(all []Tick, one Tick) []Tick {
	i, _ := findTick(all, one.Lane)
	return slices.Insert(slices.Clone(all), i, one)
}

func findTick(all []Tick, l Lane) (int, bool) {
	return slices.BinarySearchFunc(all, l, func(t Tick, l Lane) int { return compareLanes(t.Lane, l) })
}

func compareLanes(a, b Lane) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Who, b.Who))
}
