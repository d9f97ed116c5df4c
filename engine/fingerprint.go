// This file writes what a cluster is in a form of its own, to be compared with what
// another run, or another release, came to.

package engine

import (
	"bytes"
	"encoding/binary"
	"sort"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/sim"
	"ringside/engine/version"
)

// Number is the number of the engine. It is raised by one whenever equal commands at
// equal moments no longer lead to equal answers and states, so that a person who opens what
// an earlier engine recorded is told why it differs. New events, fields and words do not
// change it. A test holds it to what scripts come to (engine_number_test.go).
const Number = 4

// Part is one of the parts of a cluster's state, which are compared each for itself, so
// that it can be said in which one two clusters differ.
type Part uint8

const (
	// PartStores: the nodes, their health, and by key what each has in its memory, on its disk,
	// and for others.
	PartStores Part = iota
	// PartBeliefs: whom each node takes for down, or suspects to be.
	PartBeliefs
	// PartMessages: the messages in the network, what disks are writing, and what waits before
	// hung nodes.
	PartMessages
)

// Form hands over a part of the state, piece by piece, in a form that depends on nothing
// but that: not on events and their wording, nor on the order in which keys were first
// named, nor on how any of it is kept. Equal states have equal forms, and others have
// others. A piece is only valid during the call.
func (c *Cluster) Form(part Part, to func(piece []byte)) {
	f := form{c: c, to: to}
	switch part {
	case PartStores:
		f.number(uint64(c.newest().Number))
		f.number(uint64(len(c.members)))
		for i := range c.members {
			f.node(ring.NodeID(i))
		}
	case PartBeliefs:
		for i := range c.members {
			f.beliefs(ring.NodeID(i))
		}
	case PartMessages:
		f.underway()
	}
	f.to(f.dst)
}

// form writes values so that no two lists of them look the same: each text and each list
// stands behind its length.
type form struct {
	c   *Cluster
	to  func([]byte)
	dst []byte
	set []byte // scratch
}

// pieceSize is how long a piece is, about.
const pieceSize = 32 << 10

func (f *form) number(n uint64)     { f.dst = binary.AppendUvarint(f.dst, n) }
func (f *form) signed(n int64)      { f.dst = binary.AppendVarint(f.dst, n) }
func (f *form) letter(b byte)       { f.dst = append(f.dst, b) }
func (f *form) name(id ring.NodeID) { f.text(f.c.NodeName(id)) }

func (f *form) text(s string) {
	f.number(uint64(len(s)))
	f.dst = append(f.dst, s...)
}

// versions writes versions of a key: what has been seen, and the values that nothing has
// replaced.
func (f *form) versions(s *version.Set) { f.dst = s.AppendForm(f.dst, f.c.NodeName) }

// onDisk writes what the disk has of a key, of which the memory's form stands last.
func (f *form) onDisk(known, durable *version.Set, from int) {
	if known != durable {
		f.set = durable.AppendForm(f.set[:0], f.c.NodeName)
		if !bytes.Equal(f.set, f.dst[from:]) {
			f.letter('d')
			f.dst = append(f.dst, f.set...)
			return
		}
	}
	f.letter('s')
}

// node writes a member and all that it holds.
func (f *form) node(id ring.NodeID) {
	spec, m := f.c.ring.Nodes()[id], &f.c.members[id]
	f.text(spec.Name)
	f.text(spec.DC)
	f.text(spec.Rack)
	f.number(uint64(len(spec.Tokens)))
	for _, t := range spec.Tokens {
		f.signed(int64(t.Token))
	}
	f.letter(healthLetters[m.health])
	f.letter(standingLetters[f.c.standing(id)])
	f.signed(m.slow)
	f.signed(int64(m.skew))
	if m.mute != 0 { // said only where it is so: the forms of earlier sessions stay as they were
		f.letter('m')
	}
	f.number(uint64(m.RingVersion().Number))
	keys := f.sorted(m.Store.Keys())
	f.number(uint64(len(keys)))
	for _, key := range keys {
		known, durable := m.Store.Both(key)
		f.text(f.c.trace.Text(key))
		from := len(f.dst)
		f.versions(known)
		f.onDisk(known, durable, from)
		if len(f.dst) >= pieceSize {
			f.to(f.dst)
			f.dst = f.dst[:0]
		}
	}
	peers := m.Store.HintedPeers()
	f.number(uint64(len(peers)))
	for _, peer := range peers {
		f.name(peer)
		hints := m.Store.HintsFor(peer)
		sort.Slice(hints, func(i, j int) bool { return f.c.trace.Text(hints[i].Key) < f.c.trace.Text(hints[j].Key) })
		f.number(uint64(len(hints)))
		for i := range hints {
			f.text(f.c.trace.Text(hints[i].Key))
			f.versions(hints[i].Set)
		}
	}
}

