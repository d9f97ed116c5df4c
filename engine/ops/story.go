// Package ops makes operations out of a trace: what each replica did for a request,
// and what the client was told.
//
//	trace ─▶ Story.Tell ─▶ Operation: answers, outcome, what was wrong with it
//	               ▲
//	             Look: how a node stands to it, for a caller that can look into nodes
//
// It never looks into a node by itself: a coordinator that has crashed has forgotten
// its requests, and the trace has not. So any source of events will do, not only the
// embedded cluster.
package ops

import (
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
)

// Story tells the last operations. It reads the trace only as far as it has grown
// since it was last asked, and only when it is asked, so that a run that nobody looks
// at pays nothing. The zero Story has told nothing.
type Story struct {
	ops      []*Operation // the last Max, oldest first
	read     int          // steps told so far
	unlooked bool         // some of them were told without look
	only     []uint32     // see Only
	asked    asked
}

// Only has s tell from now on of some operations alone, given by their numbers; of those before it
// stands what has been told. What follows from another operation (Since, Overlap) is left out then.
func (s *Story) Only(ops []uint32) { s.only = ops }

// skips reports whether s does not tell of an operation.
func (s *Story) skips(op uint32) bool { return s.only != nil && !slices.Contains(s.only, op) }

// Look sees what a trace does not tell: how it is now.
type Look interface {
	// Stand returns how a node stands to an operation.
	Stand(o *Operation, node ring.NodeID) Stand
	// Fate returns what has become of an acknowledged write, with how many durable copies its client
	// was promised, and whether that is known.
	Fate(o *Operation) (w oracle.Write, known bool)
	// Unites returns which reads unite siblings of a write's key.
	Unites(o *Operation) Uniting
}

// Tell goes on to the end of a trace in which so many operations were begun; of a story of Asked
// it is the number of the newest that no load made. Without look nobody knows how the nodes
// stand to them; the next telling with look sees to that.
func (s *Story) Tell(t *event.Trace, begun uint32, look Look) {
	if s.asked.hasNone(begun) && len(s.ops) == 0 {
		s.read = t.Len()
		return
	}
	from := s.read
	if !s.asked.alone && int(begun) > Max && (len(s.ops) == 0 || begun-s.ops[len(s.ops)-1].ID > Max) {
		// So much has happened that nothing told so far is among the last:
		// begin where the oldest of them begins.
		s.ops = nil
		from = invoked(t, begun-Max+1) - 1
	}
	late := s.unlooked && look != nil
	if s.read == t.Len() && from == s.read && !late {
		return
	}
	fresh := make(map[uint32]bool) // operations whose view is this telling's own
	touched := touched{all: late}
	for step := from + 1; step <= t.Len(); step++ {
		e := t.At(step)
		s.place(t, e, &touched, fresh)
		if s.skips(e.Op) {
			continue
		}
		if e.Kind == event.Invoke {
			if s.tellsOf(t, e) {
				s.begin(t, e, step)
				fresh[e.Op] = true
			}
			continue
		}
		i := s.find(e.Op)
		if e.Op == 0 || i < 0 {
			continue
		}
		s.own(i, fresh).add(t, e, step)
	}
	for _, o := range s.ops {
		if fresh[o.ID] {
			s.conclude(o)
		}
	}
	s.restand(look, &touched, fresh)
	s.read, s.unlooked = t.Len(), look == nil
}

// Max is how many operations a story keeps.
const Max = 64

// states are what the observer's events say of a write. Never written to.
var states = [...]oracle.State{
	event.Safe: oracle.Safe, event.AtRisk: oracle.AtRisk, event.Unreachable: oracle.Unreachable,
	event.InFlight: oracle.InFlight, event.Shadowed: oracle.Shadowed, event.Lost: oracle.Lost,
	event.Superseded: oracle.Superseded,
}

