// The messages of the lanes: their trunks, arrows and signs.

package pane

import (
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/lanes"
	"ringside/engine/ring"
	"ringside/tui/theme"
)

// plant finds a way down for all messages, the free one nearest to the lane. Messages for
// which there is none cross from lane to lane where they arrive.
func (p *spaceTime) plant() {
	tracks := (p.pitch - 2) / 2
	busy := make(map[[3]int]int) // lane, side, track: the last line
	for row := range p.d.Rows {
		sides := map[int]*trunk{}
		for _, i := range p.d.Rows[row].Out {
			m := &p.d.Messages[i]
			lane, to := p.d.Column(m.From), p.d.Column(m.To)
			if lane < 0 || to < 0 || !m.Across() {
				continue
			}
			side := 1
			if to < lane {
				side = -1
			}
			t := sides[side]
			if t == nil {
				t = &trunk{lane: lane, side: side, from: p.lineOf[row]}
				sides[side] = t
			}
			t.messages, t.to = append(t.messages, i), max(t.to, p.endOf(m))
		}
		for _, side := range []int{-1, +1} {
			t := sides[side]
			if t == nil {
				continue
			}
			for track := range tracks {
				at := [3]int{t.lane, side, track}
				if last, taken := busy[at]; !taken || last < t.from {
					busy[at] = t.to
					t.x = p.x(t.lane) + side*(track+2)
					break
				}
			}
			p.trunks = append(p.trunks, *t)
		}
	}
}

// endOf returns the line where a message ends, or is now.
func (p *spaceTime) endOf(m *lanes.Message) int {
	if m.Ended < 0 {
		return len(p.lines) - 1
	}
	return p.lineOf[m.Ended]
}

// lanes draws the line of each lane, by the state of its node, and what happens on it.
func (p *spaceTime) lanes() {
	th := p.Theme
	ill := make(map[ring.NodeID]event.Kind)
	// any order: a copy.
	for n, k := range p.d.Ill {
		ill[n] = k
	}
	for i, line := range p.lines {
		y := i - p.top
		if y >= p.room() {
			return
		}
		var mark string
		var ink theme.Ink
		if line.kind == rowLine {
			mark, ink = p.mark(&p.d.Rows[line.row], ill)
		}
		for lane, l := range p.d.Lanes {
			if lane < p.left || lane >= p.left+p.fit {
				continue
			}
			sign := th.Signs.Lane
			switch k := ill[l.Node()]; {
			case l.Kind == lanes.Node && (k == event.Crash || k == event.Depart):
				sign = " "
			case line.kind == gapLine, l.Kind == lanes.Node && k == event.Hang:
				sign = th.Signs.HungLane
			}
			p.wires.under(p.x(lane), y, sign, th.Border)
			if mark != "" && l == p.d.Rows[line.row].Lane {
				p.wires.put(p.x(lane), y, mark, ink)
			}
		}
	}
}

// mark returns the sign of the most important thing that happens in a row; it also
// updates which nodes are ill.
func (p *spaceTime) mark(row *lanes.Row, ill map[ring.NodeID]event.Kind) (sign string, ink theme.Ink) {
	th := p.Theme
	for _, step := range row.Steps {
		switch e := p.View.Trace.At(step); e.Kind {
		case event.Crash, event.Wipe, event.Depart:
			if e.Kind != event.Wipe {
				ill[e.Node] = e.Kind
			}
			sign, ink = th.Signs.Refused, th.Bad
		case event.Hang:
			ill[e.Node] = e.Kind
			sign, ink = th.Signs.Hung, th.Doubt
		case event.Start, event.Resume:
			delete(ill, e.Node)
			sign, ink = th.Signs.Tick, th.Good
		case event.Store, event.Hint:
			sign, ink = th.Signs.Durable, th.Good
			if e.Why == event.InMemory {
				sign, ink = th.Signs.Memory, th.Doubt
			} else if e.Kind == event.Store && !e.Fresh {
				sign = ""
			}
		case event.Suspect, event.Settle:
			sign, ink = th.Signs.Silent, th.Doubt
		case event.Reply:
			_, ink = outcome(e.Outcome, th)
			switch sign = th.Signs.Told; {
			case e.Outcome == event.Timeout || e.Outcome == event.CoordinatorLost:
				sign = th.Signs.Silent
			case e.Outcome > event.NotFound:
				sign = th.Signs.Refused
			}
		case event.Drop:
			if row.In < 0 { // forgotten after it had arrived
				sign, ink = th.Signs.Refused, th.Bad
			}
		}
	}
	return sign, ink
}

