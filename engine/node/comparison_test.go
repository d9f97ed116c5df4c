// This file shows that what answers one comparison of trees is not taken for an answer to
// another: a late one would end it before it has found what differs.

package node_test

import (
	"testing"

	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// everything is the whole ring, and nothing a part of it where no key is.
var (
	everything = []merkle.Range{{After: 100, UpTo: 100}}
	nothing    = []merkle.Range{{After: 50, UpTo: 60}}
)

// last returns the last message of a type that is in flight.
func (w *world) last(t *testing.T, of event.Type) (m node.Message) {
	for _, each := range w.messages {
		if each.Type == of && each.ID > m.ID {
			m = each
		}
	}
	if m.ID == 0 {
		t.Fatalf("no %v is in flight:\n%s", of, &w.out)
	}
	return m
}

// ask lets the receiver of the last message of a type answer it, and returns the answer.
func (w *world) answer(t *testing.T, ask, answer event.Type) node.Message {
	m := w.last(t, ask)
	w.deliver(&m)
	return w.last(t, answer)
}

func (w *world) inFlight(of event.Type) (many int) {
	for _, m := range w.messages {
		if m.Type == of {
			many++
		}
	}
	return many
}

// give puts a version of a key onto a node's disk.
func (w *world) give(n *node.Node, key string, counter uint32) {
	set := version.Write(nil, version.Sibling{Dot: version.Dot{Actor: version.Actor{Node: n.ID}, Counter: counter}, Value: key})
	w.durable(&node.Message{Type: event.Handoff, From: 2, To: n.ID, Key: w.trace.Intern(key), Set: set, Dot: set.Newest().Dot, Plan: w.ringVersion})
}

// TestLateTreeAnswer: n1 compares a range in which nothing is with n2, and then all; the
// late answer to the first must not be all that it hears of the second.
func TestLateTreeAnswer(t *testing.T) {
	w := newWorld(3)
	asker, other := w.nodes[0], w.nodes[1]
	w.give(other, "cart", 1)
	w.compare(asker, other.ID, nothing)
	late := w.answer(t, event.TreeAsk, event.TreeAnswer)
	w.compare(asker, other.ID, everything)
	w.deliver(&late)
	if w.inFlight(event.Fetch) > 0 {
		t.Fatalf("n1 fetches what nobody has named:\n%s", &w.out)
	}
	answer := w.answer(t, event.TreeAsk, event.TreeAnswer)
	w.deliver(&answer)
	if w.inFlight(event.Fetch) != 1 {
		t.Errorf("n1 does not fetch what it lacks:\n%s", &w.out)
	}
}

// TestLateStream: n4 comes to keep what n1 has. What n1 sent in answer to a comparison
// that was begun anew since does not make up for what is newer.
func TestLateStream(t *testing.T) {
	w := newWorld(4)
	loser, gainer := w.nodes[0], w.nodes[3]
	w.give(loser, "cart", 1)
	without, err := w.ring.Without(loser.ID)
	if err != nil {
		t.Fatal(err)
	}
	change := &node.RingVersion{
		Number: 2, Who: loser.ID, What: "leaves", Ring: w.ring, Next: without, Mover: loser.ID, Coordinator: loser.ID,
		Moves: ring.Moves(w.ring, without, w.settings.Placement),
	}
	w.learn(gainer, change)
	w.learn(loser, change)
	found := w.answer(t, event.TreeAsk, event.TreeAnswer)
	w.deliver(&found)
	late := w.answer(t, event.Fetch, event.Stream)

	set := version.Write(nil, version.Sibling{Dot: version.Dot{Actor: version.Actor{Node: 1}, Counter: 7}, Value: "newer"})
	w.durable(&node.Message{
		Type: event.Write, Op: 1, From: 1, To: loser.ID, Key: w.trace.Intern("cart"), Set: set, Dot: set.Newest().Dot, Plan: change,
	})
	for range 2 { // nothing comes of the first look, and all begins anew
		w.fire(t, gainer.ID, node.MembershipCheck)
	}
	again := w.answer(t, event.TreeAsk, event.TreeAnswer)
	w.deliver(&again)
	w.deliver(&late)
	w.writeAll()
	if w.inFlight(event.Ready) > 0 {
		t.Fatalf("n4 has all, it says, and lacks what is newer:\n%s", &w.out)
	}
	newer := w.answer(t, event.Fetch, event.Stream)
	w.deliver(&newer)
	w.writeAll()
	if w.inFlight(event.Ready) != 1 {
		t.Errorf("n4 does not say that it has all:\n%s", &w.out)
	}
}

// fire lets the timers of a kind of a node run out.
func (w *world) fire(t *testing.T, id ring.NodeID, kind node.TimerKind) {
	for name, timer := range w.timers {
		if timer.Node == id && timer.Kind == kind {
			delete(w.timers, name)
			w.step(id, node.Input{Kind: node.InTimer, Timer: timer})
			return
		}
	}
	t.Fatalf("no timer is running:\n%s", &w.out)
}

// writeAll lets the disks write what they are to write.
func (w *world) writeAll() {
	for name, m := range w.disks {
		delete(w.disks, name)
		w.durable(&m)
	}
}
