// Command: the one form in which everything that changes a cluster is given.

package engine

import (
	"time"

	"ringside/engine/load"
)

// Verb is what a Command does.
type Verb uint8

const (
	// Put, Get and Delete are client requests.
	Put Verb = iota + 1
	Get
	Delete
	// Resolve is a Put by a client that has read the key.
	Resolve
	// Set changes a setting.
	Set
	// Crash to Slow inject faults into nodes and links, or end them.
	Crash
	Start
	Hang
	Resume
	Heal
	Cut
	Mend
	Isolate
	Slow
	// Wipe, Power and Blackout affect a node's disk, a rack and a data centre.
	Wipe
	Power
	Blackout
	// AntiEntropy starts anti-entropy; its word is "repair".
	AntiEntropy
	// Add makes a node join, Remove makes one leave.
	Add
	Remove
	// Skew sets a node's clock wrong.
	Skew
	// Drop to Deliver are message faults: for one message in flight, or the next messages
	// of a link.
	Drop
	Delay
	Duplicate
	Deliver
	// SyncDisk completes a disk write now, TimeOut makes a coordinator give up waiting.
	SyncDisk
	TimeOut
	// Load makes the cluster's own clients ask for things.
	Load
	// Gossip turns the gossip of one node off and on.
	Gossip
	// Run to Fork move time forward or back, or check the outcome. The caller that drives
	// the cluster carries them out (script.Runner); Apply refuses them.
	Run
	Step
	Until
	Expect
	// Back to Fork move within the recorded history; see package history.
	Back
	Forward
	Undo
	Redo
	Switch
	Fork
)

// verbWords are the verbs' words in the command language. It is never written to.
var verbWords = [...]string{
	Put: "put", Get: "get", Delete: "delete", Resolve: "resolve", Set: "set", Crash: "crash",
	Start: "start", Hang: "hang", Resume: "resume", Heal: "heal", Cut: "cut", Mend: "mend",
	Isolate: "isolate", Slow: "slow", Wipe: "wipe", Power: "power", Blackout: "blackout",
	AntiEntropy: "repair", Add: "add", Remove: "remove", Skew: "skew", Drop: "drop", Delay: "delay",
	Duplicate: "duplicate", Deliver: "deliver", SyncDisk: "sync", TimeOut: "timeout", Load: "load", Gossip: "gossip", Run: "run", Step: "step", Until: "until",
	Expect: "expect", Back: "back", Forward: "forward", Undo: "undo", Redo: "redo", Switch: "switch",
	Fork: "fork",
}

// String returns the verb's word; "" for the zero Verb.
func (v Verb) String() string {
	if int(v) < len(verbWords) {
		return verbWords[v]
	}
	return "?"
}

// MovesTime reports whether the command moves virtual time or checks the outcome, rather
// than changing the cluster.
func (v Verb) MovesTime() bool { return v >= Run }

// asks reports whether the command is a client's request.
func (v Verb) asks() bool { return v == Put || v == Get || v == Delete || v == Resolve }

// wakesGossip reports whether the command may change who hears of whom.
func (v Verb) wakesGossip() bool {
	switch v {
	case Crash, Start, Hang, Resume, Wipe, Power, Blackout, Cut, Mend, Isolate, Heal, Add, Remove, Gossip:
		return true
	}
	return false
}

// Travels reports whether the command goes to another recorded moment.
func (v Verb) Travels() bool { return v >= Back }

// Command is the only way to change a cluster: a keystroke, a typed line, a line of a
// preset, of a script or of a saved session all become one. Nodes are named, not numbered,
// so that a Command prints as the line that makes it (String; engine/script parses it).
// Verb decides which fields are used; the rest are zero.
type Command struct {
	Verb   Verb
	Key    string
	Value  string
	Via    string        // the coordinator; "": the first reachable replica
	Client string        // "": DefaultClient
	At     Level         // Put, Get, Delete, Resolve, Load: whose answers to wait for; the zero Level: as the setting says
	Blind  bool          // Put: send no context, as if nothing had been read
	Node   string        // the node concerned; "all" for Heal; one end of a link
	Peer   string        // the other end of a link
	OneWay bool          // Cut: only from Node to Peer
	Rack   string        // Add; "": the first node's
	DC     string        // Add; "": the first node's
	Tokens string        // Add: numbers, with commas; "": as many as the first node's, drawn from the seed
	Name   string        // Set: which setting
	To     string        // Set: its new value; Power, Blackout: PowerOn or BlackoutOver if it ends the fault; Load: LoadOff if it ends one; Gossip: GossipOn or GossipOff
	Factor int64         // Slow: thousandths of the usual time
	For    time.Duration // Run; Delay: how much longer; Skew: how far ahead, may be negative
	Count  int           // Step, Back, Forward; Switch: which branch; Drop, Duplicate: how many messages of the link; SyncDisk, TimeOut: the operation
	Msg    int           // Drop to Deliver: the message in flight; 0: the next from Node to Peer
	Expr   string        // Until, Expect
	Work   load.Workload // Load
}

// GossipOn and GossipOff are what a Gossip command turns the gossip of a node.
const (
	GossipOn  = "on"
	GossipOff = "off"
)

// DefaultClient is the client of a command that names none.
const DefaultClient = "you"
