// This file has the claims about one replica's part in an operation, and words for them.

package explain

import (
	"strconv"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

const (
	// StandsIn: the node takes the place of Peer. IsPending: it is about to keep a copy.
	StandsIn Kind = PendingToAnswer + 1 + iota
	IsPending
	// Unasked: it is a replica, and was not asked. Awaited: it was asked For after the
	// request began, and has not answered yet. Unanswered: nor did it before the timeout.
	Unasked
	Awaited
	Unanswered
	// Carries: message N is in flight from the node to Peer, the coordinator. Brings: from
	// Peer to the node.
	Carries
	Brings
	// TookIn: the node has taken in what the write wrote, and has it no more.
	TookIn
	// AskLost, AnswerLost: the read's request to the node, or its answer, was dropped (Why).
	AskLost
	AnswerLost
	// AnsweredAt: its answer arrived For after the request began. MadeQuorum: the client was
	// told when it did, since it was the last of Need. EndedWait: the client was told when
	// its refusal, or its ack for a repair, came. CountsNotAt: it came before the client
	// was told, and is none of those that count. AfterTold: it arrived later.
	AnsweredAt
	MadeQuorum
	EndedWait
	CountsNotAt
	AfterTold
	// HadOnly: the newest that it answered with was Dot, and the quorum knew more.
	HadOnly
	// RepairSent: it was sent what it lacked. RepairTaken: it has taken that in.
	RepairSent
	RepairTaken
	// GaveChecksum, GaveCopy: what the read asked it for last; N are the bytes of the message
	// with that, and 0 if there is none: the coordinator asks itself without one.
	GaveChecksum
	GaveCopy
	lastOfRow = GaveCopy
)

// Row returns what there is to say about a replica's part in an operation, in the order
// in which one says it.
func Row(v *engine.View, o *engine.OpView, a *engine.AnswerView) Claims {
	t := explanation{View: v, o: o, claims: make(Claims, 0, 4)}
	id := a.Node
	if a.Role == engine.Fallback {
		t.claims = append(t.claims, Claim{Kind: StandsIn, Node: id, Peer: a.For})
	}
	switch a.State {
	case engine.Idle:
		t.claim(Unasked, id)
	case engine.BelievedDown:
		t.claim(PassedOver, id)
	case engine.RefusedConn:
		t.claim(Refused, id)
	case engine.Declined:
		t.claim(Declined, id)
	case engine.Sent:
		t.carried(a)
		if !t.lost(a) {
			t.claims = append(t.claims, Claim{Kind: Awaited, Node: id, Peer: ring.None, For: a.Sent})
		}
	case engine.Stored:
		t.keeping(a)
		t.carried(a)
		if !t.lost(a) && a.Back.Stage == engine.Flying {
			t.ackUnderWay(a)
		}
	case engine.Silent:
		if a.Back.Stage == engine.Dropped && o.Verb != event.Get {
			t.keeping(a)
		}
		if !t.lost(a) {
			t.claims = append(t.claims, Claim{Kind: Unanswered, Node: id, Peer: ring.None, For: a.Sent})
		}
	}
	if a.Role == engine.Pending {
		t.claim(IsPending, id)
	}
	t.answerRow(a)
	if o.Verb == event.Get {
		t.readRow(a)
	}
	return t.claims
}

// carried claims which message of the operation is in flight to or from a replica.
func (t *explanation) carried(a *engine.AnswerView) {
	for _, m := range t.Messages {
		switch {
		case m.Op != t.o.ID:
		case m.From == a.Node && m.To == t.o.Coordinator:
			t.claims = append(t.claims, Claim{Kind: Carries, Node: a.Node, Peer: m.To, N: int(m.ID)})
			return
		case m.From == t.o.Coordinator && m.To == a.Node:
			t.claims = append(t.claims, Claim{Kind: Brings, Node: a.Node, Peer: m.From, N: int(m.ID)})
			return
		}
	}
}

// keeping claims what a replica that has taken a write in has of it now.
func (t *explanation) keeping(a *engine.AnswerView) {
	if a.Outdated {
		t.claim(Outdated, a.Node)
		return
	}
	before := len(t.claims)
	s := t.stand(a.Node)
	if kind, ok := map[engine.CopyState]Kind{
		engine.OnDisk: Durable, engine.InMemory: Memory, engine.Replaced: Replaced, engine.Purged: Purged,
	}[s.Copy]; ok {
		t.claim(kind, a.Node)
	}
	for _, h := range s.Hints {
		t.claims = append(t.claims, Claim{Kind: Hinted, Node: a.Node, Peer: h.Owner})
	}
	if len(t.claims) == before {
		t.claim(TookIn, a.Node)
	}
}

// lost claims which message to or from a replica was lost, if one was.
func (t *explanation) lost(a *engine.AnswerView) bool {
	back, there := AckLost, SentLost
	if t.o.Verb == event.Get {
		back, there = AnswerLost, AskLost
	}
	switch {
	case a.Back.Stage == engine.Dropped:
		t.claimWhy(back, a.Node, a.Back.Why)
	case a.Ask.Stage == engine.Dropped:
		t.claimWhy(there, a.Node, a.Ask.Why)
	default:
		return false
	}
	return true
}

// answerRow claims when a replica's answer came, and what that came to.
func (t *explanation) answerRow(a *engine.AnswerView) {
	switch a.State {
	case engine.Acked, engine.Late, engine.RefusedConn, engine.Declined:
		t.claims = append(t.claims, Claim{Kind: AnsweredAt, Node: a.Node, Peer: ring.None, For: a.Answered})
	}
	if a.Decisive {
		t.claims = append(t.claims, Claim{Kind: MadeQuorum, Node: a.Node, Peer: ring.None, Need: t.o.Need})
	}
	if a.Ended {
		t.claim(EndedWait, a.Node)
	}
	if a.State == engine.Acked && !a.Counts {
		t.claim(CountsNotAt, a.Node)
	}
	if a.State == engine.Acked || a.State == engine.Late {
		if t.o.Verb != event.Get && t.stand(a.Node).Copy == engine.InMemory {
			t.claim(Memory, a.Node)
		}
	}
	if a.State == engine.Late {
		t.claim(AfterTold, a.Node)
	}
}

// readRow claims of a replica's part in a read what it was asked for and had.
func (t *explanation) readRow(a *engine.AnswerView) {
	switch a.State {
	case engine.Idle, engine.BelievedDown, engine.RefusedConn, engine.Declined:
		return
	}
	switch {
	case !a.Mismatch:
	case a.Has == (version.Dot{}):
		t.claim(HadNothing, a.Node)
	case t.o.Returned.Has(a.Has) && a.Values > len(t.o.Returned.Siblings):
		t.claim(HadMore, a.Node)
	case t.hadSame(a):
		t.claim(HadSame, a.Node)
	default:
		t.claims = append(t.claims, Claim{Kind: HadOnly, Node: a.Node, Peer: ring.None, Dot: a.Has, N: a.Values})
	}
	switch {
	case a.RepairRefused:
		t.claim(RepairRefused, a.Node)
	case a.RepairAck.Stage != engine.Unsent:
		t.claim(RepairTaken, a.Node)
	case a.Repair.Stage == engine.Dropped:
		t.claimWhy(RepairLost, a.Node, a.Repair.Why)
	case a.Repair.Stage != engine.Unsent:
		t.claim(RepairSent, a.Node)
	}
	if a.Digest {
		t.claims = append(t.claims, Claim{Kind: GaveChecksum, Node: a.Node, N: a.Bytes})
	} else {
		t.claims = append(t.claims, Claim{Kind: GaveCopy, Node: a.Node, N: a.Bytes})
	}
}

// RowWords returns the words for a claim of Row: the long form first, then shorter
// ones. Of what a column of its own shows there are none.
func RowWords(v *engine.View, o *engine.OpView, c *Claim) []string {
	switch c.Kind {
	case StandsIn:
		return []string{"for " + v.Node(c.Peer)}
	case IsPending:
		return []string{"", "pending"} // where there is room, a column says that
	case Unasked:
		switch {
		case v.Outside == nil || o.Outcome == event.Unavailable:
		case o.Outcome == event.Pending:
			return []string{"unknown until its trace is read", "unknown yet"}
		default:
			return []string{"no message to it is in the trace", "not in the trace"}
		}
		return []string{"not asked"}
	case PassedOver:
		return []string{"believed down: not asked", "believed down"}
	case Refused:
		return []string{"connection refused", "refused"}
	case Declined:
		return []string{"declined: it hands its copy over", "declined"}
	case Awaited:
		return []string{"sent " + event.Millis(c.For) + ", no answer yet", "no answer yet"}
	case Unanswered:
		if v.Outside != nil {
			return []string{"sent " + event.Millis(c.For) + ", no answer in the trace", "no answer in the trace", "no answer"}
		}
		return []string{"sent " + event.Millis(c.For) + ", no answer", "no answer"}
	case Carries, Brings:
		what := "message "
		if c.Kind == Carries && o.Verb != event.Get {
			what = "ack "
		}
		return []string{what + strconv.Itoa(c.N) + " on its way"}
	case MadeQuorum:
		told := "told " + Outcome(o.Outcome)
		quorum := "W"
		if o.Verb == event.Get {
			quorum = "R"
		}
		if o.Level != "" {
			quorum = show(o.Level)
		}
		return []string{quorum + " reached, client " + told, "client " + told, told}
	case EndedWait:
		told := "told " + Outcome(o.Outcome)
		if o.Outcome == event.Failed && o.Acks < o.Need {
			return []string{"too few left, client " + told, "client " + told, told}
		}
		return []string{"client " + told, "client " + told, told}
	case CountsNotAt:
		return []string{"not counted"}
	case AfterTold:
		return []string{"after the answer", "late"}
	}
	return keptWords(v, c)
}

// keptWords are the words for what a replica has, had or was sent.
func keptWords(v *engine.View, c *Claim) []string {
	switch c.Kind {
	case Durable:
		return []string{"durable"}
	case Memory:
		return []string{"in memory"}
	case Hinted:
		return []string{"durable as a hint", "hint"}
	case Replaced:
		return []string{"replaced since"}
	case Purged:
		return []string{"tombstone dropped"}
	case Outdated:
		return []string{"discarded on arrival", "discarded"}
	case TookIn:
		return []string{"stored it"}
	case AckWaits:
		return []string{"ack waits in " + v.Node(c.Peer) + ", which hangs", "ack waits in " + v.Node(c.Peer), "ack waits"}
	case AckOnWay:
		return []string{"ack on its way"}
	case AckLost:
		return []string{"ack lost: " + whyText(c.Why), "ack lost"}
	case AnswerLost:
		return []string{"answer lost: " + whyText(c.Why), "answer lost"}
	case SentLost, AskLost:
		return []string{"request lost: " + whyText(c.Why), "request lost"}
	case HadNothing:
		return []string{"had nothing"}
	case HadMore:
		return []string{"had more than the answer", "had more"}
	case HadSame:
		return []string{"had the same, had seen less", "had seen less"}
	case HadOnly:
		had := "had only " + event.DotText(c.Dot, v.Node)
		if c.N > 1 {
			had += " and " + strconv.Itoa(c.N-1) + " more"
		}
		return []string{had}
	case RepairRefused:
		return []string{"repair refused"}
	case RepairTaken:
		return []string{"repaired"}
	case RepairLost:
		return []string{"repair lost"}
	case RepairSent:
		return []string{"repair sent"}
	case GaveChecksum:
		return withBytes("checksum", c.N)
	case GaveCopy:
		return withBytes("full copy", c.N)
	}
	return nil
}

// withBytes says what a message has brought, with the message's bytes if there was one, and
// in short.
func withBytes(what string, bytes int) []string {
	if bytes == 0 {
		return []string{what}
	}
	return []string{what + ", " + engine.Count(bytes) + " B", what}
}

// Outcome is what a client was told, in words.
func Outcome(o event.Outcome) string {
	switch o {
	case event.OK:
		return "OK"
	case event.NotFound:
		return "not found"
	case event.CoordinatorLost:
		return "coordinator lost"
	}
	return o.String()
}
