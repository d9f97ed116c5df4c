// Requests under way at their coordinator: the plan, the answers, the outcome and the
// timeout.

package node

import (
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Request is what a client asks of a coordinator.
type Request struct {
	Op      uint32
	Name    uint64 // the operation's name, by which the delays of its messages are drawn
	Verb    event.Verb
	Key     event.Sym
	KeyText string
	Token   ring.Token
	Value   string           // Put
	Text    event.Sym        // the value in the trace
	Client  event.Sym        // the client that asks
	Level   quorum.Level     // whose answers it waits for; the zero Level: the setting's
	Named   event.Sym        // the level in the trace, unless it is the setting's and a number
	Seen    *version.Context // Put, Delete: the client's context of the key; nil: none
	Cause   uint32
	Invoked uint32 // the step of its Invoke, if that is already recorded

	// Which nodes keep the key on a ring under the settings, in the order of the walk, if that
	// is known. It is looked at once, when the request begins.
	Keepers [MostKeepers]ring.NodeID
	Copies  uint8      // how many of them there are
	On      *ring.Ring // nil: it is not known
}

// MostKeepers is how many nodes may keep a key so that a request can say which.
const MostKeepers = 4

// request is a request at its coordinator. Its plan is frozen: the nodes to ask and the
// number of answers to wait for do not change with the settings.
type request struct {
	Request
	answers   quorum.Record // which targets have been asked, and whose answers count until the client is answered
	invoked   uint32        // the step of its Invoke
	policy    version.Policy
	repair    Repair
	full      bool          // a read asks all its targets for full copies
	every     bool          // a read asks all targets at once
	sloppy    bool          // a target that can't be reached gets a stand-in
	parts     []quorum.Part // what the rule's entries ask for, if answers count by data centre; else nil
	selects   bool          // a write goes only to replicas that are believed up
	hints     bool          // its coordinator keeps hints for replicas that a write does not reach
	merges    bool          // a read merges siblings into one value
	targets   []target
	dot       version.Dot
	told      bool
	began     time.Duration
	read      bool // result is the result of a read, or its result so far
	done      bool // nothing more will come of it
	round     uint8
	plan      *RingVersion  // the ring version that it was planned under
	written   *version.Set  // what a put writes
	result    *version.Set  // the result of a read
	blocked   bool          // the client is answered when the repairs under way are done
	united    bool          // siblings were merged into one value, which must be written back
	repairing int           // repairs under way
	by        []ring.NodeID // scratch
	behind    []ring.NodeID // scratch
}

// target is one node of the preference list and its part in a request.
type target struct {
	node      ring.NodeID
	owner     ring.NodeID // the replica that it stands in for; None: it is a replica itself
	state     targetState
	round     uint8 // the read's round in which it was last asked
	full      bool  // a read asked it for a full copy
	copied    bool  // its full copy is in set
	repairing bool  // a repair is under way to it
	declined  bool  // it gives its copy up, and took no repair
	repairs   uint8 // how many were sent to it
	pending   bool  // it is about to become a replica
	behind    bool  // its answer lacked part of what all counted answers together contain
	digest    uint64
	set       *version.Set
}

type targetState uint8

const (
	idle targetState = iota
	passed
	asked
	answered
	refused
)

// find returns a node's target, or nil if it has none.
func (r *request) find(node ring.NodeID) *target {
	for i := range r.targets {
		if r.targets[i].node == node {
			return &r.targets[i]
		}
	}
	return nil
}

// begin plans a request: the preference list in the order of the walk, whose answers it
// waits for, and the settings that will hold for it. usual is the level of a request that
// names none.
func (n *Node) begin(q *Request, usual quorum.Level) *request {
	if n.requests.find(q.Op) != nil {
		n.violated("operation %d is begun twice", q.Op)
	}
	var r *request
	if last := len(n.spare) - 1; last >= 0 {
		r, n.spare = n.spare[last], n.spare[:last]
		*r = request{targets: r.targets[:0], answers: r.answers, by: r.by[:0], behind: r.behind[:0]}
	} else {
		r = new(request)
	}
	s := n.settings()
	r.Request = *q
	r.On, r.began = nil, n.now()
	r.policy, r.repair, r.full = s.Conflict.policy(), s.Repair, s.Read != DigestRead
	r.every, r.merges = s.Read == AllRead, s.Conflict == Merge
	r.sloppy, r.selects, r.hints = s.StandIns(), s.Rules == Cassandra, s.CoordinatorHints()
	n.hops = n.hops[:0]
	if r.sloppy && len(n.down) > 0 {
		n.planSloppy(r, s.Placement)
	} else {
		if q.On == n.ringVersion.Ring {
			n.hops = append(n.hops, q.Keepers[:q.Copies]...)
		} else {
			n.hops = n.ringVersion.Ring.Replicas(n.hops, q.Token, s.Placement)
		}
		for _, id := range n.hops {
			r.targets = append(r.targets, target{node: id, owner: ring.None})
		}
	}
	r.plan = n.ringVersion
	if r.plan.Next != nil && q.Verb != event.Get {
		n.addPending(r, s)
	}
	if q.Level.Given() {
		usual = q.Level
	}
	n.demand(r, usual)
	n.requests.add(r)
	return r
}

// mayCount reports whether a target's answer can count. Under a sloppy quorum the answer
// of a pending replica does not: no more answers are waited for because of it, and it may
// not become a replica after all. Nor does one from a data centre of which none is asked.
func (r *request) mayCount(t *target) bool {
	return (!t.pending || !r.sloppy) && (r.parts == nil || r.answers.Asks(t.node))
}

// planSloppy takes the first N nodes believed up of the longer preference list. Each
// skipped replica is replaced by a stand-in.
func (n *Node) planSloppy(r *request, p ring.Placement) {
	up := n.Believes
	if n.ringVersion.Next != nil {
		up = n.standsIn(r.Token, p)
	}
	n.plans = n.ringVersion.Ring.Preference(n.plans[:0], r.Token, p, up)
	for _, h := range n.plans {
		switch h.Decision {
		case ring.Replica:
			n.hops = append(n.hops, h.Node)
			r.targets = append(r.targets, target{node: h.Node, owner: ring.None})
		case ring.Fallback:
			r.targets = append(r.targets, target{node: h.Node, owner: h.For})
		}
	}
	for i := range r.targets {
		if t := &r.targets[i]; !n.Believes(t.node) {
			t.state = passed
		}
	}
}

// invoke records the request with its plan.
func (n *Node) invoke(r *request) {
	if r.invoked = r.Invoked; r.invoked == 0 {
		r.invoked = n.recordWith(event.Event{
			Kind: event.Invoke, Cause: r.Cause, Op: r.Op, Verb: r.Verb, Key: r.Key, Text: r.Text,
			Ref: uint32(r.Client), Dot: r.dot, Node: n.ID, From: ring.None, To: ring.None,
			Need: small(r.answers.Rule().Need()), Arg: int64(r.Named),
		}, n.hops, nil, "")
		n.out[len(n.out)-1].Parts = n.partsOf(r, event.Pending)
		n.refers = true
	}
	for i := range r.targets {
		t := &r.targets[i]
		e := event.Event{Cause: r.invoked, Op: r.Op, Key: r.Key, Node: n.ID, From: t.owner, To: t.node}
		switch {
		case t.owner != ring.None:
			e.Kind = event.StandIn
		case t.pending:
			e.Kind = event.AddPending
		default:
			continue
		}
		n.record(e)
	}
}

// believedUp returns how many of the targets that the rule asks for this node believes up.
func (n *Node) believedUp(r *request) (up int) {
	for i := range r.answers.Rule() {
		up += min(n.upIn(r, i), r.answers.Rule()[i].Need)
	}
	return up
}

// upIn returns how many of an entry's nodes this node believes up.
func (n *Node) upIn(r *request, entry int) (up int) {
	for _, id := range r.answers.Rule()[entry].Of {
		if n.Believes(id) {
			up++
		}
	}
	return up
}

// unavailable answers a request that the targets believed up can't fulfil. Nothing is sent
// and nothing changes.
func (n *Node) unavailable(r *request) {
	for i := range r.targets {
		if peer := r.targets[i].node; !n.Believes(peer) {
			r.targets[i].state = passed
			n.record(event.Event{Kind: event.Pass, Cause: r.invoked, Op: r.Op, Key: r.Key, Node: n.ID, From: ring.None, To: peer})
		}
	}
	n.tell(r, event.Unavailable, nil, r.invoked)
	n.finish(r)
}

// tell answers the client, once.
func (n *Node) tell(r *request, o event.Outcome, returned *version.Set, cause uint32) uint32 {
	if r.told {
		n.violated("operation %d: its client is told twice", r.Op)
	}
	r.told = true
	if r.Verb == event.Get && o != event.Unavailable {
		n.readTook(n.now() - r.began)
	}
	r.by, r.behind = r.by[:0], r.behind[:0]
	for i := range r.targets {
		t := &r.targets[i]
		if r.answers.Counts(t.node) {
			r.by = append(r.by, t.node)
		}
		if t.behind {
			r.behind = append(r.behind, t.node)
		}
	}
	acks := r.answers.Progress()
	if o == event.Unavailable { // no target was asked: Acks is how many could have answered
		acks = n.believedUp(r)
	}
	out := n.output(Answered)
	out.Reply = Reply{
		Op: r.Op, Verb: r.Verb, Outcome: o, Acks: acks, Need: r.answers.Rule().Need(), By: r.by, Behind: r.behind,
		Returned: returned, Dot: r.dot, Cause: cause, Parts: n.partsOf(r, o),
	}
	step := n.given()
	if o != event.OK && r.Verb != event.Get {
		n.spareAll(r, step)
	}
	return step
}

// finish forgets a request of which nothing more will come.
func (n *Node) finish(r *request) {
	if !r.told {
		n.violated("operation %d is over, and its client has not been told", r.Op)
	}
	r.done = true
	n.requests.remove(r.Op)
	n.spare = append(n.spare, r)
	o := n.output(Settled)
	o.Op, o.Key, o.Holds = r.Op, r.Key, r.holds()
}

// over finishes the request if no more answers can come.
func (n *Node) over(r *request) {
	if !r.done && r.told && r.answers.Waiting() == 0 && r.repairing == 0 {
		n.finish(r)
	}
}

// answer processes a replica's answer at this coordinator. An answer of the node to itself
// that arrives meanwhile waits until that is done.
func (n *Node) answer(m *Message) {
	if n.answering {
		n.own = append(n.own, *m)
		return
	}
	n.answering = true
	n.goOn(m)
	for len(n.own) > 0 {
		own := n.own[0]
		n.own = slices.Delete(n.own, 0, 1)
		n.goOn(&own)
	}
	n.answering = false
}

// goOn continues a request after an answer.
func (n *Node) goOn(m *Message) {
	o, step := n.delivered(m)
	e := &o.Event
	r := n.requests.find(m.Op)
	var t *target
	if r != nil {
		t = r.find(m.From)
	}
	var part []Part
	repaired := t != nil && t.repairing && (m.Type == event.RepairAck || m.Type == event.Refused || m.Type == event.Moved)
	if t == nil || !repaired && (t.state != asked || m.Round != t.round) {
		e.Late = true // the request has ended, or the answer is to a question that no longer stands
		if r != nil && !r.told {
			e.Fresh, e.N, e.Need = true, small(r.answers.Progress()), small(r.answers.Rule().Need())
		}
		n.heard(m, step)
		if r == nil && m.Type == event.WriteAck {
			n.ackedLate(m, step)
		}
		return
	}
	if repaired {
		r.repairing--
		t.repairing = false
	} else {
		e.Late = r.told
		r.take(t, m)
		if part = n.partOf(r, t.node); r.parts == nil || part != nil { // else nobody waits for it
			e.N, e.Need = small(r.answers.Progress()), small(r.answers.Rule().Need())
		}
	}
	if m.Set != nil {
		e.Arg = int64(len(m.Set.Siblings))
	}
	o.Parts = part
	late := e.Late
	n.heard(m, step)
	if late && m.Type == event.WriteAck && t.owner != ring.None {
		n.tellSpare(spareOf(r, t), step)
	}
	if r.blocked {
		if repaired && m.Type == event.Moved {
			t.declined = true
		}
		n.unblock(r, repaired && m.Type == event.Refused, step)
	} else {
		n.decide(r, t, m.Type == event.Moved, step)
	}
	n.check(r)
	n.over(r)
}

// take notes one answer.
func (r *request) take(t *target, m *Message) {
	t.state = answered
	switch m.Type {
	case event.Data:
		t.copied, t.set, t.digest = true, m.Set, m.Digest
	case event.Digest:
		t.digest = m.Digest
	case event.Refused, event.Moved:
		t.state = refused
	}
	over := r.told || r.blocked
	// After the digests differed, only full copies count.
	r.answers.Add(t.node, t.state == answered && !over && (r.round == 0 || t.copied) && r.mayCount(t))
}

// ask notes that a target is asked.
func (r *request) ask(t *target) {
	t.state = asked
	r.answers.Ask(t.node)
}

// heard updates what the node believes of the sender.
func (n *Node) heard(m *Message, step uint32) {
	n.learn(m.Plan, step)
	n.hears(m.From)
	if m.Type == event.Refused {
		n.suspect(m.From, m.Op, step)
	} else {
		n.trust(m.From, m.Op, step)
	}
}

// decide continues a request after an answer, until it has ended. moved says that the
// answer declined because the copy now belongs to another node.
func (n *Node) decide(r *request, t *target, moved bool, step uint32) {
	if t.state == refused {
		n.turn(r, t, moved, step)
	}
	switch {
	case !r.told:
		switch r.answers.Outcome() {
		case quorum.Met:
			n.succeed(r, step)
		case quorum.Impossible:
			if !n.askAgain(r, step) {
				n.tell(r, event.Failed, nil, step)
			}
		}
	case r.Verb == event.Get:
		n.late(r, step)
	}
}

// unblock answers the client when all repairs are done that its answer waits for. A
// refused repair means that too few replicas are left; if a repair is declined, since the
// copy is moving to another node, the next replica is asked.
func (n *Node) unblock(r *request, refused bool, step uint32) {
	switch {
	case refused:
		r.blocked = false
		n.tell(r, event.Failed, nil, step)
	case r.repairing > 0:
	case r.enoughRepaired():
		n.late(r, n.tellRead(r, step)) // with what arrived meanwhile
	default:
		r.blocked = false
		n.askMore(r, step)
	}
}

func (n *Node) succeed(r *request, step uint32) {
	if r.Verb == event.Get {
		n.compare(r, step)
		return
	}
	n.tell(r, event.OK, nil, step)
}

// startTimeout starts the timer that ends a request.
func (n *Node) startTimeout(r *request) {
	n.start(Timer{Kind: CoordinatorTimeout, Node: n.ID, Op: r.Op, After: n.settings().TimeoutOf(r.Verb), Cause: r.invoked})
}

// coordinatorTimeout ends a request: a client that still waits gets a timeout, and targets
// that have not answered are believed down from now on.
func (n *Node) coordinatorTimeout(op uint32) {
	r := n.requests.find(op)
	if r == nil {
		return
	}
	cause := r.invoked
	if !r.told {
		cause = n.tell(r, event.Timeout, nil, r.invoked)
	}
	silent, refusals, all := 0, 0, 0
	for i := range r.targets {
		t := &r.targets[i]
		switch {
		case t.state == asked:
			silent++
		case t.state == refused && !t.declined: // who declined a repair has answered
			refusals++
		case t.state != answered && t.state != refused:
			continue // it was not asked
		}
		all++
	}
	step := n.record(event.Event{
		Kind: event.Settle, Cause: cause, Op: op, Key: r.Key, Node: n.ID, From: ring.None, To: ring.None,
		N: small(all - silent - refusals), Need: small(all), Arg: int64(refusals),
	})
	for i := range r.targets {
		if t := &r.targets[i]; t.state == asked {
			n.suspect(t.node, op, step)
			n.hintFor(r, t, step)
			if t.owner != ring.None && r.written != nil {
				n.owe(spareOf(r, t))
			}
		}
	}
	n.requests.remove(op) // whatever arrives from now on is no part of it
	if r.told && r.read {
		n.repairLate(r, step) // the wait for the other answers has ended
	}
	n.finish(r)
}
