// This file holds chains of causes against the raw trace and what the stores had.

package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// chains holds the chains of causes of what has happened since it last looked against
// the raw trace, and against what the stores had at the time.
func (w *observation) chains(told *audit) error {
	v := w.c.View(engine.Watch{})
	for step := w.told + 1; step <= v.Trace.Len(); step++ {
		e := v.Trace.At(step)
		observed := e.Kind >= event.Missed && e.Kind <= event.Superseded
		if observed && e.Key == 0 || !observed && e.Kind != event.Reply && step%16 != 0 {
			continue
		}
		chain := explain.Because(v, step)
		changed := slices.ContainsFunc(v.Eras, func(era engine.Era) bool { return era.Settings.Conflict != v.Settings.Conflict }) // some were siblings once
		if e.Kind == event.Shadowed && !changed && !slices.ContainsFunc(chain, func(r explain.Reason) bool { return r.Claims.Has(explain.WonOver) }) {
			return fmt.Errorf("because of step %d (%v): it does not say what won", step, explain.Event(&v.Trace, step, v.Node))
		}
		for _, r := range chain {
			told.chains++
			if strings.Contains(r.Text, ") (") {
				return fmt.Errorf("because of step %d: two brackets in a row: %q", step, r.Text)
			}
			l := link{observation: w, v: v, t: &v.Trace, symptom: step, r: &r}
			for i := range r.Claims {
				told.count(r.Claims[i].Kind)
				if !l.holds(&r.Claims[i]) {
					return fmt.Errorf("because of step %d (%v), %q: the claim %+v is false", step, explain.Event(&v.Trace, step, v.Node), r.Text, r.Claims[i])
				}
			}
			if err := l.complete(); err != nil {
				return fmt.Errorf("because of step %d (%v), %q: %w", step, explain.Event(&v.Trace, step, v.Node), r.Text, err)
			}
		}
	}
	w.told = v.Trace.Len()
	return nil
}

// link is one link of a chain and what it is held against.
type link struct {
	*observation
	v       *engine.View
	t       *event.Trace
	symptom int
	r       *explain.Reason
}

// last returns the newest event up to a step that matches, and its step; 0 if none.
func (l *link) last(upTo int, match func(*event.Event) bool) (int, *event.Event) {
	for at := upTo; at > 0; at-- {
		if e := l.t.At(at); match(e) {
			return at, e
		}
	}
	return 0, &event.Event{}
}

func (l *link) invoke(op uint32) (int, *event.Event) {
	return l.last(l.t.Len(), func(e *event.Event) bool { return e.Kind == event.Invoke && e.Op == op })
}

func (l *link) reply(op uint32) (int, *event.Event) {
	return l.last(l.t.Len(), func(e *event.Event) bool { return e.Kind == event.Reply && e.Op == op })
}

// dotOf returns the version that an operation wrote.
func (l *link) dotOf(op uint32) version.Dot {
	_, e := l.last(l.t.Len(), func(e *event.Event) bool {
		return e.Op == op && (e.Kind == event.Invoke || e.Kind == event.Reply) && e.Dot.Counter != 0
	})
	return e.Dot
}

func (l *link) seen(op uint32) *version.Set {
	_, e := l.reply(op)
	return l.t.SetOf(e)
}

// health is what happened to a node last, up to a step.
func (l *link) health(id ring.NodeID, step int) event.Kind {
	_, e := l.last(step, func(e *event.Event) bool {
		return e.Node == id && slices.Contains([]event.Kind{event.Crash, event.Hang, event.Start, event.Resume}, e.Kind)
	})
	return e.Kind
}

// doubted reports whether a node believed another down at a step.
func (l *link) doubted(by, of ring.NodeID, step int) bool {
	_, e := l.last(step, func(e *event.Event) bool {
		return e.Node == by && e.To == of && (e.Kind == event.Suspect || e.Kind == event.Trust && e.Fresh)
	})
	return e.Kind == event.Suspect
}

// writes returns what became up to a step of the messages that brought a write to a
// node: when the newest was sent, and whether any was delivered or dropped.
func (l *link) writes(op uint32, to ring.NodeID, types []event.Type, step int) (sent, delivered, dropped int) {
	for at := 1; at <= step; at++ {
		if e := l.t.At(at); e.Op == op && e.To == to && slices.Contains(types, e.Type) {
			switch e.Kind {
			case event.Send:
				sent = at
			case event.Deliver:
				delivered = at
			case event.Drop:
				dropped = at
			}
		}
	}
	return sent, delivered, dropped
}

