// Because: the chain of causes from a symptom back to the faults and settings that made it
// possible.

package explain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Reason is one link of a chain of causes: its claims, and the sentence that states them.
type Reason struct {
	Step   int // the event that it describes
	Depth  int // 0: the symptom; 1: what made it possible; 2: what caused that
	Claims Claims
	Text   string
}

// Because returns how the event at a step came about: from the symptom back to the faults,
// and the settings, that made it possible. It looks back at most farthest events.
func Because(v *engine.View, step int) []Reason {
	if step < 1 || step > v.Trace.Len() {
		return nil
	}
	b := because{View: v, told: make(map[int]bool)}
	if v.Outside != nil { // nobody knows its faults, nor its settings
		b.trail(step)
		return b.out
	}
	switch e := v.Trace.At(step); e.Kind {
	case event.Missed, event.Older:
		b.lacks(step, e)
	case event.Resurrected:
		b.resurrected(step, e)
	case event.Lost, event.AtRisk, event.Unreachable, event.InFlight:
		b.fell(step, e)
	case event.Shadowed:
		b.shadowed(step, e)
	case event.Reply:
		b.answered(step, e)
	default:
		b.trail(step)
	}
	return b.out
}

// farthest is how many events the search for a cause looks back.
const farthest = 200_000

// because builds a chain.
type because struct {
	*engine.View
	out  []Reason
	told map[int]bool
}

// say adds a reason that belongs to an event; each event is described once. The first
// reason is the symptom.
func (b *because) say(step int, claims ...Claim) {
	if !b.told[step] {
		b.told[step] = true
		b.add(step, min(len(b.out), 1), claims)
	}
}

// allow adds a setting that made an event's effect possible.
func (b *because) allow(step int, claims ...Claim) { b.add(step, 1, claims) }

// from adds an event as the cause of the previous reason.
func (b *because) from(step int) {
	if !b.told[step] {
		b.told[step] = true
		b.add(step, min(len(b.out), 2), Claims{happened(step)})
	}
}

func (b *because) add(step, depth int, claims Claims) {
	b.out = append(b.out, Reason{step, depth, claims, b.words(claims)})
}

// happened claims that an event of the trace happened.
func happened(step int) Claim {
	return Claim{Kind: Happened, Node: ring.None, Peer: ring.None, Step: step}
}

// trail adds an event and its causes, back to a command, and leaves out those that a
// reader can do without.
func (b *because) trail(step int) {
	believed := false
	for step != 0 && !b.told[step] {
		e := b.Trace.At(step)
		if believed && (e.Kind == event.Suspect || e.Kind == event.Trust) {
			return // what another belief was when a node looked is no cause of this one
		}
		believed = believed || e.Kind == event.Suspect
		if !e.Fine() || len(b.out) == 0 {
			b.from(step)
		}
		if e.Kind == event.Drop && b.dropped(step, e) || e.Kind == event.Suspect && b.suspected(step, e) {
			return // that is the fault; which node it hit is beside the point
		}
		step = int(e.Cause)
	}
}

// dropped adds the fault that dropped a message, and reports whether it was found.
func (b *because) dropped(step int, e *event.Event) (found bool) {
	return b.last(step, func(c *event.Event) bool {
		switch e.Why {
		case event.LinkCut:
			return c.Kind == event.Cut && c.From == e.From && c.To == e.To
		case event.NodeDown, event.Forgotten:
			return c.Kind == event.Crash && c.Node == e.To
		case event.NodeLeft:
			return c.Kind == event.Depart && c.Node == e.To
		case event.ByHand:
			if c.Kind != event.Command {
				return false
			}
			verb, what, _ := strings.Cut(b.Trace.Text(c.Text), " ")
			what, _, _ = strings.Cut(what, " ")
			return verb == engine.Drop.String() && (what == fmt.Sprint(e.Msg) || what == b.Node(e.From)+">"+b.Node(e.To))
		}
		return false
	})
}

// suspected adds what made a node believe another down: the fault that lasted when it began to,
// be it that the other was down, that a link between them was cut, or that their messages were
// dropped. It reports whether that was found.
func (b *because) suspected(step int, e *event.Event) (found bool) {
	if c := b.Trace.At(int(e.Cause)); c.Kind == event.Deliver {
		return false // it was told: what it was told is the cause, also of what is over by now
	}
	fault := b.down(e.To, step)
	if fault == 0 {
		fault = b.cut(e.To, e.Node, step)
	}
	if fault == 0 {
		fault = b.mute(e.To, step)
	}
	if fault == 0 {
		fault = b.cut(e.Node, e.To, step)
	}
	if fault != 0 {
		b.trail(fault)
		return true
	}
	for at := step - 1; at >= max(1, step-farthest); at-- {
		d := b.Trace.At(at)
		between := d.From == e.Node && d.To == e.To || d.From == e.To && d.To == e.Node
		switch {
		case d.Kind == event.Deliver && between, d.Kind == event.Trust && d.Node == e.Node && d.To == e.To:
			return false // what was dropped before that did not keep them from hearing of each other
		case d.Kind != event.Drop || !between || d.Why == event.LinkCut:
		case d.Why == event.NodeDown || d.Why == event.Forgotten: // of a node that is up again
		default:
			return b.dropped(at, d)
		}
	}
	return false
}