// invoked returns the step at which an operation began. Operations begin in
// order, so it looks by halving.
func invoked(t *event.Trace, op uint32) int {
	lo, hi := min(t.Whole(), t.Len()), t.Len()
	for lo < hi {
		mid := (lo + hi) / 2
		if lastInvoked(t, mid, lo) >= op {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// lastInvoked returns the newest operation begun between two steps, going back
// from `from`; 0 if none.
func lastInvoked(t *event.Trace, from, downTo int) uint32 {
	for step := from; step >= downTo; step-- {
		if e := t.At(step); e.Kind == event.Invoke {
			return e.Op
		}
	}
	return 0
}

// Recent returns the last operations, to be kept by the caller: none of them is
// changed any more.
func (s *Story) Recent() []*Operation { return slices.Clone(s.ops) }

// Clone returns a story that goes on independently of s.
func (s *Story) Clone() Story {
	c := *s
	c.ops, c.only, c.asked = slices.Clone(s.ops), slices.Clone(s.only), s.asked.clone()
	return c
}

func (s *Story) find(op uint32) int {
	i, found := slices.BinarySearchFunc(s.ops, op, func(o *Operation, op uint32) int { return int(o.ID) - int(op) })
	if !found {
		return -1
	}
	return i
}

func (s *Story) begin(t *event.Trace, e *event.Event, step int) {
	o := &Operation{
		ID: e.Op, Verb: e.Verb, Key: t.Text(e.Key), Value: t.Text(e.Text), Client: t.Text(event.Sym(e.Ref)),
		Dot: e.Dot, Coordinator: e.Node, Began: e.At, Step: uint32(step), Need: int(e.Need), KeySym: e.Key,
		Level: t.LevelOf(e), Load: s.asked.load(t, e),
	}
	o.setParts(t, step)
	nodes := t.NodesOf(e)
	o.Answers = make([]Answer, len(nodes))
	for i, id := range nodes {
		o.Answers[i].Node = id
	}
	if e.Verb != event.Get && e.Dot.Counter != 0 {
		// A coordinator that is a replica writes to itself without a message.
		if a := o.answer(e.Node); a != nil {
			a.State = Sent
		}
	}
	if w := s.writeBefore(o); w != nil {
		o.Since, o.acked = w.ID, w.Counted
	}
	if len(s.ops) == Max {
		s.ops = slices.Clone(s.ops[1:])
	}
	s.ops = append(s.ops, o)
}

func (o *Operation) clone() *Operation {
	c := *o
	c.Answers, c.passing, c.Parts = slices.Clone(o.Answers), slices.Clone(o.passing), slices.Clone(o.Parts)
	return &c
}

// answer returns the part of a node; nil if it has none.
func (o *Operation) answer(id ring.NodeID) *Answer {
	for i := range o.Answers {
		if o.Answers[i].Node == id {
			return &o.Answers[i]
		}
	}
	return nil
}

// add takes in one more event of the operation.
func (o *Operation) add(t *event.Trace, e *event.Event, step int) {
	since := e.At - o.Began
	if e.Kind == event.Send && (e.Type == event.ReadData || e.Type == event.ReadDigest) {
		if a := o.answer(e.To); a != nil && a.State == Acked {
			o.askAgain(e.To)
		}
	}
	o.mint(e)
	o.pass(e)
	switch e.Kind {
	case event.Send:
		o.addSend(e, since)
	case event.Deliver:
		o.addAnswer(e, t.PartsAt(step), t, since)
	case event.Store, event.Hint:
		if a := o.answer(e.Node); a != nil && e.Why == event.Outdated && e.Dot == o.Dot {
			a.Outdated = true
		}
		if a := o.answer(e.Node); a != nil && a.State == Sent && o.Verb != event.Get { // a read's repair is no answer to it
			a.State, a.Memory = Stored, e.Why == event.InMemory
		}
	case event.StandIn:
		if a := o.answer(e.From); a != nil && a.State == Idle {
			a.State = BelievedDown
		}
		o.Answers = append(o.Answers, Answer{Node: e.To, Role: Fallback, For: e.From})
	case event.AddPending:
		o.Answers = append(o.Answers, Answer{Node: e.To, Role: Pending})
	case event.Pass:
		if a := o.answer(e.To); a != nil {
			a.State = BelievedDown
		}
	case event.Reply:
		o.Outcome, o.Told, o.Returned = e.Outcome, since, t.SetOf(e)
		o.ToldStep, o.Symptom = uint32(step), uint32(step)
		acks := o.Acks
		o.Acks, o.Counted = int(e.N), t.NodesOf(e)
		if o.Rejected = e.Why == event.Rejected; e.Why == event.Untold { // of a real cluster, where at any it is known only now whether an ack counts
			o.Need = int(e.Need)
		}
		for i := range o.Answers {
			o.Answers[i].Counts = slices.Contains(o.Counted, o.Answers[i].Node)
		}
		o.setParts(t, step)
		o.count()
		if e.Outcome == event.CoordinatorLost { // none of them made up the reply, but they had come
			o.Acks = acks
		}
		for _, id := range t.BehindOf(e) {
			if a := o.answer(id); a != nil {
				a.Mismatch = true
			}
		}
		if o.Verb == event.Get {
			o.United = e.Dot
		}
		if o.Verb != event.Get && o.Outcome == event.OK && !e.Fresh {
			o.State = oracle.AtRisk
		}
		if cause := t.At(int(e.Cause)); cause.Kind == event.Deliver {
			if a := o.answer(cause.From); a != nil {
				a.Decisive = e.Outcome != event.Failed && cause.Type != event.RepairAck && cause.Type != event.Moved
				a.Ended = !a.Decisive
			}
		}
	case event.Missed, event.Older, event.Resurrected:
		o.addFault(e, step)
	case event.Safe, event.AtRisk, event.Unreachable, event.InFlight, event.Shadowed, event.Lost, event.Superseded:
		o.State, o.Symptom = states[e.Kind], uint32(step)
	case event.Settle:
		for i := range o.Answers {
			if a := &o.Answers[i]; a.State == Sent || a.State == Stored {
				a.State = Silent
			}
		}
		o.Settled = true
	}
}

// mint takes in which version a write has made, if its coordinator hung when it was asked
// for: the first message or copy of it tells.
func (o *Operation) mint(e *event.Event) {
	if o.Verb == event.Get || o.Dot.Counter != 0 || e.Dot.Counter == 0 {
		return
	}
	sends := e.Kind == event.Send && e.Type == event.Write && e.From == o.Coordinator
	if !sends && !((e.Kind == event.Store || e.Kind == event.Hint) && e.Node == o.Coordinator) {
		return
	}
	o.Dot = e.Dot
	if a := o.answer(o.Coordinator); a != nil && a.State == Idle {
		a.State = Sent // it writes to itself without a message
	}
}

// addFault takes in what is wrong with a read's answer. What came back is worse
// than what was missed, and that worse than what was older.
func (o *Operation) addFault(e *event.Event, step int) {
	fault := ReadFault{true, e.Ref, e.Dot}
	switch e.Kind {
	case event.Missed:
		o.Missed = fault
	case event.Older:
		o.Older = fault
		if o.Missed.Found {
			return
		}
	case event.Resurrected:
		o.Resurrected = fault
	}
	o.Symptom = uint32(step)
}

func (o *Operation) addSend(e *event.Event, since time.Duration) {
	if e.Type == event.Data || e.Type == event.Digest {
		if e.From != o.Coordinator {
			o.Bytes += int(e.Ref)
		}
		if a := o.answer(e.From); a != nil && e.To == o.Coordinator && a.Digest == (e.Type == event.Digest) {
			a.Bytes = int(e.Ref)
		}
		return
	}
	a := o.answer(e.To)
	if a == nil || e.From != o.Coordinator {
		return
	}
	switch e.Type {
	case event.Write:
		a.State, a.Sent = Sent, since
	case event.ReadData, event.ReadDigest:
		o.ask(a, e.Type)
		a.State, a.Sent, a.Digest, a.Bytes = Sent, since, e.Type == event.ReadDigest, 0
	}
}

// ask takes in that a replica is about to be asked by a read, perhaps once more. Who has
// declined a repair that the client waits for does not count then, nor does an answer to
// an earlier question.
func (o *Operation) ask(a *Answer, what event.Type) {
	if o.Outcome != event.Pending {
		return
	}
	repairs := false
	for i := range o.Answers {
		b := &o.Answers[i]
		if b.Counts && (b.RepairRefused || b == a) {
			b.Counts = false
			o.Acks--
			o.count()
		}
		repairs = repairs || b.Repair.Stage != Unsent
	}
	if what == event.ReadData && a.State == Acked && a.Digest && !repairs {
		a.Again = true
	}
}

// addAnswer takes in an answer that reached the coordinator.
func (o *Operation) addAnswer(e *event.Event, parts []event.Part, t *event.Trace, since time.Duration) {
	a := o.answer(e.From)
	if a == nil || e.To != o.Coordinator || !e.Type.Answer() || e.Type == event.RepairAck {
		return
	}
	if e.Type == event.Refused || e.Type == event.Moved {
		own := e.From == o.Coordinator && a.State == Idle // what a node asks itself is not sent
		if a.State == Sent || a.State == Stored || own {
			a.State, a.Answered = RefusedConn, since
			if e.Type == event.Moved {
				a.State = Declined
			}
		} else if o.Verb == event.Get && (a.State == Acked || a.State == Late) {
			a.RepairRefused = true
		}
		return
	}
	if e.Late && (o.Outcome == event.Pending || a.State == Acked) {
		return // it has answered that before, or is not asked it any more
	}
	if e.Type == event.Digest && e.From == o.Coordinator && e.Why == event.Untold { // of a real cluster: what a node asks itself is not sent
		a.Digest = true
	}
	a.State, a.Answered, a.Has, a.Values = Acked, since, e.Dot, 0
	if e.Type == event.Data {
		a.Values = int(e.Arg)
	}
	if e.Late || o.Outcome != event.Pending { // a client may give up before its coordinator does
		a.State = Late
	}
	if o.Outcome == event.Pending && o.Parts != nil {
		if a.Counts = parts != nil; a.Counts {
			a.In = 1 + slices.IndexFunc(o.Parts, func(p Part) bool { return p.DC == t.Text(parts[0].DC) })
		}
		o.count()
	} else if o.Outcome == event.Pending {
		a.Counts = int(e.N) > o.Acks
		o.Acks = int(e.N)
	}
}

// conclude fills in what follows from the events of the operation and of those
// before it.
func (s *Story) conclude(o *Operation) {
	switch {
	case o.Outcome == event.Unavailable || o.Outcome == event.CoordinatorLost:
		o.Settled = true
	case o.Outcome != event.Pending && !o.Settled:
		o.Settled = !slices.ContainsFunc(o.Answers, func(a Answer) bool { return a.State == Sent || a.State == Stored })
	}
	if o.Since == 0 {
		return
	}
	o.Overlap = o.Overlap[:0:0]
	for _, id := range o.Counted {
		if slices.Contains(o.acked, id) {
			o.Overlap = append(o.Overlap, id)
		}
	}
}

// writeBefore returns the newest write of the same key that was acknowledged
// before a read o began, if it is among those that s tells of; nil for another operation.
func (s *Story) writeBefore(o *Operation) *Operation {
	if o.Verb != event.Get || s.asked.overtaken(o.KeySym) {
		return nil
	}
	for i := len(s.ops) - 1; i >= 0; i-- {
		w := s.ops[i]
		if w.Key == o.Key && w.Verb != event.Get && w.Outcome == event.OK {
			return w
		}
	}
	return nil
}
