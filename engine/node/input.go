// This file holds what a node takes in, and the one way in: Step.

package node

import (
	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/ring"
)

// InputKind says what an input is.
type InputKind uint8

const (
	// InRequest: a client asks the node to coordinate. Request.
	InRequest InputKind = iota
	// InMessage: a message has arrived. Message.
	InMessage
	// InGossip: a gossip message has arrived, or a refused connection in reply to one. Message.
	InGossip
	// InWritten: what a Written asked for is on the disk. Message.
	InWritten
	// InTimer: the time of a Started has come. Timer.
	InTimer
	// InTurn: it is the node's turn to gossip. Heartbeat is its own; Draw decides with whom.
	InTurn
	// InCompare: the node is to compare Ranges with Peer, because of Cause.
	InCompare
	// InRingVersion: somebody tells the node of RingVersion, because of Cause.
	InRingVersion
	// InHello: the node is to tell all peers that it is there, because of Cause.
	InHello
	// InStart: its process has started, at Cause. Where gossip alone decides who is up, it tells
	// nobody but by gossip.
	InStart
	// InRetry: since Cause, what could not reach Peer may reach it.
	InRetry
	// InRetryAll: since Cause, what could not reach a peer may reach it, for every peer.
	InRetryAll
	// InExpire: hints are to be looked through, because of Cause.
	InExpire
	// InPlacement: because of Cause, keys are kept by other nodes of the same ring.
	InPlacement
	// InListen: gossip begins, or the node hears it again. Heartbeats has those that every
	// node knows. It gives nothing out, nor do those that follow.
	InListen
	// InSilence: gossip ends.
	InSilence
	// InRoom: there are more nodes now: Nodes in all.
	InRoom
	// InPeriod: gossip has another period from now on.
	InPeriod
	// InCrash: at Cause its process has ended, and its memory is lost. It gives out what it
	// has Abandoned.
	InCrash
)

// Input is one thing that a node takes in. Only the fields that its kind names mean
// anything. A node keeps nothing of an input that can change; its Message is the node's to
// change.
type Input struct {
	Kind        InputKind
	Peer        ring.NodeID
	Cause       uint32
	Request     *Request
	Message     *Message
	Timer       Timer
	RingVersion *RingVersion
	Heartbeat   Heartbeat
	Heartbeats  []Heartbeat
	Nodes       int
	Ranges      []merkle.Range
	Draw        uint64
}

// Step takes an input in, and appends what the node gives out to out, in the order in which
// it is to be carried out. The caller then says so by Advance, before the next Step.
func (n *Node) Step(in *Input, out []Output) []Output {
	n.out = out
	n.takeIn(in)
	out, n.out = n.out, nil
	return out
}

func (n *Node) takeIn(in *Input) {
	switch in.Kind {
	case InRequest:
		n.coordinate(in.Request)
	case InMessage:
		n.deliver(in.Message)
	case InGossip:
		n.takeGossip(in.Message)
	case InWritten:
		n.durable(in.Message)
	case InTimer:
		n.fire(&in.Timer)
	case InTurn:
		n.gossipTurn(in.Heartbeat, in.Draw)
	case InCompare:
		n.compareFor(toRepair, in.Peer, in.Ranges, in.Cause)
	case InRingVersion:
		n.learn(in.RingVersion, in.Cause)
	case InHello:
		n.hello(in.Cause)
	case InStart:
		if !n.settings().GossipAlone() {
			n.hello(in.Cause)
		}
		n.wake(in.Cause)
	case InRetry:
		n.retry(in.Peer, in.Cause)
	case InRetryAll:
		n.retryAll(in.Cause)
	case InExpire:
		n.expired(in.Cause)
	case InPlacement:
		n.placed(in.Cause)
	case InListen:
		n.listen(in.Heartbeats)
	case InSilence:
		n.stopGossip()
	case InRoom:
		n.makeRoom(in.Nodes)
	case InPeriod:
		n.forgetSilence()
	case InCrash:
		n.lose(in.Cause)
	}
}

// deliver takes a message in.
func (n *Node) deliver(m *Message) {
	n.checkArrival(m)
	if m.Type.Answer() && m.Op != 0 {
		n.answer(m)
		return
	}
	_, step := n.delivered(m)
	n.learn(m.Plan, step)
	n.hears(m.From)
	if m.Type != event.Refused {
		n.trust(m.From, 0, step)
	}
	switch m.Type {
	case event.TreeAsk:
		n.compact(step)
		a := n.tree().Answer(*m.Tree)
		n.post(&Message{Cause: step, Type: event.TreeAnswer, From: n.ID, To: m.From, Tree: m.Tree, TreeAnswer: &a, Serial: m.Serial})
	case event.TreeAnswer:
		n.treeAnswer(m, step)
	case event.Fetch:
		n.stream(m.From, m.Key, m.Round, m.Serial, step)
	case event.Handoff:
		if !n.wants(m) {
			n.decline(m, step)
			return
		}
		m.Cause = step
		n.write(m)
	case event.Stream:
		if !n.wants(m) {
			n.gone([]event.Sym{m.Key}, step) // it is for others to keep
			return
		}
		m.Cause = step
		n.write(m)
	case event.Write, event.Repair:
		m.Cause = step
		n.write(m)
	case event.ReadData, event.ReadDigest:
		n.serve(m, step)
	case event.Moved:
		n.rehint(m.From, m.Key, step)
	case event.Invite, event.Noted, event.Release, event.Released, event.Ready:
		n.deliverChange(m, step)
	case event.Spare:
		n.spared(m.Owner, m.Key, m.Dot, step)
	case event.HandoffAck:
		n.handedOver(m, step)
	case event.Refused:
		if m.Op == 0 {
			delete(n.sessions, m.From)
			n.suspect(m.From, 0, step)
		}
	case event.Ping:
		n.post(&Message{Cause: step, Type: event.Pong, From: n.ID, To: m.From})
	}
}