// last adds the newest matching event before a step as a cause of the previous reason,
// with its own causes, and reports whether there was one.
func (b *because) last(step int, match func(*event.Event) bool) (found bool) {
	for at := step - 1; at >= max(1, step-farthest); at-- {
		if e := b.Trace.At(at); match(e) {
			b.trail(at)
			return true
		}
	}
	return false
}

// tell adds an event as a reason of its own, and its causes.
func (b *because) tell(step int) {
	b.say(step, happened(step))
	b.trail(int(b.Trace.At(step).Cause))
}

// command adds the command that caused an event, and leaves out the events between them.
func (b *because) command(step int) {
	for step != 0 && b.Trace.At(step).Kind != event.Command {
		step = int(b.Trace.At(step).Cause)
	}
	if step != 0 {
		b.from(step)
	}
}

// cut returns the step since which no message of one node reaches another; 0 if messages
// arrive.
func (b *because) cut(from, to ring.NodeID, step int) int {
	for at := step; at >= max(1, step-farthest); at-- {
		e := b.Trace.At(at)
		if e.From != from || e.To != to {
			continue
		}
		switch e.Kind {
		case event.Mend:
			return 0
		case event.Cut:
			return at
		}
	}
	return 0
}

// down returns the step since which a node has been down at a step; 0 if it was up.
func (b *because) down(id ring.NodeID, step int) int {
	for at := step; at >= max(1, step-farthest); at-- {
		e := b.Trace.At(at)
		if e.Node != id {
			continue
		}
		switch e.Kind {
		case event.Start, event.Resume:
			return 0
		case event.Crash, event.Hang:
			return at
		}
	}
	return 0
}

// mute returns the step since which a node has not gossiped; 0 if it gossips.
func (b *because) mute(id ring.NodeID, step int) int {
	for at := step; at >= max(1, step-farthest); at-- {
		e := b.Trace.At(at)
		if e.Node != id {
			continue
		}
		switch e.Kind {
		case event.GossipOn, event.Crash:
			return 0
		case event.GossipOff:
			return at
		}
	}
	return 0
}

// settings claims the values of settings at a step, and since when they have applied.
func (b *because) settings(step int, names ...string) (all []Claim) {
	for _, name := range names {
		c := Claim{Kind: SettingWas, Node: ring.None, Peer: ring.None, Step: -1}
		if len(b.Eras) == 0 { // the View was made without eras
			c.Text = name + " is " + engine.SettingText(&b.Settings, name)
			all = append(all, c)
			continue
		}
		now := len(b.Eras) - 1
		for now > 0 && b.Eras[now].Since > step {
			now--
		}
		text := engine.SettingText(&b.Eras[now].Settings, name)
		for now > 0 && engine.SettingText(&b.Eras[now-1].Settings, name) == text {
			now--
		}
		c.Text, c.Step = name+" is "+text, b.Eras[now].Since
		all = append(all, c)
	}
	return all
}

// level claims at which level an operation was asked for: its own, or that of the setting.
func (b *because) level(o *tracedOp, setting string) []Claim {
	if q := requestAt(b.View, o.invoke); q.own {
		return []Claim{{Kind: AtLevel, Node: ring.None, Peer: ring.None, Op: o.id, Text: q.level.String()}}
	}
	return b.settings(o.invoke, setting)
}

// tracedOp is what the trace records of an operation.
type tracedOp struct {
	id              uint32
	invoke, reply   int // steps; 0 if not found
	dot             version.Dot
	asked, answered []ring.NodeID // the preference list; the nodes whose answers counted
}

// operation finds an operation in the trace, searching back from a step.
func (b *because) operation(id uint32, step int) (o tracedOp) {
	o.id = id
	if id == 0 {
		return o
	}
	t := &b.Trace
	for at := step; at >= max(1, step-farthest); at-- {
		e := t.At(at)
		if e.Op != id {
			continue
		}
		switch e.Kind {
		case event.Reply:
			o.reply, o.answered, o.dot = at, t.NodesOf(e), e.Dot
		case event.Invoke:
			o.invoke, o.asked = at, t.NodesOf(e)
			if e.Dot.Counter != 0 { // unless its coordinator was hung when it arrived
				o.dot = e.Dot
			}
			return o
		}
	}
	return o
}

// writer finds the operation that wrote a version. If its coordinator was hung when the
// request arrived, only what it sent and recorded later identifies it.
func (b *because) writer(key event.Sym, dot version.Dot, step int) tracedOp {
	for at := step; at >= max(1, step-farthest); at-- {
		e := b.Trace.At(at)
		if e.Key != key || e.Dot != dot || e.Op == 0 {
			continue
		}
		if e.Kind == event.Invoke || e.Kind == event.Send && e.Type == event.Write || e.Kind == event.Reply && e.Verb != event.Get {
			o := b.operation(e.Op, step)
			o.dot = dot
			return o
		}
	}
	return tracedOp{}
}

// since returns how much later in virtual time one step was than another.
func (b *because) since(earlier, later int) time.Duration {
	return b.Trace.At(later).At - b.Trace.At(earlier).At
}

func both(a, b []ring.NodeID) (common []ring.NodeID) {
	for _, id := range a {
		if slices.Contains(b, id) {
			common = append(common, id)
		}
	}
	return common
}
