// The trace that a node keeps of a request, read as messages between nodes.
//
// Times count, in µs, from when each source got its message; so those of the coordinator are exact. Other
// nodes' lines are placed by their own clocks, in whole ms, and never before what they follow nor after
// what follows from them. Hints are not in a trace, and a replica that is believed down simply
// has no line (measured on Cassandra 5.0).

package attach

import (
	"context"
	"encoding/hex"
	"errors"
	"net/netip"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"ringside/cassandra/cql"
	"ringside/engine/event"
	"ringside/engine/quorum"
	"ringside/engine/ring"
)

const (
	sessionStatement = "SELECT duration FROM system_traces.sessions WHERE session_id = "
	linesStatement   = "SELECT event_id, activity, source, source_port, source_elapsed FROM system_traces.events WHERE session_id = "
	// traceTime is how long a trace is waited for: it came within 174 ms, and never comes if a
	// replica of system_traces is down. traceGap is how long to wait before looking again.
	traceTime = time.Second
	traceGap  = 30 * time.Millisecond
)

// tracedLine is one line of a trace.
type tracedLine struct {
	source  netip.AddrPort
	elapsed time.Duration // since the source got its message
	clock   time.Duration // since the first line, by the sources' clocks
	text    string
}

// traced reads the trace of a request that has been answered. It is whole if the session is over and
// no line has come since it was looked at before.
func (c *Cluster) traced(ctx context.Context, conn *cql.Conn, rows *cql.Rows, failed error) (lines []tracedLine, whole bool) {
	var id string
	var server *cql.ServerError
	switch {
	case rows != nil:
		id = rows.Trace
	case errors.As(failed, &server):
		id = server.Trace
	}
	if id == "" {
		return nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, traceTime)
	defer cancel()
	for seen := -1; ; {
		session, err := query(ctx, conn, sessionStatement+id)
		if err != nil {
			return lines, false
		}
		got, err := query(ctx, conn, linesStatement+id)
		if err != nil {
			return lines, false
		}
		lines = readLines(got)
		if session.Len() > 0 && !session.Null(0, "duration") && got.Len() > 0 && got.Len() == seen {
			return lines, true
		}
		seen = got.Len()
		if !wait(ctx, traceGap) {
			return lines, false
		}
	}
}

func readLines(rows *cql.Rows) (lines []tracedLine) {
	var first int64
	for i := range rows.Len() {
		at := ticks(rows.UUID(i, "event_id"))
		if i == 0 {
			first = at
		}
		lines = append(lines, tracedLine{
			source:  netip.AddrPortFrom(rows.Addr(i, "source"), uint16(rows.Int(i, "source_port"))),
			elapsed: time.Duration(rows.Int(i, "source_elapsed")) * time.Microsecond,
			clock:   time.Duration(at-first) * 100, text: rows.Text(i, "activity"),
		})
	}
	return lines
}

// ticks returns the time in a time-based UUID, in 100 ns (RFC 9562, section 5.1).
func ticks(uuid string) int64 {
	b, err := hex.DecodeString(strings.ReplaceAll(uuid, "-", ""))
	if err != nil || len(b) != 16 {
		return 0
	}
	low := int64(b[0])<<24 | int64(b[1])<<16 | int64(b[2])<<8 | int64(b[3])
	return int64(b[6]&0x0f)<<56 | int64(b[7])<<48 | int64(b[4])<<40 | int64(b[5])<<32 | low
}

// telling makes events of a trace.
type telling struct {
	*state
	q     *request
	base  event.Event
	all   []tracedEvent
	asked map[ring.NodeID]event.Type // what a read was told to ask a node for, before it was sent
	data  bool                       // a read asked another node for the full copy
}

// tracedEvent is an event and what it follows from: the index of another one; -1: the request.
type tracedEvent struct {
	event.Event
	from  int
	late  bool
	taken bool // of a message: its arrival is known
}

// messages are the names of what nodes send, with the types of their answers.
var messages = map[string]event.Type{
	"MUTATION_REQ": event.Write, "MUTATION_RSP": event.WriteAck, "READ_REQ": event.ReadData, "READ_RSP": event.Data,
	"READ_REPAIR_REQ": event.Repair, "READ_REPAIR_RSP": event.RepairAck,
}

