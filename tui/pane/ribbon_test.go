// Tests of the ribbon: whose session it is of, and its signs.

package pane

import (
	"testing"

	"ringside/engine"
)

// TestRibbonOf: a ribbon is of the session that it was made of, also in its past and when it has
// gone on, and of no other one.
func TestRibbonOf(t *testing.T) {
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	start, other := c.View(engine.Watch{}), c.Clone()
	do := func(c *engine.Cluster, cmd engine.Command) *engine.View {
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
		return c.View(engine.Watch{})
	}
	at := do(c, engine.Command{Verb: engine.Crash, Node: "n1"})
	r := NewRibbon(at, 1, []float64{0, .5, 1}, 2)
	later := do(c, engine.Command{Verb: engine.Crash, Node: "n2"})
	for _, v := range []*engine.View{start, at, later} {
		if !r.Of(v, 1) {
			t.Errorf("with %d events it is of another session", v.Trace.Len())
		}
	}
	v := do(other, engine.Command{Verb: engine.Hang, Node: "n3"})
	if v.Trace.Len() < at.Trace.Len() || r.Of(v, 1) {
		t.Errorf("it is of a session in which something else has happened")
	}
	if v := do(other, engine.Command{Verb: engine.Crash, Node: "n4"}); r.Of(v, 1) {
		t.Errorf("it is of a longer session in which something else has happened")
	}
	if short := NewRibbon(later, 1, []float64{0, 1}, 1); short.Of(v, 1) {
		t.Errorf("in its past it is of a session in which something else has happened")
	}
	if r.Of(start, 2) {
		t.Error("it is of another branch, where something else may still happen")
	}
	if (*Ribbon)(nil).Of(at, 1) {
		t.Error("there is none, and it is of a session")
	}
	for ascii, want := range map[bool]string{false: " ▄█ no return: step 2", true: "_=# no return: step 2"} {
		if got := r.text(ascii); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
