package event

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ringside/engine/ring"
	"ringside/engine/version"
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

// LongestShown is how many characters of a key or a value a line shows.
const LongestShown = 64

// Line returns how the event at step reads; names gives a node's name.
func (t *Trace) Line(step int, names func(ring.NodeID) string) Line {
	e := t.At(step)
	key := func() string { return Show(t.Text(e.Key), LongestShown) }
	op := func(note string) string {
		if e.Op == 0 {
			return note
		}
		return strings.TrimRight("op "+strconv.Itoa(int(e.Op))+"  "+note, " ")
	}
	switch e.Kind {
	case Command:
		return Line{"command", cut(t.Text(e.Text)), ""}
	case Change:
		return Line{"settings", cut(t.Text(e.Text)), ""}
	case Invoke:
		what := e.Verb.String() + " " + key()
		if e.Verb == Put {
			what += " " + Show(t.Text(e.Text), LongestShown)
		}
		at := "nobody answers"
		if e.Node != ring.None {
			at = "via " + names(e.Node)
		}
		return Line{Show(t.Text(Sym(e.Ref)), LongestShown), what, op(at)}
	case Send, Deliver, Drop, Delay:
		return t.messageLine(e, names, key(), op)
	case Store:
		what := "stored " + key() + " " + DotText(e.Dot, names)
		if e.Why == Outdated {
			return Line{names(e.Node), "does not keep " + key() + " " + DotText(e.Dot, names) + ": " + e.Why.String(), op("")}
		}
		if !e.Fresh {
			what = "has " + key() + " " + DotText(e.Dot, names) + " already"
		} else if e.Arg > 1 {
			what += fmt.Sprintf(", now %d siblings", e.Arg)
		}
		if e.Why == InMemory {
			return Line{names(e.Node), what, op("in memory only")}
		}
		return Line{names(e.Node), what, op("durable")}
	case Reply:
		return t.replyLine(e, names, op)
	case Settle:
		return Line{names(e.Node), "over", op(fmt.Sprintf("%d of %d answered", e.N, e.Need))}
	case Pass:
		return Line{names(e.Node), "passes over " + names(e.To) + ", which it believes down", op("")}
	case StandIn:
		return Line{names(e.Node), "lets " + names(e.To) + " stand in for " + names(e.From) + ", which it believes down", op("")}
	case Hint:
		return Line{names(e.Node), "keeps a hint for " + names(e.To) + ": " + key() + " " + DotText(e.Dot, names), op("durable")}
	case Unhint:
		what := "lets go of the hint for " + names(e.To) + ": " + key()
		if e.Why != 0 {
			return Line{names(e.Node), what, op(e.Why.String())}
		}
		return Line{names(e.Node), what, op("delivered")}
	case Missed, Older, Resurrected, Safe, AtRisk, Unreachable, InFlight, Lost, Shadowed, Superseded:
		return t.observerLine(e, names, op)
	case Suspect:
		return Line{names(e.Node), "believes that " + names(e.To) + " is down", op("")}
	case Learn:
		return Line{names(e.Node), "learns that " + names(e.To) + " " + printable(t.Text(e.Text)), "edition " + strconv.FormatInt(e.Arg, 10)}
	case Enact:
		return Line{"membership", names(e.To) + " " + printable(t.Text(e.Text)), "edition " + strconv.FormatInt(e.Arg, 10)}
	case Enlist:
		return Line{names(e.Node), "writes to " + names(e.To) + " too, which is about to keep a copy", op("")}
	case Shed:
		return Line{names(e.Node), fmt.Sprintf("lets go of %s that it no longer keeps, since %s has all of it", counted(e.Arg, "key"), names(e.To)), ""}
	case Depart:
		return Line{names(e.Node), "is gone", ""}
	case Doubt:
		return Line{names(e.Node), fmt.Sprintf("suspects %s: %d heartbeats missed", names(e.To), e.Arg), ""}
	case Trust:
		if !e.Fresh {
			return Line{names(e.Node), "hears of " + names(e.To) + " again", ""}
		}
		return Line{names(e.Node), "believes that " + names(e.To) + " is up again", op("")}
	case Cut:
		return Line{names(e.From) + " → " + names(e.To), "link cut", ""}
	case Join:
		return Line{names(e.From) + " → " + names(e.To), "link mended", ""}
	case Slow:
		var who string
		if e.Node != ring.None {
			who = names(e.Node)
		} else {
			who = names(e.From) + " → " + names(e.To)
		}
		if e.Arg == 1000 {
			return Line{who, "as fast as usual", ""}
		}
		return Line{who, "slow: takes " + Thousandths(e.Arg) + " times as long", ""}
	case Compared:
		return Line{names(e.Node), "compared with " + names(e.To) + ": " + t.Text(e.Text), ""}
	case Wipe:
		return Line{names(e.Node), "lost its disk: everything is gone, hints too", ""}
	case Flush:
		return Line{names(e.Node), fmt.Sprintf("synced: %d more durable", e.Arg), ""}
	case Purge:
		return Line{names(e.Node), "lets go of the tombstone of " + key() + ", " + time.Duration(e.Arg).Round(time.Second).String() + " old", op("")}
	case Skew:
		return Line{names(e.Node), "clock is off by " + time.Duration(e.Arg).String(), ""}
	case Crash:
		return Line{names(e.Node), "crashed: memory gone, disk kept", ""}
	case Start:
		return Line{names(e.Node), "started from its disk", ""}
	case Hang:
		return Line{names(e.Node), "hangs: keeps everything, answers nothing", ""}
	case Resume:
		return Line{names(e.Node), "resumed where it hung", ""}
	}
	return Line{What: e.Kind.String()}
}

