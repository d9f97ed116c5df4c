// This file makes the typed claims that the line about one event is made of.

package explain

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// mostTold is how many claims a line has at most.
const mostTold = 8

// Told returns what the line about an event says.
func Told(t *event.Trace, step int) Claims { return told(make(Claims, 0, mostTold), t, step) }

// told appends what the line about an event says.
func told(cs Claims, t *event.Trace, step int) Claims {
	e := t.At(step)
	one := Claim{Node: e.Node, Peer: e.To, By: ring.None, Op: e.Op, Dot: e.Dot, Step: step}
	say := func(k Kind) {
		one.Kind = k
		cs = append(cs, one)
	}
	switch e.Kind {
	case event.Command, event.Change:
		if one.Text = t.Text(e.Text); e.Kind == event.Command {
			say(Applied)
		} else {
			say(SettingIs)
		}
	case event.Told:
		one.Text = t.Text(e.Text)
		say(Reports)
		if e.Op != 0 {
			say(OfOp)
		}
	case event.Loaded:
		one.N = int(e.Arg)
		say(LoadIsOver)
	case event.Send, event.Deliver, event.Drop, event.Delay:
		return toldOfMessage(cs, t, e, one)
	case event.Store, event.Hint, event.Unhint:
		return toldOfStore(cs, e, one)
	case event.Reply:
		return toldOfReply(cs, t, e, one)
	case event.Missed, event.Older, event.Resurrected, event.Safe, event.AtRisk, event.Unreachable, event.InFlight, event.Lost, event.Shadowed, event.Superseded:
		return toldByObserver(cs, t, e, one)
	case event.Invoke:
		say(Asks)
		if one.Text = t.LevelOf(e); one.Text != "" {
			say(AtLevel)
		}
		say(OfOp)
		if e.Node == ring.None {
			say(NobodyTakes)
		} else {
			say(Via)
		}
	case event.Settle:
		one.N, one.Need = int(e.N), int(e.Need)
		say(IsOver)
		say(OfOp)
		say(AllAnswered)
		if one.N = int(e.Arg); one.N > 0 {
			say(SomeRefused)
		}
	case event.StandIn:
		one.Node, one.Peer, one.By = e.To, e.From, e.Node
		say(stoodIn(t, step))
		say(OfOp)
	default:
		return toldOfNode(cs, t, e, one)
	}
	return cs
}

// stoodIn returns which kind of claim the event is that a node stands in for another.
func stoodIn(t *event.Trace, step int) Kind {
	e := t.At(step)
	if e.Cause == 0 {
		return StoodIn
	}
	m := t.At(int(e.Cause))
	if m.Kind != event.Deliver || m.Type != event.Refused && m.Type != event.Moved {
		return StoodIn
	}
	if m.From != e.From {
		return StoodInNext
	}
	for at := int(e.Cause) + 1; at < step; at++ {
		if s := t.At(at); s.Kind == event.Suspect && s.Node == e.Node && s.To == e.From {
			return StoodIn
		}
	}
	return StoodInAfter
}

// toldOfMessage appends what is said of a message.
func toldOfMessage(cs Claims, t *event.Trace, e *event.Event, one Claim) Claims {
	say := func(k Kind) {
		one.Kind = k
		cs = append(cs, one)
	}
	one.Node, one.Peer, one.N, one.Why = e.From, e.To, int(e.Msg), e.Why
	say(IsMessage)
	switch e.Type {
	case event.Write, event.Repair, event.Handoff, event.Stream:
		say(BringsVersion)
	case event.WriteAck, event.RepairAck, event.HandoffAck:
		switch {
		case e.Kind == event.Drop: // which says there why
		case e.Why == event.Untold:
		case e.Why == event.InMemory:
			say(SaysInMemory)
		default:
			say(SaysDurable)
		}
	case event.Data:
		if e.Why == event.Untold {
			break
		}
		if e.Dot.Counter == 0 {
			say(AnswersNothing)
			break
		}
		say(AnswersWith)
		if one.N = int(e.Arg) - 1; one.N > 0 && e.Kind != event.Delay { // which says there for how long
			say(AnswersMore)
		}
	case event.Moved:
		say(GivesUp)
	case event.Spare:
		say(DidNotCount)
	}
	one.N, one.Need = int(e.N), int(e.Need)
	counts := Kind(0)
	switch {
	case e.Kind == event.Delay:
		one.For = time.Duration(e.Arg)
		say(IsDelayed)
	case e.Kind == event.Drop:
		say(IsDropped)
	case e.Kind == event.Send:
		say(Sends)
	case e.Late && e.Fresh:
		counts = CountsNot
	case e.Late:
		counts = ComesLate
	case e.Need > 0 && e.Type != event.Refused:
		counts = Counts
		if parts := t.PartsAt(one.Step); parts != nil {
			counts, one.Text, one.N, one.Need = CountsIn, t.Text(parts[0].DC), int(parts[0].N), int(parts[0].Need)
		}
	case e.Type == event.WriteAck || e.Type == event.Data || e.Type == event.Digest:
		counts = CountsNowhere
		one.By, one.Text = standing(t, one.Step, e)
	}
	if e.Kind == event.Deliver {
		say(Arrives)
	}
	if e.Op != 0 {
		say(OfOp)
	}
	if counts != 0 {
		say(counts)
	}
	return cs
}

