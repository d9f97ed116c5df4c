// This file plays transcripts of a few nodes, message by message.

package node_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// TestTranscripts runs testdata/transcripts, which are to be read: what nodes give
// out, one input at a time, in a world that only writes it down. The first
// command of a file is "world nodes=4 r=1 quorum=sloppy …". "do" has inputs, one a line:
//
//	put KEY VALUE via NODE     get KEY via NODE     delete KEY via NODE
//	deliver m1 m2              messages arrive, in this order
//	refuse m1                  nobody listens where it arrives: the machine says so
//	write d1                   a disk has written
//	fire t1                    a timer fires
//	all                        whatever is on its way arrives, and disks write, oldest first
//	crash NODE                 it loses its memory
//	start NODE                 it is started again
//	listen                     gossip begins: nobody has a heartbeat yet
//	turn NODE BEAT DRAW        its turn to gossip
//	gossip g1                  a gossip message arrives
//	compare NODE PEER          it compares the whole ring with a peer
//	leaves NODE                it is told that it is to leave
//	joins NODE                 it is told that it is to join; "world without=NODE" has the ring without it
//	dead NODE via NODE         the second is told to take the first out, which is dead
//	copies 2                   that many copies of each key are kept from now on
//	lose m1                    a message never arrives
//	pass 2s                    time goes on, and nothing happens by itself
//	holds NODE                 what it has on its disk or in memory, and for whom
//	believes NODE              whom it believes down
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata/transcripts", func(t *testing.T, path string) {
		var w *world
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd == "world" {
				w = worldOf(t, d)
				return ""
			}
			w.out.Reset()
			for line := range strings.Lines(d.Input) {
				f := strings.Fields(line)
				fmt.Fprintln(&w.out, strings.TrimSpace(line))
				w.play(t, f)
			}
			return w.out.String()
		})
	})
}

