// Property tests of the observer's verdicts and of the chains of causes behind them.

package engine_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/oracle"
	"ringside/engine/randomscript"
	"ringside/engine/version"
)

// TestStatesAreTrue: whatever breaks, the observer's verdict on each acknowledged write is
// what a count over all disks gives. No client here sends a context, so nothing is ever
// superseded; the observer keeps its count as it goes, while the test only looks at the
// end.
func TestStatesAreTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		w.Config.Conflict = engine.Siblings
		w.Config.Quorum, w.Config.Sync = engine.Strict, engine.SyncAlways // so that what a node has it has on its disk
		w.Requests = blindRequests
		c := randomscript.Play(t, w, w.Script(t))
		randomscript.Rest(t, c)
		want := oracle.Tally{}
		for _, key := range w.Keys {
			v := c.View(engine.Watch{Key: key})
			for _, dot := range ackedDots(c, key) {
				i := slices.IndexFunc(v.Kept, func(k engine.Keeping) bool { return k.Dot == dot })
				if i < 0 {
					t.Fatalf("%s %v is not among %+v", key, dot, v.Kept)
				}
				state := counted(v, dot, promised(c, v, key, dot))
				if state == oracle.Lost && v.Kept[i].State == oracle.InFlight && waiting(v) {
					continue // it is in a message that a hung node has not looked at
				}
				switch state {
				case oracle.Lost:
					want.Lost++
				case oracle.AtRisk:
					want.AtRisk++
				case oracle.Unreachable:
					want.Unreachable++
				}
				if v.Kept[i].State != state {
					t.Fatalf("%s %v: it is %v, the observer says %+v", key, dot, state, v.Kept)
				}
			}
		}
		got := c.View(engine.Watch{}).Tally
		if got.Lost != want.Lost || got.AtRisk != want.AtRisk || got.Unreachable != want.Unreachable {
			t.Fatalf("the observer counts %+v; there are %+v", got, want)
		}
	})
}

// promised returns on how many disks the client of a write was promised that it is.
func promised(c *engine.Cluster, v *engine.View, key string, dot version.Dot) int {
	t := c.Trace()
	for step := 1; step <= t.Len(); step++ {
		told := t.At(step)
		if told.Kind != event.Reply || told.Verb == event.Get || told.Dot != dot || t.Text(told.Key) != key {
			continue
		}
		for at := step; at > 0; at-- {
			if e := t.At(at); e.Kind == event.Invoke && e.Op == told.Op {
				level := v.Settings.W
				if own, err := engine.ParseLevel(t.LevelOf(e)); err == nil {
					level = own
				}
				d := level.On(v.Ring, v.Settings.Placement)
				return d.Count(v.Ring.DC(e.Node))
			}
		}
	}
	return 0
}

// counted returns the state of a version according to what the nodes hold in the end.
func counted(v *engine.View, dot version.Dot, need int) oracle.State {
	disks, up := 0, 0
	for _, copy := range v.Copies {
		if copy.Set.Has(dot) {
			disks++
			if v.Nodes[copy.Node].Health == engine.Up {
				up++
			}
		}
	}
	switch {
	case disks == 0:
		return oracle.Lost
	case up == 0:
		return oracle.Unreachable
	case disks < need:
		return oracle.AtRisk
	}
	return oracle.Safe
}

// TestBecauseLeadsBack: whatever happened, the chain of causes begins with the event that
// was asked about, and each of its reasons describes an earlier event, in one line.
func TestBecauseLeadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		c := randomscript.Play(t, w, w.Script(t))
		randomscript.Rest(t, c)
		v := c.View(engine.Watch{})
		var told []int // what was said to clients and by the observer, and whatever else came last
		for step := 1; step <= v.Trace.Len(); step++ {
			if k := v.Trace.At(step).Kind; k >= event.Reply && k <= event.Superseded || step == v.Trace.Len() {
				told = append(told, step)
			}
		}
		for _, asked := range told {
			reasons := explain.Because(v, asked)
			if len(reasons) == 0 || reasons[0].Step != asked || reasons[0].Depth != 0 {
				t.Fatalf("step %d came about so: %+v", asked, reasons)
			}
			for _, r := range reasons {
				if r.Step < 1 || r.Step > asked || r.Text == "" || strings.ContainsAny(r.Text, "\n\t") || strings.Contains(r.Text, "%!") {
					t.Fatalf("step %d came about so: %+v", asked, r)
				}
			}
		}
		if explain.Because(v, 0) != nil || explain.Because(v, v.Trace.Len()+1) != nil {
			t.Fatal("what has not happened has causes")
		}
	})
}

// waiting reports whether anything waits in front of a hung node.
func waiting(v *engine.View) bool {
	return slices.ContainsFunc(v.Nodes, func(n engine.NodeView) bool { return n.Inbox > 0 })
}

// TestEveryStateHasACause: from each event of the observer a chain of causes leads back to
// a command, each decline is recorded before the recovery from it, and what is gone stays
// gone, though something may replace it, and be at risk then.
func TestEveryStateHasACause(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		c := randomscript.Play(t, w, w.Script(t))
		randomscript.Rest(t, c)
		tr := c.Trace()
		last := make(map[uint32]event.Kind)
		for step := 1; step <= tr.Len(); step++ {
			e := tr.At(step)
			switch e.Kind {
			case event.Safe, event.AtRisk, event.Unreachable, event.InFlight, event.Lost, event.Shadowed, event.Superseded:
			case event.Reply:
				if e.Verb != event.Get && e.Outcome == event.OK {
					last[e.Op] = event.Safe
					if !e.Fresh && e.Why != event.Outdated { // of what has replaced it nothing is said yet
						last[e.Op] = event.AtRisk
					}
				}
				continue
			default:
				continue
			}
			root := step
			for tr.At(root).Cause != 0 {
				root = int(tr.At(root).Cause)
			}
			if tr.At(root).Kind != event.Command {
				t.Fatalf("step %d, %v, leads back to a %v", step, e.Kind, tr.At(root).Kind)
			}
			if e.Key == 0 {
				continue // so many more
			}
			was, acked := last[e.Op]
			switch {
			case !acked:
				t.Fatalf("step %d: op %d was never acknowledged and is %v", step, e.Op, e.Kind)
			case was >= event.Lost && was <= event.Superseded && e.Kind < event.Lost && !e.Late:
				t.Fatalf("step %d: op %d is %v after it was %v", step, e.Op, e.Kind, was)
			case was == e.Kind:
				t.Fatalf("step %d: op %d is %v and was so already", step, e.Op, e.Kind)
			}
			last[e.Op] = e.Kind
		}
	})
}
