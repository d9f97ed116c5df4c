// Events as lines of JSON.

package event

import (
	"encoding/json"
	"strconv"

	"ringside/engine/ring"
)

// AppendJSON appends the event at step as one JSON object without a newline. Every object
// has step, at_ns, kind and, if there is one, cause; the kind decides which other fields
// it has. Invalid UTF-8 in texts is replaced by U+FFFD.
func (t *Trace) AppendJSON(dst []byte, step int, names func(ring.NodeID) string) []byte {
	e := t.At(step)
	o := object{dst: dst, names: names}
	o.dst = append(o.dst, `{"step":`...)
	o.dst = strconv.AppendInt(o.dst, int64(step), 10)
	o.integer("at_ns", int64(e.At))
	o.text("kind", e.Kind.String())
	o.node("node", e.Node)
	o.node("from", e.From)
	o.node("to", e.To)
	o.count("op", e.Op)
	if e.Kind == Send || e.Kind == Deliver || e.Kind == Drop || e.Kind == Delay {
		o.count("msg", e.Msg)
	}
	o.count("cause", e.Cause)
	switch e.Kind {
	case Command, Change, Compared, Told:
		o.text("text", t.Text(e.Text))
	case Invoke:
		o.request(t, e, step)
	case Send, Deliver, Drop, Delay:
		o.message(t, e, step)
	case Safe, AtRisk, Unreachable, InFlight:
		if e.Key == 0 {
			o.integer("more", e.Arg)
			break
		}
		o.text("key", t.Text(e.Key))
		o.text("version", DotText(e.Dot, o.names))
		o.integer("copies", int64(e.N))
		o.integer("need", int64(e.Need))
		o.flag("replaced", e.Late)
	case Hint, Unhint, Lost, Shadowed, Superseded:
		o.text("key", t.Text(e.Key))
		o.text("version", DotText(e.Dot, o.names))
		if e.Why != 0 {
			o.text("why", e.Why.String())
		}
	case Store:
		o.text("key", t.Text(e.Key))
		o.text("version", DotText(e.Dot, o.names))
		o.integer("siblings", e.Arg)
		o.flag("fresh", e.Fresh)
		o.flag("durable", !e.Late)
	case Reply:
		o.reply(t, e, step)
	case Missed, Older, Resurrected:
		o.text("key", t.Text(e.Key))
		o.text("version", DotText(e.Dot, o.names))
		o.count(map[Kind]string{Missed: "missed_op", Older: "earlier_op", Resurrected: "delete_op"}[e.Kind], e.Ref)
	case Settle:
		o.integer("answered", int64(e.N))
		if e.Arg > 0 {
			o.integer("refused", e.Arg)
		}
		o.integer("asked", int64(e.Need))
	case Purge:
		o.text("key", t.Text(e.Key))
		o.text("version", DotText(e.Dot, o.names))
		o.integer("age_ns", e.Arg)
	case Flush:
		o.integer("keys", e.Arg)
	case Learn, Enact:
		o.integer("ringversion", e.Arg)
		o.text("text", t.Text(e.Text))
	case Cleanup:
		o.cleanup(t, e)
	case Doubt:
		o.integer("missed", e.Arg)
	case Skew:
		o.integer("skew_ns", e.Arg)
	case Slow:
		o.integer("factor_thousandths", e.Arg)
	case Loaded:
		o.integer("requests", e.Arg)
	}
	return append(o.dst, '}')
}

// object builds a JSON object field by field.
type object struct {
	dst   []byte
	names func(ring.NodeID) string
}

// request adds the fields of a request that has begun.
func (o *object) request(t *Trace, e *Event, step int) {
	o.text("verb", e.Verb.String())
	o.text("key", t.Text(e.Key))
	if e.Verb == Put {
		o.text("value", t.Text(e.Text))
	}
	o.text("client", t.Text(Sym(e.Ref)))
	o.nodes("preference_list", t.NodesOf(e))
	if level := t.LevelOf(e); level != "" {
		o.text("level", level)
	}
	o.integer("need", int64(e.Need))
	o.parts(t, step, false)
}

