package node

import (
	"ringside/engine/event"
	"ringside/engine/version"
)

// Durable goes on with a write or a repair whose versions the disk has taken in.
func (n *Node) Durable(m *Message) {
	if m.Hint {
		step := n.keepHint(m)
		n.send(Message{Op: m.Op, Cause: step, Key: m.Key, Type: event.WriteAck, From: n.ID, To: m.From, Dot: m.Dot})
		return
	}
	now, fresh := n.Store.Merge(m.Key, m.Set, n.host.Settings().Conflict.policy())
	step := n.host.Record(event.Event{
		Kind: event.Store, Cause: m.Cause, Op: m.Op, Key: m.Key, Dot: m.Dot, Node: n.ID,
		From: -1, To: -1, Siblings: small(len(now.Siblings)), Fresh: fresh,
	})
	ack := Message{
		Op: m.Op, Cause: step, Key: m.Key, Type: event.WriteAck, From: n.ID, To: m.From,
		Digest: m.Digest, Dot: m.Dot,
	}
	switch m.Type {
	case event.Repair:
		ack.Type = event.RepairAck
	case event.Handoff:
		ack.Type = event.HandoffAck
	}
	n.send(ack)
}

// serve answers a read from what the store holds.
func (n *Node) serve(m *Message, cause uint32) {
	set := n.Store.Known(m.Key, n.host.Settings().Conflict.policy())
	reply := Message{
		Op: m.Op, Cause: cause, Key: m.Key, Type: event.Digest, From: n.ID, To: m.From,
		Round: m.Round, Digest: set.Digest(), Dot: newest(set),
	}
	if m.Type == event.ReadData {
		reply.Type, reply.Set = event.Data, set
	}
	n.send(reply)
}

// send gives an answer to the network, or takes it in at once if it is the
// node's own: a coordinator that is a replica too asks itself without a message.
func (n *Node) send(m Message) {
	if m.To == n.ID {
		n.answer(&m)
		return
	}
	n.host.Send(m)
}

// newest returns the dot by which a trace names what a replica has.
func newest(s *version.Set) version.Dot {
	if sib := s.Newest(); sib != nil {
		return sib.Dot
	}
	return version.Dot{}
}

// small fits a count into an event.
func small(n int) uint8 { return uint8(min(n, 255)) }
