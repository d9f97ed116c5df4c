// This file is what a search of everything that can happen needs of a cluster: what it is
// at one moment, without its trace.

package engine

import (
	"fmt"
	"sort"
	"time"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/sim"
	"ringside/engine/version"
)

// Moment is a cluster at one moment, without its trace. What it points to is not to be
// written to.
type Moment struct {
	Now      time.Duration
	Steps    uint32 // how many events there have been
	Settings Settings
	EverLWW  bool // the last write wins, or once did
	Ring     *ring.Ring
	Version  *node.RingVersion // that all nodes go by
	Members  []MomentMember
	Cut      []sim.Link
	Under    []Underway // what is on its way, in the order in which it would come
	Ops      []MomentOp // the requests that are open, by number
	Asked    uint32     // how many requests there have been
	Observer *oracle.Observer
	Keys     []event.Sym // that are kept somewhere, or are asked for
}

// MomentMember is a node at one moment.
type MomentMember struct {
	*node.Node
	Name   string
	Health Health
	Skew   time.Duration
	Dark   bool // its machine has no power: nothing refuses a connection
	Wiped  bool // it has lost its disk, and has not started since
	Inbox  []Underway
}

// UnderwayKind says what is on its way.
type UnderwayKind uint8

// What can be on its way.
const (
	InNetwork     UnderwayKind = iota // a message
	ToDisk                            // a disk write
	GiveUp                            // an operation's coordinator gives up waiting
	AtDoor                            // a request waits before a hung node
	ClientGivesUp                     // the client of an operation gives up waiting, if its coordinator hangs then
)

// Underway is one thing that is on its way.
type Underway struct {
	Kind    UnderwayKind
	Message node.Message // InNetwork, ToDisk
	Op      uint32       // GiveUp, AtDoor, ClientGivesUp
	Request node.Request // AtDoor
}

// MomentOp is a request that is open.
type MomentOp struct {
	ID          uint32
	Verb        event.Verb
	Key         event.Sym
	Client      event.Sym
	Coordinator ring.NodeID
	Need        int
	Seen, Past  *version.Context
	Due         oracle.Due
	Step        uint32
	Told        bool
	Dot         version.Dot
	Made        *version.Context
}

// Moment returns the cluster as it is now, or says why a search can't begin here. c is not
// to go on afterwards.
func (c *Cluster) Moment() (*Moment, error) {
	switch {
	case c.newest().Next != nil || len(c.leaving) > 0:
		return nil, fmt.Errorf("%s, and a search can't handle that; let it finish first (until quiet)", c.change())
	case len(c.rules) > 0:
		return nil, fmt.Errorf("%s waits for the next messages of a link, and a search chooses itself what becomes of messages; leave it out", c.rules[0].verb)
	case c.load != nil && !c.load.off && !c.load.result.Over:
		return nil, fmt.Errorf("a load is under way, and a search can't handle that; let it finish first (until quiet), or end it (load off)")
	}
	m := &Moment{
		Now: c.now, Steps: uint32(c.trace.Len()), Settings: c.settings, EverLWW: c.everLWW, Ring: c.ring, Version: c.newest(),
		Cut: c.links.AllCut(), Asked: c.opCount, Observer: c.sees(),
	}
	for i := range c.members {
		member := &c.members[i]
		if member.health == Left {
			return nil, fmt.Errorf("%s has left the cluster, and a search can't handle changes of the membership", c.NodeName(ring.NodeID(i)))
		}
		if member.Comparing() {
			return nil, fmt.Errorf("replicas are being compared, and a search can't handle that; let it finish first (until quiet)")
		}
		if member.RingVersion() != c.newest() {
			return nil, fmt.Errorf("%s does not know of the last change of the membership yet, and a search can't handle that", c.NodeName(ring.NodeID(i)))
		}
		mm := MomentMember{
			Node: member.Node, Name: c.NodeName(ring.NodeID(i)), Health: member.health, Skew: member.skew,
			Dark: member.powerLoss.dark(), Wiped: member.wiped != 0,
		}
		for _, p := range member.inbox {
			if u, ok := c.underway(p); ok {
				mm.Inbox = append(mm.Inbox, u)
			}
		}
		m.Members = append(m.Members, mm)
	}
	var items []sim.Item
	c.queue.Items(func(item sim.Item) { items = append(items, item) })
	sort.Slice(items, func(i, j int) bool { return items[i].Before(&items[j]) })
	for _, item := range items {
		if u, ok := c.underway(parcel{item.Kind, item.Ref}); ok {
			m.Under = append(m.Under, u)
		}
	}
	for i, op := range c.ops.row {
		if op == nil {
			continue
		}
		m.Ops = append(m.Ops, MomentOp{
			ID: c.ops.first + uint32(i), Verb: op.verb, Key: op.key, Client: op.client, Coordinator: op.coordinator, Need: op.need,
			Seen: op.seen, Past: op.past, Due: op.due, Step: op.step, Told: op.told, Dot: op.dot, Made: op.made,
		})
	}
	m.Keys = m.Observer.AllKeys()
	return m, nil
}

// underway returns what an item of the queue stands for, and whether it may still matter.
func (c *Cluster) underway(p parcel) (u Underway, ok bool) {
	switch p.kind {
	case arrival, sign:
		f := &c.flights[p.ref]
		return Underway{Kind: InNetwork, Message: f.Message}, !f.gone
	case disk, backgroundWrite:
		f := &c.flights[p.ref]
		return Underway{Kind: ToDisk, Message: f.Message}, !f.gone && f.life == c.members[f.To].life
	case coordinatorTimeout:
		return Underway{Kind: GiveUp, Op: p.ref}, c.ops.get(p.ref) != nil
	case clientTimeout:
		op := c.ops.get(p.ref)
		return Underway{Kind: ClientGivesUp, Op: p.ref}, op != nil && !op.told
	case request:
		return Underway{Kind: AtDoor, Op: p.ref, Request: c.held[p.ref]}, c.ops.get(p.ref) != nil
	}
	return u, false
}

// Place returns the name of the rack of a node, as a power command takes it.
func (c *Cluster) Place(id ring.NodeID) string { return c.place(id, Power) }

// Intern returns the symbol of a text, which it gives one if it has none yet.
func (c *Cluster) Intern(text string) event.Sym { return c.trace.Intern(text) }

// Context returns what a client has seen of a key, and what that builds upon for the observer.
func (c *Cluster) Context(client, key event.Sym) (seen, past *version.Context) {
	if at, there := c.clients.place.Find(keyOf(client, key)); there {
		row := c.clients.at(at)
		return row.seen, row.past
	}
	return nil, nil
}

// CheckSize returns the error with which every cluster refuses a request that is too large.
func CheckSize(cmd Command) error { return checkSize(&cmd) }
