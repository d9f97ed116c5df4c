// This file is the smallest world that nodes can live in: everything that a node
// gives out is written down, and happens when the test says so.

package node_test

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/node"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// world is some nodes and what they have asked for and has not happened yet.
type world struct {
	nodes       []*node.Node
	ring        *ring.Ring
	ringVersion *node.RingVersion
	settings    node.Settings
	merges      version.Merges
	now         time.Duration
	trace       event.Recorder
	ops         uint32
	messages    map[string]node.Message // in flight, by the names that the log gives them
	disks       map[string]node.Message // being written
	timers      map[string]node.Timer
	count       map[string]int
	outputs     []node.Output // of the step that has just been taken
	out         strings.Builder
}

func newWorld(nodes int) *world {
	w := &world{
		settings: node.Settings{
			Placement: ring.Simple(3), R: quorum.Answers(2), W: quorum.Answers(2), Quorum: node.Strict, Conflict: node.Siblings, Read: node.DigestRead,
			Repair: node.RepairAsync, Timeout: time.Second, Sync: node.SyncAlways, Handoff: 3 * time.Hour, Grace: time.Hour,
		},
		messages: make(map[string]node.Message), disks: make(map[string]node.Message),
		timers: make(map[string]node.Timer), count: make(map[string]int),
	}
	var specs []ring.Node
	for i := range nodes { // n1 has the lowest token, so that a key below it is kept by n1 n2 n3
		specs = append(specs, ring.Node{Name: "n" + strconv.Itoa(i+1), DC: "dc1", Rack: "r1", Tokens: []ring.Mark{{Token: ring.Token(i)}}})
	}
	r, err := ring.New(specs)
	if err != nil {
		panic(err)
	}
	w.ring = r
	w.begin(r)
	return w
}

// begin makes all nodes anew, which go by a ring.
func (w *world) begin(r *ring.Ring) {
	w.ringVersion = &node.RingVersion{Number: 1, Who: ring.None, Ring: r, Mover: ring.None, Coordinator: ring.None}
	w.nodes = nil
	for i := range w.ring.Nodes() {
		w.nodes = append(w.nodes, node.New(ring.NodeID(i), w.ringVersion, w))
	}
}

func (w *world) name(n ring.NodeID) string {
	if n == ring.None {
		return "-"
	}
	return w.ring.Nodes()[n].Name
}

func (w *world) names(all []ring.NodeID) string {
	var s []string
	for _, n := range all {
		s = append(s, w.name(n))
	}
	return strings.Join(s, " ")
}

func (w *world) say(format string, args ...any) { fmt.Fprintf(&w.out, "  "+format+"\n", args...) }

// fresh makes the name of something that a node has asked for.
func (w *world) fresh(what string) string {
	w.count[what]++
	return what + strconv.Itoa(w.count[what])
}

func (w *world) values(s *version.Set) string {
	if s == nil {
		return "nothing"
	}
	return string(s.Append(nil, w.name))
}

func (w *world) Now() time.Duration       { return w.now }
func (w *world) Settings() *node.Settings { return &w.settings }
func (w *world) Merges() *version.Merges  { return &w.merges }

func (w *world) Demand(level quorum.Level, r *ring.Ring) *quorum.Demand {
	d := level.On(r, w.settings.Placement)
	return &d
}

// step lets a node take an input in, and carries out what it gives out.
func (w *world) step(id ring.NodeID, in node.Input) {
	w.outputs = w.nodes[id].Step(&in, w.outputs[:0])
	for i := range w.outputs {
		w.outputs[i].Step = w.carryOut(&w.outputs[i])
	}
	w.nodes[id].Advance(w.outputs)
}

// deliver gives a message to its node.
func (w *world) deliver(m *node.Message) {
	w.step(m.To, node.Input{Kind: node.InMessage, Message: m})
}

// durable tells a node that its disk has written what a message brings.
func (w *world) durable(m *node.Message) {
	w.step(m.To, node.Input{Kind: node.InWritten, Message: m})
}

// learn tells a node of a ring version.
func (w *world) learn(n *node.Node, e *node.RingVersion) {
	w.step(n.ID, node.Input{Kind: node.InRingVersion, RingVersion: e})
}

// compare lets a node compare ranges with a peer.
func (w *world) compare(n *node.Node, peer ring.NodeID, ranges []merkle.Range) {
	w.step(n.ID, node.Input{Kind: node.InCompare, Peer: peer, Ranges: ranges})
}

// cause returns the step that a cause is, or refers to; nobody knows why a peer is silent.
func (w *world) cause(cause uint32) uint32 {
	if !node.Refers(cause) {
		return cause
	}
	place, silent := node.Referred(cause)
	if silent {
		return 0
	}
	return w.outputs[place].Step
}

// carryOut writes down what a node gives out, and keeps what is to happen later.
func (w *world) carryOut(o *node.Output) uint32 {
	switch o.Kind {
	case node.Recorded:
		return w.recordOutput(o)
	case node.Sent:
		o.Message.Cause = w.cause(o.Message.Cause)
		w.send(o.Message)
	case node.Written:
		o.Message.Cause = w.cause(o.Message.Cause)
		name := w.fresh("d")
		w.disks[name] = o.Message
		w.say("%s: the disk of %s writes %s", name, w.name(o.Message.To), w.values(o.Message.Set))
	case node.Started:
		o.Timer.Cause = w.cause(o.Timer.Cause)
		w.start(o.Timer)
	case node.Answered:
		return w.tell(o)
	case node.United:
		w.say("%s become %s", w.values(o.Siblings), w.values(o.Set))
	case node.Settled:
		w.say("op %d is over", o.Op)
	case node.Dropped:
		for _, key := range o.Keys {
			w.say("gone: %s", w.trace.Text(key))
		}
	case node.Enacted:
		w.ringVersion = o.RingVersion
		w.say("%s ends the change: ring version %d", w.name(o.Node), o.RingVersion.Number)
	case node.BeliefChanged:
		if w.settings.Gossip != 0 {
			w.say("gossip must not rest")
		}
	case node.Abandoned:
		w.say("op %d is abandoned", o.Op)
	}
	return 0
}

