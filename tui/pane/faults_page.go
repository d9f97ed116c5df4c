// The page of faults: those there are, and those that can be added.

package pane

import (
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/count"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// FaultList is the page of current faults, the oldest first, each with the line that
// heals it; and of those that can be added, each with the line that does it. Cursor
// chooses a row: first the faults, then those that can be added.
type FaultList struct{ last picture }

// Title returns the page's name and the number of faults.
func (p *FaultList) Title(s Scene) (string, []string) {
	if len(s.View.Faults) == 0 {
		return "Faults", []string{"none"}
	}
	return "Faults", []string{count.Of(len(s.View.Faults), "fault")}
}

// about is what the picture depends on.
func (p *FaultList) about(s Scene, w, h int) stamp {
	of := s.stamp(w, h)
	of.node, of.cursor, of.invite = s.Node, s.Cursor, s.Invite
	return of
}

func (p *FaultList) kind() kind      { return faultListKind }
func (p *FaultList) fresh() pictured { return new(FaultList) }

// Lines returns the page in h lines of w cells; the chosen row is among them.
func (p *FaultList) Lines(s Scene, w, h int) []string {
	of := p.about(s, w, h)
	return p.last.draw(&of, &s, w, h, p.paint)
}

// At returns the row that can be chosen in a line of h lines of w cells, if there is one.
func (p *FaultList) At(s Scene, y, w, h int) (row int, ok bool) {
	d := faultPage{Scene: &s, c: draw.NewCanvas(w, h), w: w}
	d.draw(h)
	if y < 0 || y >= h || d.from+y >= len(d.chooses) {
		return 0, false
	}
	row = d.chooses[d.from+y]
	return row, row >= 0
}

func (p *FaultList) paint(s Scene, w, h int) {
	d := faultPage{Scene: &s, c: &p.last.canvas, w: w}
	d.draw(h)
}

// FaultChoice is a fault that can be added, with the line that does it.
type FaultChoice struct{ What, Line string }

// FaultChoices lists the faults that can be added to the selected node, its place, and its link to the
// next one. The figures in the lines are meant to be changed.
func (s *Scene) FaultChoices() []FaultChoice {
	if s.Node < 0 || int(s.Node) >= len(s.View.Nodes) {
		return nil
	}
	n := &s.View.Nodes[s.Node]
	if n.Health == engine.Left {
		return nil
	}
	var all []FaultChoice
	if o := s.View.Outside; o != nil && !o.Own {
		return nil
	}
	if n.Health != engine.Crashed {
		all = append(all, FaultChoice{"memory lost", engine.Command{Verb: engine.Crash, Node: n.Name}.String()})
	}
	if s.View.Outside != nil { // nothing else can be done to real processes
		if n.Health == engine.Up {
			all = append(all, FaultChoice{"silent, keeps everything", engine.Command{Verb: engine.Hang, Node: n.Name}.String()})
		}
		return s.muting(all, n)
	}
	all = append(all, FaultChoice{"memory and disk lost", engine.Command{Verb: engine.Wipe, Node: n.Name}.String()})
	if n.Health == engine.Up {
		all = append(all, FaultChoice{"silent, keeps everything", engine.Command{Verb: engine.Hang, Node: n.Name}.String()})
	}
	if s.View.Settings.GossipAlone() {
		all = s.muting(all, n)
	}
	all = append(all,
		FaultChoice{"slow", engine.Command{Verb: engine.Slow, Node: n.Name, Factor: 10_000}.String()},
		FaultChoice{"wrong clock", engine.Command{Verb: engine.Skew, Node: n.Name, For: 5 * time.Second}.String()},
		FaultChoice{"rack without power", engine.Command{Verb: engine.Power, Node: n.DC + "/" + n.Rack}.String()},
		FaultChoice{"data centre without power", engine.Command{Verb: engine.Blackout, Node: n.DC}.String()},
	)
	peer, ok := s.nextNode()
	if !ok {
		return all
	}
	link := func(c engine.Command) string { c.Node, c.Peer = n.Name, peer; return c.String() }
	return append(all,
		FaultChoice{"cut off from all", engine.Command{Verb: engine.Isolate, Node: n.Name}.String()},
		FaultChoice{"a link cut", link(engine.Command{Verb: engine.Cut})},
		FaultChoice{"a link cut one way", link(engine.Command{Verb: engine.Cut, OneWay: true})},
		FaultChoice{"a link slow", link(engine.Command{Verb: engine.Slow, Factor: 10_000})},
		FaultChoice{"next message lost", link(engine.Command{Verb: engine.Drop})},
		FaultChoice{"next message late", link(engine.Command{Verb: engine.Delay, For: 50 * time.Millisecond})},
		FaultChoice{"next message twice", link(engine.Command{Verb: engine.Duplicate})},
	)
}

// muting adds that a node that runs can gossip no more.
func (s *Scene) muting(all []FaultChoice, n *engine.NodeView) []FaultChoice {
	if n.Health != engine.Up || s.mute(n.ID) {
		return all
	}
	return append(all, FaultChoice{"gossip off: runs, believed down", engine.Command{Verb: engine.Gossip, Node: n.Name, To: engine.GossipOff}.String()})
}

// mute reports whether a node runs with its gossip off.
func (s *Scene) mute(id ring.NodeID) bool {
	return slices.ContainsFunc(s.View.Faults, func(f engine.Fault) bool { return f.Kind == engine.FaultGossip && f.Node == id })
}

// nextNode returns the next existing node after the selected one, whose link can have
// faults; false if there is no other node.
func (s *Scene) nextNode() (name string, ok bool) {
	for i := 1; i < len(s.View.Nodes); i++ {
		if n := &s.View.Nodes[(int(s.Node)+i)%len(s.View.Nodes)]; n.Health != engine.Left {
			return n.Name, true
		}
	}
	return "", false
}

// Fault returns the fault chosen on the page; nil if the chosen row is one that can be
// added.
func (s *Scene) Fault() *engine.Fault {
	if s.Cursor >= len(s.View.Faults) {
		return nil
	}
	return &s.View.Faults[s.Cursor]
}

// FaultLine returns the line that goes with a row of the page.
func (s *Scene) FaultLine(row int) string {
	if faults := s.View.Faults; row < len(faults) {
		return faults[row].Heal.String()
	}
	if choices := s.FaultChoices(); row-len(s.View.Faults) < len(choices) {
		return choices[row-len(s.View.Faults)].Line
	}
	return ""
}

// FaultRows returns how many rows of the page can be chosen.
func (s *Scene) FaultRows() int { return len(s.View.Faults) + len(s.FaultChoices()) }

// faultPage is the page being drawn: rows of text, some of which can be chosen.
type faultPage struct {
	*Scene
	c    *draw.Canvas
	w    int
	rows []func(y int)
	at   int // the chosen row

	chooses []int // by row: what a click on it chooses; -1: nothing
	from    int   // the first row that is drawn
}

// add adds rows that choose something, or for -1 nothing.
func (d *faultPage) add(chooses int, row func(y int)) {
	d.rows, d.chooses = append(d.rows, row), append(d.chooses, chooses)
}

// lineAt is the column where a line of the language begins if there is room for it beside
// the words; else it stands below the chosen row.
func (d *faultPage) lineAt() int { return max(d.w*6/10, 34) }

func (d *faultPage) narrow() bool { return d.w < 60 }

func (d *faultPage) draw(h int) {
	d.rows, d.chooses = nil, nil
	faults := d.View.Faults
	if len(faults) == 0 {
		d.words("no faults", d.Theme.Good)
	} else if !d.narrow() {
		d.add(-1, func(y int) {
			d.c.TextTo(3, y, d.w, "since (s)", d.Theme.Dim)
			d.c.TextTo(faultAt+2, y, d.w, "fault", d.Theme.Dim)
			d.c.TextTo(d.lineAt(), y, d.w, "heal with", d.Theme.Dim)
		})
	}
	for i := range faults {
		d.choice(i, faultAt+2+draw.Width(faults[i].Text), faults[i].Heal.String(), func(y, end int, ink theme.Ink) {
			d.fault(y, end, &faults[i], ink)
		})
	}
	d.words("", d.Theme.Dim)
	d.add(-1, func(y int) {
		about := "what else can happen to "
		if len(d.FaultChoices()) == 0 {
			if about = "a node that has left can't fail: "; d.View.Outside != nil && d.View.Nodes[d.Node].Standing != engine.Gone {
				about = "no more faults from here on "
			}
		}
		x := d.c.TextTo(1, y, d.w, about, d.Theme.Dim)
		x = d.tag(d.c, x, y, d.w, d.Node)
		if invite := d.Theme.Spell(d.Invite); x+3+draw.Width(invite) < d.w {
			d.c.Text(x+3, y, invite, d.Theme.Dim)
		}
	})
	for i, b := range d.FaultChoices() {
		d.choice(len(faults)+i, 3+len(b.What), b.Line, func(y, end int, ink theme.Ink) {
			d.c.TextTo(3, y, end, b.What, ink)
		})
	}
	from, to := window(len(d.rows), h, d.at)
	d.from = from
	for i := from; i < to; i++ {
		d.rows[i](i - from)
	}
	if h > 0 {
		d.more(d.c, 0, h-1, from > 0, to < len(d.rows))
	}
}

func (d *faultPage) words(text string, ink theme.Ink) {
	d.add(-1, func(y int) { d.c.TextTo(1, y, d.w, text, ink) })
}

// choice adds a row that can be chosen, whose words end at a column, and the line that
// goes with it: in its own column, or, if the words reach into that, as far to the right
// as it can.
func (d *faultPage) choice(i, ends int, line string, words func(y, end int, ink theme.Ink)) {
	chosen, ink := i == d.Cursor, d.Theme.Text
	if chosen {
		ink, d.at = d.Theme.Strong, len(d.rows)
	}
	line = d.text(line, d.w)
	d.add(i, func(y int) {
		if chosen {
			d.c.Set(1, y, d.Theme.Signs.Here, d.Theme.Accent)
		}
		end := d.w - 1
		if !d.narrow() {
			at := d.lineAt()
			if ends+2 > at {
				at = max(d.w-1-draw.Width(line), at)
			}
			end = at - 1
			d.c.TextTo(at, y, d.w-1, line, d.lineInk(chosen))
		}
		words(y, end, ink)
	})
	if chosen && d.narrow() {
		d.add(i, func(y int) { d.c.TextTo(5, y, d.w-1, ":"+line, d.Theme.Accent) })
	}
}

func (d *faultPage) lineInk(chosen bool) theme.Ink {
	if chosen {
		return d.Theme.Accent
	}
	return d.Theme.Dim
}

// faultAt is the column of a fault's sign, after the time.
const faultAt = 13

func (d *faultPage) fault(y, end int, f *engine.Fault, ink theme.Ink) {
	d.c.TextRight(faultAt-2, y, Seconds(f.Since), d.Theme.Dim)
	sign, signInk := faultSign(d.Theme, d.View, f)
	d.c.Set(faultAt, y, sign, signInk)
	d.c.TextTo(faultAt+2, y, end, d.Theme.Spell(d.text(f.Text, d.w)), ink)
}

// faultSign is the sign of a fault: red for what is down, amber for the rest.
func faultSign(th *theme.Theme, v *engine.View, f *engine.Fault) (string, theme.Ink) {
	switch f.Kind {
	case engine.FaultHealth:
		if hung(v, f.Node) {
			return th.Signs.Hung, th.Doubt
		}
		return th.Signs.Refused, th.Bad
	case engine.FaultDisk, engine.FaultPower, engine.FaultBlackout:
		return th.Signs.Refused, th.Bad
	case engine.FaultCut, engine.FaultIsolated:
		return th.Signs.Cut, th.Doubt
	case engine.FaultSlow, engine.FaultSlowLink:
		return th.Signs.Waiting, th.Doubt
	}
	return th.Signs.Silent, th.Doubt
}

func hung(v *engine.View, n ring.NodeID) bool {
	return n >= 0 && int(n) < len(v.Nodes) && v.Nodes[n].Health == engine.Hung
}
