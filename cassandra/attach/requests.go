// Requests of a client to the cluster, each through a node of its choice, at a level of its choice,
// and traced.
//
//	Ask ─▶ a connection to the coordinator ─▶ the statement ─▶ what the client is told ┐
//	                                            └▶ its trace: who was asked, who answered ┴▶ events

package attach

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"ringside/cassandra/cql"
	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/internal/nearest"
	"ringside/internal/printable"
)

// Requests say which requests are allowed; the zero value allows none.
type Requests struct {
	Reads, Writes bool
	Table         string         // that gets read; "": the only one of the keyspace that can be read
	Copies        ring.Placement // Writes: of the keyspace ringside, if it is not there yet
}

// Any reports whether any request is allowed.
func (r *Requests) Any() bool { return r.Reads || r.Writes }

// clientTimeout is how long a client waits for an answer: longer than the node that it asks, whose
// own limits are 5 s for a read and 2 s for a write unless they are set otherwise.
const clientTimeout = 12 * time.Second

// requests is what is kept of them. The lock of the Cluster guards it.
type requests struct {
	reads, writes quorum.Level // of those that name none
	table         *table       // that gets read; nil: none can be
	untold        string       // why none can be, while there is no table
	making        bool         // the keyspace of writes
	begun         uint32
	messages      uint32
	stamp         int64 // of the last write, µs since 1970: they grow
	judge         judge
}

// clients are the connections of requests, by address.
type clients struct {
	mu    sync.Mutex
	conns map[string]*cql.Conn
	last  chan struct{} // closed when the newest request has begun
	over  bool          // none is opened any more
}

// dial returns a connection to a node.
func (c *Cluster) dial(ctx context.Context, address string) (*cql.Conn, error) {
	c.clients.mu.Lock()
	conn := c.clients.conns[address]
	c.clients.mu.Unlock()
	if conn != nil && conn.Err() == nil {
		return conn, nil
	}
	conn, err := cql.Dial(ctx, address, c.options.config())
	if err != nil {
		return nil, err
	}
	c.clients.mu.Lock()
	defer c.clients.mu.Unlock()
	if c.clients.over {
		conn.Close()
		return nil, net.ErrClosed
	}
	if old := c.clients.conns[address]; old != nil && old.Err() == nil { // another request was faster
		conn.Close()
		return old, nil
	}
	if c.clients.conns == nil {
		c.clients.conns = make(map[string]*cql.Conn)
	}
	c.clients.conns[address] = conn
	return conn, nil
}

// hangUp ends the connections.
func (c *Cluster) hangUp() {
	c.clients.mu.Lock()
	defer c.clients.mu.Unlock()
	for _, conn := range c.clients.conns {
		conn.Close()
	}
	c.clients.conns, c.clients.over = nil, true
}

// SetLevel sets the level of the requests that name none: of reads for "r", of writes for "w".
func (c *Cluster) SetLevel(name, to string) error {
	if name != "r" && name != "w" {
		return fmt.Errorf("set %s: of a real cluster only r and w can be set, the levels of the next requests", printable.Escape(name))
	}
	l, err := quorum.ParseLevel(to)
	if err == nil {
		_, err = cqlLevel(l)
	}
	if err == nil && name == "r" {
		err = readable(l)
	}
	if err != nil {
		return fmt.Errorf("set %s: %w", name, err)
	}
	c.change(func(s *state) {
		if name == "r" {
			s.requests.reads = l
		} else {
			s.requests.writes = l
		}
	})
	return nil
}

// cqlLevel returns a level as the protocol has it.
func cqlLevel(l quorum.Level) (cql.Level, error) {
	text := l.String()
	if names := [...]string{"", "one", "two", "three"}; l.Kind == quorum.Number && l.N >= 1 && l.N < len(names) {
		text = names[l.N]
	}
	if level, ok := cql.ParseLevel(text); ok {
		return level, nil
	}
	return 0, fmt.Errorf("no level of Cassandra: %s (allowed: one, two, three, quorum, all, local_one, local_quorum, each_quorum, and any for writes)", text)
}

// readable returns an error for a level that reads do not have.
func readable(l quorum.Level) error {
	if l.Kind == quorum.Any {
		return errors.New("reads have no level any: a hint alone meets a write, and answers no read")
	}
	return nil
}

// request is one that has begun.
type request struct {
	engine.Command
	verb     event.Verb
	op       uint32
	invoke   uint32       // its step
	named    quorum.Level // the one that is named, or that of the setting
	level    cql.Level    // the same for the protocol
	rule     quorum.Rule
	need     int
	node     ring.NodeID // that coordinates it
	replicas []ring.NodeID
	down     []ring.NodeID // those that the coordinator has said to be down
	began    time.Duration
	stamp    int64
	dot      version.Dot
	table    *table
}

