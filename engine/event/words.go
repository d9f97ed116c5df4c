package event

// The words below are the ones that scripts, traces and screens all use.

func word(table []string, i uint8) string {
	if int(i) < len(table) {
		return table[i]
	}
	return "?"
}

// String returns the word for the kind of event, as in the JSON trace.
func (k Kind) String() string {
	return word([]string{"", "command", "invoke", "pass", "standin", "send", "deliver", "drop", "store", "reply", "missed", "older", "resurrected",
		"safe", "atrisk", "unreachable", "inflight", "lost", "shadowed", "superseded", "settle",
		"suspect", "trust", "learn", "enact", "enlist", "shed", "doubt", "hint", "unhint", "compared", "crash", "depart", "start", "hang", "resume", "wipe", "flush", "purge", "delay", "skew", "cut", "join", "slow", "change"}, uint8(k))
}

// String returns what the message asks or answers, in a word or two.
func (t Type) String() string {
	return word([]string{"", "write", "ack", "read", "read checksum", "data", "checksum",
		"repair", "repair ack", "handoff", "handoff ack",
		"tree ask", "tree answer", "stream", "fetch", "refused", "ping", "pong", "moved", "invite", "release", "released", "ready", "noted", "gossip", "spare"}, uint8(t))
}

// Answer says whether the message answers another one.
func (t Type) Answer() bool {
	switch t {
	case WriteAck, Data, Digest, RepairAck, HandoffAck, TreeAnswer, Refused, Moved, Released, Noted, Pong:
		return true
	}
	return false
}

// Probe says whether the message only asks for or gives a sign of life.
func (t Type) Probe() bool { return t == Ping || t == Pong || t == Gossip }

// String returns the verb as in the command language.
func (v Verb) String() string { return word([]string{"", "put", "get", "delete"}, uint8(v)) }

// String returns the outcome in the word that scripts expect.
func (o Outcome) String() string {
	return word([]string{"pending", "ok", "notfound", "unavailable", "failed", "timeout", "coordinatorlost"}, uint8(o))
}

// String says why a message was dropped.
func (w Why) String() string {
	return word([]string{"", "the link is cut", "the node is down", "it was forgotten in the crash", "dropped by hand", "it is in memory only", "a later version is there", "it is kept for others now", "its time is over"}, uint8(w))
}

// Fine says whether the event is fine print: what a reader who follows the
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
	case Settle, Cut, Join:
		return true
	}
	return false
}
