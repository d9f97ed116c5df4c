// The page of a node of a real cluster: what each says of it, and what it says.

package pane

import (
	"strconv"

	"ringside/engine"
	"ringside/engine/ring"
)

// outside collects the facts about a node of a real cluster. Whether it is up is none of
// them, unless its process is Ringside's own: there are only those who say so.
func (d *detail) outside() {
	th, o, id := d.Theme, d.View.Outside, int(d.n.ID)
	if d.n.Standing == engine.Gone {
		d.say("is", th.Dim, "no longer a member")
		return
	}
	if d.n.Standing != engine.Member {
		d.say("is", th.Value, d.n.Standing.String())
	}
	d.said("seen", func(peer int) engine.Heard { return o.Holders[peer].Of[id] }, " by ")
	h := &o.Holders[id]
	if o.Own {
		ink := th.Text
		if d.n.Health != engine.Up {
			ink = th.Bad
		}
		d.say("process", ink, processWords[d.n.Health])
	}
	switch {
	case h.Why != "":
		d.say("asked", th.Doubt, d.text(h.Why, d.w))
	default:
		d.say("asked", th.Text, "answers")
	}
	d.said("sees", func(peer int) engine.Heard { return h.Of[peer] }, ": ")
	if h.Hints >= 0 {
		d.say("hints", th.Text, strconv.Itoa(h.Hints)+" files wait on its disk, as far as they are flushed")
	} else {
		d.say("hints", th.Dim, "unknown")
	}
}

// said lists, one per line, what is said, and by or of which nodes.
func (d *detail) said(about string, said func(peer int) engine.Heard, between string) {
	for _, what := range saidWords {
		names, n := "", 0
		for peer := range d.View.Nodes {
			if ring.NodeID(peer) == d.n.ID || d.View.Nodes[peer].Standing == engine.Gone || said(peer) != what {
				continue
			}
			if n++; n <= 8 {
				names += " " + d.name(ring.NodeID(peer))
			}
		}
		if n == 0 {
			continue
		}
		if n > 8 {
			names = " " + strconv.Itoa(n) + " nodes"
		}
		d.say(about, saidInk(what, d.Theme), what.String()+between+names[1:])
		about = ""
	}
}