// Ask has a put, a get or a delete carried out. Requests begin in the order in which Ask is called.
// The function that it returns waits until the client has been told and the trace is read, or
// returns why nothing was asked; what became of a request is in the View. It must be called: later
// requests wait for it.
func (c *Cluster) Ask(ctx context.Context, cmd engine.Command) func() error {
	begun := make(chan struct{})
	c.clients.mu.Lock()
	before := c.clients.last
	c.clients.last = begun
	c.clients.mu.Unlock()
	return func() error {
		q := request{Command: cmd}
		conn, err := c.begin(ctx, &q, before)
		close(begun)
		if err != nil {
			return fmt.Errorf("%s: %w", cmd.Verb, err)
		}
		rows, err := conn.Query(ctx, q.statement())
		told := time.Since(c.began)
		lines, whole := c.traced(ctx, conn, rows, err)
		var got found
		if err == nil && q.table != nil {
			got.value, got.stamp, got.row = q.table.row(rows)
		}
		c.change(func(s *state) { s.answered(&q, told, got, err, lines, whole) })
		return nil
	}
}

// begin connects to the coordinator of a request and notes that it is asked, after the request before
// it has begun.
func (c *Cluster) begin(ctx context.Context, q *request, before <-chan struct{}) (conn *cql.Conn, err error) {
	var address string
	c.look(func(s *state) { address, err = s.plan(q) })
	if err == nil {
		conn, err = c.dial(ctx, address)
		if err != nil {
			err = fmt.Errorf("nothing was sent: %w", err)
		}
	}
	if before != nil {
		select {
		case <-before:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	if err == nil {
		c.change(func(s *state) { s.begin(q, time.Since(c.began)) })
	}
	return conn, err
}

// statement is what is asked of the coordinator.
func (q *request) statement() cql.Statement {
	stamp := binary.BigEndian.AppendUint64(nil, uint64(q.stamp))
	s := cql.Statement{Level: q.level, Trace: true, Wait: clientTimeout}
	switch q.verb {
	case event.Put:
		s.CQL, s.Values = putStatement, [][]byte{[]byte(q.Key), []byte(q.Value), stamp}
	case event.Delete:
		s.CQL, s.Values = deleteStatement, [][]byte{stamp, []byte(q.Key)}
	default:
		s.CQL, s.Values = q.table.get, [][]byte{[]byte(q.Key)}
	}
	return s
}

// plan works out who is asked, at which level, and who should answer.
func (s *state) plan(q *request) (address string, err error) {
	if s.ring == nil {
		return "", errors.New("not attached yet")
	}
	level := s.requests.writes
	switch q.Verb {
	case engine.Put, engine.Resolve:
		q.verb = event.Put
	case engine.Delete:
		q.verb = event.Delete
	default:
		q.verb, level, q.table = event.Get, s.requests.reads, s.requests.table
	}
	if s.requests.table == nil {
		return "", errors.New(s.requests.untold)
	}
	if q.At.Given() {
		level = q.At
	}
	if q.verb == event.Get {
		if err := readable(level); err != nil {
			return "", err
		}
	}
	q.named = level
	if q.level, err = cqlLevel(level); err != nil {
		return "", err
	}
	if q.node, err = s.coordinator(q.Via); err != nil {
		return "", err
	}
	n := &s.nodes[q.node]
	q.replicas = s.ring.Replicas(nil, ring.Hash(q.Key), s.placement)
	counts := level
	if level.Kind == quorum.Any { // one replica, wherever it is, or a hint alone
		counts = quorum.Answers(1)
	}
	q.rule = counts.On(s.ring, s.placement).Rule(nil, q.replicas, s.ring, s.ring.DC(q.node))
	for _, e := range q.rule {
		q.need += e.Need
	}
	if level.Kind == quorum.Any {
		q.need = 0
	}
	return n.address.String(), nil
}

// begin notes that a request is asked.
func (s *state) begin(q *request, at time.Duration) {
	r := &s.requests
	r.begun++
	q.op, q.began = r.begun, at
	command := s.trace.Append(event.Event{Kind: event.Command, At: at, Text: s.trace.Add(q.Command.String()), Node: ring.None, From: ring.None, To: ring.None})
	e := event.Event{
		Kind: event.Invoke, At: at, Cause: command, Op: q.op, Verb: q.verb, Key: s.trace.Intern(q.Key), Ref: uint32(s.trace.Intern(cmp.Or(q.Client, engine.DefaultClient))),
		Node: q.node, From: ring.None, To: ring.None, Need: uint8(q.need), Msg: s.trace.AddNodes(q.replicas), Arg: int64(s.trace.Intern(q.named.String())),
	}
	if q.verb != event.Get {
		r.stamp = max(r.stamp+1, time.Now().UnixMicro())
		q.stamp, q.dot = r.stamp, version.Dot{Actor: version.Actor{Node: q.node}, Counter: q.op}
		e.Dot, e.Text = q.dot, s.trace.Add(q.Value)
		r.judge.asked(q)
	}
	q.invoke = s.trace.Append(e)
	for _, id := range q.replicas {
		if id != q.node && s.holders[q.node].verdict(id) == engine.HeardDown {
			q.down = append(q.down, id)
		}
	}
}

// coordinator returns which node a request goes to: the one that is named; else the one whose tables
// the ring comes from, if it can be asked, or the first one that can.
func (s *state) coordinator(via string) (ring.NodeID, error) {
	var names []string
	first := ring.None
	for i := range s.nodes {
		n := &s.nodes[i]
		if n.out {
			continue
		}
		names = append(names, n.name)
		switch {
		case via != "" && n.name == via:
			return ring.NodeID(i), nil
		case via == "" && s.holders[i].reached && (first == ring.None || n.address.String() == s.at):
			first = ring.NodeID(i)
		}
	}
	switch {
	case via != "":
		return 0, fmt.Errorf("no node %s%s", printable.Escape(via), nearest.Among(via, "nodes", names))
	case first == ring.None:
		return 0, errors.New("no node can be asked now")
	}
	return first, nil
}

// found is what a get has read: its value as text, and the newest time that any of it was written at.
type found struct {
	value string
	stamp int64 // µs since 1970; 0 if there is none
	row   bool  // there is something at all
}

// answered notes what the client of a request was told at a time, with what its trace has.
func (s *state) answered(q *request, at time.Duration, got found, err error, lines []tracedLine, whole bool) {
	e := event.Event{
		Kind: event.Reply, At: at, Op: q.op, Verb: q.verb, Key: s.trace.Intern(q.Key), Arg: int64(at - q.began), Need: uint8(q.need), Cause: q.invoke,
		Outcome: event.OK, N: uint8(q.need), Dot: q.dot, Node: q.node, From: ring.None, To: ring.None, Why: event.Untold, Fresh: true,
	}
	var server *cql.ServerError
	switch {
	case errors.As(err, &server):
		if e.Outcome, e.N = event.Failed, 0; server.Unavailable() || server.Timeout() || server.Failed() {
			e.N, e.Need = uint8(min(server.Got, 255)), uint8(min(server.Required, 255))
		}
		switch {
		case server.Unavailable():
			e.Outcome = event.Unavailable
		case server.Timeout():
			e.Outcome = event.Timeout
		case server.Rejected():
			e.Why = event.Rejected
		}
	case err != nil:
		e.Outcome, e.N = event.CoordinatorLost, 0
	}
	if e.Verb == event.Get {
		e.Dot = version.Dot{}
	}
	if err == nil && e.Verb == event.Get {
		e.Outcome = event.NotFound
		if got.row {
			e.Outcome = event.OK
			dot, known := s.requests.judge.version(q.Key, got.stamp)
			if !known { // somebody else has written it
				dot = version.Dot{Actor: version.Actor{Node: q.node}, Counter: q.op}
			}
			// It has no vector clock: Cassandra knows none.
			e.Ref = s.trace.AddSet(&version.Set{Siblings: []version.Sibling{{Dot: dot, Value: got.value, Stamp: got.stamp * 1000}}})
		}
	}
	reply := s.fromTrace(q, lines, &e)
	say := func(node ring.NodeID, text string) {
		s.trace.Append(event.Event{Kind: event.Told, At: at, Op: q.op, Cause: reply, Node: node, From: ring.None, To: ring.None, Text: s.trace.Add(text)})
	}
	if err != nil {
		say(q.node, "to the client: "+printable.Escape(err.Error()))
	} else {
		for _, f := range s.requests.judge.told(q, at, e.Outcome, got.stamp) {
			f.At, f.Cause, f.Op, f.Key, f.Node, f.From, f.To = at, reply, q.op, e.Key, ring.None, ring.None, ring.None
			proof := f.Text
			f.Text = 0
			s.trace.Append(f)
			say(ring.None, s.requests.judge.proofs[proof])
		}
		s.requests.judge.proofs = s.requests.judge.proofs[:0]
	}
	switch {
	case e.Why == event.Rejected: // nothing was carried out
	case len(lines) == 0 && e.Outcome != event.CoordinatorLost:
		say(q.node, "no trace came; what each replica did is unknown")
	case !whole && len(lines) > 0:
		say(q.node, "the trace may not be whole")
	}
}