// message adds the fields of a message that is sent, arrives, is lost or is held up.
func (o *object) message(t *Trace, e *Event, step int) {
	o.text("type", e.Type.String())
	if e.Key != 0 {
		o.text("key", t.Text(e.Key))
	}
	if e.Dot.Counter != 0 {
		o.text("version", DotText(e.Dot, o.names))
	}
	if e.Kind == Drop {
		o.text("why", e.Why.String())
	}
	if e.Late {
		o.flag("late", true)
	}
	if e.Kind == Delay {
		o.integer("delay_ns", e.Arg)
	}
	if e.Kind == Send {
		o.integer("bytes", int64(e.Ref))
	}
	if e.Kind == Deliver {
		o.parts(t, step, true)
	}
}

// reply adds the fields of what a client is told.
func (o *object) reply(t *Trace, e *Event, step int) {
	o.text("verb", e.Verb.String())
	o.text("key", t.Text(e.Key))
	o.text("outcome", e.Outcome.String())
	o.texts("values", t.SetOf(e).Values())
	if seen := t.SetOf(e).Seen(); !seen.Empty() {
		o.text("clock", ClockText(seen, o.names))
	}
	o.integer("acks", int64(e.N))
	o.integer("need", int64(e.Need))
	o.parts(t, step, true)
	o.integer("latency_ns", e.Arg)
	if e.Dot.Counter != 0 {
		o.text("version", DotText(e.Dot, o.names))
	}
	if e.Verb != Get && e.Outcome == OK {
		if e.Why != Untold {
			o.integer("copies", int64(e.Copies))
		}
	}
	o.nodes("by", t.NodesOf(e))
	if behind := t.BehindOf(e); len(behind) > 0 {
		o.nodes("behind", behind)
	}
}

// cleanup adds the fields of a cleanup: what it dropped, and who keeps that.
func (o *object) cleanup(t *Trace, e *Event) {
	o.integer("keys", e.Arg)
	o.name("dropped")
	o.dst = append(o.dst, '[')
	for i, key := range t.KeysOf(e) {
		if i > 0 {
			o.dst = append(o.dst, ',')
		}
		o.dst = AppendString(o.dst, t.Text(key))
	}
	o.dst = append(o.dst, ']')
	o.nodes("kept_by", t.NodesOf(e))
}

func (o *object) name(field string) {
	o.dst = append(o.dst, ',', '"')
	o.dst = append(o.dst, field...)
	o.dst = append(o.dst, '"', ':')
}

func (o *object) integer(field string, n int64) {
	o.name(field)
	o.dst = strconv.AppendInt(o.dst, n, 10)
}

func (o *object) count(field string, n uint32) {
	if n != 0 {
		o.integer(field, int64(n))
	}
}

func (o *object) flag(field string, b bool) {
	o.name(field)
	o.dst = strconv.AppendBool(o.dst, b)
}

func (o *object) text(field, s string) {
	o.name(field)
	o.dst = AppendString(o.dst, s)
}

func (o *object) texts(field string, all []string) {
	o.name(field)
	o.dst = append(o.dst, '[')
	for i, s := range all {
		if i > 0 {
			o.dst = append(o.dst, ',')
		}
		o.dst = AppendString(o.dst, s)
	}
	o.dst = append(o.dst, ']')
}

func (o *object) nodes(field string, all []ring.NodeID) {
	o.name(field)
	o.dst = append(o.dst, '[')
	for i, n := range all {
		if i > 0 {
			o.dst = append(o.dst, ',')
		}
		o.dst = AppendString(o.dst, o.names(n))
	}
	o.dst = append(o.dst, ']')
}

// parts appends what the event's request waits for by data centre, and has.
func (o *object) parts(t *Trace, step int, have bool) {
	parts := t.PartsAt(step)
	if parts == nil {
		return
	}
	o.name("parts")
	for i, p := range parts {
		o.dst = append(o.dst, "[,"[min(i, 1)])
		o.dst = append(o.dst, `{"dc":`...)
		o.dst = AppendString(o.dst, t.Text(p.DC))
		if have {
			o.integer("acks", int64(p.N))
		}
		o.integer("need", int64(p.Need))
		o.integer("of", int64(p.Of))
		o.dst = append(o.dst, '}')
	}
	o.dst = append(o.dst, ']')
}

func (o *object) node(field string, n ring.NodeID) {
	if n != ring.None {
		o.text(field, o.names(n))
	}
}

// AppendString appends s as a JSON string.
func AppendString(dst []byte, s string) []byte {
	plain := true
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			plain = false
			break
		}
	}
	if plain {
		dst = append(dst, '"')
		dst = append(dst, s...)
		return append(dst, '"')
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		panic("event: a string that JSON can't hold: " + err.Error()) // json.Marshal of a string never fails
	}
	return append(dst, quoted...)
}