var (
	aWrite = []event.Type{event.Write}
	aRead  = []event.Type{event.ReadData, event.ReadDigest}
)

func (l *link) ago(earlier, later int) time.Duration { return l.t.At(later).At - l.t.At(earlier).At }

// setting returns what a setting was at a step, from the script and the trace alone.
func (l *link) setting(name string, step int) (text string, since int) {
	cfg := l.cfg.Settings
	text = engine.SettingText(&cfg, name)
	for at := 1; at <= step; at++ {
		if e := l.t.At(at); e.Kind == event.Change {
			if to, ok := strings.CutPrefix(l.t.Text(e.Text), name+" is now "); ok {
				if to, _, _ = strings.Cut(to, " ("); to != text { // that there are fewer nodes may follow
					text, since = to, at
				}
			}
		}
	}
	return text, since
}

// span returns how long a setting was at a step; 0 if it was off.
func (l *link) span(name string, step int) time.Duration {
	text, _ := l.setting(name, step)
	d, _ := time.ParseDuration(text)
	return d
}

// holds reports whether a claim of the link is true.
func (l *link) holds(c *explain.Claim) bool {
	switch c.Kind {
	case explain.Happened:
		return c.Step > 0 && c.Step <= l.symptom
	case explain.MissedWrite, explain.Outranked:
		covered := l.seen(c.Op).Seen().Contains(c.Dot)
		if c.Kind == explain.Outranked && (!covered || l.seen(c.Op).Has(c.Dot)) || c.Kind == explain.MissedWrite && covered {
			return false
		}
		return c.Ref == 0 || l.dotOf(c.Ref) == c.Dot
	case explain.MissedRead, explain.OutrankedRead:
		told, _ := l.reply(c.Ref)
		began, _ := l.invoke(c.Op)
		outranked := l.seen(c.Op).Seen().Contains(c.Dot)
		return outranked == (c.Kind == explain.OutrankedRead) && !l.seen(c.Op).Has(c.Dot) && (c.Ref == 0 || told < began && l.seen(c.Ref).Seen().Contains(c.Dot))
	case explain.CameBack:
		_, removed := l.invoke(c.Ref)
		return l.seen(c.Op).Seen().Contains(c.Dot) && (c.Ref == 0 || removed.Verb == event.Delete)
	case explain.WasTold:
		e := l.t.At(c.Step)
		return e.Kind == event.Reply && e.Op == c.Op
	case explain.AckedBefore:
		told, e := l.reply(c.Op)
		return told < c.Step && e.Outcome == event.OK && l.ago(told, c.Step) == c.For
	case explain.ToldOK:
		_, e := l.reply(c.Op)
		return e.Outcome == event.OK && len(l.t.NodesOf(e)) == c.N
	case explain.AtLevel:
		_, level := l.asked(c.Op)
		return c.Text == level
	case explain.AnsweredBy, explain.AckedBy:
		_, e := l.reply(c.Op)
		by := l.t.NodesOf(e)
		return slices.Contains(by, c.Node) || c.Node == ring.None && len(by) == 0
	case explain.InBoth:
		_, a := l.reply(c.Op)
		_, b := l.reply(c.Ref)
		in := func(id ring.NodeID) bool { return slices.Contains(l.t.NodesOf(b), id) }
		return slices.Contains(l.t.NodesOf(a), c.Node) && in(c.Node) || c.Node == ring.None && !slices.ContainsFunc(l.t.NodesOf(a), in)
	case explain.SettingWas:
		name, text, _ := strings.Cut(c.Text, " is ")
		now, since := l.setting(name, c.Step+1) // the step is the command's; the change follows it
		return now == text && (since == 0 && c.Step == 0 || since == c.Step+1 && int(l.t.At(since).Cause) == c.Step)
	}
	return l.holdsOfFate(c)
}

