// Reader: builds the diagram of a growing trace, a bounded number of events at a time.

package lanes

import (
	"maps"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// Part selects the events of a diagram.
type Part struct {
	Op       uint32 // only those of one operation, and the faults of its nodes meanwhile; 0: all
	From, To int    // the steps to look at; To 0: to the end. For an operation, From may be the step at which it began
	Signs    bool   // include background messages: pings and the like that belong to no operation
}

// Of returns the diagram of a part of a trace.
func Of(t *event.Trace, p Part) *Diagram {
	var r Reader
	for r.Read(t, p); r.Behind(t) > 0; {
		r.Read(t, p)
	}
	return r.d
}

// Reader keeps the diagram of a part of a growing trace. It looks at each event once, and
// at a bounded number per call, so that a long trace does not block the screen.
type Reader struct {
	part Part
	d    *Diagram
	seen int
	last event.Mark // of the last step seen

	before  account         // which nodes were up before the part; kept when the part changes
	clients map[uint32]Lane // by operation, for clients without an answer
	flying  map[uint32]int  // by number, messages whose end has not been seen
	ill     map[ring.NodeID]event.Kind
	waiting bool // a client of the part still waits
}

// readAtOnce is how many events one Read looks at.
const readAtOnce = 1 << 17

// Read returns the diagram as far as it has been built. The pointer is the same while
// nothing has changed; the diagram is valid until the next Read.
func (r *Reader) Read(t *event.Trace, p Part) *Diagram {
	early := r.seen < min(p.From-1, t.Len()) // the trace is still shorter than From
	if r.d == nil || r.part != p || early || !same(t, r.seen, r.last) {
		r.begin(t, p)
	}
	for end := min(r.end(t), r.seen+readAtOnce); r.seen < end; {
		r.seen++
		r.take(t, t.At(r.seen), r.seen)
	}
	if r.seen > 0 {
		r.last = t.Mark(r.seen)
	}
	return r.d
}

// Behind returns how many events of the trace have not been looked at.
func (r *Reader) Behind(t *event.Trace) int { return max(r.end(t)-r.seen, 0) }

func (r *Reader) end(t *event.Trace) int {
	if r.part.To == 0 {
		return t.Len()
	}
	return min(r.part.To, t.Len())
}

// same reports whether a trace still begins with the events that were seen.
func same(t *event.Trace, seen int, last event.Mark) bool {
	return seen <= t.Len() && (seen == 0 || t.Mark(seen) == last)
}

// begin makes an empty diagram and finds out which nodes are up at its beginning.
func (r *Reader) begin(t *event.Trace, p Part) {
	r.part, r.seen = p, min(max(p.From-1, 0), t.Len())
	r.ill = r.before.at(t, r.seen)
	r.d = &Diagram{Ill: maps.Clone(r.ill)}
	r.clients, r.flying, r.waiting = make(map[uint32]Lane), make(map[uint32]int), false
	if p.Op == 0 {
		r.clients = untold(t, r.seen)
	}
	if r.seen > 0 {
		r.last = t.Mark(r.seen)
	}
}

// take adds one event to the diagram, if it is in the part.
func (r *Reader) take(t *event.Trace, e *event.Event, step int) {
	if changesHealth(e.Kind) {
		noteHealth(r.ill, e.Node, e.Kind)
	}
	if !r.wants(t, e, step) {
		return
	}
	if e.Kind == event.Invoke {
		r.clients[e.Op] = ClientLane(event.Sym(e.Ref))
		if r.part.Op != 0 {
			r.d.Ill = maps.Clone(r.ill) // the diagram begins here, wherever the part does
		}
	}
	for _, n := range t.NodesOf(e) {
		r.d.insert(NodeLane(n))
	}
	switch e.Kind {
	case event.Invoke:
		r.asked(e, step)
	case event.Reply:
		r.told(e, step)
	case event.Send:
		r.sent(e, step)
	case event.Deliver, event.Drop:
		r.ended(e, step)
	case event.Settle:
		if e.N < e.Need { // else the client has all of them already
			r.mark(NodeLane(e.Node), e.At, step)
		}
	default:
		r.mark(place(e), e.At, step)
	}
	r.d.Over = r.part.Op != 0 && !r.waiting && len(r.flying) == 0
}

// wants reports whether an event is in the part. For an operation this includes the faults
// of its nodes for as long as something is still to come. It excludes the command with
// which a client asks: the request says the same, and the commands of different clients
// are not events that the clients can see.
func (r *Reader) wants(t *event.Trace, e *event.Event, step int) bool {
	switch op := r.part.Op; {
	case op == 0 && e.Kind == event.Command && step < t.Len():
		next := t.At(step + 1)
		return next.Kind != event.Invoke || int(next.Cause) != step
	case op == 0:
		return r.part.Signs || !sign(e)
	case e.Op == op:
		return true
	case len(r.d.Rows) == 0 || r.d.Over:
		return false
	}
	switch e.Kind {
	case event.Crash, event.Start, event.Hang, event.Resume, event.Wipe, event.Depart:
		return r.d.Column(NodeLane(e.Node)) >= 0
	case event.Cut, event.Mend:
		return r.d.Column(NodeLane(e.From)) >= 0 && r.d.Column(NodeLane(e.To)) >= 0
	}
	return false
}

// sign reports whether an event is about background messages that belong to no operation.
func sign(e *event.Event) bool {
	switch e.Kind {
	case event.Send, event.Deliver, event.Drop, event.Delay:
		return e.Type.Probe() || e.Type == event.Refused && e.Op == 0
	case event.Doubt:
		return true
	case event.Trust:
		return !e.Fresh
	}
	return false
}

// place returns the lane of an event that is not a message.
func place(e *event.Event) Lane {
	switch e.Kind {
	case event.Command, event.Change, event.Loaded, event.Cut, event.Mend, event.Delay:
		return Lane{Kind: Hand}
	}
	switch {
	case e.Node != ring.None:
		return NodeLane(e.Node)
	case e.Kind == event.Enact, e.Kind == event.Slow:
		return Lane{Kind: Hand}
	}
	return Lane{Kind: Observer}
}

// asked adds a client's request: a message that takes no time.
func (r *Reader) asked(e *event.Event, step int) {
	from := r.clients[e.Op]
	r.waiting = true
	if e.Node == ring.None {
		r.mark(from, e.At, step)
		return
	}
	r.edge(Message{From: from, To: NodeLane(e.Node)}, e, step)
}

// told adds the answer to a client.
func (r *Reader) told(e *event.Event, step int) {
	to, known := r.clients[e.Op]
	if !known {
		to = Lane{Kind: Observer} // an answer without a request, which our own traces never contain
	}
	delete(r.clients, e.Op)
	r.waiting = false
	if e.Node == ring.None {
		r.mark(to, e.At, step)
		return
	}
	r.edge(Message{From: NodeLane(e.Node), To: to}, e, step)
}

// edge adds a message that begins and ends at once, on a row of its own.
func (r *Reader) edge(m Message, e *event.Event, step int) {
	m.Sent, m.Fate = step, Arrived
	m.Began, m.Ended = len(r.d.Rows), len(r.d.Rows)
	r.d.Messages = append(r.d.Messages, m)
	r.row(m.To, e.At, step).In = len(r.d.Messages) - 1
	r.d.insert(m.From)
}

// sent begins a message, on the same row as the others that its sender sends at once.
func (r *Reader) sent(e *event.Event, step int) {
	m := Message{From: NodeLane(e.From), To: NodeLane(e.To), Type: e.Type, Ended: -1, Sent: step, ID: e.Msg}
	row := r.current(m.From, e.At)
	if row == nil || row.In >= 0 {
		row = r.row(m.From, e.At, step)
	} else {
		row.Steps = append(row.Steps, step)
	}
	m.Began = len(r.d.Rows) - 1
	row.Out = append(row.Out, len(r.d.Messages))
	r.flying[e.Msg] = len(r.d.Messages)
	r.d.Messages = append(r.d.Messages, m)
	r.d.insert(m.To)
}

// ended ends a message. A node's message to itself never began, and one that was dropped
// after it had arrived was lost before it reached the disk.
func (r *Reader) ended(e *event.Event, step int) {
	i, flying := r.flying[e.Msg]
	switch {
	case e.From == e.To, !flying && e.Why == event.Forgotten:
		r.mark(NodeLane(e.To), e.At, step)
		return
	case !flying:
		i = len(r.d.Messages)
		r.d.Messages = append(r.d.Messages, Message{From: NodeLane(e.From), To: NodeLane(e.To), Type: e.Type, Began: -1, ID: e.Msg})
		r.d.insert(NodeLane(e.From))
	}
	m := &r.d.Messages[i]
	switch {
	case e.Kind == event.Drop:
		m.Fate, m.Why = Dropped, e.Why
	case e.Late:
		m.Fate = Late
	default:
		m.Fate = Arrived
	}
	row := r.row(m.To, e.At, step) // the message still counts as flying here: waiting for it is not idle time
	m.Ended, row.In = len(r.d.Rows)-1, i
	delete(r.flying, e.Msg)
}

// mark adds an event without a message to the row of its lane and time.
func (r *Reader) mark(l Lane, at time.Duration, step int) {
	if row := r.current(l, at); row != nil && l.Kind != Client {
		row.Steps = append(row.Steps, step)
		return
	}
	r.row(l, at, step)
}

// current returns the last row if it has that lane and time.
func (r *Reader) current(l Lane, at time.Duration) *Row {
	n := len(r.d.Rows)
	if n == 0 || r.d.Rows[n-1].Lane != l || r.d.Rows[n-1].At != at {
		return nil
	}
	return &r.d.Rows[n-1]
}

// row adds a row.
func (r *Reader) row(l Lane, at time.Duration, step int) *Row {
	n := len(r.d.Rows)
	idle := n > 0 && at-r.d.Rows[n-1].At >= LongIdle && !r.moving()
	r.d.insert(l)
	r.d.Rows = append(r.d.Rows, Row{At: at, Lane: l, Steps: []int{step}, In: -1, Idle: idle})
	return &r.d.Rows[n]
}

// moving reports whether a message is on its way, and not merely waiting for a hung node.
func (r *Reader) moving() bool {
	// any order: only whether there is one matters.
	for _, i := range r.flying {
		if r.ill[r.d.Messages[i].To.Node()] != event.Hang {
			return true
		}
	}
	return false
}
