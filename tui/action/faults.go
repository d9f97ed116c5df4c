// Faults: keys that add a fault or heal one.

package action

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/source"
)

// Faults returns the intents that add a fault or heal one.
func (d Desk) Faults() Intents {
	all := Intents{}
	onNode := func(verb engine.Verb, line string) Intent {
		off := func() string { return d.inVain(verb) }
		return Intent{Needs: source.Needs(engine.Command{Verb: verb}), Drives: true, Line: line, Off: off, Do: func() tea.Cmd {
			d.Apply(engine.Command{Verb: verb, Node: d.NodeName(d.Node)})
			return nil
		}}
	}
	all[keymaps.Crash] = onNode(engine.Crash, "crash NODE")
	all[keymaps.Hang] = onNode(engine.Hang, "hang NODE")
	all[keymaps.Isolate] = onNode(engine.Isolate, "isolate NODE")
	all[keymaps.Heal] = onNode(engine.Heal, "heal NODE")
	all[keymaps.HealAll] = Intent{Needs: source.Heal, Drives: true, Line: "heal all", Off: func() string {
		if len(d.View.Faults) == 0 && !d.Covers(presets.PartNodes) {
			return "there are no faults"
		}
		return ""
	}, Do: func() tea.Cmd {
		d.Apply(engine.Command{Verb: engine.Heal, Node: "all"})
		return nil
	}}
	all[keymaps.Slow] = Intent{Needs: source.Slow, Drives: true, Line: "slow NODE FACTOR", Do: func() tea.Cmd {
		factor := int64(slowFactor)
		if d.View.Nodes[d.Node].Slow != usualFactor {
			factor = usualFactor
		}
		d.Apply(engine.Command{Verb: engine.Slow, Node: d.NodeName(d.Node), Factor: factor})
		return nil
	}}
	all[keymaps.Cut] = Intent{Needs: source.Partitions, Drives: true, Line: "cut NODE NODE", Off: func() string {
		if len(d.View.Nodes) < 2 {
			return "there is only one node, and no link to cut"
		}
		return ""
	}, Do: func() tea.Cmd {
		d.Picking, d.From = true, d.Node
		d.GoTo(layout.Nodes)
		d.MoveNode(+1)
		return nil
	}}
	return all
}

// inVain says why the chosen node can't be crashed, hung, isolated or healed; "" if it can, or
// if the answer would give away what a question covers.
func (d Desk) inVain(verb engine.Verb) string {
	if int(d.Node) >= len(d.View.Nodes) || d.HealthCovered() {
		return ""
	}
	n := &d.View.Nodes[d.Node]
	is := n.Name + " is already " + n.Health.String()
	switch {
	case verb == engine.Crash && n.Health == engine.Crashed:
		return is
	case verb == engine.Hang && n.Health != engine.Up:
		return is
	case verb == engine.Isolate && d.isolated():
		return n.Name + " is already isolated"
	case verb == engine.Heal && !d.faulty():
		return n.Name + " has no faults"
	}
	return ""
}

// HealthCovered reports whether a question covers which nodes have faults.
func (d Desk) HealthCovered() bool {
	return d.Covers(presets.PartNodes) || d.Covers(presets.PartMembers)
}

// isolated reports whether all links of the chosen node are cut.
func (d Desk) isolated() bool {
	return slices.ContainsFunc(d.View.Faults, func(f engine.Fault) bool {
		return f.Kind == engine.FaultIsolated && f.Node == d.Node
	})
}

// faulty reports whether there is a fault in the chosen node or in one of its links.
func (d Desk) faulty() bool {
	health := d.View.Nodes[d.Node].Health
	return health != engine.Left && slices.ContainsFunc(d.View.Faults, func(f engine.Fault) bool {
		switch f.Kind {
		case engine.FaultIsolated: // so its link to the chosen node is cut
			return true
		case engine.FaultPower, engine.FaultBlackout:
			return health == engine.Crashed
		}
		return f.Node == d.Node || f.Peer == d.Node
	})
}

// slowFactor is by how much the slow key slows a node down, in thousandths; usualFactor
// undoes it.
const slowFactor, usualFactor = 10_000, 1_000

// PickKey handles a key while the other end of a link is being chosen, and reports
// whether it used the key.
func (d Desk) PickKey(key string) bool {
	a, ok := d.Keys.Match(keymaps.Dialog, key)
	if !ok {
		a, _ = d.Keys.Match(keymaps.Nodes, key)
	}
	switch a {
	case keymaps.Confirm:
		from := d.From
		d.Picking = false
		d.Apply(engine.Command{Verb: engine.Cut, Node: d.NodeName(from), Peer: d.NodeName(d.Node)})
		d.Node = from
	case keymaps.Refuse, keymaps.Escape:
		d.StopPicking()
	case keymaps.Up, keymaps.Left:
		d.MoveNode(-1)
	case keymaps.Down, keymaps.Right:
		d.MoveNode(+1)
	default:
		return false
	}
	return true
}

// PickLine says what is being picked.
func (d Desk) PickLine() string {
	return fmt.Sprintf("cut %s %s %s", d.NodeName(d.From), d.Theme.Signs.Cut, d.NodeName(d.Node))
}