// toldOfStore appends what is said of what a node takes in or lets go of.
func toldOfStore(cs Claims, e *event.Event, one Claim) Claims {
	say := func(k Kind) {
		one.Kind = k
		cs = append(cs, one)
	}
	one.Why = e.Why
	lead, end := Stores, NowOnDisk
	switch {
	case e.Kind == event.Store && e.Why == event.Outdated:
		lead, end = Discards, 0
	case e.Kind == event.Store && e.N > 0:
		lead = StoresAgain
	case e.Kind == event.Hint && e.Why == event.Outdated:
		lead, end = DiscardsHint, 0
	case e.Kind == event.Hint:
		lead = KeepsHint
	case e.Kind == event.Unhint && e.Why != 0:
		lead, end = LetsGoOfHint, HintDropped
	case e.Kind == event.Unhint:
		lead, end = LetsGoOfHint, HintDelivered
	}
	if e.Kind == event.Store && e.Why == event.InMemory {
		end = NowInMemory
	}
	say(lead)
	if e.Kind == event.Store && e.Why != event.Outdated && e.Fresh && e.Arg > 1 {
		one.N = int(e.Arg)
		say(NowSiblings)
	}
	if e.Op != 0 {
		say(OfOp)
	}
	if end != 0 {
		say(end)
	}
	return cs
}

// toldOfReply appends what is said of what a client is told.
func toldOfReply(cs Claims, t *event.Trace, e *event.Event, one Claim) Claims {
	say := func(k Kind) {
		one.Kind = k
		cs = append(cs, one)
	}
	one.N, one.Need, one.For = int(e.N), int(e.Need), time.Duration(e.Arg)
	enough := e.N >= e.Need
	switch {
	case e.Outcome == event.OK:
		say(SaysOK)
		if e.Verb == event.Get {
			say(Returns)
		}
	case e.Outcome == event.NotFound:
		say(SaysNotFound)
	case e.Outcome == event.Unavailable:
		say(SaysUnavailable)
		for _, p := range t.PartsAt(one.Step) {
			if one.Text, one.N, one.Need = t.Text(p.DC), int(p.N), int(p.Need); p.N < p.Need {
				say(BelievedIn)
			}
		}
		one.Text, one.N, one.Need = "", int(e.N), int(e.Need)
	case e.Outcome == event.Failed && e.Why == event.Rejected:
		say(SaysRejected)
	case e.Outcome == event.Failed && e.Why == event.Untold:
		say(SaysError)
	case e.Outcome == event.Failed && enough:
		say(SaysRepairRefused)
	case e.Outcome == event.Failed:
		say(SaysFailed)
	case e.Outcome == event.Timeout && enough:
		say(SaysRepairUnacked)
	case e.Outcome == event.Timeout:
		say(SaysTimeout)
	case e.Outcome == event.CoordinatorLost:
		say(SaysGone)
	}
	if e.Verb != event.Get && (e.Outcome == event.Failed && e.Why != event.Rejected || e.Outcome == event.Timeout || e.Outcome == event.CoordinatorLost && !neverBegan(t, one.Step, e)) {
		say(MayStillCount)
	}
	if e.Op != 0 {
		say(OfOp)
	}
	switch parts := t.PartsAt(one.Step); {
	case e.Outcome == event.Unavailable || e.Outcome == event.CoordinatorLost || e.Why == event.Rejected:
	case parts == nil:
		say(HeardOf)
	default:
		for _, p := range parts {
			one.Text, one.N, one.Need = t.Text(p.DC), int(p.N), int(p.Need)
			say(HeardIn)
		}
		one.Text, one.N, one.Need = "", int(e.N), int(e.Need)
	}
	if e.Verb != event.Get && e.Outcome == event.OK && e.Why != event.Untold {
		switch one.N = int(e.Copies); {
		case e.Fresh:
			say(KeptSafe)
		case e.Why == event.Outdated:
			say(KeptByNone)
		default:
			say(KeptAtRisk)
		}
		return cs
	}
	say(After)
	return cs
}

