// This file has the words for one event: who, what, and a note.

package explain

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/internal/printable"
)

// Line is how an event reads: who, what, and a note to the right. Keys and
// values in it are quoted (Quote), so it holds no control character.
type Line struct{ Who, What, Note string }

// String joins the parts as the plain trace prints them.
func (l Line) String() string {
	s := fmt.Sprintf("%-14s %s", l.Who, l.What)
	if l.Note == "" {
		return strings.TrimRight(s, " ")
	}
	return fmt.Sprintf("%-52s %s", s, l.Note)
}

// Inline joins the parts for the middle of a sentence, without columns.
func (l Line) Inline() string {
	return strings.TrimRight(strings.TrimRight(l.Who+" "+l.What, " ")+" "+l.Note, " ")
}

// Event returns how the event at a step of a trace reads; names gives a node's name.
func Event(t *event.Trace, step int, names func(ring.NodeID) string) Line {
	e := t.At(step)
	key := func() string { return event.Show(t.Text(e.Key), event.LongestShown) }
	op := func(note string) string {
		if e.Op == 0 {
			return note
		}
		return strings.TrimRight("op "+strconv.Itoa(int(e.Op))+"  "+note, " ")
	}
	switch e.Kind {
	case event.Command:
		return Line{"command", cut(t.Text(e.Text)), ""}
	case event.Change:
		return Line{"settings", cut(t.Text(e.Text)), ""}
	case event.Invoke:
		what := e.Verb.String() + " " + key()
		if e.Verb == event.Put {
			what += " " + event.Show(t.Text(e.Text), event.LongestShown)
		}
		at := "no node takes a connection"
		if e.Node != ring.None {
			at = "via " + names(e.Node)
		}
		return Line{event.Show(t.Text(event.Sym(e.Ref)), event.LongestShown), what, op(at)}
	case event.Send, event.Deliver, event.Drop, event.Delay:
		return messageLine(e, names, key(), op)
	case event.Store:
		what := "stored " + key() + " " + event.DotText(e.Dot, names)
		if e.Why == event.Outdated {
			return Line{names(e.Node), "discards " + key() + " " + event.DotText(e.Dot, names) + ": " + WhyText(e.Why), op("")}
		}
		if e.N > 0 {
			what = "has " + key() + " " + event.DotText(e.Dot, names) + " already"
		}
		if e.Fresh && e.Arg > 1 {
			what += fmt.Sprintf(", now %d siblings", e.Arg)
		}
		if e.Why == event.InMemory {
			return Line{names(e.Node), what, op("in memory only")}
		}
		return Line{names(e.Node), what, op("durable")}
	case event.Reply:
		return replyLine(t, e, names, op)
	case event.Settle:
		return Line{names(e.Node), "over", op(fmt.Sprintf("%d of %d answered", e.N, e.Need))}
	case event.Pass:
		return Line{names(e.Node), "skips " + names(e.To) + ", which it believes down", op("")}
	case event.StandIn:
		return Line{names(e.Node), "lets " + names(e.To) + " stand in for " + names(e.From) + ", which it believes down", op("")}
	case event.Hint:
		if e.Why == event.Outdated {
			return Line{names(e.Node), "discards a hint for " + names(e.To) + ": " + key() + " " + event.DotText(e.Dot, names) + ": " + WhyText(e.Why), op("")}
		}
		return Line{names(e.Node), "keeps a hint for " + names(e.To) + ": " + key() + " " + event.DotText(e.Dot, names), op("durable")}
	case event.Unhint:
		what := "dropped the hint for " + names(e.To) + ": " + key()
		if e.Why != 0 {
			return Line{names(e.Node), what, op(WhyText(e.Why))}
		}
		return Line{names(e.Node), what, op("delivered")}
	case event.Missed, event.Older, event.Resurrected, event.Safe, event.AtRisk, event.Unreachable, event.InFlight, event.Lost, event.Shadowed, event.Superseded:
		return observerLine(t, e, names, op)
	case event.Suspect:
		return Line{names(e.Node), "believes that " + names(e.To) + " is down", op("")}
	case event.Learn:
		return Line{names(e.Node), "learns that " + names(e.To) + " " + plain(t.Text(e.Text)), "ring version " + strconv.FormatInt(e.Arg, 10)}
	case event.Enact:
		return Line{"membership", names(e.To) + " " + plain(t.Text(e.Text)), "ring version " + strconv.FormatInt(e.Arg, 10)}
	case event.AddPending:
		return Line{names(e.Node), "writes to " + names(e.To) + " too, which is about to keep a copy", op("")}
	case event.Cleanup:
		return Line{names(e.Node), cleanupWords(e.Arg, t.NodesOf(e), names), ""}
	case event.Depart:
		return Line{names(e.Node), "is gone", ""}
	case event.Doubt:
		return Line{names(e.Node), fmt.Sprintf("suspects %s: %d heartbeats missed", names(e.To), e.Arg), ""}
	case event.Trust:
		if !e.Fresh {
			return Line{names(e.Node), "hears of " + names(e.To) + " again", ""}
		}
		return Line{names(e.Node), "believes that " + names(e.To) + " is up again", op("")}
	case event.Cut:
		return Line{names(e.From) + " → " + names(e.To), "link cut", ""}
	case event.Mend:
		return Line{names(e.From) + " → " + names(e.To), "link mended", ""}
	case event.Slow:
		var who string
		if e.Node != ring.None {
			who = names(e.Node)
		} else {
			who = names(e.From) + " → " + names(e.To)
		}
		if e.Arg == 1000 {
			return Line{who, "back to its usual speed", ""}
		}
		return Line{who, "slow: takes " + event.Thousandths(e.Arg) + " times as long", ""}
	case event.Compared:
		return Line{names(e.Node), "compared with " + names(e.To) + ": " + t.Text(e.Text), ""}
	case event.Wipe:
		return Line{names(e.Node), "lost its disk: everything is gone, hints too", ""}
	case event.Flush:
		return Line{names(e.Node), fmt.Sprintf("synced: %d more durable", e.Arg), ""}
	case event.Purge:
		return Line{names(e.Node), "dropped the tombstone of " + key() + ", " + time.Duration(e.Arg).Round(time.Second).String() + " old", op("")}
	case event.Skew:
		return Line{names(e.Node), "clock is off by " + time.Duration(e.Arg).String(), ""}
	case event.Crash:
		return Line{names(e.Node), "crashed: memory gone, disk kept", ""}
	case event.Start:
		return Line{names(e.Node), "started from its disk", ""}
	case event.Hang:
		return Line{names(e.Node), "hangs: keeps everything, answers nothing", ""}
	case event.Resume:
		return Line{names(e.Node), "resumed where it hung", ""}
	}
	return Line{What: e.Kind.String()}
}

