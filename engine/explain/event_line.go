// This file has the words for the claims of one event: who, what, and a note.

package explain

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/internal/count"
	"ringside/internal/printable"
)

// Line is how an event reads: who, what, and a note to the right. Keys and
// values in it are quoted (Quote), so it holds no control character.
type Line struct{ Who, What, Note string }

// String joins the parts as the plain trace prints them.
func (l Line) String() string { return string(l.Append(nil)) }

// Append appends the line as String has it.
func (l Line) Append(b []byte) []byte {
	from := len(b)
	b = append(pad(append(b, l.Who...), from, 14), ' ')
	b = append(b, l.What...)
	if l.Note == "" {
		return b[:from+len(bytes.TrimRight(b[from:], " "))]
	}
	b = append(pad(b, from, 52), ' ')
	return append(b, l.Note...)
}

// pad fills what begins at a place up to so many characters.
func pad(b []byte, from, to int) []byte {
	if n := to - utf8.RuneCount(b[from:]); n > 0 {
		return append(b, "                                                    "[:n]...)
	}
	return b
}

// Inline joins the parts for the middle of a sentence, without columns.
func (l Line) Inline() string {
	return strings.TrimRight(strings.TrimRight(l.Who+" "+l.What, " ")+" "+l.Note, " ")
}

// Event returns how the event at a step of a trace reads; names gives a node's name.
func Event(t *event.Trace, step int, names func(ring.NodeID) string) Line {
	var room [mostTold]Claim
	var text [128]byte
	w := wording{t, t.At(step), names}
	cs := told(room[:0], t, step)
	l := Line{Who: w.who(&cs[0])}
	b := text[:0]
	for i := range cs {
		b = w.what(b, &cs[i])
	}
	l.What, b = string(b), b[:0]
	for i := range cs {
		if cs[i].Kind == OfOp {
			b = join(number(join(b, "op "), int(cs[i].Op)), " ")
		}
	}
	for i := range cs {
		if i > 0 && cs[i-1].Kind == HeardIn { // the next data centre follows, or what that came to
			b = join(b, ",")
		}
		b = w.note(b, &cs[i])
	}
	l.Note = string(bytes.TrimRight(b, " "))
	return l
}

// wording puts the claims of an event into words, each behind what has been said.
type wording struct {
	t     *event.Trace
	e     *event.Event
	names func(ring.NodeID) string
}

// join appends words.
func join(b []byte, texts ...string) []byte {
	for _, s := range texts {
		b = append(b, s...)
	}
	return b
}