// neverBegan reports whether the coordinator of a write, of which a client is told that it
// is gone, has crashed before it did anything for it. One that hangs may yet.
func neverBegan(t *event.Trace, step int, e *event.Event) bool {
	if e.Cause == 0 || t.At(int(e.Cause)).Kind != event.Crash {
		return false
	}
	for at := step - 1; at >= max(1, step-farthest); at-- {
		switch m := t.At(at); {
		case m.Op != e.Op:
		case m.Kind == event.Invoke:
			return m.Dot.Counter == 0
		case m.Kind == event.Send || m.Kind == event.Store:
			return false
		}
	}
	return false
}

// standing returns the node for which the sender of an answer stands in, or the word for one
// that is pending; neither if it answers as a replica.
func standing(t *event.Trace, step int, e *event.Event) (owner ring.NodeID, word string) {
	for at := step - 1; at >= max(1, step-farthest); at-- {
		switch m := t.At(at); {
		case m.Op != e.Op:
		case m.Kind == event.StandIn && m.To == e.From:
			return m.From, ""
		case m.Kind == event.AddPending && m.To == e.From:
			return ring.None, pendingWord
		case m.Kind == event.Invoke:
			return ring.None, ""
		}
	}
	return ring.None, ""
}

const pendingWord = "pending"

// toldByObserver appends what the observer says.
func toldByObserver(cs Claims, t *event.Trace, e *event.Event, one Claim) Claims {
	one.Node, one.Peer, one.Ref, one.N, one.Need = ring.None, ring.None, e.Ref, int(e.N), int(e.Need)
	kinds := [...]Kind{
		event.Missed: MissedWrite, event.Older: MissedRead, event.Resurrected: CameBack,
		event.Safe: SafeOn, event.AtRisk: AtRiskOn, event.Unreachable: OnlyOnDown, event.InFlight: OnlyInFlight,
		event.Lost: NoCopyLeft, event.Shadowed: ShadowedNow, event.Superseded: ReplacedNow,
	}
	one.Kind = kinds[e.Kind]
	if (e.Kind == event.Missed || e.Kind == event.Older) && e.Cause != 0 && t.SetOf(t.At(int(e.Cause))).Seen().Contains(e.Dot) {
		one.Kind = Outranked
		if e.Kind == event.Older {
			one.Kind = OutrankedRead
		}
	}
	if e.Late {
		one.Kind = map[event.Kind]Kind{event.AtRisk: BothAtRiskOn, event.Unreachable: BothOnDown}[e.Kind]
	}
	if e.Key == 0 && e.Arg > 0 {
		one.Kind, one.N = MoreOf, int(e.Arg)
	}
	if cs = append(cs, one); e.Op != 0 && one.Kind != MoreOf {
		one.Kind = OfOp
		cs = append(cs, one)
	}
	return cs
}

// toldOfNode appends the claims about the faults of nodes and links, and about what nodes
// believe.
func toldOfNode(cs Claims, t *event.Trace, e *event.Event, one Claim) Claims {
	kinds := [...]Kind{
		event.Pass: Skips, event.AddPending: WritesToo, event.Suspect: BelievesDown, event.Doubt: Doubts, event.Trust: HearsAgain,
		event.Learn: LearnsOf, event.Enact: Decides, event.Cleanup: CleansUp, event.Depart: Departs,
		event.Cut: CutsLink, event.Mend: MendsLink, event.Slow: IsSlow, event.Compared: Compares,
		event.Wipe: LosesDisk, event.Crash: LosesMemory, event.Start: Starts, event.Hang: Hangs, event.Resume: Resumes,
		event.GossipOff: StopsGossip, event.GossipOn: Gossips,
		event.Flush: Syncs, event.Purge: PurgesTombstone, event.Skew: ClockIs,
	}
	one.Kind = kinds[e.Kind]
	named := e.Op != 0
	switch e.Kind {
	case event.Trust:
		if named = named && e.Fresh; e.Fresh {
			one.Kind = BelievesUp
		}
	case event.Purge, event.Skew:
		one.For = time.Duration(e.Arg)
	case event.Doubt, event.Cleanup, event.Flush, event.Learn, event.Enact:
		one.N, one.Text, named = int(e.Arg), t.Text(e.Text), false
	case event.Compared:
		one.Text, named = t.Text(e.Text), false
	case event.Cut, event.Mend, event.Slow:
		one.N, named = int(e.Arg), false
		if one.Peer = ring.None; e.From != ring.None && e.Node == ring.None {
			one.Node, one.Peer = e.From, e.To
		}
	}
	cs = append(cs, one)
	if e.Kind == event.Crash && e.Why != event.DiskToo {
		one.Kind = KeepsDisk
		cs = append(cs, one)
	}
	if e.Kind == event.Cleanup {
		one.Kind = Confirmed
		for _, one.Node = range t.NodesOf(e) {
			cs = append(cs, one)
		}
	}
	if named {
		one.Kind = OfOp
		cs = append(cs, one)
	}
	return cs
}
