// What each replica of the walk holds of the key, at the end of its hop.

package pane

import (
	"slices"
	"strconv"

	"ringside/engine/ring"
	"ringside/engine/version"
)

// knowsCopies reports whether the View was asked who holds this key. What a node of a real
// cluster holds is not known from outside.
func (d *walkDrawing) knowsCopies() bool {
	return d.View.Watch.Key == d.Key && d.Key != "" && d.View.Outside == nil
}

// holds draws what a replica holds of the key, so that the versions stand below each
// other at the right.
func (d *walkDrawing) holds(w, y int, r *walkRow) {
	set := d.copyOn(r.hop.Node)
	ink := d.Theme.Value
	if set == nil || len(set.Siblings) == 0 {
		ink = d.Theme.Dim
	} else if d.behind(set) {
		ink = d.Theme.Doubt
	}
	d.c.TextRight(w-2, y, r.held, ink)
}

// keeping says what the node of a hop holds of the key, in at most w cells. A stand-in
// keeps hints, which are not copies: it counts those of the key.
func (d *walkDrawing) keeping(h ring.Hop, w int) string {
	set := d.copyOn(h.Node)
	if set == nil && h.Decision == ring.Fallback {
		switch n := d.hintsOn(h.Node); n {
		case 0:
		case 1:
			return d.cut("1 hint", w)
		default:
			return d.cut(strconv.Itoa(n)+" hints", w)
		}
	}
	return d.holding(set, w)
}

// hintsOn returns for how many replicas a node keeps a hint of the key.
func (d *walkDrawing) hintsOn(n ring.NodeID) int {
	var owners []ring.NodeID
	for i := range d.View.Kept {
		for _, hint := range d.View.Kept[i].Hints {
			if hint.On == n && !slices.Contains(owners, hint.For) {
				owners = append(owners, hint.For)
			}
		}
	}
	return len(owners)
}

func (d *walkDrawing) copyOn(n ring.NodeID) *version.Set {
	for _, c := range d.View.Copies {
		if c.Node == n {
			return c.Set
		}
	}
	return nil
}

// behind reports whether another node has seen writes that this set has not.
func (d *walkDrawing) behind(set *version.Set) bool {
	for _, c := range d.View.Copies {
		if c.Set != nil && !set.Seen().Covers(c.Set.Seen()) {
			return true
		}
	}
	return false
}

// walkRow is one line of the list: a hop, the wrap, or hops folded to one.
type walkRow struct {
	hop     ring.Hop
	replica int  // 1, 2, 3 …; 0 if the hop's node is no replica
	wrap    bool // no hop: the walk goes past the top here
	wrapped bool // it does so before this hop, which has no line of its own
	folded  int  // how many hops it stands for, if for several
	pending bool // its node is about to be a replica; the slot is one of the ring to come

	held string // what a node that keeps a copy holds, as measured
}

// keeps reports whether it is a hop to a node that keeps a copy, or would.
func (r *walkRow) keeps() bool {
	return !r.wrap && r.folded == 0 && r.hop.Decision != ring.Skip
}