// holdsOfFate reports whether a claim about why a node did not have something is true.
func (l *link) holdsOfFate(c *explain.Claim) bool {
	is := func(name, text string, op uint32) bool {
		at, _ := l.invoke(op)
		now, _ := l.setting(name, at)
		return now == text
	}
	switch c.Kind {
	case explain.NeedNotMeet:
		return l.needNotMeet(c)
	case explain.NeedNotBeSame:
		return is("quorum", "sloppy", c.Op) || is("quorum", "sloppy", c.Ref)
	case explain.StoodIn:
		e := l.t.At(c.Step)
		return e.Kind == event.StandIn && e.Op == c.Op && e.Node == c.By && e.To == c.Node && e.From == c.Peer && l.doubted(c.By, c.Peer, c.Step)
	case explain.StoodInAfter:
		e := l.t.At(c.Step)
		m := l.t.At(int(e.Cause))
		return e.Kind == event.StandIn && e.Op == c.Op && e.Node == c.By && e.To == c.Node && e.From == c.Peer &&
			m.Kind == event.Deliver && m.From == c.Peer && m.Op == c.Op
	case explain.StoodInNext: // the one that refused took the owner's place before
		e := l.t.At(c.Step)
		m := l.t.At(int(e.Cause))
		before, _ := l.last(int(e.Cause), func(s *event.Event) bool {
			return s.Kind == event.StandIn && s.Op == c.Op && s.To == m.From && s.From == c.Peer
		})
		return e.To == c.Node && e.From == c.Peer && m.Kind == event.Deliver && m.Op == c.Op && before > 0
	case explain.NotSent:
		sent, _, _ := l.writes(c.Op, c.Node, aWrite, l.symptom)
		_, e := l.last(c.Step, func(e *event.Event) bool { return e.Op == c.Op && e.Kind == event.StandIn && e.From == c.Node })
		return sent == 0 && l.doubted(c.By, c.Node, c.Step) && (c.Peer == ring.None || e.To == c.Peer)
	case explain.NotAsked:
		sent, _, _ := l.writes(c.Op, c.Node, slices.Concat(aRead, aWrite), c.Step)
		return sent == 0 && l.doubted(c.By, c.Node, c.Step)
	case explain.RepairedLater:
		_, e := l.reply(c.Op)
		return is("repair", "async", c.Op) && len(l.t.BehindOf(e)) > 0
	case explain.LeftStale:
		_, e := l.reply(c.Op)
		sent, _ := l.last(l.symptom, func(e *event.Event) bool { return e.Op == c.Op && e.Type == event.Repair })
		return is("repair", "off", c.Op) && sent == 0 && len(l.t.BehindOf(e)) > 0
	case explain.NotYetStored:
		_, delivered, _ := l.writes(c.Op, c.Node, aWrite, c.Step)
		return delivered > 0 && l.ago(delivered, c.Step) == c.For && !l.hadBy(c.Node, l.t.At(l.symptom).Key, c.Dot, c.Step)
	case explain.WaitedIn:
		sent, delivered, dropped := l.writes(c.Op, c.Node, aWrite, c.Step)
		return sent > 0 && delivered == 0 && dropped == 0 && l.health(c.Node, c.Step) == event.Hang
	case explain.CutOff:
		sent, delivered, _ := l.writes(c.Op, c.Node, aWrite, c.Step)
		_, e := l.last(c.Step, func(e *event.Event) bool {
			return e.From == c.Peer && e.To == c.Node && (e.Kind == event.Cut || e.Kind == event.Mend)
		})
		return sent > 0 && delivered == 0 && e.Kind == event.Cut
	case explain.StillOnWay:
		sent, delivered, dropped := l.writes(c.Op, c.Node, aWrite, c.Step)
		return sent > 0 && delivered == 0 && dropped == 0 && l.t.At(sent).From == c.Peer && l.ago(sent, c.Step) == c.For
	case explain.WonOver:
		at, _ := l.invoke(c.Op)
		return l.dotOf(c.Op) == c.Dot && l.dotOf(c.Ref) != c.Dot && at <= c.Step && c.Step <= l.symptom && !l.knew(at, c.Ref) && l.wonOver(c)
	case explain.ClockOff:
		at, e := l.invoke(c.Op)
		_, skew := l.last(at, func(e *event.Event) bool { return e.Kind == event.Skew && e.Node == c.Node })
		return e.Node == c.Node && skew.Arg == int64(c.For) && c.For != 0
	case explain.TookAgain:
		e := l.t.At(c.Step)
		return e.Kind == event.Store && e.Node == c.Node && e.Dot == c.Dot && l.t.At(int(e.Cause)).From == c.Peer
	case explain.HadToAnswer, explain.PendingToAnswer:
		at, e := l.reply(c.Op)
		_, began := l.invoke(c.Op)
		need := int(e.Need)
		if parts := l.t.PartsAt(at); parts != nil || c.Text != "" {
			i := slices.IndexFunc(parts, func(p event.Part) bool { return l.t.Text(p.DC) == l.v.Ring.DCName(l.v.Ring.DC(c.Node)) })
			if i < 0 || l.t.Text(parts[i].DC) != c.Text {
				return false
			}
			need = int(parts[i].Need)
		}
		joined, _ := l.last(at, func(e *event.Event) bool { return e.Kind == event.AddPending && e.Op == c.Op && e.To == c.Node })
		return need == c.N && slices.Contains(l.t.NodesOf(began), c.Node) == (c.Kind == explain.HadToAnswer) && (joined > 0) == (c.Kind == explain.PendingToAnswer)
	}
	return l.holdsOfCopies(c)
}

