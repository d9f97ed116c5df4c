// This file has the words that scripts, traces and screens all use.

package event

// word is a value's word; "?" if there is no such value.
func word(words []string, i uint8) string {
	if int(i) < len(words) && (words[i] != "" || i == 0) {
		return words[i]
	}
	return "?"
}

// The words, by what they are for. Never written to.
var kinds = [...]string{
	Command: "command", Invoke: "invoke", Pass: "pass", StandIn: "standin", Send: "send",
	Deliver: "deliver", Drop: "drop", Store: "store", Reply: "reply", Missed: "missed", Older: "older",
	Resurrected: "resurrected", Safe: "safe", AtRisk: "atrisk", Unreachable: "unreachable",
	InFlight: "inflight", Lost: "lost", Shadowed: "shadowed", Superseded: "superseded", Settle: "settle",
	Suspect: "suspect", Trust: "trust", Learn: "learn", Enact: "enact", AddPending: "addpending", Cleanup: "cleanup",
	Doubt: "doubt", Hint: "hint", Unhint: "unhint", Compared: "compared", Crash: "crash", Depart: "depart",
	Start: "start", Hang: "hang", Resume: "resume", Wipe: "wipe", Flush: "flush", Purge: "purge",
	Delay: "delay", Skew: "skew", Cut: "cut", Mend: "mend", Slow: "slow", Change: "change", Loaded: "loaded",
	GossipOff: "gossipoff", GossipOn: "gossipon", Told: "told",
}

var types = [...]string{
	Write: "write", WriteAck: "ack", ReadData: "read", ReadDigest: "read checksum", Data: "data",
	Digest: "checksum", Repair: "repair", RepairAck: "repair ack", Handoff: "handoff",
	HandoffAck: "handoff ack", TreeAsk: "tree ask", TreeAnswer: "tree answer", Stream: "stream",
	Fetch: "fetch", Refused: "refused", Ping: "ping", Pong: "pong", Moved: "moved", Invite: "invite",
	Release: "release", Released: "released", Ready: "ready", Noted: "noted", Gossip: "gossip",
	Spare: "spare",
}

var verbs = [...]string{
	Put: "put", Get: "get", Delete: "delete",
}

var outcomes = [...]string{
	Pending: "pending", OK: "ok", NotFound: "notfound", Unavailable: "unavailable", Failed: "failed",
	Timeout: "timeout", CoordinatorLost: "coordinatorlost",
}

var whys = [...]string{
	LinkCut: "the link is cut", NodeDown: "the node is down", Forgotten: "it was forgotten in the crash",
	ByHand: "dropped by you", InMemory: "it is in memory only", Outdated: "a later version is there",
	PassedOn: "it is kept for others now", Expired: "its time is over", NodeLeft: "the node has left",
	DiskToo: "the disk goes too", Untold: "the trace does not say more",
	Rejected: "the coordinator refused the request",
}

// String returns the word for the kind of event, as in the JSON trace.
func (k Kind) String() string { return word(kinds[:], uint8(k)) }

// String returns what the message asks or answers, in a word or two.
func (t Type) String() string { return word(types[:], uint8(t)) }

// Answer reports whether the message answers another one.
func (t Type) Answer() bool {
	switch t {
	case WriteAck, Data, Digest, RepairAck, HandoffAck, TreeAnswer, Refused, Moved, Released, Noted, Pong:
		return true
	}
	return false
}

// Probe reports whether the message only asks for or gives a sign of life.
func (t Type) Probe() bool { return t == Ping || t == Pong || t == Gossip }

// String returns the verb as in the command language.
func (v Verb) String() string { return word(verbs[:], uint8(v)) }

// String returns the outcome in the word that scripts expect.
func (o Outcome) String() string { return word(outcomes[:], uint8(o)) }

// String says why a message was dropped.
func (w Why) String() string { return word(whys[:], uint8(w)) }

// Fine reports whether the event is fine print: what a reader who follows the
// story can do without, because another event tells the same. Requests are told
// when they are sent, answers when they arrive, cut links by their command.
func (e *Event) Fine() bool {
	switch e.Kind {
	case Send:
		return e.Type.Answer() || e.Type.Probe()
	case Deliver:
		return !e.Type.Answer() || e.Type.Probe() || e.Type == Refused && e.Op == 0
	case Drop:
		return e.Type.Probe()
	case Settle, Cut, Mend:
		return true
	}
	return false
}