func worldOf(t *testing.T, d *datadriven.TestData) *world {
	nodes := 3
	d.MaybeScanArgs(t, "nodes", &nodes)
	w := newWorld(nodes)
	if d.HasArg("without") {
		var name string
		d.ScanArgs(t, "without", &name)
		w.begin(w.ringWithout(t, w.node(t, name)))
	}
	for name, level := range map[string]*quorum.Level{"r": &w.settings.R, "w": &w.settings.W} {
		if d.HasArg(name) {
			var s string
			d.ScanArgs(t, name, &s)
			var err error
			if *level, err = quorum.ParseLevel(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, set := range map[string]func(string){
		"quorum":    func(s string) { w.settings.Quorum = node.Quorum(s) },
		"conflict":  func(s string) { w.settings.Conflict = node.Conflict(s) },
		"read":      func(s string) { w.settings.Read = node.ReadMode(s) },
		"repair":    func(s string) { w.settings.Repair = node.Repair(s) },
		"sync":      func(s string) { w.settings.Sync = node.Sync(s) },
		"speculate": func(s string) { w.settings.Speculate, _ = time.ParseDuration(s) },
		"gossip":    func(s string) { w.settings.Gossip, _ = time.ParseDuration(s) },
		"handoff":   func(s string) { w.settings.Handoff, _ = time.ParseDuration(s) },
		"grace":     func(s string) { w.settings.Grace, _ = time.ParseDuration(s) },
	} {
		if d.HasArg(name) {
			var s string
			d.ScanArgs(t, name, &s)
			set(s)
		}
	}
	return w
}

func (w *world) node(t *testing.T, name string) *node.Node {
	n, err := strconv.Atoi(strings.TrimPrefix(name, "n"))
	if err != nil || n < 1 || n > len(w.nodes) {
		t.Fatalf("there is no node %q", name)
	}
	return w.nodes[n-1]
}

// take takes something out of what waits to happen.
func take[V any](t *testing.T, from map[string]V, name string) V {
	v, ok := from[name]
	if !ok {
		t.Fatalf("there is no %s", name)
	}
	delete(from, name)
	return v
}

func (w *world) play(t *testing.T, f []string) {
	switch f[0] {
	case "put", "get", "delete":
		w.ask(t, f)
	case "deliver":
		for _, name := range f[1:] {
			m := take(t, w.messages, name)
			w.deliver(&m)
		}
	case "refuse":
		m := take(t, w.messages, f[1])
		w.send(node.Refusal(&m, w.record(m.Record(event.Drop, m.Cause))))
	case "write":
		for _, name := range f[1:] {
			m := take(t, w.disks, name)
			w.durable(&m)
		}
	case "fire":
		timer := take(t, w.timers, f[1])
		w.step(timer.Node, node.Input{Kind: node.InTimer, Timer: timer})
	case "crash":
		w.step(w.node(t, f[1]).ID, node.Input{Kind: node.InCrash})
	case "all":
		w.playAll()
	case "start":
		w.step(w.node(t, f[1]).ID, node.Input{Kind: node.InStart})
	case "listen":
		for _, n := range w.nodes {
			w.step(n.ID, node.Input{Kind: node.InListen, Heartbeats: make([]node.Heartbeat, len(w.nodes))})
		}
	case "turn":
		beat, _ := strconv.Atoi(f[2])
		draw, _ := strconv.Atoi(f[3])
		w.step(w.node(t, f[1]).ID, node.Input{Kind: node.InTurn, Heartbeat: node.Heartbeat{Tick: uint32(beat)}, Draw: uint64(draw)})
	case "gossip":
		m := take(t, w.messages, f[1])
		w.step(m.To, node.Input{Kind: node.InGossip, Message: &m})
	case "compare":
		w.compare(w.node(t, f[1]), w.node(t, f[2]).ID, everything)
	case "leaves":
		w.change(t, "leaves", w.node(t, f[1]), w.node(t, f[1]))
	case "joins":
		w.join(w.node(t, f[1]))
	case "dead":
		w.change(t, "is taken out, being down", w.node(t, f[1]), w.node(t, f[3]))
	case "copies":
		many, _ := strconv.Atoi(f[1])
		w.settings.Placement = ring.Simple(many)
		for _, n := range w.nodes {
			w.step(n.ID, node.Input{Kind: node.InPlacement})
		}
	case "lose":
		for _, name := range f[1:] {
			take(t, w.messages, name)
		}
	case "pass":
		d, err := time.ParseDuration(f[1])
		if err != nil {
			t.Fatal(err)
		}
		w.now += d
	case "holds":
		w.holds(w.node(t, f[1]))
	case "believes":
		w.say("down: %s", w.names(w.node(t, f[1]).Down(nil)))
	default:
		t.Fatalf("unknown: %q", f)
	}
}

// playAll lets what is on its way arrive, the oldest first, and disks write when nothing is,
// until that is true of both.
func (w *world) playAll() {
	for len(w.messages)+len(w.disks) > 0 {
		if name := oldest(w.messages); name != "" {
			m := w.messages[name]
			delete(w.messages, name)
			w.deliver(&m)
			continue
		}
		name := oldest(w.disks)
		m := w.disks[name]
		delete(w.disks, name)
		w.durable(&m)
	}
}

// oldest returns the name that was given first; "" if there is none.
func oldest(all map[string]node.Message) (name string) {
	least := 0
	for each := range all {
		if n, _ := strconv.Atoi(each[1:]); name == "" || n < least {
			name, least = each, n
		}
	}
	return name
}

// change tells a change coordinator that a node is to leave the newest ring.
func (w *world) change(t *testing.T, what string, n, coordinator *node.Node) {
	w.announce(what, n, coordinator, w.ringWithout(t, n))
}

// join tells a node that it is to join, as the change coordinator.
func (w *world) join(n *node.Node) { w.announce("joins", n, n, w.ring) }

// announce makes the ring version in which a node comes or goes, and tells the coordinator.
func (w *world) announce(what string, n, coordinator *node.Node, next *ring.Ring) {
	now := w.ringVersion
	w.ringVersion = &node.RingVersion{
		Number: now.Number + 1, Who: n.ID, What: what, Ring: now.Ring, Next: next, Mover: n.ID, Coordinator: coordinator.ID,
		Dead: coordinator != n, Moves: ring.Moves(now.Ring, next, w.settings.Placement),
	}
	w.learn(coordinator, w.ringVersion)
}

// ringWithout returns the newest ring without a node.
func (w *world) ringWithout(t *testing.T, n *node.Node) *ring.Ring {
	without, err := w.ringVersion.Ring.Without(n.ID)
	if err != nil {
		t.Fatal(err)
	}
	return without
}

// ask lets a client ask that has read nothing.
func (w *world) ask(t *testing.T, f []string) {
	w.ops++
	verbs := map[string]event.Verb{"put": event.Put, "get": event.Get, "delete": event.Delete}
	q := node.Request{
		Op: w.ops, Verb: verbs[f[0]], Key: w.trace.Intern(f[1]), KeyText: f[1], Token: w.tokenOf(f[1]), Client: w.trace.Intern("ann"),
	}
	if q.Verb == event.Put {
		q.Value, q.Text = f[2], w.trace.Add(f[2])
	}
	w.step(w.node(t, f[len(f)-1]).ID, node.Input{Kind: node.InRequest, Request: &q})
}

func (w *world) holds(n *node.Node) {
	for _, key := range n.Store.AllKeys() {
		known, onDisk := n.Store.Both(key)
		if onDisk != nil {
			w.say("%s on disk: %s", w.trace.Text(key), w.values(onDisk))
		}
		if known != onDisk {
			w.say("%s in memory: %s", w.trace.Text(key), w.values(known))
		}
		for _, peer := range n.Store.HintedPeers() {
			if h, ok := n.Store.HintOf(peer, key); ok {
				w.say("%s for %s: %s", w.trace.Text(key), w.name(peer), w.values(h.Set))
			}
		}
	}
}

// TestNodesAssert shows that what can't be is noticed, and not carried on with.
func TestNodesAssert(t *testing.T) {
	w := newWorld(3)
	for want, do := range map[string]func(){
		"node 0: a message for node 1 has come": func() {
			w.step(0, node.Input{Kind: node.InMessage, Message: &node.Message{Type: event.Ping, From: 2, To: 1, Plan: w.ringVersion}})
		},
		"node 1: its disk has written what is for node 2": func() {
			m := node.Message{Type: event.Write, From: 0, To: 2, Set: new(version.Set), Plan: w.ringVersion}
			w.step(1, node.Input{Kind: node.InWritten, Message: &m})
		},
		"node 2: operation 7 is begun twice": func() {
			for range 2 {
				w.step(2, node.Input{Kind: node.InRequest, Request: &node.Request{Op: 7, Verb: event.Get, Key: w.trace.Intern("cart")}})
			}
		},
		"node 0: a message from itself has come": func() {
			w.deliver(&node.Message{Type: event.Ping, From: 0, To: 0, Plan: w.ringVersion})
		},
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); got != want {
					t.Errorf("%s, want %s", got, want)
				}
			}()
			do()
		}()
	}
}