// cleanupWords says that a node dropped keys that others keep now.
func cleanupWords(keys int64, nodes []ring.NodeID, names func(ring.NodeID) string) string {
	var have []string
	for _, id := range nodes {
		have = append(have, names(id))
	}
	if keys == 1 || len(have) == 1 {
		verb := "have"
		if len(have) == 1 {
			verb = "has"
		}
		return fmt.Sprintf("dropped %s that it no longer keeps: %s %s all of it", counted(keys, "key"), and(have), verb)
	}
	return fmt.Sprintf("dropped %s that it no longer keeps: %s have all that they keep of it", counted(keys, "key"), and(have))
}

func messageLine(e *event.Event, names func(ring.NodeID) string, key string, op func(string) string) Line {
	l := Line{Who: names(e.From) + " → " + names(e.To), What: e.Type.String()}
	switch e.Type {
	case event.Write, event.Repair, event.Handoff, event.Stream:
		l.What += " " + key + " " + event.DotText(e.Dot, names)
	case event.ReadData, event.ReadDigest, event.Fetch:
		l.What += " " + key
	case event.WriteAck, event.RepairAck, event.HandoffAck:
		if e.Why != event.InMemory {
			l.What += " durable"
		} else {
			l.What += " from memory"
		}
	case event.Data:
		if e.Arg == 0 && e.Dot.Counter == 0 {
			l.What += ": has nothing"
		} else {
			l.What += " " + event.DotText(e.Dot, names)
			if e.Arg > 1 {
				l.What += fmt.Sprintf(" and %d more", e.Arg-1)
			}
		}
	case event.Refused:
		l.What = "connection refused"
	case event.Moved:
		l.What = "declined: it gives up " + key
	case event.Invite:
		l.What = "ranges to be fetched"
	case event.Release:
		l.What = "all fetched: please answer for it no more"
	case event.Spare:
		l.What = "the hint of " + key + " " + event.DotText(e.Dot, names) + " did not count"
	case event.Released:
		l.What = "answers for it no more"
	case event.Ready:
		l.What = "all fetched"
	}
	switch {
	case e.Kind == event.Delay:
		l.What += " delayed by " + event.Millis(time.Duration(e.Arg))
		l.Note = op("")
	case e.Kind == event.Drop && e.Why == event.ByHand:
		l.What += " " + WhyText(e.Why)
		l.Note = op("")
	case e.Kind == event.Drop:
		l.What += " dropped: " + WhyText(e.Why)
		l.Note = op("")
	case e.Kind == event.Deliver && e.Late && e.Fresh:
		l.Note = op(fmt.Sprintf("not counted, %d of %d", e.N, e.Need))
	case e.Kind == event.Deliver && e.Late:
		l.Note = op("after the answer")
	case e.Kind == event.Deliver && e.Need > 0 && e.Type != event.Refused:
		l.Note = op(fmt.Sprintf("%d of %d", e.N, e.Need))
	case e.Kind == event.Deliver && !e.Type.Answer():
		l.What += " arrived"
		l.Note = op("")
	default:
		l.Note = op("")
	}
	return l
}

