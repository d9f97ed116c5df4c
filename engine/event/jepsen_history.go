// The client history in the form of Jepsen's histories, as lines of JSON.

package event

import (
	"strconv"

	"ringside/engine/ring"
)

// AppendHistory appends what a client saw at step as one JSON object with a newline, in
// the form of Jepsen's histories; it appends nothing if no client saw anything at that
// step. Fields: client, op (its number), f (put, get, delete), key, value of a put, values
// of an answered get, type and at_ns. An invoke is followed by exactly one of
//
//	ok    it happened, and this is what the client was told
//	fail  it did not happen: nothing was sent, or it was only a read
//	info  nobody knows: a write that was not acknowledged may still count
func (t *Trace) AppendHistory(dst []byte, step int, invoked func(op uint32) *Event) []byte {
	e := t.At(step)
	if e.Kind != Invoke && e.Kind != Reply {
		return dst
	}
	asked := e
	if e.Kind == Reply {
		asked = invoked(e.Op)
	}
	o := object{dst: dst, names: func(ring.NodeID) string { return "" }}
	o.dst = append(o.dst, `{"client":`...)
	o.dst = AppendString(o.dst, t.Text(Sym(asked.Ref)))
	o.count("op", e.Op)
	o.text("f", e.Verb.String())
	o.text("key", t.Text(e.Key))
	if e.Verb == Put {
		o.text("value", t.Text(asked.Text))
	}
	kind := "invoke"
	if e.Kind == Reply {
		kind = jepsenType(e)
		if e.Verb == Get && kind == "ok" {
			o.texts("values", t.SetOf(e).Values())
		}
	}
	o.text("type", kind)
	o.name("at_ns")
	o.dst = strconv.AppendInt(o.dst, int64(e.At), 10)
	return append(o.dst, '}', '\n')
}

// jepsenType returns the type of a reply: what its client may conclude from it.
func jepsenType(e *Event) string {
	switch {
	case e.Outcome == OK || e.Outcome == NotFound:
		return "ok"
	case e.Outcome == Unavailable || e.Verb == Get:
		return "fail"
	}
	return "info"
}