// connect draws the messages, those of the selected row in the accent.
func (p *spaceTime) connect() {
	for _, chosen := range []bool{true, false} { // the accent stays where lines join
		for i := range p.trunks {
			p.trunk(&p.trunks[i], chosen)
		}
		for row := range p.d.Rows {
			if in := p.d.Rows[row].In; in >= 0 && p.d.Messages[in].Began == row && (row == p.chosen) == chosen {
				p.instant(row, &p.d.Messages[in])
			} else if in >= 0 && p.d.Messages[in].Began < 0 && (row == p.chosen) == chosen {
				p.arrow(&p.d.Messages[in], p.x(p.d.Column(p.d.Messages[in].From)), p.lineOf[row]-p.top, chosen)
			}
		}
	}
}

// picked reports whether a message begins or ends in the selected row.
func (p *spaceTime) picked(m *lanes.Message) bool {
	return p.chosen >= 0 && (m.Began == p.chosen || m.Ended == p.chosen)
}

// ink returns how a message looks: in the accent if it is selected, dim if it came too
// late, red if it was dropped; a client's answer looks like its outcome.
func (p *spaceTime) ink(m *lanes.Message) theme.Ink {
	switch {
	case p.picked(m):
		return p.Theme.Accent
	case m.Type == 0 && m.To.Kind == lanes.Client:
		_, ink := outcome(p.View.Trace.At(m.Sent).Outcome, p.Theme)
		return ink
	case m.Fate == lanes.Dropped:
		return p.Theme.Bad
	case m.Fate == lanes.Late:
		return p.Theme.Dim
	}
	return p.Theme.Text
}

// trunk draws those messages of a trunk that are selected, or those that are not.
func (p *spaceTime) trunk(t *trunk, chosen bool) {
	end := -1
	var ink theme.Ink
	for _, i := range t.messages {
		m := &p.d.Messages[i]
		if p.picked(m) != chosen {
			continue
		}
		line := p.endOf(m)
		if line >= end {
			end, ink = line, p.ink(m)
		}
		from := t.x
		if from == 0 { // it found no way of its own
			from = p.x(t.lane)
		}
		if m.Fate == lanes.Flying {
			p.flight(m, from, line-p.top, chosen)
		} else {
			p.arrow(m, from, line-p.top, chosen)
		}
	}
	if end < 0 || t.x == 0 {
		return
	}
	y, toLane, away := t.from-p.top, uint8(theme.West), uint8(theme.East)
	if t.side < 0 {
		toLane, away = away, toLane
	}
	if len(t.messages) > 0 && ink.Same(p.Theme.Bad) {
		ink = p.Theme.Text // only its arrow is lost
	}
	p.start(t.lane, y, away, chosen)
	p.wires.across(p.x(t.lane), t.x, y, false, chosen, ink)
	p.wires.line(t.x, y, toLane|theme.South, false, chosen, ink)
	for line := t.from + 1; line < end; line++ {
		p.wires.line(t.x, line-p.top, theme.North|theme.South, true, chosen, ink)
	}
	p.wires.line(t.x, end-p.top, theme.North, false, chosen, ink)
	for _, i := range t.messages {
		if m := &p.d.Messages[i]; p.picked(m) == chosen {
			p.wires.line(t.x, p.endOf(m)-p.top, away|theme.North, false, chosen, p.ink(m))
		}
	}
}

// start draws where a line leaves a lane.
func (p *spaceTime) start(lane, y int, side uint8, chosen bool) {
	ink := p.Theme.Strong
	if n := p.d.Lanes[lane].Node(); n != ring.None {
		_, ink = p.Theme.Node(int(n))
	}
	if chosen {
		ink = p.Theme.Accent
	}
	p.wires.line(p.x(lane), y, side|theme.North|theme.South, false, chosen, ink)
}

