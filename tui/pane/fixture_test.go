// The scenes that the panes' tests draw.

package pane

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/tui/theme"
)

const ms = time.Millisecond

// lectureRing is ring 1 of the lecture: clockwise the nodes 1 2 4 1 3 4 2 3.
func lectureRing(t testing.TB) *ring.Ring {
	owners := []int{0, 1, 3, 0, 2, 3, 1, 2}
	labels := []string{"t1", "t3", "t7", "t2", "t5", "t8", "t4", "t6"}
	nodes := make([]ring.Node, 4)
	for i := range nodes {
		nodes[i] = ring.Node{Name: fmt.Sprintf("n%d", i+1), DC: "dc1", Rack: fmt.Sprintf("r%d", i%2+1)}
	}
	for i, n := range owners {
		token := ring.Token(uint64(i)*(1<<61) + 1<<59 ^ 1<<63)
		nodes[n].Tokens = append(nodes[n].Tokens, ring.Mark{Token: token, Label: labels[i]})
	}
	return makeRing(t, nodes)
}

func makeRing(t testing.TB, nodes []ring.Node) *ring.Ring {
	r, err := ring.New(nodes)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// atRest is a cluster of a ring's nodes in which nothing has happened.
func atRest(r *ring.Ring) *engine.View {
	v := &engine.View{Ring: r, Settings: engine.Default().Settings}
	for i, n := range r.Nodes() {
		id := ring.NodeID(i)
		v.Nodes = append(v.Nodes, engine.NodeView{
			ID: id, Name: n.Name, DC: n.DC, Rack: n.Rack, Slow: 1000,
			Keys: 11 + i, Slots: len(n.Tokens), Share: r.Fraction(id),
		})
	}
	return v
}

func sceneOf(v *engine.View, key string, o theme.Options) Scene {
	s := Scene{View: v, Key: key, Theme: theme.New(o), Log: LogPlace{Follow: true}}
	if key != "" {
		token := ring.Hash(key)
		s.Walk = engine.Walk{Key: key, Token: token, Hops: v.Ring.Walk(nil, token, v.Settings.Placement)}
		s.Walk.Replicas = v.Ring.Replicas(nil, token, v.Settings.Placement)
	}
	if len(v.Ops) > 0 {
		s.Op = v.Ops[len(v.Ops)-1]
	}
	return s
}

func written(value string, n ring.NodeID, counter uint32) *version.Set {
	actor := version.Actor{Node: n}
	seen := &version.Context{Seen: []version.Entry{{Actor: actor, Max: counter - 1}}}
	return version.Write(seen, version.Sibling{Dot: version.Dot{Actor: actor, Counter: counter}, Value: value})
}

// halfWritten is the lecture's cluster while a write is under way: n3 has
// crashed, n2 has just acknowledged, and n1 and n4 believe that n3 is down.
func halfWritten(t testing.TB) Scene {
	v := atRest(lectureRing(t))
	key := "cart:42"
	replicas := v.Ring.Replicas(nil, ring.Hash(key), v.Settings.Placement)
	first, second, third := replicas[0], replicas[1], replicas[2]
	v.Now, v.Motion = 1284*ms, engine.Moving
	v.Nodes[third].Health = engine.Crashed
	for _, n := range v.Nodes {
		if n.ID != third && n.ID != second {
			v.Nodes[third].DownBy = append(v.Nodes[third].DownBy, n.ID)
		}
	}
	dot := version.Dot{Actor: version.Actor{Node: first}, Counter: 7}
	op := &engine.OpView{
		ID: 17, Verb: event.Put, Key: key, Value: "milk", Client: "you", Dot: dot, Coordinator: first,
		Began: 1280*ms + 900*time.Microsecond, Outcome: event.OK, Told: 3100 * time.Microsecond, Acks: 2, Need: 2,
		Counted: replicas[:2],
		Answers: []engine.AnswerView{
			{Node: first, State: engine.Acked, Counts: true, Answered: 400 * time.Microsecond},
			{Node: second, State: engine.Acked, Counts: true, Answered: 3100 * time.Microsecond, Decisive: true},
			{Node: third, State: engine.Sent, Ask: engine.Passage{Stage: engine.Flying}},
		},
		Stands: []engine.Stand{{Node: first, Copy: engine.OnDisk}, {Node: second, Copy: engine.OnDisk}},
	}
	v.Ops = []*engine.OpView{op}
	v.Watch.Key = key
	v.Copies = []engine.Copy{{Node: first, Set: written("milk", first, 7)}, {Node: second, Set: written("milk", first, 7)},
		{Node: third, Set: written("beer", first, 6)}}
	v.Messages = []engine.MessageView{
		{ID: 3, Type: event.Write, From: first, To: third, Op: 17, Sent: 1281 * ms, Lands: 1287 * ms, Doomed: true},
		{ID: 4, Type: event.WriteAck, From: second, To: first, Op: 17, Sent: 1282 * ms, Lands: 1285 * ms},
	}
	v.Faults = []engine.Fault{{Text: v.Nodes[third].Name + " crashed"}}
	traceOf(v, op)
	return sceneOf(v, key, theme.Options{Dark: true})
}

// traceOf writes the events of a write into a View's trace.
func traceOf(v *engine.View, op *engine.OpView) {
	var tr event.Recorder
	key := tr.Intern(op.Key)
	base := event.Event{Op: op.ID, Key: key, Dot: op.Dot, Node: ring.None, From: ring.None, To: ring.None, Need: uint8(op.Need)}
	add := func(kind event.Kind, after time.Duration, cause uint32, change func(*event.Event)) uint32 {
		e := base
		e.Kind, e.At, e.Cause = kind, op.Began+after, cause
		change(&e)
		return tr.Append(e)
	}
	us := time.Microsecond
	command := add(event.Command, 0, 0, func(e *event.Event) { e.Op, e.Text = 0, tr.Add(`put cart:42 "milk"`) })
	invoke := add(event.Invoke, 0, command, func(e *event.Event) {
		e.Node, e.Verb, e.Text, e.Ref = op.Coordinator, event.Put, tr.Add(op.Value), uint32(tr.Intern("you"))
	})
	sent := make([]uint32, len(op.Answers))
	message := func(i int) func(*event.Event) {
		return func(e *event.Event) {
			e.From, e.To, e.Type, e.Msg = op.Coordinator, op.Answers[i].Node, event.Write, uint32(i+1)
		}
	}
	for i := range op.Answers[1:] {
		sent[i+1] = add(event.Send, 200*us, invoke, message(i+1))
	}
	got := add(event.Deliver, 1500*us, sent[1], message(1))
	second := op.Answers[1].Node
	stored := add(event.Store, 1800*us, got, func(e *event.Event) { e.Node, e.Fresh = second, true })
	ack := func(e *event.Event) {
		e.From, e.To, e.Type, e.Msg, e.N = second, op.Coordinator, event.WriteAck, 9, 2
	}
	back := add(event.Send, 1800*us, stored, ack)
	add(event.Drop, 1900*us, sent[2], func(e *event.Event) { message(2)(e); e.Why = event.NodeDown })
	last := add(event.Deliver, 3100*us, back, ack)
	add(event.Reply, 3100*us, last, func(e *event.Event) {
		e.Node, e.Verb, e.Outcome, e.N, e.Copies, e.Fresh, e.Arg = op.Coordinator, event.Put, event.OK, 2, 2, true, int64(op.Told)
	})
	v.Trace = tr.Snapshot()
}

// afterRead is the same cluster after a read of one full copy and one checksum.
func afterRead(t testing.TB) Scene {
	s := halfWritten(t)
	v := *s.View
	put := v.Ops[0]
	replicas := s.Walk.Replicas
	get := &engine.OpView{
		ID: 18, Verb: event.Get, Key: put.Key, Client: "you", Coordinator: replicas[0], Began: put.Began + 10*ms,
		Outcome: event.OK, Told: 2200 * time.Microsecond, Acks: 2, Need: 2, Settled: true,
		Returned: written("milk", replicas[0], 7), Overlap: replicas[:1], Since: 17,
		Counted: []ring.NodeID{replicas[0], replicas[2]},
		Answers: []engine.AnswerView{
			{Node: replicas[0], State: engine.Acked, Counts: true, Answered: 300 * time.Microsecond},
			{Node: replicas[1], State: engine.Idle},
			{Node: replicas[2], State: engine.Acked, Counts: true, Answered: 2200 * time.Microsecond, Decisive: true, Digest: true, Mismatch: true, Repair: engine.Passage{Stage: engine.Arrived}, RepairAck: engine.Passage{Stage: engine.Arrived},
				Has: version.Dot{Actor: version.Actor{Node: replicas[0]}, Counter: 6}},
		},
	}
	v.Ops = append(v.Ops[:1:1], get)
	v.Messages, v.Motion = nil, engine.Quiet
	v.Nodes = append([]engine.NodeView(nil), v.Nodes...)
	v.Nodes[replicas[2]].Health = engine.Up
	read := sceneOf(&v, s.Key, s.Theme.Options)
	read.Node = replicas[2]
	return read
}

// defaultCluster is the cluster that opens when nothing else is asked for.
func defaultCluster(t testing.TB, nodes, vnodes int) Scene {
	v := atRest(makeRing(t, ring.Draw(1, nodes, vnodes)))
	return sceneOf(v, "cart:42", theme.Options{Dark: true})
}

// hostile is a cluster in which every text tries to break the screen.
func hostile(t testing.TB) Scene {
	nasty := "\x1b[2J世界e\u0301\u0301\u0301\u0301\u0301\u202e\u200d👩‍👩‍👧🇩🇪\x9b31m\xff\t\n"
	nodes := ring.Draw(3, 3, 4)
	for i := range nodes {
		nodes[i].Name = fmt.Sprintf("%s%d", nasty, i)
		nodes[i].DC, nodes[i].Rack = nasty, nasty
		for k := range nodes[i].Tokens {
			nodes[i].Tokens[k].Label = nasty
		}
	}
	v := atRest(makeRing(t, nodes))
	key, value := nasty+"key", strings.Repeat(nasty, 1<<20/len(nasty))
	op := &engine.OpView{
		ID: 1, Verb: event.Put, Key: key, Value: value, Client: nasty, Coordinator: 0, Outcome: event.Timeout, Told: 1000 * ms,
		Acks: 1, Need: 2,
		Answers: []engine.AnswerView{{Node: 0, State: engine.Acked}, {Node: 1, State: engine.Silent}, {Node: 2, State: engine.BelievedDown}},
	}
	v.Ops = []*engine.OpView{op}
	v.Watch = engine.Watch{Key: key, Node: nodes[1].Name}
	for i := range nodes {
		v.Copies = append(v.Copies, engine.Copy{Node: ring.NodeID(i), Set: written(value, 0, 1)})
	}
	v.Held = []engine.Held{{Key: key, Set: written(value, 0, 1)}}
	v.Nodes[1].Health, v.Nodes[1].DownBy = engine.Hung, []ring.NodeID{0}
	v.Messages = []engine.MessageView{{From: 0, To: 1, Type: event.Write, Lands: 2 * ms, Doomed: true}, {From: 1, To: 2, Type: event.WriteAck, Lands: ms}}
	v.Faults = []engine.Fault{{Text: nodes[0].Name + " → " + nodes[2].Name + " cut"}}
	traceOf(v, op)
	s := sceneOf(v, key, theme.Options{Dark: true})
	s.Node = 1
	return s
}

// racks is a cluster of two data centres with two racks each, whose walk passes
// over many slots.
func racks(t testing.TB) Scene {
	nodes := ring.Draw(9, 8, 4)
	for i := range nodes {
		nodes[i].DC, nodes[i].Rack = fmt.Sprintf("dc%d", i/4+1), fmt.Sprintf("r%d%d", i/4+1, i%4/3+1)
	}
	v := atRest(makeRing(t, nodes))
	v.Settings.Placement = ring.PerDC(ring.Copies{DC: "dc1", N: 2}, ring.Copies{DC: "dc2", N: 2})
	return sceneOf(v, "cart:1", theme.Options{Dark: true})
}

// keepsKeys selects the node that keeps the older version.
func keepsKeys(t testing.TB) Scene {
	s := halfWritten(t)
	s.Node = s.Walk.Replicas[2]
	s.View.Watch.Node = s.View.Nodes[s.Node].Name
	both := version.Merge(written("milk", s.Walk.Replicas[0], 7), written("beer", s.Walk.Replicas[1], 2))
	s.View.Held = []engine.Held{{Key: "cart:42", Set: written("beer", s.Walk.Replicas[0], 6)}, {Key: "cart:7", Set: both},
		{Key: "user:anna", Set: written("{\"name\":\"Anna\",\"city\":\"Göteborg\"}", s.Node, 12)}, {Key: "x"}}
	return s
}

// selectedReply has the first ack selected in the log of everything.
func selectedReply(t testing.TB) Scene {
	s := halfWritten(t)
	s.Focused = true
	s.Log = LogPlace{Level: Everything, Step: 7}
	return s
}

// defaultHalf is the default cluster with messages of a write in flight.
func defaultHalf(t testing.TB) Scene {
	s := defaultCluster(t, 5, 8)
	v, r := s.View, s.Walk.Replicas
	v.Now = 3 * ms
	v.Nodes[r[2]].Health = engine.Crashed
	via := ring.NodeID(0)
	for slices.Contains(r, via) {
		via++
	}
	for _, n := range r {
		v.Messages = append(v.Messages, engine.MessageView{From: via, To: n, Type: event.Write, Op: 1, Sent: ms, Lands: 5 * ms, Doomed: n == r[2]})
	}
	v.Faults = []engine.Fault{{Text: v.Nodes[r[2]].Name + " crashed"}, {Text: "n1 → n2 cut", Heal: engine.Command{Verb: engine.Mend, Node: "n1", Peer: "n2"}}}
	s.Op = &engine.OpView{ID: 1, Verb: event.Put, Key: s.Key, Value: "milk", Coordinator: via, Need: 2, Answers: []engine.AnswerView{
		{Node: r[0], State: engine.Stored}, {Node: r[1], State: engine.Sent}, {Node: r[2], State: engine.Sent}}}
	v.Ops = []*engine.OpView{s.Op}
	return s
}

// sloppy is the lecture's cluster when n4 is down and n3 has stood in for it.
func sloppy(t testing.TB) Scene {
	s := halfWritten(t)
	v := s.View
	v.Settings.Quorum = engine.Sloppy
	s.Walk = v.Walk(s.Key)
	down, stand := s.Walk.Replicas[2], s.Walk.Hops[len(s.Walk.Hops)-1].Node
	v.Nodes[stand].Hints = 1
	v.Kept = []engine.Keeping{{Op: 1, Acked: true, Need: 2, Disks: s.Walk.Replicas[:2], Hints: []engine.HintView{{On: stand, For: down}},
		Survives: engine.OneDisk, Outlives: 2}}
	v.Messages = nil
	op := *v.Ops[0]
	op.Answers = slices.Clone(op.Answers)
	op.Answers[1].State, op.Answers[1].Decisive, op.Answers[1].Answered = engine.Late, false, 4*ms
	op.Answers[2] = engine.AnswerView{Node: down, State: engine.BelievedDown}
	op.Answers = append(op.Answers, engine.AnswerView{Node: stand, Role: engine.Fallback, For: down, State: engine.Acked, Counts: true,
		Answered: 3100 * time.Microsecond, Decisive: true})
	op.Stands = append(slices.Clip(op.Stands), engine.Stand{Node: stand, Hints: []engine.KeptFor{{Owner: down}}})
	v.Ops = []*engine.OpView{&op}
	s.Op = &op
	return s
}

// cutOff is the lecture's cluster with n1 isolated, n2 hung and slow links cut.
func cutOff(t testing.TB) Scene {
	v := atRest(lectureRing(t))
	v.Nodes[1].Health, v.Nodes[1].Inbox = engine.Hung, 3
	v.Nodes[2].Slow = 12_500
	v.Nodes[0].DownBy = []ring.NodeID{1, 2, 3}
	v.Faults = []engine.Fault{
		{Kind: engine.FaultHealth, Node: 1}, {Kind: engine.FaultIsolated, Node: 0},
		{Kind: engine.FaultCut, Node: 2, Peer: 3}, {Kind: engine.FaultSlowLink, Node: 2, Peer: 1},
	}
	return sceneOf(v, "cart:42", theme.Options{Dark: true})
}

// wrongClocks is a cluster in which two clocks are off, and one of the two nodes is down.
func wrongClocks(t testing.TB) Scene {
	v := atRest(lectureRing(t))
	v.Nodes[1].Skew = 5 * time.Second
	v.Nodes[2].Health, v.Nodes[2].DownBy, v.Nodes[2].Skew = engine.Crashed, []ring.NodeID{0, 1, 3}, -8760*time.Hour+1500*time.Millisecond
	return sceneOf(v, "cart:42", theme.Options{Dark: true})
}

// manyFaults is the default cluster with one fault of each kind; the sixth is chosen.
func manyFaults(t testing.TB) Scene {
	cfg := engine.Default()
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, cmd := range []engine.Command{
		{Verb: engine.Crash, Node: "n1"}, {Verb: engine.Cut, Node: "n2", Peer: "n3"}, {Verb: engine.Hang, Node: "n2"},
		{Verb: engine.Skew, Node: "n4", For: -2 * time.Second}, {Verb: engine.Slow, Node: "n3", Factor: 2500},
		{Verb: engine.Slow, Node: "n3", Peer: "n4", Factor: 10_000}, {Verb: engine.Delay, Node: "n3", Peer: "n4", For: 5 * ms},
		{Verb: engine.Drop, Node: "n3", Peer: "n4", Count: 2}, {Verb: engine.Isolate, Node: "n5"}, {Verb: engine.Wipe, Node: "n5"},
		{Verb: engine.Power, Node: "r1"},
	} {
		c.Advance(c.Now()+750*ms, 1000)
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
	}
	s := sceneOf(c.View(engine.Watch{}), "", theme.Options{Dark: true})
	s.Node, s.Cursor, s.Invite = 3, 5, "←→ another node"
	return s
}

// troubled selects a node that is hung, with hints for a crashed one, writes in memory
// only, messages and a client waiting, a wrong clock, and a link cut.
func troubled(t testing.TB) Scene {
	cfg := engine.Default()
	cfg.Quorum, cfg.Sync = engine.Sloppy, engine.SyncPeriodic
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	put := func(key, via string) engine.Command {
		return engine.Command{Verb: engine.Put, Key: key, Value: "v", Via: via}
	}
	for _, cmd := range []engine.Command{
		put("cart:42", "n4"), {Verb: engine.Skew, Node: "n5", For: -90 * time.Second}, {Verb: engine.Cut, Node: "n5", Peer: "n2", OneWay: true},
		{Verb: engine.Crash, Node: "n1"}, put("cart:42", "n5"), put("k1", "n4"), put("k2", "n4"), put("k5", "n3"), put("user:anna", "n5"),
		{Verb: engine.Hang, Node: "n5"}, put("k1", "n4"), put("k3", "n4"), put("k4", "n3"), put("cart:3", "n5"),
	} {
		c.Advance(c.Now()+750*ms, 1000)
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
	}
	c.Advance(c.Now()+2*ms, 1000)
	s := sceneOf(c.View(engine.Watch{Node: "n5"}), "", theme.Options{Dark: true})
	s.Node = 4
	return s
}
