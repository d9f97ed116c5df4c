// How many bytes a message has.

package node

import (
	"ringside/engine/event"
	"ringside/engine/merkle"
)

// Bytes of a plain binary form: type, flags, numbers of message, operation and ring
// version, sender, recipient, owner.
const (
	headerBytes    = 1 + 1 + 4 + 4 + 4 + 2 + 2 + 2
	lenBytes       = 4
	digestBytes    = 8
	partBytes      = 16 + hashBytes // the bounds of a range, and the hash of what is in it
	hashBytes      = 8 + 4          // a sum, and of how many keys
	itemBytes      = 8 + 8          // a key's position, and a sum
	heartbeatBytes = 2 + 4 + 4
)

// Bytes returns how many bytes the message has in a plain binary form, about a key that
// is so long.
func (m *Message) Bytes(key int) int {
	size := headerBytes
	if m.Key != 0 {
		size += lenBytes + key
	}
	if m.Set != nil {
		size += m.Set.Size()
	}
	if m.Digest != 0 || m.Type == event.Digest {
		size += digestBytes
	}
	switch {
	case m.TreeAnswer != nil:
		size += answerBytes(m.TreeAnswer)
	case m.Tree != nil:
		size += len(m.Tree.Parts) * partBytes
	}
	if m.Gossip != nil {
		size += len(m.Gossip.Heartbeats) * heartbeatBytes
	}
	return size
}

// answerBytes returns the bytes of a tree's answer: a verdict with a number for each part,
// the hashes of the parts that it is cut into, and what keys are listed.
func answerBytes(a *merkle.Answer) int {
	return len(a.Verdicts)*(1+lenBytes) + len(a.Hashes)*hashBytes + len(a.Items)*itemBytes
}