// knew reports whether the write that began at a step was made in knowledge of another: its
// client had written that, or read it, and did not write blind.
func (l *link) knew(began int, ref uint32) bool {
	e := l.t.At(began)
	if strings.HasSuffix(l.t.Text(l.t.At(int(e.Cause)).Text), " blind") {
		return false
	}
	dot := l.dotOf(ref)
	mine := func(r *event.Event) bool {
		_, asked := l.invoke(r.Op)
		return r.Kind == event.Reply && r.Key == e.Key && asked.Ref == e.Ref
	}
	read, last := l.last(began-1, func(r *event.Event) bool { // what it has read replaces what it knew before
		return r.Verb == event.Get && (r.Outcome == event.OK || r.Outcome == event.NotFound) && mine(r)
	})
	wrote, _ := l.last(began-1, func(r *event.Event) bool { return r.Op == ref && r.Outcome == event.OK && mine(r) })
	return wrote > read || read > 0 && l.t.SetOf(last).Seen().Contains(dot)
}

// wonOver reports whether a node kept, or a read returned, at the step what the one write
// wrote, and not what the other wrote, or what was built on that, which it had had or was
// brought; whether that is what the last write wins comes to; and whether nobody has the
// other when the observer says so.
//
// It does not ask that anybody still has what won: the last copy of the loser may have gone
// long after it lost, and what won may have been replaced by then.
func (l *link) wonOver(c *explain.Claim) bool {
	key, lost := l.t.At(l.symptom).Key, l.dotOf(c.Ref)
	winner, loser := l.values[valueOf{key, c.Dot}], l.values[valueOf{key, lost}]
	if now, _ := l.setting("conflict", c.Step); now != "lww" || !winner.Beats(&loser) {
		return false
	}
	for _, s := range l.present { // what the batch of the symptom took is gone by its end
		if s.key == key && s.dot == lost && l.sameBatch(l.batches[len(l.batches)-1], l.symptom) {
			return false
		}
	}
	e := l.t.At(c.Step)
	if e.Kind == event.Reply { // a coordinator returned the one of those that it heard of
		return l.t.SetOf(e).Has(c.Dot) && l.t.SetOf(e).Seen().Contains(lost)
	}
	where := e.Node
	if e.Kind == event.Unhint {
		where = e.To
	}
	on := func(dot version.Dot) bool { // whether a version is the loser or was made in knowledge of it
		_, wrote := l.last(l.t.Len(), func(e *event.Event) bool { // one that waited in a hung node has it in no Invoke
			return e.Key == key && e.Dot == dot && (e.Kind == event.Invoke || e.Kind == event.Send && e.Type == event.Write || e.Kind == event.Reply && e.Verb != event.Get)
		})
		at, _ := l.invoke(wrote.Op)
		return dot == lost || at > 0 && l.knew(at, c.Ref)
	}
	brought := slices.ContainsFunc(slices.Concat(l.present, l.past), func(s stretch) bool { // to it, or kept for it
		return s.key == key && on(s.dot) && (s.node == where || s.hint && s.node == e.Node) && s.from <= c.Step
	}) || on(e.Dot) || l.hadBy(where, key, lost, c.Step) // in the same batch
	return brought && (l.hasAt(where, key, c.Dot, c.Step) || l.passed(where, key, c.Dot, c.Step))
}

