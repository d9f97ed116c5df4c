// Command: the one form in which everything that changes a cluster is given, and its line
// in the command language.

package engine

import (
	"strconv"
	"strings"
	"time"

	"ringside/engine/event"
	"ringside/engine/load"
	"ringside/internal/timespan"
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
	Duplicate: "duplicate", Deliver: "deliver", SyncDisk: "sync", TimeOut: "timeout", Load: "load", Run: "run", Step: "step", Until: "until",
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
	case Crash, Start, Hang, Resume, Wipe, Power, Blackout, Cut, Mend, Isolate, Heal, Add, Remove:
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
	To     string        // Set: its new value; Power, Blackout: PowerOn or BlackoutOver if it ends the fault; Load: LoadOff if it ends one
	Factor int64         // Slow: thousandths of the usual time
	For    time.Duration // Run; Delay: how much longer; Skew: how far ahead, may be negative
	Count  int           // Step, Back, Forward; Switch: which branch; Drop, Duplicate: how many messages of the link; SyncDisk, TimeOut: the operation
	Msg    int           // Drop to Deliver: the message in flight; 0: the next from Node to Peer
	Expr   string        // Until, Expect
	Work   load.Workload // Load
}

// DefaultClient is the client of a command that names none.
const DefaultClient = "you"

// String returns the canonical line of the command language for the command.
func (c Command) String() string {
	if c.Verb.asks() {
		return string(c.appendTo(nil))
	}
	var b strings.Builder
	b.WriteString(c.Verb.String())
	word := func(s string) { b.WriteByte(' '); b.WriteString(event.Quote(s)) }
	option := func(name, s string) {
		if s != "" {
			b.WriteString(" " + name)
			word(s)
		}
	}
	switch c.Verb {
	case Set:
		word(c.Name)
		word(c.To)
	case Slow:
		// A bare A-B is a link; names that contain a dash or need quotes are written
		// apart.
		dash := strings.Contains(c.Node+c.Peer, "-")
		switch {
		case c.Peer != "" && !dash && event.Bare(c.Node) && event.Bare(c.Peer):
			word(c.Node + "-" + c.Peer)
		case c.Peer != "":
			b.WriteString(" " + event.Quoted(c.Node) + " " + event.Quoted(c.Peer))
		case dash:
			b.WriteString(" " + event.Quoted(c.Node))
		default:
			word(c.Node)
		}
		b.WriteString(" " + event.Thousandths(c.Factor))
	case Add:
		word(c.Node)
		option("rack", c.Rack)
		option("dc", c.DC)
		option("tokens", c.Tokens)
	case Skew:
		word(c.Node)
		if c.For >= 0 {
			b.WriteString(" +" + timespan.Text(c.For))
		} else {
			b.WriteString(" " + timespan.Text(c.For))
		}
	case Drop, Delay, Duplicate, Deliver:
		switch {
		case c.Msg != 0:
			b.WriteString(" " + strconv.Itoa(c.Msg))
		case !event.Bare(c.Node) || !event.Bare(c.Peer) || strings.Contains(c.Node+c.Peer, ">"):
			b.WriteString(" " + event.Quoted(c.Node) + " > " + event.Quoted(c.Peer))
		default:
			b.WriteString(" " + c.Node + ">" + c.Peer)
		}
		if c.Verb == Delay {
			b.WriteString(" " + timespan.Text(c.For))
		}
		if c.Count > 1 {
			b.WriteString(" " + strconv.Itoa(c.Count))
		}
	case Load:
		if c.To != "" {
			b.WriteString(" " + c.To)
		} else {
			b.WriteString(" " + c.Work.String())
			if c.At.Given() {
				option("at", c.At.String())
			}
		}
	case Run:
		b.WriteString(" " + timespan.Text(c.For))
	case Step, Back, Forward:
		if c.Count > 1 {
			b.WriteString(" " + strconv.Itoa(c.Count))
		}
	case Switch, TimeOut:
		b.WriteString(" " + strconv.Itoa(c.Count))
	case SyncDisk:
		word(c.Node)
		if c.Count > 0 {
			b.WriteString(" " + strconv.Itoa(c.Count))
		}
	case Until, Expect:
		b.WriteString(" " + c.Expr)
	default:
		if c.Node != "" {
			word(c.Node)
		}
		if c.To != "" {
			b.WriteString(" " + c.To)
		}
		if c.Peer != "" {
			word(c.Peer)
		}
		if c.OneWay {
			b.WriteString(" oneway")
		}
	}
	return b.String()
}

// appendTo appends the command's line to b. Requests are by far the most commands, and
// their lines are made without a string of their own.
func (c *Command) appendTo(b []byte) []byte {
	if !c.Verb.asks() {
		return append(b, c.String()...)
	}
	b = appendWord(append(b, c.Verb.String()...), c.Key)
	if c.Verb == Put || c.Verb == Resolve {
		b = appendWord(b, c.Value)
	}
	if c.Via != "" {
		b = appendWord(append(b, " via"...), c.Via)
	}
	if c.Client != "" {
		b = appendWord(append(b, " as"...), c.Client)
	}
	if c.At.Given() {
		b = appendWord(append(b, " at"...), c.At.String())
	}
	if c.Blind {
		b = append(b, " blind"...)
	}
	return b
}

// appendWord appends a blank and a word, in quotes if it needs them.
func appendWord(b []byte, word string) []byte {
	return append(append(b, ' '), event.Quote(word)...)
}
