// Nodes that join or leave, as the ring shows them.

package pane

import (
	"time"

	"ringside/engine"
)

// recent is how long after its end a change of membership is worth a note.
const recent = 10 * time.Second

// turnover says which node joins or leaves, or has just done so, and whether that waits for
// something; and, as a note of its own that a narrow pane has no room for, which part of
// the ring the node owned and will own. Both are "" if there is nothing to say.
func (s *Scene) turnover() (who, part string) {
	if c := s.View.Change; c != nil {
		n := &s.View.Nodes[c.Node]
		verb := " joins"
		if c.Standing == engine.Leaving {
			verb = " leaves"
		}
		if c.Waits != "" {
			verb += ", waits"
		}
		return s.name(c.Node) + verb, s.Theme.Spell(percent(n.Share) + " → " + percent(n.Next))
	}
	for i := range s.View.Nodes {
		if n := &s.View.Nodes[i]; n.Waits != "" {
			return s.name(n.ID) + " leaves, waits", ""
		}
	}
	if l := s.View.Last; l != nil && s.View.Now-l.At < recent {
		return s.name(l.Node) + " " + l.What, s.Theme.Spell(percent(l.Before) + " → " + percent(l.After))
	}
	return "", ""
}

// coming marks the future tokens of joining nodes on the ring, and fades those of leaving
// nodes.
func (d *drawing) coming() {
	c := d.View.Change
	if c == nil || d.View.Ring != d.plan.of {
		return
	}
	if c.Standing == engine.Leaving {
		for i, slot := range d.plan.slots {
			if d.plan.of.Slot(int(slot)).Node == c.Node {
				at := d.plan.path.cells[d.plan.cells[i]]
				glyph, _ := d.Theme.Node(int(c.Node))
				d.c.Set(at.x, at.y, glyph, d.Theme.Dim)
			}
		}
		return
	}
	_, ink := d.Theme.Node(int(c.Node))
	taken := make(map[int]bool, len(d.plan.cells))
	for _, k := range d.plan.cells {
		taken[k] = true
	}
	for _, m := range c.Next.Nodes()[c.Node].Tokens {
		k := d.plan.path.index(m.Token)
		for step := 0; taken[k] && step < 3; step++ {
			k = (k + 1) % len(d.plan.path.cells)
		}
		if !taken[k] {
			at := d.plan.path.cells[k]
			d.c.Set(at.x, at.y, d.Theme.Signs.Pending, ink)
		}
	}
}