// fromTrace adds what a trace has to the log, and the reply where it belongs, and returns the step of
// the reply.
func (s *state) fromTrace(q *request, lines []tracedLine, reply *event.Event) (step uint32) {
	t := telling{state: s, q: q, asked: make(map[ring.NodeID]event.Type)}
	lines = t.withoutServerReads(lines)
	t.base = event.Event{Op: q.op, Key: reply.Key, Dot: q.dot, Node: ring.None, From: ring.None, To: ring.None, Why: event.Untold}
	t.coordinator(lines, reply.At-q.began)
	t.sentBefore()
	t.others(lines)
	t.passes()
	sort.SliceStable(t.all, func(i, j int) bool { return t.all[i].At < t.all[j].At }) // indexes are of no use after this
	return t.record(reply, len(lines) > 0)
}

// coordinator takes in the lines of the coordinator: what it sent, what came, what it did itself. told
// is when the client was told, after the request.
func (t *telling) coordinator(lines []tracedLine, told time.Duration) {
	reached, own := time.Duration(0), false
	for i := range lines {
		l := &lines[i]
		if t.atInternal(l.source) != t.q.node {
			continue
		}
		late := l.elapsed < reached/2 // once the session is over it counts from when a message came
		reached = max(reached, l.elapsed)
		at := min(l.elapsed, told)
		if late {
			at = max(told, l.clock)
		}
		e := tracedEvent{Event: t.base, from: -1, late: late}
		e.At = t.q.began + at
		text, peer := l.text, t.peerIn(l.text)
		name, bytes := messageIn(text)
		switch {
		case strings.HasPrefix(text, "reading digest from "):
			t.asked[peer] = event.ReadDigest
		case strings.HasPrefix(text, "reading data from "):
			t.asked[peer], t.data = event.ReadData, true
		case strings.HasPrefix(text, "Sending ") && messages[name] != 0 && peer != ring.None:
			t.message(&e, name, bytes, t.q.node, peer)
		case strings.Contains(text, " message received from ") && messages[name] != 0 && peer != ring.None:
			e.Kind, e.From, e.To, e.Type = event.Deliver, peer, t.q.node, messages[name]
			t.all = append(t.all, e)
		case !own && t.isOwn(text):
			own = true
			e.Kind, e.From, e.To, e.Type = event.Deliver, t.q.node, t.q.node, event.WriteAck
			if t.q.verb == event.Get {
				e.Type = event.Data
				if t.data {
					e.Type = event.Digest // one node gives the data, unless digests differ
				}
			}
			t.all = append(t.all, e)
		case t.worthTelling(text):
			e.Kind, e.Node, e.Text, e.Why = event.Told, t.q.node, t.trace.Add(spoken(text)), 0
			t.all = append(t.all, e)
		}
	}
}

// isOwn reports whether a line says that the coordinator, which is a replica, has done itself what it
// asks of others.
func (t *telling) isOwn(text string) bool {
	if !slices.Contains(t.q.replicas, t.q.node) {
		return false
	}
	if t.q.verb == event.Get {
		return strings.HasPrefix(text, "Read ") && strings.Contains(text, " live rows and ")
	}
	return text == "Adding to "+KVTable+" memtable"
}

// worthTelling reports whether a line says something that is in no message.
func (t *telling) worthTelling(text string) bool {
	for _, begin := range []string{"Digest mismatch", "speculating read retry", "Timed out;", "Sending read-repair-mutation to", "Failed;"} {
		if strings.HasPrefix(text, begin) {
			return true
		}
	}
	return false
}

// spoken is a line of a trace without what only a server can read.
func spoken(text string) string {
	text, _, _ = strings.Cut(text, ": Mismatch for key ")
	if before, after, found := strings.Cut(text, " Full("); found { // Full(host/address:port,(range])
		_, address, _ := strings.Cut(after, "/")
		address, _, _ = strings.Cut(address, ",")
		text = before + " " + address
	}
	return text
}

// message adds what a node has sent.
func (t *telling) message(e *tracedEvent, name string, bytes int, from, to ring.NodeID) int {
	e.Kind, e.From, e.To, e.Type, e.Ref = event.Send, from, to, messages[name], uint32(bytes)
	if of, ok := t.asked[to]; ok && e.Type == event.ReadData && from == t.q.node {
		e.Type = of
		delete(t.asked, to)
	}
	t.requests.messages++
	e.Msg = t.requests.messages
	t.all = append(t.all, *e)
	return len(t.all) - 1
}

