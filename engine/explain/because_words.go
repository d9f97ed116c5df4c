// This file has the words for the claims of a chain of causes.

package explain

import (
	"fmt"
	"strings"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/internal/count"
	"ringside/internal/timespan"
)

// words puts a link of a chain into words; its first claim says which sentence it is.
func (b *because) words(cs Claims) string {
	text := b.lead(cs)
	var settings []string
	for i := range cs {
		switch c := &cs[i]; c.Kind {
		case SettingWas:
			settings = append(settings, settingText(c))
		case AtLevel:
			settings = append(settings, "at "+show(c.Text))
		}
	}
	if len(settings) > 0 {
		text += " (" + strings.Join(settings, ", ") + ")"
	}
	return text
}

// settingText says what a setting was, and since when: w is 1 since step 12.
func settingText(c *Claim) string {
	switch {
	case c.Step < 0:
		return c.Text
	case c.Step == 0:
		return c.Text + " from the start"
	}
	return fmt.Sprintf("%s since step %d", c.Text, c.Step)
}

func (b *because) lead(cs Claims) string {
	c := &cs[0]
	dot := func() string { return event.DotText(c.Dot, b.Node) }
	switch c.Kind {
	case Happened:
		return b.happened(c.Step)
	case MissedWrite:
		return fmt.Sprintf("op %d missed %s, written by %s%s", c.Op, dot(), opName(c.Ref), b.acked(cs))
	case Outranked:
		return fmt.Sprintf("op %d returned an older write than %s, written by %s%s: the older write has a later timestamp, and the last write wins",
			c.Op, dot(), opName(c.Ref), b.acked(cs))
	case MissedRead:
		return fmt.Sprintf("op %d missed %s, which %s, an earlier read, had returned", c.Op, dot(), opName(c.Ref))
	case OutrankedRead:
		return fmt.Sprintf("op %d returned an older write than %s, which %s, an earlier read, had returned: the older write has a later timestamp, and the last write wins",
			c.Op, dot(), opName(c.Ref))
	case CameBack:
		return fmt.Sprintf("op %d returned %s, which %s had deleted", c.Op, dot(), opName(c.Ref))
	case WasTold:
		return b.happened(c.Step)
	case ToldOK:
		return fmt.Sprintf("the client of op %d was told OK after %s", c.Op, count.Of(c.N, "ack"))
	case AnsweredBy:
		return b.counted(cs)
	case NeedNotMeet:
		return c.Text + ", so a read and a write need not share a replica"
	case NeedNotBeSame:
		return "quorums are sloppy: stand-ins count, and the read and the write may use different ones"
	case RepairedLater:
		return fmt.Sprintf("the client of op %d was answered before the stale replicas were repaired; blocking read repair would have waited", c.Op)
	case LeftStale:
		return fmt.Sprintf("op %d did not repair the stale replicas", c.Op)
	case HadOnDisk, HadInMemory, HadAsHint:
		return b.hadUntil(cs)
	case HasAndDown:
		return b.Node(c.Node) + " has it, and is down"
	case WonOver:
		return fmt.Sprintf("the last write wins: %s of op %d, written without having seen op %d", dot(), c.Op, c.Ref)
	case ClockOff:
		return fmt.Sprintf("op %d has its timestamp from %s, whose clock was off by %s", c.Op, b.Node(c.Node), timespan.Text(c.For))
	case TookAgain:
		return fmt.Sprintf("%s stored it again, sent by %s", b.Node(c.Node), b.Node(c.Peer))
	case HadToAnswer:
		return b.hadToAnswerWords(cs)
	}
	return b.missing(c)
}

// missing says why a node did not have a write, or was not asked.
func (b *because) missing(c *Claim) string {
	node := b.Node(c.Node)
	switch c.Kind {
	case StoodIn:
		return fmt.Sprintf("in op %d, %s stood in for %s, which %s believed down", c.Op, node, b.Node(c.Peer), b.Node(c.By))
	case StoodInAfter:
		return fmt.Sprintf("in op %d, %s stood in for %s, which refused", c.Op, node, b.Node(c.Peer))
	case StoodInNext:
		return fmt.Sprintf("in op %d, %s stood in for %s, whose stand-in refused", c.Op, node, b.Node(c.Peer))
	case NotSent:
		text := fmt.Sprintf("%s was not sent it: %s believed %s down", node, b.Node(c.By), node)
		if c.Peer != ring.None {
			text += fmt.Sprintf(", and %s stood in", b.Node(c.Peer))
		}
		return text
	case NotAsked:
		return fmt.Sprintf("%s was not asked: %s believed %s down", node, b.Node(c.By), node)
	case NotYetStored:
		return fmt.Sprintf("it had reached %s %s, and %s had not stored it yet", node, before(c.For), node)
	case WaitedIn:
		return "it waited in " + node + ", which hung"
	case CutOff:
		return fmt.Sprintf("it could not reach %s: the link from %s was cut", node, b.Node(c.Peer))
	}
	return fmt.Sprintf("it was still on its way to %s, sent %s", node, before(c.For)) // StillOnWay
}

// counted says whose answers made the quorums of two operations.
func (b *because) counted(cs Claims) string {
	of := func(op uint32) (nodes []ring.NodeID) {
		for _, c := range cs {
			if c.Op == op && (c.Kind == AnsweredBy || c.Kind == AckedBy) && c.Node != ring.None {
				nodes = append(nodes, c.Node)
			}
		}
		return nodes
	}
	first, second := cs[0].Op, uint32(0)
	verb := "op %d by %s"
	for _, c := range cs {
		if (c.Kind == AnsweredBy || c.Kind == AckedBy) && c.Op != first {
			second = c.Op
			if c.Kind == AckedBy {
				verb = "op %d had been acknowledged by %s"
			}
		}
	}
	text := fmt.Sprintf("op %d was answered by %s, "+verb, first, b.names(of(first)), second, b.names(of(second)))
	if in, ok := cs.any(InBoth); ok && in.Node == ring.None {
		return text + ": no node is in both"
	} else if ok {
		nodes := cs.nodes(InBoth)
		return text + ": " + b.names(nodes) + agree(nodes, " is", " are") + " in both"
	}
	return text
}