// passed reports whether a node stored a version in the batch of a step, and another after it.
func (l *link) passed(id ring.NodeID, key event.Sym, dot version.Dot, step int) bool {
	i, _ := slices.BinarySearch(l.batches, step)
	end, stored := l.batches[i], 0
	for at := end; at > 0 && l.sameBatch(end, at); at-- {
		if e := l.t.At(at); e.Kind == event.Store && e.Node == id && e.Key == key {
			if stored++; e.Dot == dot {
				return stored > 1
			}
		}
	}
	return false
}

func atoi(s string) (n int) {
	_, _ = fmt.Sscan(s, &n)
	return n
}

// copiesOf adds up the copies of a placement: 3, or dc0=2,dc1=1.
func copiesOf(placement string) (n int) {
	for dc := range strings.SplitSeq(placement, ",") {
		n += atoi(dc[strings.IndexByte(dc, '=')+1:])
	}
	return n
}

// holdsOfCopies reports whether a claim about what a node had is true.
func (l *link) holdsOfCopies(c *explain.Claim) bool {
	ended := func(hint bool, match func(*stretch) bool) bool {
		return slices.ContainsFunc(l.past, func(s stretch) bool {
			return s.node == c.Node && s.key == l.t.At(l.symptom).Key && s.dot == c.Dot && s.hint == hint && (!hint || s.owner == c.Peer) && match(&s)
		})
	}
	had := l.r.Claims[0]
	switch c.Kind {
	case explain.HadOnDisk, explain.HadInMemory, explain.HadAsHint:
		if e := l.t.At(c.Step); c.Kind == explain.HadAsHint && e.Kind == event.Hint && l.together(c.Step, l.r.Step) {
			return e.Node == c.Node && e.To == c.Peer && e.Dot == c.Dot // it came and went in one batch
		}
		return l.passed(c.Node, l.t.At(l.symptom).Key, c.Dot, c.Step) || ended(c.Kind == explain.HadAsHint, func(s *stretch) bool {
			return l.sameBatch(s.from, c.Step) && l.sameBatch(s.to, l.r.Step) && (c.Kind == explain.HadAsHint || s.disk == (c.Kind == explain.HadOnDisk))
		})
	case explain.StoredInstead:
		e := l.t.At(c.Step)
		if e.Kind == event.Flush && e.Node == c.Node {
			_, e = l.last(c.Step, func(e *event.Event) bool { return e.Kind == event.Store && e.Node == c.Node && e.Dot == c.Dot })
		}
		return e.Kind == event.Store && e.Node == c.Node && e.Dot == c.Dot && e.Dot != had.Dot
	case explain.LostDisk:
		return l.t.At(c.Step).Kind == event.Wipe
	case explain.LostMemory:
		return l.t.At(c.Step).Kind == event.Crash && had.Kind == explain.HadInMemory
	case explain.LetGoOfTombstone:
		_, e := l.last(l.symptom, func(e *event.Event) bool {
			return e.Kind == event.Invoke && e.Key == l.t.At(l.symptom).Key && e.Dot == had.Dot
		})
		return l.t.At(c.Step).Kind == event.Purge && e.Verb == event.Delete
	case explain.LetGo:
		e := l.t.At(c.Step)
		return e.Node == c.Node && (e.Kind == event.Unhint && e.Why == c.Why && e.To == had.Peer || e.Kind == event.Depart ||
			e.Kind == event.Cleanup && slices.Contains(l.t.KeysOf(e), l.t.At(l.symptom).Key))
	case explain.HasAndDown:
		return l.hasAt(c.Node, l.t.At(l.symptom).Key, c.Dot, c.Step) && slices.Contains([]event.Kind{event.Crash, event.Hang}, l.health(c.Node, c.Step))
	}
	return false
}

// complete reports whether a link that lists nodes lists all of them.
func (l *link) complete() error {
	listed := make(map[uint32][]ring.NodeID)
	for _, c := range l.r.Claims {
		if (c.Kind == explain.AnsweredBy || c.Kind == explain.AckedBy) && c.Node != ring.None {
			listed[c.Op] = append(listed[c.Op], c.Node)
		}
	}
	for op, nodes := range listed {
		if _, e := l.reply(op); !slices.Equal(nodes, l.t.NodesOf(e)) {
			return fmt.Errorf("op %d was answered by %v", op, l.t.NodesOf(e))
		}
		for _, id := range nodes {
			if !strings.Contains(l.r.Text, l.v.Node(id)) {
				return fmt.Errorf("the words leave %s out", l.v.Node(id))
			}
		}
	}
	return nil
}
