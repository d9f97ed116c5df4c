package engine

import (
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
)

// story tells the last operations from the trace: what each replica did, and
// what the client was told. It reads the trace only as far as it has grown since
// it was last asked, and only when it is asked, so that a run that nobody looks
// at pays nothing. It never looks into a node: a coordinator that has crashed
// has forgotten its requests, and the story has not.
type story struct {
	ops  []*OpView // the last MaxOps, oldest first
	read int       // steps told so far
}

// tell goes on to the end of the trace.
func (s *story) tell(c *Cluster) {
	from := s.read
	if int(c.opCount) > MaxOps && (len(s.ops) == 0 || c.opCount-s.ops[len(s.ops)-1].ID > MaxOps) {
		// So much has happened that nothing told so far is among the last:
		// begin where the oldest of them begins.
		s.ops = nil
		from = invoked(&c.trace, c.opCount-MaxOps+1) - 1
	}
	if s.read == c.trace.Len() && from == s.read {
		return
	}
	fresh := make(map[uint32]bool) // operations whose view is this telling's own
	var touched touched
	for step := from + 1; step <= c.trace.Len(); step++ {
		e := c.trace.At(step)
		s.place(e, &touched, fresh)
		if e.Kind == event.Invoke {
			s.begin(c, e, step)
			fresh[e.Op] = true
			continue
		}
		i := s.find(e.Op)
		if e.Op == 0 || i < 0 {
			continue
		}
		s.own(i, fresh).add(&c.trace, e, step)
	}
	for _, o := range s.ops {
		if fresh[o.ID] {
			s.conclude(o)
		}
	}
	s.restand(c, &touched, fresh)
	s.read = c.trace.Len()
}

// invoked returns the step at which an operation began. Operations begin in
// order, so it looks by halving.
func invoked(t *event.Trace, op uint32) int {
	lo, hi := 1, t.Len()
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

// recent returns the views, to be kept by whoever looks.
func (s *story) recent() []*OpView { return slices.Clone(s.ops) }

func (s *story) find(op uint32) int {
	i, found := slices.BinarySearchFunc(s.ops, op, func(o *OpView, op uint32) int { return int(o.ID) - int(op) })
	if !found {
		return -1
	}
	return i
}

func (s *story) begin(c *Cluster, e *event.Event, step int) {
	t := &c.trace
	o := &OpView{
		ID: e.Op, Verb: e.Verb, Key: t.Text(e.Key), Value: t.Text(e.Text), Client: t.Text(event.Sym(e.Ref)),
		Dot: e.Dot, Coordinator: e.Node, Began: e.At, Step: uint32(step), Need: int(e.Need), key: e.Key,
	}
	for _, id := range t.NodesOf(e) {
		o.Answers = append(o.Answers, AnswerView{Node: id})
	}
	if e.Verb != event.Get && e.Dot.Counter != 0 {
		// A coordinator that is a replica writes to itself without a message.
		if a := o.answer(e.Node); a != nil {
			a.State = Sent
		}
	}
	if len(s.ops) == MaxOps {
		s.ops = slices.Clone(s.ops[1:])
	}
	s.ops = append(s.ops, o)
}

func (o *OpView) clone() *OpView {
	c := *o
	c.Answers, c.passing = slices.Clone(o.Answers), slices.Clone(o.passing)
	return &c
}

// answer returns the part of a node; nil if it has none.
func (o *OpView) answer(id ring.NodeID) *AnswerView {
	for i := range o.Answers {
		if o.Answers[i].Node == id {
			return &o.Answers[i]
		}
	}
	return nil
}

// add takes in one more event of the operation.
func (o *OpView) add(t *event.Trace, e *event.Event, step int) {
	since := e.At - o.Began
	if e.Kind == event.Send && (e.Type == event.ReadData || e.Type == event.ReadDigest) {
		if a := o.answer(e.To); a != nil && a.State == Acked {
			o.askAgain(e.To)
		}
	}
	o.pass(e)
	switch e.Kind {
	case event.Send:
		o.addSend(e, since)
	case event.Deliver:
		o.addAnswer(e, since)
	case event.Store, event.Hint:
		if a := o.answer(e.Node); a != nil && e.Why == event.Outdated && e.Dot == o.Dot {
			a.Outdated = true
		}
		if a := o.answer(e.Node); a != nil && a.State == Sent {
			a.State, a.Memory = Stored, e.Why == event.InMemory
		}
	case event.StandIn:
		if a := o.answer(e.From); a != nil && a.State == Idle {
			a.State = BelievedDown
		}
		o.Answers = append(o.Answers, AnswerView{Node: e.To, Role: Fallback, For: e.From})
	case event.Enlist:
		o.Answers = append(o.Answers, AnswerView{Node: e.To, Role: Pending})
	case event.Pass:
		if a := o.answer(e.To); a != nil {
			a.State = BelievedDown
		}
	case event.Reply:
		o.Outcome, o.Told, o.Acks, o.Returned = e.Outcome, since, int(e.N), t.SetOf(e)
		o.Counted, o.ToldStep, o.Symptom = t.NodesOf(e), uint32(step), uint32(step)
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
				a.Decisive = true
			}
		}
	case event.Missed, event.Older, event.Resurrected:
		o.addFault(e, step)
	case event.Safe, event.AtRisk, event.Unreachable, event.InFlight, event.Shadowed, event.Lost:
		o.State, o.Symptom = stateOf(e.Kind), uint32(step)
	case event.Superseded:
		o.State, o.Symptom = oracle.Superseded, uint32(step)
	case event.Settle:
		for i := range o.Answers {
			if a := &o.Answers[i]; a.State == Sent || a.State == Stored {
				a.State = Silent
			}
		}
		o.Settled = true
	}
}