// arrow draws a message from where it left its trunk to where it arrived, or where it was
// lost: half way if the link or a user dropped it.
func (p *spaceTime) arrow(m *lanes.Message, from, y int, chosen bool) {
	to := p.d.Column(m.To)
	if to < 0 {
		return
	}
	end, head := p.x(to)-1, p.Theme.Wires.RightHead
	if from > p.x(to) {
		end, head = p.x(to)+1, p.Theme.Wires.LeftHead
	}
	ink := p.ink(m)
	if m.Fate == lanes.Dropped {
		head = p.Theme.Signs.Doomed
		if m.Why != event.NodeDown && m.Why != event.Forgotten {
			end = (from + end) / 2
		}
	}
	p.wires.across(from, end, y, m.Fate == lanes.Late, chosen, ink)
	if m.Fate == lanes.Dropped {
		ink = p.Theme.Bad
	}
	p.wires.put(end, y, head, ink)
}

// instant draws what takes no time: a client's request, or its answer.
func (p *spaceTime) instant(row int, m *lanes.Message) {
	from, to := p.d.Column(m.From), p.d.Column(m.To)
	if from < 0 || to < 0 {
		return
	}
	y, side := p.lineOf[row]-p.top, uint8(theme.East)
	if to < from {
		side = theme.West
	}
	p.start(from, y, side, row == p.chosen)
	p.arrow(m, p.x(from), y, row == p.chosen)
}

// flight draws a message in flight, as far as it has come.
func (p *spaceTime) flight(m *lanes.Message, from, y int, chosen bool) {
	to := p.d.Column(m.To)
	end, head := p.x(to)-1, p.Theme.Wires.RightHead
	if from > p.x(to) {
		end, head = p.x(to)+1, p.Theme.Wires.LeftHead
	}
	part, doomed := p.progress(m)
	at := from + int(float64(end-from)*part)
	if at == from {
		return
	}
	if doomed {
		head = p.Theme.Signs.Doomed
	}
	p.wires.across(from, at, y, true, chosen, p.ink(m))
	p.wires.put(at, y, head, p.ink(m))
}

// progress returns which part of its way a message has made, and whether it would be
// dropped if it arrived now. One that waits for a hung node has nearly arrived.
func (p *spaceTime) progress(m *lanes.Message) (part float64, doomed bool) {
	for i := range p.View.Messages {
		if f := &p.View.Messages[i]; f.ID == m.ID {
			return min(float64(p.View.Now-f.Sent)/float64(max(f.Lands-f.Sent, 1)), 1), f.Doomed
		}
	}
	return 1, false
}

// words returns what happens in a line, and its ink.
func (p *spaceTime) words(line laneLine) (string, theme.Ink) {
	th := p.Theme
	switch line.kind {
	case gapLine:
		idle := p.d.Rows[line.row].At - p.d.Rows[line.row-1].At
		return "nothing for " + millis(idle), th.Dim
	case nowLine:
		return explain.Flights(p.View, p.d), th.Dim
	}
	row := &p.d.Rows[line.row]
	ink := th.Text
	if row.In >= 0 {
		switch m := &p.d.Messages[row.In]; m.Fate {
		case lanes.Dropped:
			ink = th.Bad
		case lanes.Late:
			ink = th.Dim
		}
	}
	for _, step := range row.Steps {
		switch e := p.View.Trace.At(step); e.Kind {
		case event.Reply:
			_, ink = outcome(e.Outcome, th)
		case event.Crash, event.Wipe, event.Depart, event.Missed, event.Older, event.Resurrected, event.Lost, event.Shadowed:
			ink = th.Bad
		case event.AtRisk, event.Unreachable, event.InFlight, event.Suspect, event.Hang, event.Cut, event.StandIn, event.Pass, event.Settle:
			ink = th.Doubt
		}
	}
	words := p.brief(row)
	if row.In >= 0 && line.row == p.chosen {
		if m := &p.d.Messages[row.In]; m.Began >= 0 && m.Began < line.row {
			words += ", sent " + millis(row.At-p.d.Rows[m.Began].At) + " before" // it may have waited in a hung node
		}
	}
	return words, ink
}