// sorted orders keys by their texts.
func (f *form) sorted(keys []event.Sym) []event.Sym {
	sort.Slice(keys, func(i, j int) bool { return f.c.trace.Text(keys[i]) < f.c.trace.Text(keys[j]) })
	return keys
}

// beliefs writes whom a node does not take for up, a line each.
func (f *form) beliefs(id ring.NodeID) {
	for i := range f.c.members {
		peer, letter := ring.NodeID(i), byte(0)
		switch f.c.members[id].OpinionOf(peer).Belief {
		case node.PeerDown:
			letter = 'd'
		case node.PeerSuspected:
			letter = 's'
		default:
			continue
		}
		f.name(id)
		f.letter(letter)
		f.name(peer)
	}
}

// underway writes what is on its way in the order in which it will arrive, and then what
// waits before hung nodes. What only serves gossip is left out: beliefs tell what it leads to.
func (f *form) underway() {
	c := f.c
	var items []sim.Item
	c.queue.Items(func(item sim.Item) {
		switch item.Kind {
		case arrival, sign:
			if !c.flights[item.Ref].gone {
				items = append(items, item)
			}
		case disk, backgroundWrite:
			if at := &c.flights[item.Ref]; !at.gone && at.life == c.members[at.To].life {
				items = append(items, item)
			}
		}
	})
	sort.Slice(items, func(i, j int) bool { return items[i].Before(&items[j]) })
	f.number(uint64(len(items)))
	for _, item := range items {
		f.signed(int64(item.At))
		f.flight(parcel{item.Kind, item.Ref})
	}
	for i := range c.members {
		for _, p := range c.members[i].inbox {
			f.name(ring.NodeID(i))
			f.flight(p)
		}
	}
}

// flight writes a message, or what else can wait before a node.
func (f *form) flight(p parcel) {
	switch p.kind {
	case arrival, sign, disk, backgroundWrite:
		m := &f.c.flights[p.ref]
		if m.disk {
			f.letter('W')
		}
		f.letter(typeLetters[m.Type])
		f.name(m.From)
		f.name(m.To)
		f.text(f.c.trace.Text(m.Key))
		if m.Hint {
			f.letter('H')
			f.name(m.Owner)
		}
		f.versions(m.Set)
	case request:
		f.letter('R')
		if q, ok := f.c.held[p.ref]; ok {
			f.number(uint64(q.Verb))
			f.text(f.c.trace.Text(q.Key))
		}
	default:
		f.letter('T') // a timer, which is no message
	}
}

// The letters are the form's own, so that other values, or other words for them, change
// nothing.

var (
	healthLetters   = [...]byte{Up: 'u', Crashed: 'c', Hung: 'h', Left: 'l'}
	standingLetters = [...]byte{Member: 'm', Joining: 'j', Leaving: 'l', Gone: 'g'}
)

// typeLetters are of the types of messages.
var typeLetters = [...]byte{
	event.Write: 'w', event.WriteAck: 'a', event.ReadData: 'r', event.ReadDigest: 'q', event.Data: 'd', event.Digest: 'x',
	event.Repair: 'p', event.RepairAck: 'b', event.Handoff: 'h', event.HandoffAck: 'c', event.TreeAsk: 't', event.TreeAnswer: 'u',
	event.Stream: 's', event.Fetch: 'f', event.Refused: 'n', event.Ping: 'i', event.Pong: 'o', event.Moved: 'm', event.Invite: 'v',
	event.Release: 'l', event.Released: 'k', event.Ready: 'y', event.Noted: 'e', event.Gossip: 'g', event.Spare: 'z',
}
