// Package event says what happened, in small typed records.
//
//	command ─▶ invoke ─▶ send ─▶ deliver ─▶ store ─▶ send ─▶ deliver ─▶ reply
//	              └──────── each names the step that caused it ────────┘
//
// An Event is one fixed-size struct, so that a trace of millions is a plain
// array: texts (keys, values, command lines) are symbols, kept once beside it.
// The package knows how an event reads as one JSON object, and nothing about how it
// came to be; package explain puts it into words.
package event

import (
	"time"

	"ringside/engine/ring"
	"ringside/engine/version"
)

// Kind says what an event is about.
type Kind uint8

const (
	// Command: a line of the command language was applied. Text.
	Command Kind = iota + 1
	// Invoke: a client's request reached its coordinator. Node, Op, Verb, Key, Text (value), Ref (client),
	// Dot (of a write), NodesOf: the preference list. Need answers; Arg: the level, a Sym, unless it is the
	// setting's and a number.
	// LevelOf, PartsAt.
	Invoke
	// Pass: Node asks somebody else than To, which it believes down. Op.
	Pass
	// StandIn: To takes the place of From, which Node believes down. Op.
	StandIn
	// Send: From gave the network a message for To. Msg, Type, Op, Key, Dot, Ref: its bytes.
	Send
	// Deliver: To took the message in. Same fields as Send; Late if the client had been answered already, or, if
	// Fresh, still waits, and it counts for nothing: the same was answered before, or is not asked any more.
	Deliver
	// Drop: the message will never be taken in. Same fields as Send, Why.
	Drop
	// Store: Node took a version of Key in. Op, Key, Dot, Arg: how many values it now holds. Fresh is false if it
	// changed nothing, Late is true if the disk has not taken the change in yet, Why is InMemory if the disk has
	// not got the version. N is 1 if the node had the version before.
	Store
	// Reply: Node told the client. Op, Verb, Key, Outcome, N acks, Need, Arg (latency), Dot (of a write, or of
	// the version that a read united siblings in),
	// SetOf: what a read returned, NodesOf: whose answers counted, BehindOf: which of those lacked some of it.
	Reply
	// Missed: the read Op was answered without the write Ref, acknowledged before the read began. Key, Dot.
	Missed
	// Older: the read Op did not know of what the read Ref had returned before it began. Key, Dot: the version
	// that it lacked.
	Older
	// Resurrected: the read Op returned Dot, which the acknowledged delete Ref had removed. Key.
	Resurrected
	// Safe: the acknowledged write Op is on enough disks again. AtRisk: on fewer than were promised. Unreachable:
	// only on nodes that are down. InFlight: on no node, but in a message. Key, Dot, N disks, Need. Or of so many
	// more as Arg says, after those that were told one by one.
	Safe
	AtRisk
	Unreachable
	InFlight
	// Lost: no copy is left of the acknowledged write Op. Shadowed: it was discarded though nobody had
	// replaced it. Key, Dot.
	Lost
	Shadowed
	// Superseded: the acknowledged write Op was lost or shadowed, and a later write (or delete) that had seen it
	// replaces it. Key, Dot.
	Superseded
	// Settle: the operation is over: all have answered, or the coordinator timeout has passed. Op, N answers, Arg refusals, Need all that were asked.
	Settle
	// Suspect: Node now believes that To is down. Trust: that it is up again.
	Suspect
	Trust
	// Learn: Node goes by a newer ring version from now on. Arg: its number; Text is what To does.
	Learn
	// Enact: Node (or, if it is None, the administrator) has made a ring version. Same fields as Learn.
	Enact
	// AddPending: Node lets To write too, since it is about to keep a copy. Op.
	AddPending
	// Cleanup: Node lets go of Arg keys that it no longer keeps. KeysOf: which; NodesOf: who has them.
	Cleanup
	// Doubt: Node has not heard of To for Arg heartbeats, and suspects it. A Trust that is not Fresh ends that.
	Doubt
	// Hint: Node keeps a version durable that belongs to To. Op, Key, Dot. Unhint: it has let go of it,
	// since To has it (Why zero) or its time is over (Expired).
	Hint
	Unhint
	// Compared: Node has found all that differs between it and To. Text: how it went.
	Compared
	// Crash, Start, Hang, Resume: what happened to Node. Crash: Why is DiskToo if a Wipe follows.
	Crash
	// Depart: Node has left the cluster for good.
	Depart
	Start
	Hang
	Resume
	// Wipe: Node's disk is gone, with its hints.
	Wipe
	// Flush: what Node had only in memory is durable now. Arg: how many keys.
	Flush
	// Purge: Node let go of a tombstone, its grace being over. Key, Dot, Arg: its age in ns.
	Purge
	// Delay: a message in flight takes Arg ns more. Same fields as Send.
	Delay
	// Skew: Node's clock is Arg ns ahead of the truth.
	Skew
	// Cut: nothing that From sends arrives at To. Mend: it does again.
	Cut
	Mend
	// Slow: Node (or the link From → To) takes Arg thousandths of its usual time.
	Slow
	// Change: a setting of the cluster got a new value. Text.
	Change
	// Loaded: a load is over, Arg of whose requests have been answered.
	Loaded
	// GossipOff: Node sends no gossip from now on, and takes none in. GossipOn: it does again.
	GossipOff
	GossipOn
	// Told: Node of a real cluster (or, if it is None, the connection to it) said something. Text.
	Told
)