// others takes in the lines of the other nodes: what came to them, and what they sent.
func (t *telling) others(lines []tracedLine) {
	for i := range lines {
		l := &lines[i]
		at, peer := t.atInternal(l.source), t.peerIn(l.text)
		name, bytes := messageIn(l.text)
		if at == ring.None || at == t.q.node || peer == ring.None || messages[name] == 0 {
			continue
		}
		e := tracedEvent{Event: t.base, from: -1}
		e.At = t.q.began + max(l.clock, 0)
		if strings.HasPrefix(l.text, "Sending ") {
			request := t.newest(event.Deliver, peer, at)
			e.from = request
			if request >= 0 {
				e.At = max(e.At, t.all[request].At)
			}
			answered := t.arrival(at, peer, messages[name])
			if answered >= 0 {
				e.At = min(e.At, t.all[answered].At)
			}
			of := t.message(&e, name, bytes, at, peer)
			if answered >= 0 {
				t.all[answered].Msg, t.all[answered].from, t.all[answered].taken = t.all[of].Msg, of, true
			}
			if request >= 0 {
				if t.all[request].Type == event.ReadDigest {
					t.all[of].Type = event.Digest
					if answered >= 0 {
						t.all[answered].Type = event.Digest
					}
				}
				t.all[request].At = min(t.all[request].At, t.all[of].At)
			}
			continue
		}
		sent := t.unarrived(peer, at, messages[name])
		if sent < 0 { // the line of its sending is missing
			continue
		}
		m := &t.all[sent]
		m.taken = true
		e.Kind, e.From, e.To, e.Type, e.Msg, e.from, e.late = event.Deliver, peer, at, m.Type, m.Msg, sent, m.late
		e.At = max(e.At, m.At)
		t.all = append(t.all, e)
	}
	for i := range t.all { // who answered was asked, though its own lines are missing
		if e := &t.all[i]; e.Kind == event.Deliver && e.To == t.q.node && e.From != e.To && e.Msg == 0 {
			t.requests.messages++
			e.Msg = t.requests.messages
			if e.Type == event.Data && t.askedFor(e.From, e.At) == event.ReadDigest {
				e.Type = event.Digest
			}
		}
	}
}

// passes adds who was not asked, and had been said to be down: what was said may be over by then.
func (t *telling) passes() {
	for _, id := range t.q.down {
		if !slices.ContainsFunc(t.all, func(e tracedEvent) bool { return e.Msg != 0 && (e.To == id || e.From == id) }) {
			e := tracedEvent{Event: t.base, from: -1}
			e.Kind, e.At, e.Node, e.To, e.Why = event.Pass, t.q.began, t.q.node, id, 0
			t.all = append(t.all, e)
		}
	}
}

// newest returns the last message of a kind between two nodes; -1 if there is none.
func (t *telling) newest(kind event.Kind, from, to ring.NodeID) int {
	for i := len(t.all) - 1; i >= 0; i-- {
		if e := &t.all[i]; e.Kind == kind && e.From == from && e.To == to {
			return i
		}
	}
	return -1
}

// arrival returns the first answer that came to the coordinator and whose sending is not known yet.
func (t *telling) arrival(from, to ring.NodeID, of event.Type) int {
	return slices.IndexFunc(t.all, func(e tracedEvent) bool {
		return e.Kind == event.Deliver && e.From == from && e.To == to && e.From != e.To && e.Type == of && !e.taken
	})
}

// unarrived returns the first message between two nodes of which it is not known that it came.
func (t *telling) unarrived(from, to ring.NodeID, of event.Type) int {
	return slices.IndexFunc(t.all, func(e tracedEvent) bool {
		return e.Kind == event.Send && e.From == from && e.To == to && !e.taken && (e.Type == of || of == event.ReadData && e.Type == event.ReadDigest)
	})
}

// askedFor returns what a node was asked for last, before a time.
func (t *telling) askedFor(id ring.NodeID, at time.Duration) (of event.Type) {
	for i := range t.all {
		if e := &t.all[i]; e.Kind == event.Send && e.To == id && e.At <= at {
			of = e.Type
		}
	}
	return of
}

