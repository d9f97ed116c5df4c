// This file holds the claims of lines about messages and replies against the trace and the
// stores.

package engine_test

import (
	"slices"
	"strings"

	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// note takes in what an event says of messages, for those that follow.
func (l *line) note() {
	if l.sent == nil {
		l.sent, l.over = make(map[uint32]int), make(map[uint32]bool)
		l.traffic.said, l.run = make(map[uint32]*version.Set), make(map[uint32][]ring.NodeID)
		l.full, l.dups = make(map[uint32]bool), make(map[uint32]bool)
	}
	e := l.e
	switch {
	case e.Kind == event.Enact:
		l.moves = true
	case e.Kind == event.Send:
		l.sent[e.Msg], l.dups[e.Msg] = l.step, l.duplicated(e)
		l.full[e.Op] = l.full[e.Op] || e.Type == event.ReadData && slices.Contains(l.run[e.Op], e.To)
		if e.Type == event.ReadData { // anew, perhaps, since its checksum was not enough
			l.run[e.Op] = slices.DeleteFunc(l.run[e.Op], func(id ring.NodeID) bool { return id == e.To })
		}
		if e.Type == event.Data {
			l.traffic.said[e.Msg] = l.answers(l.disks[e.From], e.Key)
		}
	case e.Kind == event.Drop || e.Kind == event.Deliver:
		l.over[e.Msg] = true
	}
	l.anew(e)
	if e.Kind == event.Deliver && !e.Late && e.Need > 0 && e.Type != event.Refused && e.Type != event.Moved && (l.t.PartsAt(l.step) != nil || len(l.run[e.Op]) < int(e.Need)) && !slices.Contains(l.run[e.Op], e.From) && !(e.Type == event.Digest && l.full[e.Op]) {
		l.run[e.Op] = append(l.run[e.Op], e.From)
	}
}

// anew takes back the checksum of a coordinator that gives itself its copy: no message says that
// it asks itself again.
func (l *line) anew(e *event.Event) {
	if e.Kind == event.Deliver && e.From == e.To && e.Type == event.Data {
		l.run[e.Op] = slices.DeleteFunc(l.run[e.Op], func(id ring.NodeID) bool { return id == e.To })
	}
}

// holdsOfMessage reports whether a claim about a message is true.
func (l *line) holdsOfMessage(c *explain.Claim) bool {
	e, at := l.e, link{observation: l.observation, t: l.t, symptom: l.step}
	sent := l.sent[e.Msg]
	switch c.Kind {
	case explain.IsMessage:
		switch {
		case e.Msg == 0: // what a node gives itself, what the kernel of one that has crashed says, and gossip
			return c.N == 0 && (c.Node == c.Peer || e.Type == event.Refused || e.Type == event.Gossip)
		case e.Kind == event.Send:
			return c.N == int(e.Msg) && sent == 0
		}
		s := l.t.At(max(sent, 1))
		return sent > 0 && c.N == int(e.Msg) && s.From == c.Node && s.To == c.Peer && s.Type == e.Type && s.Op == e.Op
	case explain.Sends:
		return l.duplicated(e) || e.Type == event.Refused || !slices.Contains([]event.Kind{event.Crash, event.Hang}, at.health(c.Node, l.step))
	case explain.Arrives:
		return (e.Msg == 0 || !l.over[e.Msg]) && !slices.Contains([]event.Kind{event.Crash, event.Hang}, at.health(c.Peer, l.step))
	case explain.IsDropped:
		return (e.Msg == 0 || !l.over[e.Msg] || c.Why == event.Forgotten) && l.dropped(c)
	case explain.IsDelayed:
		for _, m := range l.view().Messages {
			if m.ID == e.Msg {
				return m.Lands >= e.At+c.For
			}
		}
		return l.again(event.Drop) // of it, by the same link
	case explain.Counts:
		if l.anew(e); l.moves { // where the old and the new replicas must both be enough, it is the fewer of them
			return c.N <= len(l.run[c.Op])+1 && c.N <= c.Need
		}
		if e.Type == event.Moved || len(l.run[c.Op]) == c.Need { // enough have answered, and the client waits for a repair
			return len(l.run[c.Op]) == c.N
		}
		if e.Type == event.Digest && l.full[c.Op] { // which comes too late for that, and is as good as none
			return c.N <= c.Need && len(l.run[c.Op]) == c.N
		}
		return c.N <= c.Need && len(l.run[c.Op])+1 == c.N && !slices.Contains(l.run[c.Op], c.Node)
	case explain.CountsNot:
		return !l.told()
	case explain.ComesLate:
		return l.told()
	}
	return l.holdsOfContent(c)
}

// duplicated reports whether a message is what the network made of another.
func (l *line) duplicated(e *event.Event) bool {
	by := l.t.At(int(e.Cause))
	return by.Kind == event.Command && strings.HasPrefix(l.t.Text(by.Text), "duplicate ")
}

// dropped reports whether a message was dropped for the reason that is claimed.
func (l *line) dropped(c *explain.Claim) bool {
	at := link{observation: l.observation, t: l.t}
	switch c.Why {
	case event.ByHand:
		_, e := at.last(l.step, func(e *event.Event) bool { return e.Kind == event.Command })
		return len(l.applied) > 0 && e.Kind == event.Command && slices.ContainsFunc(l.applied, func(s string) bool { return s[:4] == "drop" })
	case event.LinkCut:
		_, e := at.last(l.step, func(e *event.Event) bool {
			return e.From == c.Node && e.To == c.Peer && (e.Kind == event.Cut || e.Kind == event.Mend)
		})
		return e.Kind == event.Cut
	case event.NodeDown:
		return at.health(c.Peer, l.step) == event.Crash && !l.left()
	case event.Forgotten: // by a node that crashed with it waiting, or on its way to the disk
		return at.health(c.Peer, l.step) == event.Crash
	case event.NodeLeft:
		return l.left()
	}
	return false
}

// holdsOfContent reports whether a claim about what a message says is true.
func (l *line) holdsOfContent(c *explain.Claim) bool {
	e, at := l.e, link{observation: l.observation, t: l.t, symptom: l.step}
	answered := l.traffic.said[e.Msg]
	if e.Type == event.Data && (e.Kind == event.Send || e.Msg == 0) {
		answered = l.answers(l.disks[c.Node], e.Key)
	}
	switch c.Kind {
	case explain.AnswersNothing, explain.AnswersWith, explain.AnswersMore:
		if e.Kind == event.Send && l.duplicated(e) || l.dups[e.Msg] {
			return true // what the first of them says has been looked at
		}
	}
	switch c.Kind {
	case explain.BringsVersion:
		switch e.Type {
		case event.Write:
			began, _ := at.invoke(c.Op)
			return began > 0 && (at.dotOf(c.Op) == c.Dot || c.Dot.Actor.Node == c.Node)
		case event.Repair:
			served := false
			for by, set := range l.served {
				served = served || by.op == c.Op && set.Has(c.Dot)
			}
			return served || c.Dot.Actor.Node == c.Node // or it has united what was served
		}
		return l.ever(c.Node, c.Dot, false) || l.ever(c.Node, c.Dot, true)
	case explain.SaysDurable, explain.SaysInMemory:
		return l.hadBy(c.Node, e.Key, c.Dot, l.step) && (c.Kind == explain.SaysInMemory || l.synced(c))
	case explain.AnswersNothing:
		return l.changed(c.Node) || answered.Newest() == nil
	case explain.AnswersWith:
		return l.changed(c.Node) || answered.Newest() != nil && answered.Newest().Dot == c.Dot
	case explain.AnswersMore:
		return l.changed(c.Node) || len(answered.Siblings) == c.N+1
	case explain.GivesUp:
		return l.view().RingVersion > 1 || l.view().Change != nil
	case explain.DidNotCount:
		_, reply := at.reply(c.Op)
		return !slices.Contains(l.t.NodesOf(reply), c.Peer) || reply.Outcome != event.OK
	}
	return false
}

// changed reports whether a node's store changed in the same batch after it had answered, so
// that it no longer tells what that said.
func (l *line) changed(id ring.NodeID) bool {
	from := l.step
	if l.e.Kind != event.Send && l.e.Msg != 0 {
		from = l.sent[l.e.Msg]
	}
	i, _ := slices.BinarySearch(l.batches, from)
	for at := from + 1; at <= l.batches[min(i, len(l.batches)-1)]; at++ {
		if e := l.t.At(at); e.Node == id && e.Kind != event.Reply {
			return true
		}
	}
	return false
}

// ever reports whether a node has ever had a version of the event's key, or kept it as a hint.
func (l *line) ever(id ring.NodeID, dot version.Dot, hint bool) bool {
	is := func(s stretch) bool { return s.node == id && s.key == l.e.Key && s.dot == dot && s.hint == hint }
	return slices.ContainsFunc(l.present, is) || slices.ContainsFunc(l.past, is)
}

// synced reports whether the version that a node acknowledged was on its disk at some time by
// now, as a hint perhaps, or was discarded there for one that was.
func (l *line) synced(c *explain.Claim) bool {
	is := func(s stretch) bool {
		return s.node == c.Node && s.key == l.e.Key && (s.dot == c.Dot && s.disk || s.hint)
	}
	at := link{observation: l.observation, t: l.t}
	later, _ := at.last(l.step, func(e *event.Event) bool {
		return e.Node == c.Node && e.Key == l.e.Key && e.Kind == event.Store && e.Dot == c.Dot && e.Why != event.InMemory
	})
	return slices.ContainsFunc(l.present, is) || slices.ContainsFunc(l.past, is) || later > 0
}

// holdsOfReply reports whether a claim about what a client was told is true.
func (l *line) holdsOfReply(c *explain.Claim) bool {
	e, at := l.e, link{observation: l.observation, t: l.t, symptom: l.step}
	began, asked := at.invoke(c.Op)
	refused := func() bool {
		step, _ := at.last(l.step, func(m *event.Event) bool {
			return m.Op == c.Op && m.Kind == event.Deliver && (m.Type == event.Refused || m.Type == event.Moved)
		})
		return step > 0
	}
	switch c.Kind {
	case explain.SaysOK:
		return e.Outcome == event.OK && len(l.t.NodesOf(e)) >= c.Need
	case explain.SaysNotFound:
		return e.Outcome == event.NotFound && !l.t.SetOf(e).Live() && len(l.t.NodesOf(e)) >= c.Need
	case explain.SaysUnavailable:
		sent, _ := at.last(l.step, func(m *event.Event) bool { return m.Op == c.Op && m.Kind == event.Send })
		return c.N < c.Need && sent == 0
	case explain.SaysFailed:
		return c.N < c.Need && refused()
	case explain.SaysRepairRefused:
		return c.N >= c.Need && refused()
	case explain.SaysTimeout:
		return c.N < c.Need && l.e.At-asked.At >= at.span("timeout", began)
	case explain.SaysRepairUnacked:
		return c.N >= c.Need && l.e.At-asked.At >= at.span("timeout", began)
	case explain.SaysGone:
		step, _ := at.last(l.step, func(m *event.Event) bool {
			return m.Node == asked.Node && (m.Kind == event.Crash || m.Kind == event.Depart)
		})
		return step > began || at.health(asked.Node, l.step) != event.Start
	case explain.Returns:
		for _, id := range l.t.NodesOf(e) {
			if had := l.served[servedBy{c.Op, id}]; !l.t.SetOf(e).Seen().Covers(had.Seen()) && !l.unsure[c.Op] {
				return false
			}
		}
		return true
	case explain.MayStillCount: // somebody was sent it, or it is on its way to a disk, or waits
		return at.dotOf(c.Op).Counter != 0 || l.wrote(c.Op) || at.health(asked.Node, l.step) == event.Hang
	case explain.KeptSafe, explain.KeptAtRisk, explain.KeptByNone:
		return l.kept(c)
	case explain.HeardOf:
		return len(l.t.NodesOf(e)) == c.N
	case explain.After:
		return e.At-asked.At == c.For
	case explain.IsOver:
		o := l.view().Op(c.Op)
		return o == nil || o.Settled
	case explain.AllAnswered, explain.SomeRefused:
		var all, ask, refused []ring.NodeID
		for s := began; s <= l.step; s++ {
			m := l.t.At(s)
			switch {
			case m.Op != c.Op:
				continue
			case m.Kind == event.Send && slices.Contains(itsRequest, m.Type):
				ask = append(ask, m.To)
			}
			switch {
			case m.Kind == event.Send && m.Type == event.ReadData: // for the second time, perhaps
				all = slices.DeleteFunc(all, func(id ring.NodeID) bool { return id == m.To })
			case m.Kind != event.Deliver || slices.Contains(all, m.From) || m.From != m.To && !slices.Contains(ask, m.From):
			case m.Type == event.Refused || m.Type == event.Moved:
				if !slices.Contains(refused, m.From) {
					refused = append(refused, m.From)
				}
			case slices.Contains(itsAnswer, m.Type):
				all = append(all, m.From)
			}
		}
		for _, id := range all { // who answers may refuse to be repaired
			refused = slices.DeleteFunc(refused, func(other ring.NodeID) bool { return other == id })
		}
		if c.Kind == explain.SomeRefused {
			return len(refused) == c.N && c.N > 0
		}
		return len(all) == c.N && c.N <= c.Need
	}
	return false
}

// wrote reports whether the coordinator of a write sent it to anybody.
func (l *line) wrote(op uint32) bool {
	at := link{observation: l.observation, t: l.t}
	step, _ := at.last(l.step, func(e *event.Event) bool { return e.Op == op && e.Kind == event.Send && e.Type == event.Write })
	return step > 0
}

// kept reports whether what a client was told is OK is on as many disks as is claimed, and
// whether that is safe.
func (l *line) kept(c *explain.Claim) bool {
	if l.moved() {
		return true
	}
	n, had, replaced := 0, false, false
	for id := range l.disks {
		known := l.disks[id].Get(l.e.Key)
		had = had || known.Has(l.e.Dot)
		all := l.disks[id].Known(l.e.Key, l.policy) // a hint may replace it, too
		replaced = replaced || all.Seen().Contains(l.e.Dot) && !all.Has(l.e.Dot)
		if l.disk(ring.NodeID(id)) || l.disks[id].HasHint(l.e.Key, l.e.Dot) {
			n++
		}
	}
	if c.Kind == explain.KeptByNone {
		return n == 0 && !had && replaced
	}
	at := link{observation: l.observation, t: l.t}
	needs, _ := at.asked(c.Op) // while nodes come, more than that acknowledge
	return n == c.N && (n >= min(c.Need, sum(needs))) == (c.Kind == explain.KeptSafe) && (n > 0 || had || !replaced)
}