func (t *Trace) messageLine(e *Event, names func(ring.NodeID) string, key string, op func(string) string) Line {
	l := Line{Who: names(e.From) + " → " + names(e.To), What: e.Type.String()}
	switch e.Type {
	case Write, Repair, Handoff, Stream:
		l.What += " " + key + " " + DotText(e.Dot, names)
	case ReadData, ReadDigest, Fetch:
		l.What += " " + key
	case WriteAck, RepairAck, HandoffAck:
		if e.Why != InMemory {
			l.What += " durable"
		} else {
			l.What += " from memory"
		}
	case Data:
		if e.Arg == 0 && e.Dot.Counter == 0 {
			l.What += ": has nothing"
		} else {
			l.What += " " + DotText(e.Dot, names)
			if e.Arg > 1 {
				l.What += fmt.Sprintf(" and %d more", e.Arg-1)
			}
		}
	case Refused:
		l.What = "connection refused"
	case Moved:
		l.What = "declined: it gives up " + key
	case Invite:
		l.What = "ranges to be fetched"
	case Release:
		l.What = "all fetched: please answer for it no more"
	case Spare:
		l.What = "the hint of " + key + " " + DotText(e.Dot, names) + " did not count"
	case Released:
		l.What = "answers for it no more"
	case Ready:
		l.What = "all fetched"
	}
	switch {
	case e.Kind == Delay:
		l.What += " delayed by " + Millis(time.Duration(e.Arg))
		l.Note = op("")
	case e.Kind == Drop && e.Why == ByHand:
		l.What += " dropped by hand"
		l.Note = op("")
	case e.Kind == Drop:
		l.What += " dropped: " + e.Why.String()
		l.Note = op("")
	case e.Kind == Deliver && e.Late:
		l.Note = op("after the answer")
	case e.Kind == Deliver && e.Need > 0 && e.Type != Refused:
		l.Note = op(fmt.Sprintf("%d of %d", e.N, e.Need))
	case e.Kind == Deliver && !e.Type.Answer():
		l.What += " arrived"
		l.Note = op("")
	default:
		l.Note = op("")
	}
	return l
}

func (t *Trace) replyLine(e *Event, names func(ring.NodeID) string, op func(string) string) Line {
	who := "client"
	if e.Node != ring.None {
		who = names(e.Node) + " → client"
	}
	l := Line{Who: who}
	count := fmt.Sprintf("%d of %d in %s", e.N, e.Need, Millis(time.Duration(e.Arg)))
	switch e.Outcome {
	case OK:
		l.What = "OK"
		if e.Verb == Get {
			var shown []string
			for _, v := range t.SetOf(e).Values() {
				shown = append(shown, Show(v, LongestShown))
			}
			l.What = "OK " + strings.Join(shown, " | ")
		} else {
			count = kept(e)
		}
	case NotFound:
		l.What = "not found"
	case Unavailable:
		l.What = fmt.Sprintf("unavailable: needs %d replicas, believes %d up; nothing was sent", e.Need, e.N)
		count = "in " + Millis(time.Duration(e.Arg))
	case Failed:
		l.What = "failed: too many refused"
		if e.N >= e.Need {
			l.What = "failed: the repair was refused"
		}
	case Timeout:
		l.What = "timeout: too few answers in time"
		if e.N >= e.Need {
			l.What = "timeout: a repair was not acknowledged in time"
		}
	case CoordinatorLost:
		l.What = "the coordinator is gone"
	}
	if e.Verb != Get && (e.Outcome == Failed || e.Outcome == Timeout || e.Outcome == CoordinatorLost) {
		l.What += "; the write may still count"
	}
	l.Note = op(count)
	return l
}

// printable quotes a text if it holds anything that is not plain.
func printable(s string) string {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, Hidden) {
		return Quote(s)
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
const longestLine = 4 * LongestShown

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

// DotText names a version as screens do: the node that coordinated it and its
// number there, n4:7; with a prime and the epoch after a lost disk, n4'1:7.
func DotText(d version.Dot, names func(ring.NodeID) string) string {
	if d.Counter == 0 {
		return "nothing"
	}
	s := names(d.Actor.Node)
	if d.Actor.Epoch > 0 {
		s += "'" + strconv.Itoa(int(d.Actor.Epoch))
	}
	return s + ":" + strconv.Itoa(int(d.Counter))
}

// Millis writes a duration in milliseconds with one decimal, rounded half up.
func Millis(d time.Duration) string {
	tenths := (int64(d) + 50_000) / 100_000
	return fmt.Sprintf("%d.%d ms", tenths/10, tenths%10)
}

// Thousandths writes n/1000 exactly, with no more decimals than it needs.
func Thousandths(n int64) string {
	s := fmt.Sprintf("%d.%03d", n/1000, n%1000)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}