// record adds the events to the log. Whose answers count is worked out again: as many as must, the
// first ones.
func (t *telling) record(reply *event.Event, traced bool) (step uint32) {
	c := counting{rule: t.q.rule}
	sends := make(map[uint32]uint32) // the newest step of each message
	var by []ring.NodeID
	told := false
	tell := func() {
		if !told {
			told = true
			by = slices.Clone(c.by)
			reply.Msg = t.trace.AddNodes(by)
			if reply.Need == 0 && reply.Outcome == event.OK { // at any an ack counts if one came, and a hint is none
				reply.N, reply.Need = uint8(len(by)), uint8(len(by))
			}
			step = t.trace.Append(*reply)
		}
	}
	asked := make(map[ring.NodeID]bool)
	for i := range t.all {
		e := t.all[i].Event
		if t.all[i].late || e.At > reply.At {
			tell()
		}
		e.Cause = t.q.invoke
		if e.Msg != 0 && sends[e.Msg] != 0 {
			e.Cause = sends[e.Msg]
		}
		if e.Kind == event.Send && e.From == t.q.node {
			if asked[e.To] && (e.Type == event.ReadData || e.Type == event.ReadDigest) {
				c.again(e.To)
			}
			asked[e.To] = true
		}
		if e.Kind == event.Deliver && e.To == t.q.node && e.Type != event.RepairAck {
			asked[e.From] = true
			if e.Late = told; !told {
				met := c.met()
				c.add(e.From)
				e.N, e.Need = uint8(len(c.by)), max(reply.Need, 1) // at any, a hint may do instead
				if !met && c.met() && reply.Outcome <= event.NotFound {
					reply.Cause = uint32(t.trace.Len() + 1)
				}
			}
		}
		at := t.trace.Append(e)
		if e.Msg != 0 {
			sends[e.Msg] = at
		}
	}
	tell()
	if traced && reply.Outcome != event.Unavailable && reply.Outcome != event.CoordinatorLost {
		t.settle(asked, reply.At)
	}
	return step
}

// settle notes that the trace has no more.
func (t *telling) settle(asked map[ring.NodeID]bool, told time.Duration) {
	answered := 0
	for id := range asked {
		if slices.ContainsFunc(t.all, func(e tracedEvent) bool { return e.Kind == event.Deliver && e.From == id && e.To == t.q.node }) {
			answered++
		}
	}
	e := t.base
	e.Kind, e.Node, e.At, e.N, e.Need = event.Settle, t.q.node, told, uint8(answered), uint8(len(asked))
	if len(t.all) > 0 {
		e.At = max(told, t.all[len(t.all)-1].At)
	}
	t.trace.Append(e)
}

// counting is whose answers count.
type counting struct {
	rule quorum.Rule
	by   []ring.NodeID
}

func (c *counting) answered(id ring.NodeID) bool { return slices.Contains(c.by, id) }

// met reports whether enough have answered.
func (c *counting) met() bool { return c.rule.Met(c.answered) }

// add takes in an answer: it counts where one is still waited for.
func (c *counting) add(id ring.NodeID) {
	if c.answered(id) {
		return
	}
	for i := range c.rule {
		e := &c.rule[i]
		have := 0
		for _, of := range e.Of {
			if c.answered(of) {
				have++
			}
		}
		if slices.Contains(e.Of, id) && have < e.Need {
			c.by = append(c.by, id)
			return
		}
	}
}

// again forgets the answer of a node that is asked once more.
func (c *counting) again(id ring.NodeID) {
	c.by = slices.DeleteFunc(c.by, func(n ring.NodeID) bool { return n == id })
}

// messageIn returns the name of the message in a line, and its bytes if the line has them.
func messageIn(text string) (name string, bytes int) {
	text = strings.TrimPrefix(text, "Sending ")
	name, rest, found := strings.Cut(text, " message ")
	if !found {
		return "", 0
	}
	if _, size, ok := strings.Cut(rest, "message size "); ok {
		size, _, _ = strings.Cut(size, " ")
		bytes, _ = strconv.Atoi(size) // else it has none
	}
	return name, bytes
}

// peerIn returns the node whose address a line of a trace names; None if it names none.
func (s *state) peerIn(text string) ring.NodeID {
	_, after, found := strings.Cut(text, "/")
	if !found {
		return ring.None
	}
	address := after
	if i := strings.IndexAny(after, " ,"); i >= 0 {
		address = after[:i]
	}
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return ring.None
	}
	return s.atInternal(a)
}

// atInternal returns the node that its peers reach at an address.
func (s *state) atInternal(a netip.AddrPort) ring.NodeID {
	for i := range s.nodes {
		if n := &s.nodes[i]; !n.out && n.internal == a {
			return ring.NodeID(i)
		}
	}
	return ring.None
}