// hadUntil says how a node had a version, and how it lost it.
func (b *because) hadUntil(cs Claims) string {
	c := &cs[0]
	where := map[Kind]string{HadOnDisk: "on its disk", HadInMemory: "only in memory"}[c.Kind]
	if c.Kind == HadAsHint {
		where = "as a hint for " + b.Node(c.Peer)
	}
	text := fmt.Sprintf("%s had it %s from %s on", b.Node(c.Node), where, lasted(b.Trace.At(c.Step).At))
	end, _ := cs.any(StoredInstead, LostDisk, LostMemory, LetGoOfTombstone, LetGo)
	switch end.Kind {
	case StoredInstead:
		return text + ", then stored " + event.DotText(end.Dot, b.Node) + " instead"
	case LostDisk:
		return text + ", then lost its disk"
	case LostMemory:
		return text + ", then crashed"
	case LetGoOfTombstone:
		return text + ", then dropped the tombstone, " + timespan.Text(end.For.Round(time.Second)) + " old"
	case LetGo:
		return text + b.letGo(&end)
	}
	return text
}

// letGo says how a node has let go of what it had.
func (b *because) letGo(c *Claim) string {
	switch {
	case c.Why != 0:
		return ", then dropped it: " + whyText(c.Why)
	case b.Trace.At(c.Step).Kind == event.Unhint:
		return ", then delivered it"
	case b.Trace.At(c.Step).Kind == event.Depart:
		return ", then left"
	}
	return ", then dropped it: it no longer keeps the key"
}

// acked says when a write had been acknowledged.
func (b *because) acked(cs Claims) string {
	if c, ok := cs.any(AckedBefore); ok {
		return " and acknowledged " + before(c.For) + " the read"
	}
	return ""
}

// before says how long before something else a thing was.
func before(d time.Duration) string {
	if d < 50*time.Microsecond {
		return "just before"
	}
	return lasted(d) + " before"
}

// lasted writes a time as a chain's lines do beside it: from one second on in seconds, with one
// decimal, rounded half up, and else in milliseconds.
func lasted(d time.Duration) string {
	if d < time.Second-50*time.Microsecond { // which is 1000.0 ms when it is rounded
		return event.Millis(d)
	}
	tenths := (d + 50*time.Millisecond) / (100 * time.Millisecond)
	return fmt.Sprintf("%d.%d s", tenths/10, tenths%10)
}

// happened tells an event as part of a chain.
func (b *because) happened(step int) string {
	e := b.Trace.At(step)
	line := Event(&b.Trace, step, b.Node)
	switch e.Kind {
	case event.Command:
		return "the command: " + line.What
	case event.Send:
		return fmt.Sprintf("%s sent %s to %s", b.Node(e.From), message(e), b.Node(e.To))
	case event.Deliver:
		return fmt.Sprintf("%s reached %s from %s", message(e), b.Node(e.To), b.Node(e.From))
	case event.Drop:
		text := fmt.Sprintf("%s from %s to %s was ", message(e), b.Node(e.From), b.Node(e.To))
		if e.Why == event.ByHand {
			return text + whyText(e.Why)
		}
		return text + "dropped: " + whyText(e.Why)
	case event.Invoke:
		return fmt.Sprintf("%s asked: %s", line.Who, line.What)
	case event.Change:
		return "the setting " + line.What
	case event.Reply:
		return fmt.Sprintf("the client of op %d was told: %s", e.Op, line.What)
	case event.Loaded:
		return "the load is " + line.What
	case event.Safe, event.AtRisk, event.Unreachable, event.InFlight, event.Lost, event.Shadowed, event.Superseded,
		event.Missed, event.Older, event.Resurrected:
		return line.What
	}
	return line.Who + " " + line.What
}

// message names a message.
func message(e *event.Event) string {
	what := "the " + e.Type.String()
	if e.Type == event.Refused {
		what = "the refusal"
	}
	if e.Op != 0 {
		what += fmt.Sprintf(" of op %d", e.Op)
	}
	return what
}

// names lists nodes as one says them.
func (b *because) names(ids []ring.NodeID) string {
	var names []string
	for _, id := range ids {
		names = append(names, b.Node(id))
	}
	return and(names)
}

// hadToAnswerWords says how many of which nodes had to answer, for each data centre if they count
// there.
func (b *because) hadToAnswerWords(cs Claims) string {
	var all []string
	for len(cs) > 0 {
		dc, n := cs[0].Text, cs[0].N
		var here, rest Claims
		for _, c := range cs {
			switch {
			case c.Kind != HadToAnswer && c.Kind != PendingToAnswer:
			case c.Text == dc:
				here = append(here, c)
			default:
				rest = append(rest, c)
			}
		}
		text := fmt.Sprintf("%d of %s", n, b.names(here.nodes(HadToAnswer)))
		if more := here.nodes(PendingToAnswer); len(more) > 0 {
			text += fmt.Sprintf(" and of %s, which %s about to keep a copy (one answer more for each)", b.names(more), agree(more, "was", "were"))
		}
		if dc != "" {
			text += " in " + show(dc)
		}
		all, cs = append(all, text), rest
	}
	return strings.Join(all, " and ") + " had to answer"
}
