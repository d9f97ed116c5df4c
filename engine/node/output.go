// This file is where a node gives something out, and where it looks at the world: all
// that it asks of its host goes through here.

package node

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// record adds an event to the trace and returns its step.
func (n *Node) record(e event.Event) uint32 { return n.host.Record(e) }

// post hands a message to the network.
func (n *Node) post(m Message) { n.host.Send(m) }

// start starts a timer, and reports whether it did; see Timer.Idle.
func (n *Node) start(t Timer) bool { return n.host.Start(t) }

// wakeGossip says that the node has changed its mind about a peer.
func (n *Node) wakeGossip(cause uint32) { n.host.WakeGossip(cause) }

// gone says that the node has dropped all that it had of some keys.
func (n *Node) gone(keys []event.Sym, cause uint32) { n.host.Gone(keys, cause) }

func (n *Node) settings() *Settings { return n.host.Settings() }

func (n *Node) now() time.Duration { return n.host.Now() }

// clock is what the node's own clock says.
func (n *Node) clock() int64 { return n.host.Clock(n) }

// token is where a key lives.
func (n *Node) token(key event.Sym) ring.Token { return n.host.Token(key) }
