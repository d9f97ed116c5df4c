// What an operation's pane says of a read: what it returned, what is wrong with that, and whether
// its quorum overlaps that of the write before it.

package pane

import (
	"strconv"
	"strings"

	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/tui/draw"
)

// readFacts says what a read returned and whether its quorum overlaps that of the write
// before it.
func (d *operationDrawing) readFacts() []fact {
	op := d.op
	var facts []fact
	if words := explain.PartsWords(op); len(words) > 0 {
		facts = append(facts, fact{{draw.Clean(op.Level) + ": ", d.Theme.Dim}, {draw.Clean(strings.Join(words, ", ")), d.Theme.Text}})
	}
	if op.Verb != event.Get {
		return facts
	}
	if op.Outcome == event.OK && op.Returned != nil && len(op.Returned.Siblings) > 1 {
		facts = append(facts, d.siblings(op.Returned))
	}
	if op.Since != 0 && len(op.Counted) > 0 && op.Outcome != event.Pending && op.Outcome != event.Unavailable {
		facts = append(facts, d.fit(d.w-2, d.overlap))
	}
	return append(facts, d.wrong()...)
}

// wrong says what is wrong with a read's answer.
func (d *operationDrawing) wrong() (facts []fact) {
	claims := explain.ReadFaults(d.op)
	for i := range claims {
		kind, rest := explain.FaultWords(&claims[i])
		facts = append(facts, fact{{kind + " ", d.Theme.Bad}, {d.dot(claims[i].Dot) + rest, d.Theme.Text}})
	}
	return facts
}

// siblings lists the values that a read returned, if there was more than one.
func (d *operationDrawing) siblings(set *version.Set) fact {
	th := d.Theme
	f := fact{{strconv.Itoa(len(set.Siblings)) + " siblings ", th.Doubt}}
	for i, b := range set.Siblings {
		if i == 3 {
			return append(f, part{" and " + strconv.Itoa(len(set.Siblings)-i) + " more", th.Dim})
		}
		if i > 0 {
			f = append(f, part{" | ", th.Dim})
		}
		f = append(f, part{d.sibling(b, 28), th.Value})
	}
	return f
}

// overlap shows which replicas answered both this read and the newest write
// acknowledged before it: read {n4 n2} ∩ wrote {n4 n3} = n4
func (d *operationDrawing) overlap() fact {
	th := d.Theme
	f := append(fact{{"read ", th.Dim}}, d.set(d.op.Counted, "{", "}")...)
	f = append(f, part{" " + th.Signs.And + " wrote ", th.Dim})
	if wrote, known := d.wrote(d.op.Since); known {
		f = append(f, d.set(wrote, "{", "}")...)
	} else {
		f = append(f, part{"#" + strconv.Itoa(int(d.op.Since)), th.Text})
	}
	f = append(f, part{" = ", th.Dim})
	if len(d.op.Overlap) == 0 {
		return append(f, part{"nobody", th.Doubt})
	}
	return append(f, d.set(d.op.Overlap, "", "")...)
}

// wrote returns the replicas whose acks were in before the client was told of an
// operation, if the View still has it.
func (d *operationDrawing) wrote(id uint32) ([]ring.NodeID, bool) {
	for _, op := range d.View.Ops {
		if op.ID == id {
			return op.Counted, true
		}
	}
	return nil, false
}

// set names nodes between two signs.
func (d *operationDrawing) set(nodes []ring.NodeID, open, shut string) fact {
	f := fact{{open, d.Theme.Dim}}
	for i, n := range nodes {
		if i > 0 {
			f = append(f, part{" ", d.Theme.Dim})
		}
		_, ink := d.Theme.Node(int(n))
		f = append(f, part{d.name(n), ink})
	}
	return append(f, part{shut, d.Theme.Dim})
}