func number(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

func (w *wording) key() string { return event.Show(w.t.Text(w.e.Key), event.LongestShown) }

// dot appends the name of a version.
func (w *wording) dot(b []byte, c *Claim) []byte { return event.AppendDot(b, c.Dot, w.names) }

// version appends a key and the name of its version.
func (w *wording) version(b []byte, c *Claim) []byte { return w.dot(join(b, " ", w.key(), " "), c) }

// unnamed reports whether it is not known which version a message brings.
func (w *wording) unnamed(c *Claim) bool { return w.e.Why == event.Untold && c.Dot.Counter == 0 }

// who returns of whom the line is.
func (w *wording) who(c *Claim) string {
	switch c.Kind {
	case Applied:
		return "command"
	case SettingIs:
		return "settings"
	case LoadIsOver:
		return "load"
	case Reports:
		if c.Node == ring.None {
			return "connection"
		}
	case Asks:
		return event.Show(w.t.Text(event.Sym(w.e.Ref)), event.LongestShown)
	case SaysOK, SaysNotFound, SaysUnavailable, SaysFailed, SaysRepairRefused, SaysTimeout, SaysRepairUnacked, SaysGone, SaysRejected, SaysError:
		if c.Node == ring.None {
			return "client"
		}
		return w.names(c.Node) + " → client"
	case MissedWrite, Outranked, MissedRead, OutrankedRead, CameBack, SafeOn, AtRiskOn, OnlyOnDown, BothAtRiskOn, BothOnDown, OnlyInFlight, NoCopyLeft, ShadowedNow, ReplacedNow, MoreOf:
		return "observer"
	case StoodIn, StoodInAfter, StoodInNext:
		return w.names(c.By)
	case Decides:
		return "membership"
	case IsMessage, CutsLink, MendsLink:
		return w.names(c.Node) + " → " + w.names(c.Peer)
	case IsSlow:
		if c.Peer != ring.None {
			return w.names(c.Node) + " → " + w.names(c.Peer)
		}
	case 0:
		return ""
	}
	return w.names(c.Node)
}

// what appends what a claim adds to the middle of a line.
func (w *wording) what(b []byte, c *Claim) []byte {
	switch c.Kind {
	case Applied, SettingIs:
		b = join(b, cut(c.Text))
	case Reports: // a sentence that repeats what others named
		b = join(b, cut(printable.Escape(strings.ToValidUTF8(c.Text, "\ufffd"))))
	case LoadIsOver:
		b = join(b, "over: ", count.Of(int(c.N), "request"), " answered")
	case Asks:
		b = join(b, w.e.Verb.String(), " ", w.key())
		if w.e.Verb == event.Put {
			b = join(b, " ", event.Show(w.t.Text(w.e.Text), event.LongestShown))
		}
	case AtLevel:
		b = join(b, " at ", show(c.Text))
	case IsMessage:
		b = w.message(b)
	case BringsVersion:
		if w.unnamed(c) {
			b = join(b, " ", w.key())
			break
		}
		b = w.version(b, c)
	case SaysDurable:
		b = join(b, " durable")
	case SaysInMemory:
		b = join(b, " from memory")
	case AnswersNothing:
		b = join(b, ": has nothing")
	case AnswersWith:
		b = join(b, " ")
		b = w.dot(b, c)
	case AnswersMore:
		b = join(b, " and ")
		b = number(b, c.N)
		b = join(b, " more")
	case GivesUp:
		b = join(b, " ", w.key())
	case DidNotCount:
		b = w.version(b, c)
		b = join(b, " did not count")
	case IsDropped:
		b = w.dropped(b, c)
	case IsDelayed:
		b = join(b, " delayed by ", event.Millis(c.For))
	case Arrives:
		if e := w.e; !e.Late && (e.Need == 0 || e.Type == event.Refused) && !e.Type.Answer() {
			b = join(b, " arrived")
		}
	case Stores, StoresAgain, NowSiblings, Discards, KeepsHint, DiscardsHint, LetsGoOfHint:
		b = w.stored(b, c)
	case SaysOK, SaysNotFound, SaysUnavailable, SaysFailed, SaysRepairRefused, SaysTimeout, SaysRepairUnacked, SaysGone, SaysRejected, SaysError, Returns, MayStillCount, BelievedIn:
		b = w.reply(b, c)
	case IsOver:
		b = join(b, "over")
	case StoodIn:
		b = join(b, "lets ", w.names(c.Node), " stand in for ", w.names(c.Peer), ", which it believes down")
	case StoodInAfter:
		b = join(b, "lets ", w.names(c.Node), " stand in for ", w.names(c.Peer), ", which refused")
	case StoodInNext:
		b = join(b, "lets ", w.names(c.Node), " stand in for ", w.names(c.Peer), ", whose stand-in refused")
	case MissedWrite, Outranked, MissedRead, OutrankedRead, CameBack, SafeOn, AtRiskOn, OnlyOnDown, BothAtRiskOn, BothOnDown, OnlyInFlight, NoCopyLeft, ShadowedNow, ReplacedNow, MoreOf:
		b = w.observed(b, c)
	case Sends, Counts, CountsNot, CountsIn, CountsNowhere, HeardIn, ComesLate, NowOnDisk, NowInMemory, HintDelivered, HintDropped, KeptSafe, KeptAtRisk, KeptByNone, HeardOf, After,
		AllAnswered, SomeRefused, OfOp, Via, NobodyTakes: // notes
	case 0:
		b = join(b, w.e.Kind.String())
	default:
		b = w.fault(b, c)
	}
	return b
}

// message appends what a message is, without what it brings.
func (w *wording) message(b []byte) []byte {
	switch w.e.Type {
	case event.Refused:
		return join(b, "connection refused")
	case event.Moved:
		return join(b, "declined: it gives up")
	case event.Invite:
		return join(b, "ranges to be fetched")
	case event.Release:
		return join(b, "all fetched: stop answering for it")
	case event.Spare:
		return join(b, "the hint of")
	case event.Released:
		return join(b, "no longer answers for it")
	case event.Ready:
		return join(b, "all fetched")
	case event.ReadData, event.ReadDigest, event.Fetch:
		return join(b, w.e.Type.String(), " ", w.key())
	}
	return join(b, w.e.Type.String())
}

func (w *wording) dropped(b []byte, c *Claim) []byte {
	if c.Why == event.ByHand {
		b = join(b, " ", whyText(c.Why))
	} else {
		b = join(b, " dropped: ", whyText(c.Why))
	}
	return b
}

// stored appends what a node has taken in, or has let go of.
func (w *wording) stored(b []byte, c *Claim) []byte {
	switch c.Kind {
	case Stores:
		b = join(b, "stored")
		b = w.version(b, c)
	case StoresAgain:
		b = join(b, "has")
		b = w.version(b, c)
		b = join(b, " already")
	case NowSiblings:
		b = join(b, ", now ")
		b = number(b, c.N)
		b = join(b, " siblings")
	case Discards:
		b = join(b, "discards")
		b = w.version(b, c)
		b = join(b, ": ", whyText(c.Why))
	case KeepsHint:
		b = join(b, "keeps a hint for ", w.names(c.Peer), ":")
		b = w.version(b, c)
	case DiscardsHint:
		b = join(b, "discards a hint for ", w.names(c.Peer), ":")
		b = w.version(b, c)
		b = join(b, ": ", whyText(c.Why))
	case LetsGoOfHint:
		b = join(b, "dropped the hint for ", w.names(c.Peer), ": ", w.key())
	}
	return b
}

// reply appends what a client is told.
func (w *wording) reply(b []byte, c *Claim) []byte {
	switch c.Kind {
	case SaysOK:
		b = join(b, "OK")
	case Returns:
		for i, v := range w.t.SetOf(w.e).Values() {
			if i > 0 {
				b = join(b, " |")
			}
			b = join(b, " ", event.Show(v, event.LongestShown))
		}
	case SaysNotFound:
		b = join(b, "not found")
	case BelievedIn:
		b = join(b, ": needs ")
		b = number(b, c.Need)
		b = join(b, " replicas in ", show(c.Text), ", believes ")
		b = number(b, c.N)
		b = join(b, " up")
	case SaysUnavailable:
		if w.t.PartsAt(c.Step) != nil {
			b = join(b, "unavailable, nothing was sent")
			break
		}
		b = join(b, "unavailable: needs ")
		b = number(b, c.Need)
		b = join(b, " replicas, believes ")
		b = number(b, c.N)
		b = join(b, " up; nothing was sent")
	case SaysFailed:
		b = join(b, "failed: too many refused")
	case SaysRepairRefused:
		b = join(b, "failed: the repair was refused")
	case SaysTimeout:
		b = join(b, "timeout: too few answers in time")
	case SaysRepairUnacked:
		b = join(b, "timeout: a repair was not acknowledged in time")
	case SaysGone:
		b = join(b, "the coordinator is gone")
	case SaysRejected:
		b = join(b, "failed: the coordinator refused it; nothing was carried out")
	case SaysError:
		b = join(b, "failed: the coordinator answered with an error")
	case MayStillCount:
		b = join(b, "; the write may still count")
	}
	return b
}

// note appends what a claim adds to the right of a line.
func (w *wording) note(b []byte, c *Claim) []byte {
	before := len(b)
	if before > 0 {
		b = append(b, ' ')
	}
	begin := len(b)
	if b = w.remark(b, c); len(b) == begin {
		b = b[:before]
	}
	return b
}

// remark appends what a claim adds to the right, behind the operation.
func (w *wording) remark(b []byte, c *Claim) []byte {
	switch c.Kind {
	case LearnsOf, Decides:
		b = join(b, "ring version ")
		b = number(b, c.N)
	case NobodyTakes:
		b = join(b, "no node takes a connection")
	case Via:
		b = join(b, "via ", w.names(c.Node))
	case CountsNot:
		b = join(b, "not counted, ")
		b = w.of(b, c)
	case ComesLate:
		b = join(b, "after the answer")
	case CountsNowhere:
		if c.By != ring.None {
			b = join(b, "not counted: stands in for ", w.names(c.By))
		} else if c.Text == pendingWord {
			b = join(b, "not counted: not yet a replica")
		} else {
			b = join(b, "not counted: other data centre")
		}
	case Counts, CountsIn:
		b = w.of(b, c)
	case HeardOf:
		if w.e.Verb == event.Get || w.e.Outcome != event.OK { // of a write that is OK what it has come to says more
			b = w.of(b, c)
		}
	case HeardIn: // by data centre: which rule it was that is met does not follow from that
		b = w.of(b, c)
	case AllAnswered:
		b = w.of(b, c)
		if b = join(b, " answered"); w.e.Arg > 0 {
			b = join(b, ",")
		}
	case SomeRefused:
		b = number(b, c.N)
		b = join(b, " refused")
	case After:
		b = join(b, "in ", event.Millis(c.For))
	case NowOnDisk:
		b = join(b, "durable")
	case NowInMemory:
		b = join(b, "in memory only")
	case HintDelivered:
		b = join(b, "delivered")
	case HintDropped:
		b = join(b, whyText(c.Why))
	case KeptSafe:
		b = join(b, "safe: on ", disks(c.N)) // not copies: a hint is no copy of the key's own
	case KeptAtRisk:
		b = join(b, "at risk: on ", disks(c.N))
	case KeptByNone:
		b = join(b, "discarded: a later version is there")
	case MissedWrite, Outranked:
		b = w.ref(b, "acknowledged as", c)
	case MissedRead, OutrankedRead:
		b = w.ref(b, "by", c)
	case CameBack:
		b = w.ref(b, "deleted by", c)
	}
	return b
}

// of appends how many of how many.
func (w *wording) of(b []byte, c *Claim) []byte {
	b = number(b, c.N)
	b = join(b, " of ")
	b = number(b, c.Need)
	if c.Kind == CountsIn || c.Kind == HeardIn {
		b = join(b, " in ", show(c.Text))
	}
	return b
}

// plain quotes a text if it holds anything that is not plain.
func plain(s string) string {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, printable.Hidden) {
		return event.Quote(s)
	}
	return s
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