// addFault takes in what is wrong with a read's answer. What came back is worse
// than what was missed, and that worse than what was older.
func (o *OpView) addFault(e *event.Event, step int) {
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

func (o *OpView) addSend(e *event.Event, since time.Duration) {
	a := o.answer(e.To)
	if a == nil || e.From != o.Coordinator {
		return
	}
	switch e.Type {
	case event.Write:
		a.State, a.Sent = Sent, since
	case event.ReadData, event.ReadDigest:
		if a.State == Acked {
			o.SecondRound = true
			o.Acks--
		}
		a.State, a.Sent, a.Digest = Sent, since, e.Type == event.ReadDigest
	}
}

// addAnswer takes in an answer that reached the coordinator.
func (o *OpView) addAnswer(e *event.Event, since time.Duration) {
	a := o.answer(e.From)
	if a == nil || e.To != o.Coordinator || !e.Type.Answer() || e.Type == event.RepairAck {
		return
	}
	if e.Type == event.Refused || e.Type == event.Moved {
		if a.State == Sent || a.State == Stored {
			a.State, a.Answered = RefusedConn, since
			if e.Type == event.Moved {
				a.State = Declined
			}
		} else if o.Verb == event.Get && (a.State == Acked || a.State == Late) {
			a.Unmended = true
		}
		return
	}
	a.State, a.Answered, a.Has = Acked, since, e.Dot
	if e.Late {
		a.State = Late
	}
	if o.Outcome == event.Pending {
		o.Acks = int(e.N)
	}
}

// conclude fills in what follows from the events of the operation and of those
// before it.
func (s *story) conclude(o *OpView) {
	switch {
	case o.Outcome == event.Unavailable || o.Outcome == event.CoordinatorLost:
		o.Settled = true
	case o.Outcome != event.Pending && !o.Settled:
		o.Settled = !slices.ContainsFunc(o.Answers, func(a AnswerView) bool { return a.State == Sent || a.State == Stored })
	}
	if o.Verb != event.Get {
		return
	}
	if w := s.writeBefore(o); w != nil {
		o.Since = w.ID
		o.Overlap = o.Overlap[:0:0]
		for _, id := range o.Counted {
			if slices.Contains(w.Counted, id) {
				o.Overlap = append(o.Overlap, id)
			}
		}
	}
}

// writeBefore returns the newest write of the same key that was acknowledged
// before o began, if it is among the last operations.
func (s *story) writeBefore(o *OpView) *OpView {
	for i := len(s.ops) - 1; i >= 0; i-- {
		w := s.ops[i]
		if w.ID < o.ID && w.Key == o.Key && w.Verb != event.Get && w.Outcome == event.OK && w.ToldStep < o.Step {
			return w
		}
	}
	return nil
}