// Type is what a message between two nodes asks or answers.
type Type uint8

const (
	// Write asks a replica to keep a version; WriteAck says that it is durable.
	Write Type = iota + 1
	WriteAck
	// ReadData asks for a full copy and ReadDigest for its checksum only; Data and Digest answer.
	ReadData
	ReadDigest
	Data
	Digest
	// Repair carries the merged versions to a replica that was found stale; RepairAck answers.
	Repair
	RepairAck
	// Handoff gives a hinted version to whom it belongs; HandoffAck says that it is durable there.
	Handoff
	HandoffAck
	// TreeAsk and TreeAnswer compare Merkle trees; Stream brings versions that the
	// other lacks, Fetch asks for them.
	TreeAsk
	TreeAnswer
	Stream
	Fetch
	// Refused: nobody listens there, the process is down.
	Refused
	// Ping asks a suspected node for a sign of life; Pong is one.
	Ping
	Pong
	// Moved declines a request: its sender has given up that copy, or is about to.
	Moved
	// Invite says to whom membership gives something to keep that it is theirs to fetch.
	Invite
	// Release asks a node that loses something, all of which has been fetched, to answer for it no
	// longer; Released is that promise. Ready says that all has been fetched.
	Release
	Released
	Ready
	// Noted says that an Invite or a Ready has arrived.
	Noted
	// Gossip tells whose heartbeats the sender has heard of. It is recorded only if it brings news.
	Gossip
	// Spare tells a stand-in that what the client was told did not count on its hint.
	Spare
)

// Verb is what a client asks for.
type Verb uint8

// The requests of clients.
const (
	Put Verb = iota + 1
	Get
	Delete
)

// Outcome is what a client is told: exactly one of these (docs/ARCHITECTURE.md, promise 10).
type Outcome uint8

const (
	// Pending: the client has not been told anything yet.
	Pending Outcome = iota
	// OK: the quorum was met.
	OK
	// NotFound: the quorum was met and there is no value.
	NotFound
	// Unavailable: too few replicas were believed up; nothing was sent, nothing changed.
	Unavailable
	// Failed: too many replicas refused for the quorum ever to be met; a write may have reached some.
	Failed
	// Timeout: too few answers in time; whether a write happened is unknown.
	Timeout
	// CoordinatorLost: the coordinator went away; whether a write happened is unknown.
	CoordinatorLost
)

// Why says why a message was dropped, or what is special about an event.
type Why uint8

const (
	// LinkCut: the link was cut when the message would have arrived.
	LinkCut Why = iota + 1
	// NodeDown: nothing at the other end, not even a kernel to refuse it.
	NodeDown
	// Forgotten: it waited in a hung node that then crashed.
	Forgotten
	// ByHand: somebody dropped it.
	ByHand
	// InMemory: not a reason to drop; a Store or an ack that is not of the disk.
	InMemory
	// Outdated: Store or Hint kept nothing of it, a later version is there.
	Outdated
	// PassedOn: a hint is kept for others now, since its owner no longer keeps the key.
	PassedOn
	// Expired: a hint was kept for as long as hints are.
	Expired
	// NodeLeft: the node has left the cluster, and runs nothing.
	NodeLeft
	// DiskToo: not a reason to drop; a Crash in which the node loses its disk as well.
	DiskToo
	// Untold: not a reason to drop; the trace of a real cluster told of the event, and does not say what
	// an answer had in it, or whether a disk has it. Settle: the trace has no more.
	Untold
	// Rejected: not a reason to drop; Reply of a real cluster: the coordinator refused the request, and carried
	// nothing of it out.
	Rejected
)

// Event is one thing that happened. Which fields count depends on Kind; the
// others are zero (nodes: ring.None). 64 bytes, no pointers. Its step, the
// number by which others name it as their cause, is its 1-based position in
// the Trace.
type Event struct {
	At      time.Duration // virtual time since the start
	Arg     int64         // Reply: ns from the request to the answer; Store, Data: how many values there are, tombstones included
	Cause   uint32        // the step that made this happen; 0: nothing before it
	Op      uint32        // the operation, counted from 1
	Msg     uint32        // messages: its number, counted from 1; Invoke, Reply: a list for Trace.NodesOf; Cleanup: the first for KeysOf
	Key     Sym           // the key, if any
	Text    Sym           // a value, a command line or a setting; Reply: a list for Trace.BehindOf, and no Sym
	Ref     uint32        // Invoke: the client's name, a Sym; Send: bytes; Reply: what was read, for Trace.SetOf; Purge: what was covered, for Trace.CoveredBy; Missed: an operation; Cleanup: a list for Trace.NodesOf
	Dot     version.Dot   // the version that is being moved or stored
	Node    ring.NodeID   // where it happened
	From    ring.NodeID   // messages and links
	To      ring.NodeID   //
	N, Need uint8         // answers that count so far, and how many the client's answer waits for
	Copies  uint8         // Reply to a write: how many disks had it
	Kind    Kind
	Type    Type
	Verb    Verb
	Outcome Outcome
	Why     Why  // Reply to a write: Outdated if no copy is left, since a later version has replaced it
	Late    bool // Deliver: it does not count any more; Store: it is ahead of the disk, in memory only; AtRisk, Unreachable: what has replaced it counts, too
	Fresh   bool // Deliver: it is Late, and the client still waits; Store: it changed what the node holds; Reply to a write: it is safe
}