func replyLine(t *event.Trace, e *event.Event, names func(ring.NodeID) string, op func(string) string) Line {
	who := "client"
	if e.Node != ring.None {
		who = names(e.Node) + " → client"
	}
	l := Line{Who: who}
	count := fmt.Sprintf("%d of %d in %s", e.N, e.Need, event.Millis(time.Duration(e.Arg)))
	switch e.Outcome {
	case event.OK:
		l.What = "OK"
		if e.Verb == event.Get {
			var shown []string
			for _, v := range t.SetOf(e).Values() {
				shown = append(shown, event.Show(v, event.LongestShown))
			}
			l.What = "OK " + strings.Join(shown, " | ")
		} else {
			count = kept(e)
		}
	case event.NotFound:
		l.What = "not found"
	case event.Unavailable:
		l.What = fmt.Sprintf("unavailable: needs %d replicas, believes %d up; nothing was sent", e.Need, e.N)
		count = "in " + event.Millis(time.Duration(e.Arg))
	case event.Failed:
		l.What = "failed: too many refused"
		if e.N >= e.Need {
			l.What = "failed: the repair was refused"
		}
	case event.Timeout:
		l.What = "timeout: too few answers in time"
		if e.N >= e.Need {
			l.What = "timeout: a repair was not acknowledged in time"
		}
	case event.CoordinatorLost:
		l.What = "the coordinator is gone"
	}
	if e.Verb != event.Get && (e.Outcome == event.Failed || e.Outcome == event.Timeout || e.Outcome == event.CoordinatorLost) {
		l.What += "; the write may still count"
	}
	l.Note = op(count)
	return l
}

// plain quotes a text if it holds anything that is not plain.
func plain(s string) string {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, printable.Hidden) {
		return event.Quote(s)
	}
	return s
}

// counted counts things: 1 key, 2 keys.
func counted(n int64, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.FormatInt(n, 10) + " " + thing
}

// longestLine is how many bytes of a command's line are shown.
const longestLine = 4 * event.LongestShown

// cut shortens a command's line, which is quoted already.
func cut(s string) string {
	if len(s) <= longestLine {
		return s
	}
	end := longestLine
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