func (w *world) send(m node.Message) {
	if m.Type == event.Gossip {
		name := w.fresh("g")
		w.messages[name] = m
		w.say("%s: %s gossips to %s: %s", name, w.name(m.From), w.name(m.To), w.heartbeats(m.Gossip))
		return
	}
	name := w.fresh("m")
	m.ID = uint32(w.count["m"])
	m.Cause = w.record(m.Record(event.Send, m.Cause))
	w.messages[name] = m
	what := ""
	if m.Key != 0 {
		what = " " + w.trace.Text(m.Key)
	}
	if m.Hint {
		what += " for " + w.name(m.Owner)
	}
	if m.Set != nil {
		what += " " + w.values(m.Set)
	}
	w.say("%s: %s → %s %v%s", name, w.name(m.From), w.name(m.To), m.Type, what)
}

// heartbeats writes the heartbeats that a gossip message brings.
func (w *world) heartbeats(g *node.Gossip) string {
	var s []string
	for i, h := range g.Heartbeats {
		s = append(s, fmt.Sprintf("%s heartbeat %d", w.name(ring.NodeID(i)), h.Tick))
	}
	return strings.Join(s, ", ")
}

func (w *world) start(t node.Timer) {
	what := map[node.TimerKind]string{
		node.CoordinatorTimeout: fmt.Sprint("ends op ", t.Op), node.SpeculativeRetry: fmt.Sprint("asks one more for op ", t.Op),
		node.Flush: "flushes", node.Probe: "looks for " + w.name(t.Peer), node.HandOff: "hands hints over to " + w.name(t.Peer),
		node.Expire: "looks for old hints", node.MembershipCheck: "looks how its change goes on",
	}[t.Kind]
	name := w.fresh("t")
	w.timers[name] = t
	w.say("%s: %s %s after %v", name, w.name(t.Node), what, t.After)
}

func (w *world) Clock(ring.NodeID) int64 { return int64(w.now) }

func (w *world) Plans(node.Timer) bool { return true }

// Token puts keys below the first node, whatever they are called, but those whose name
// begins with a node's: n2/cart begins its walk there.
func (w *world) Token(key event.Sym) ring.Token { return w.tokenOf(w.trace.Text(key)) }

func (w *world) tokenOf(key string) ring.Token {
	if first, _, at := strings.Cut(key, "/"); at {
		n, _ := strconv.Atoi(strings.TrimPrefix(first, "n"))
		return ring.Token(n - 1)
	}
	return 0
}

func (w *world) record(e event.Event) uint32 {
	e.At = w.now
	return w.trace.Append(e)
}

// recordOutput writes down what a reader would not see otherwise.
func (w *world) recordOutput(o *node.Output) uint32 {
	e := o.Event
	e.Cause = w.cause(e.Cause)
	switch e.Kind {
	case event.Pass, event.StandIn, event.Suspect, event.Trust, event.AddPending, event.Learn, event.Doubt:
		who := w.name(e.To)
		if e.Kind == event.StandIn {
			who += " for " + w.name(e.From)
		}
		w.say("%s: %v %s", w.name(e.Node), e.Kind, who)
	case event.Store, event.Hint, event.Unhint, event.Flush, event.Purge, event.Settle:
		what := ""
		if e.Late && e.Kind == event.Store {
			what = " in memory"
		}
		if e.To != ring.None {
			what += " for " + w.name(e.To)
		}
		if e.Why != 0 && e.Why != event.InMemory {
			what += ": " + e.Why.String()
		}
		if e.Kind == event.Settle {
			what = fmt.Sprintf(" op %d, %d of %d have answered", e.Op, e.N, e.Need)
		}
		w.say("%s: %v%s", w.name(e.Node), e.Kind, what)
	case event.Compared:
		w.say("%s: compared with %s: %s", w.name(e.Node), w.name(e.To), o.Text)
	case event.Cleanup:
		w.say("%s: drops %d keys, which %s have", w.name(e.Node), e.Arg, w.names(o.Nodes))
	case event.Deliver:
		if e.Type.Answer() && e.Op != 0 && e.Late {
			w.say("%s of %s is late", e.Type, w.name(e.From))
		} else if e.Type.Answer() && e.Op != 0 && e.Need > 0 {
			w.say("%s of %s: %d of %d", e.Type, w.name(e.From), e.N, e.Need)
		}
	}
	return w.record(e)
}

func (w *world) tell(o *node.Output) uint32 {
	r := o.Reply
	what := ""
	if r.Returned != nil {
		what = ", " + w.values(r.Returned)
	}
	if len(r.By) > 0 {
		what += ", by " + w.names(r.By)
	}
	if len(r.Behind) > 0 {
		what += ", of whom behind " + w.names(r.Behind)
	}
	w.say("%s tells the client of op %d: %v, %d of %d%s", w.name(o.Node), r.Op, r.Outcome, r.Acks, r.Need, what)
	return w.record(event.Event{Kind: event.Reply, Op: r.Op, Verb: r.Verb, Outcome: r.Outcome, Node: o.Node})
}
