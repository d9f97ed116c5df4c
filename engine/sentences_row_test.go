// This file holds the rows of an operation's replicas against the raw trace and the stores.

package engine_test

import (
	"fmt"
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// rows holds what is said of each replica's part in the operation against the truth.
func (x *truth) rows(told *audit) error {
	for i := range x.o.Answers {
		a := &x.o.Answers[i]
		claims := explain.Row(x.v, x.o, a)
		for j := range claims {
			c := &claims[j]
			told.count(c.Kind)
			if c.Node != a.Node || !x.holdsOfRow(c) {
				return fmt.Errorf("the row of %s says %q: the claim %+v is false", x.v.Node(a.Node), explain.RowWords(x.v, x.o, c), *c)
			}
		}
	}
	return nil
}

var (
	itsRequest = []event.Type{event.Write, event.ReadData, event.ReadDigest}
	itsAnswer  = []event.Type{event.WriteAck, event.Data, event.Digest, event.Refused, event.Moved}
)

// sentAt returns the newest step at which the operation sent a node something of some
// types; 0 if it did not.
func (x *truth) sentAt(to ring.NodeID, types ...event.Type) (last int) {
	for at := int(x.o.Step); at <= x.v.Trace.Len(); at++ {
		if e := x.v.Trace.At(at); e.Op == x.o.ID && e.Kind == event.Send && e.To == to && e.From == x.o.Coordinator && slices.Contains(types, e.Type) {
			last = at
		}
	}
	return last
}

// answerBytes returns the bytes of the last answer of a type that a node has sent since it
// was asked at a step; 0 if it has sent none.
func (x *truth) answerBytes(from ring.NodeID, since int, what event.Type) (bytes int) {
	for at := since; at <= x.v.Trace.Len(); at++ {
		if e := x.v.Trace.At(at); e.Op == x.o.ID && e.Kind == event.Send && e.From == from && e.To == x.o.Coordinator && e.Type == what {
			bytes = int(e.Ref)
		}
	}
	return bytes
}

// heard returns the newest step at which an answer of a node reached the coordinator; 0
// if none has since a step. A checksum that was sent twice is no answer to the request for
// a full copy that has gone out between.
func (x *truth) heard(from ring.NodeID, since int) (last int) {
	full := since > 0 && x.v.Trace.At(since).Type == event.ReadData
	for at := max(since, int(x.o.Step)); at <= x.v.Trace.Len(); at++ {
		if e := x.v.Trace.At(at); e.Op == x.o.ID && e.Kind == event.Deliver && e.From == from && e.To == x.o.Coordinator && slices.Contains(itsAnswer, e.Type) && !(full && e.Type == event.Digest) {
			last = at
		}
	}
	return last
}

// cameBefore reports whether a node's answer came before a step.
func (x *truth) cameBefore(id ring.NodeID, step int) bool {
	for at := int(x.o.Step); at < step; at++ {
		if e := x.v.Trace.At(at); e.Op == x.o.ID && e.Kind == event.Deliver && e.From == id && e.To == x.o.Coordinator && slices.Contains(itsAnswer, e.Type) {
			return true
		}
	}
	return false
}

// gave reports whether a node's answer to a read, and not only a refusal, has arrived since
// a step.
func (x *truth) gave(id ring.NodeID, since int) bool {
	for at := max(since, int(x.o.Step)); at <= x.v.Trace.Len(); at++ {
		if e := x.v.Trace.At(at); e.Op == x.o.ID && e.Kind == event.Deliver && e.From == id && (e.Type == event.Data || e.Type == event.Digest) {
			return true
		}
	}
	return false
}

// holdsOfRow reports whether a claim about a replica's part is true.
func (x *truth) holdsOfRow(c *explain.Claim) bool {
	id, by, o := c.Node, x.o.Coordinator, x.o
	t := &x.v.Trace
	sent := x.sentAt(id, itsRequest...)
	switch c.Kind {
	case explain.StandsIn:
		return x.some(func(e *event.Event) bool {
			return e.Op == o.ID && e.Kind == event.StandIn && e.To == id && e.From == c.Peer
		})
	case explain.IsPending:
		return x.some(func(e *event.Event) bool { return e.Op == o.ID && e.Kind == event.AddPending && e.To == id })
	case explain.Unasked:
		return sent == 0
	case explain.Awaited:
		if id == by && sent == 0 { // it asks itself without a message
			return x.heard(id, 0) == 0
		}
		return sent > 0 && t.At(sent).At-o.Began == c.For && x.heard(id, sent) == 0
	case explain.Unanswered:
		return (sent == 0 && id == by || sent > 0 && t.At(sent).At-o.Began == c.For) && x.heard(id, sent) == 0
	case explain.Carries:
		return c.Peer == by && x.inFlight(c.N, id, by)
	case explain.Brings:
		return c.Peer == by && x.inFlight(c.N, by, id)
	case explain.TookIn:
		return x.stored(id) && !x.known(id).Has(o.Dot) && !x.disks[id].HasHint(x.key, o.Dot)
	case explain.AskLost:
		n, dropped, _, _, why := x.travels(by, id, event.ReadData, event.ReadDigest)
		return n > 0 && dropped > 0 && !x.gave(id, sent) && slices.Contains(why, c.Why)
	case explain.AnswerLost:
		n, dropped, _, _, why := x.travels(id, by, event.Data, event.Digest)
		return n > 0 && dropped > 0 && !x.gave(id, sent) && slices.Contains(why, c.Why)
	case explain.AnsweredAt:
		at := x.heard(id, 0)
		return at > 0 && x.some(func(e *event.Event) bool {
			return e.Op == o.ID && e.Kind == event.Deliver && e.From == id && e.To == by && slices.Contains(itsAnswer, e.Type) && e.At-o.Began == c.For
		})
	case explain.MadeQuorum:
		reply := t.At(int(o.ToldStep))
		last := t.At(int(reply.Cause))
		return o.ToldStep > 0 && last.Kind == event.Deliver && last.From == id && c.Need == int(reply.Need) &&
			slices.Contains([]event.Type{event.WriteAck, event.Data, event.Digest}, last.Type) &&
			int(last.N) == c.Need && (reply.Outcome == event.OK || reply.Outcome == event.NotFound)
	case explain.EndedWait:
		last := t.At(int(t.At(int(o.ToldStep)).Cause))
		return o.ToldStep > 0 && last.Kind == event.Deliver && last.From == id &&
			slices.Contains([]event.Type{event.RepairAck, event.Refused, event.Moved}, last.Type)
	case explain.CountsNotAt:
		if o.ToldStep > 0 {
			return x.cameBefore(id, int(o.ToldStep)) && !slices.Contains(t.NodesOf(t.At(int(o.ToldStep))), id)
		}
		return x.heard(id, 0) > 0
	case explain.AfterTold:
		return o.ToldStep > 0 && x.heard(id, int(o.ToldStep)) > 0
	case explain.HadOnly:
		had := x.served[servedBy{o.ID, id}]
		return slices.Contains(t.NodesOf(t.At(int(o.ToldStep))), id) && (x.doubtful() || had.Newest() != nil && had.Newest().Dot == c.Dot &&
			len(had.Siblings) == c.N && (o.United.Counter != 0 || hasMore(x.counted(), had)))
	case explain.RepairSent:
		return x.sentAt(id, event.Repair) > 0
	case explain.RepairTaken:
		return x.some(func(e *event.Event) bool {
			return e.Op == o.ID && e.From == id && e.Kind == event.Send && e.Type == event.RepairAck && t.At(int(e.Cause)).Kind == event.Store
		})
	case explain.GaveChecksum:
		return sent > 0 && t.At(sent).Type == event.ReadDigest && c.N == x.answerBytes(id, sent, event.Digest)
	case explain.GaveCopy:
		return id == by && sent == 0 && c.N == 0 || sent > 0 && t.At(sent).Type == event.ReadData && c.N == x.answerBytes(id, sent, event.Data)
	}
	return x.holds(c)
}

// heardOf reports whether as many answers count as is said: what the client was told of, or
// what the last answer came to, less those that have been asked again since.
func (x *truth) heardOf(c *explain.Claim) bool {
	if c.Need != x.o.Need {
		return false
	}
	if x.o.ToldStep > 0 && x.o.Outcome != event.CoordinatorLost {
		return int(x.v.Trace.At(int(x.o.ToldStep)).N) == c.N
	}
	n, counts, declined := 0, make(map[ring.NodeID]bool), make(map[ring.NodeID]bool)
	x.some(func(e *event.Event) bool {
		switch {
		case e.Kind == event.Reply && e.Op == x.o.ID:
			return true // later answers do not count
		case e.Op != x.o.ID || e.Late:
		case e.Kind == event.Deliver && e.Type == event.Moved && e.Need == 0:
			declined[e.From] = true
		case e.Kind == event.Deliver && e.To == x.o.Coordinator && e.Need > 0:
			if counts[e.From] = counts[e.From] || int(e.N) > n; int(e.N) < n {
				n = -1000 // nothing makes an answer count less
			}
			n = max(n, int(e.N))
		case e.Kind == event.Send && (e.Type == event.ReadData || e.Type == event.ReadDigest):
			for id := range x.disks {
				if id := ring.NodeID(id); counts[id] && (id == e.To || declined[id]) {
					counts[id] = false
					n--
				}
			}
		}
		return false
	})
	return n == c.N
}

// delivers reports whether a message in flight brings a node what the operation wrote, if
// it arrives: it is let arrive in a copy of the cluster.
func (x *truth) delivers(msg int, id ring.NodeID) bool {
	if !x.flies(func(m *engine.MessageView) bool { return int(m.ID) == msg && m.To == id && m.Key == x.key }) {
		return false
	}
	d := x.c.Clone()
	_ = d.Apply(engine.Command{Verb: engine.Heal, Node: "all"})
	if d.Apply(engine.Command{Verb: engine.Deliver, Msg: msg}) != nil {
		return false
	}
	for d.Motion() > engine.Quiet && d.Now() < x.v.Now+time.Second && d.Step() {
		if engine.DisksOf(d)[id].Get(x.key).Seen().Contains(x.o.Dot) {
			return true
		}
	}
	return false
}

// differed reports whether a node sent a checksum, some other answer was not of the same
// versions, and it was asked for a full copy then.
func (x *truth) differed(id ring.NodeID) bool {
	summed, at, answers := false, 0, []*version.Set(nil)
	x.some(func(e *event.Event) bool {
		switch {
		case e.Op != x.o.ID || e.Late || at > 0:
		case e.Kind == event.Deliver && (e.Type == event.Digest || e.Type == event.Data) && e.To == x.o.Coordinator:
			summed = summed || e.Type == event.Digest && e.From == id
			had := x.served[servedBy{x.o.ID, e.From}]
			if e.Type == event.Digest {
				had = x.summed[servedBy{x.o.ID, e.From}]
			}
			answers = append(answers, had)
		case e.Kind == event.Send && e.Type == event.ReadData && e.To == id && summed:
			at++
		}
		return false
	})
	return at > 0 && x.doubtful() || at > 0 && slices.ContainsFunc(answers, func(s *version.Set) bool { return !version.Equal(s, answers[0]) })
}

// inFlight reports whether a message of the operation is on its way from a node to another.
func (x *truth) inFlight(id int, from, to ring.NodeID) bool {
	var sent, over bool
	for at := 1; at <= x.v.Trace.Len(); at++ {
		e := x.v.Trace.At(at)
		if int(e.Msg) != id || e.Op != x.o.ID || e.From != from || e.To != to {
			continue
		}
		sent = sent || e.Kind == event.Send
		over = over || e.Kind == event.Deliver || e.Kind == event.Drop
	}
	return sent && !over
}
