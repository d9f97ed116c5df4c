// The pane of one operation: its request, its replicas, its outcome, and why.

package pane

import (
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// Operation shows one request: what was asked, how far each replica is with it, when the
// client was told what, and why it came out as it did.
type Operation struct{ last picture }

// Title returns the pane's name and the operation's number.
func (p *Operation) Title(s Scene) (string, []string) {
	if s.Op == nil {
		return "Operation", nil
	}
	return "Operation #" + strconv.Itoa(int(s.Op.ID)), nil
}

// about is what the picture depends on.
func (p *Operation) about(s Scene, w, h int) stamp {
	of := s.stamp(w, h)
	of.op, of.cursor, of.invite, of.focused = s.Op, s.Cursor, s.Invite, s.Focused
	return of
}

func (p *Operation) kind() kind      { return operationKind }
func (p *Operation) fresh() pictured { return new(Operation) }

// Lines returns the operation in h lines of w cells, with the replica that Cursor has
// chosen in view. The last lines say why, however little room there is.
func (p *Operation) Lines(s Scene, w, h int) []string {
	of := p.about(s, w, h)
	return p.last.draw(&of, &s, w, h, p.paint)
}

func (p *Operation) paint(s Scene, w, h int) {
	d := operationDrawing{Scene: &s, c: &p.last.canvas, op: s.Op, w: w}
	d.draw(h)
}

// Overflow returns how far Cursor can go: to the last replica.
func (p *Operation) Overflow(s Scene) int {
	if s.Op == nil {
		return 0
	}
	return max(len(s.Op.Answers)-1, 0)
}

// Flying returns the operation's next message to arrive at a replica, or from the replica
// at the coordinator; false if none is in flight.
func (s *Scene) Flying(replica ring.NodeID) (engine.MessageView, bool) {
	for _, m := range s.View.Messages {
		if m.Op == s.Op.ID && (m.From == replica && m.To == s.Op.Coordinator || m.From == s.Op.Coordinator && m.To == replica) {
			return m, true
		}
	}
	return engine.MessageView{}, false
}

// Chosen returns the replica that Cursor has chosen; false if there is none.
func (s *Scene) Chosen() (ring.NodeID, bool) {
	if s.Op == nil || len(s.Op.Answers) == 0 {
		return ring.None, false
	}
	return s.Op.Answers[min(s.Cursor, len(s.Op.Answers)-1)].Node, true
}

// operationDrawing is an operation being drawn.
type operationDrawing struct {
	*Scene
	c  *draw.Canvas
	op *engine.OpView
	w  int

	told    fact // what the client was told
	why     []string
	flush   bool // all lines of the why but the first begin at the left, where they have more room
	faulty  bool // the answer of a read is wrong
	facts   []fact
	twoLine bool // what the client was told has a line of its own
	nameW   int
	chosen  bool // the replica being drawn is chosen

	room    [3][8]part  // for the request, what the client was told, and the notes of a replica
	shorter [8][]string // for the shorter forms of those notes
}

func (d *operationDrawing) draw(h int) {
	if h == 0 {
		return
	}
	if d.op == nil {
		d.c.TextTo(1, min(h-1, 1), d.w, "no request yet"+d.invitation(), d.Theme.Dim)
		return
	}
	head, tail, from, to := d.span(h)
	d.head()
	for _, a := range d.op.Answers {
		d.nameW = max(d.nameW, draw.Width(d.nameIn(a.Node, longestName)))
	}
	d.nameW = min(d.nameW, max(d.nameCells, d.w/3))
	for i := from; i < to; i++ {
		d.chosen = d.Focused && i == min(d.Cursor, len(d.op.Answers)-1)
		d.answer(head+i-from, &d.op.Answers[i])
	}
	if to > from {
		d.more(d.c, head, head+to-from-1, from > 0, to < len(d.op.Answers))
	}
	d.tail(min(head+to-from, h-tail))
}

// span returns how many lines stand above the replicas and below, and which replicas stand
// between: the chosen one among them, and as long as nobody chooses, those that have been asked.
func (d *operationDrawing) span(h int) (head, tail, from, to int) {
	head, tail = d.measure(h)
	room := max(h-head-tail, 0)
	first := d.Cursor - room + 1
	if !d.Focused && d.Cursor == 0 {
		first = d.mostAsked(room)
	}
	from, to = scrolled(len(d.op.Answers), room, first)
	return head, tail, from, to
}

// mostAsked returns the first of so many replicas in a row among which most have been asked.
func (d *operationDrawing) mostAsked(room int) (first int) {
	most := -1
	for i := range len(d.op.Answers) - room + 1 {
		asked := 0
		for _, a := range d.op.Answers[i : i+room] {
			if a.State != engine.Idle {
				asked++
			}
		}
		if asked > most {
			first, most = i, asked
		}
	}
	return first
}

// At returns which answer stands in a line of w × h cells; false if none does.
func (p *Operation) At(s Scene, y, w, h int) (answer int, ok bool) {
	if s.Op == nil || h == 0 {
		return 0, false
	}
	d := operationDrawing{Scene: &s, op: s.Op, w: w}
	head, _, from, to := d.span(h)
	answer = from + y - head
	return answer, y >= head && answer < to
}

// measure decides which lines there is room for and returns how many stand above the
// replicas and how many below.
func (d *operationDrawing) measure(h int) (head, tail int) {
	d.faulty = len(explain.ReadFaults(d.op)) > 0
	d.told = d.outcome()
	own := 1 + d.asked(mostKey, 20).width() + 2 // cells that the request takes
	d.twoLine = h > 2 && own+d.told.width()+1 > d.w
	if d.twoLine {
		own = 1
	}
	if needed := (part{" needed", d.Theme.Dim}); d.op.Need > 0 && own+d.told.width()+draw.Width(needed.text)+1 <= d.w {
		d.told = append(d.told, needed)
	}
	head = 1
	if d.twoLine {
		head = 2
	}
	d.why = draw.Wrap(d.Theme.Spell(draw.Clean(explain.Why(d.View, d.op))), d.w-whyAt-1)
	d.facts = d.readFacts()
	d.ration(h - head)
	return head, len(d.why) + len(d.facts)
}

// cut says that a number of lines may be made less, but not below a least one.
type cut struct {
	n     *int
	least int
}

// ration leaves out what there is no room for: all facts but the first, the why beyond
// three lines, all replicas but two (they scroll), and so on down to the first line of
// the why. Why a read was wrong comes before everything else.
func (d *operationDrawing) ration(room int) {
	why, facts, answers := len(d.why), len(d.facts), len(d.op.Answers)
	cuts := []cut{{&facts, 1}, {&why, 3}, {&answers, 2}, {&facts, 0}, {&why, 1}, {&answers, 0}, {&why, 0}}
	if d.faulty {
		asked := 0
		for i := range d.op.Answers {
			if d.op.Answers[i].State != engine.Idle {
				asked++
			}
		}
		cuts = append([]cut{{&facts, 1}, {&answers, max(asked, 1)}, {&answers, 1}, {&facts, 0}, {&answers, 0}}, cuts...)
	}
	for _, cut := range cuts {
		over := why + facts + answers - max(room, 0)
		*cut.n -= max(min(over, *cut.n-cut.least), 0)
	}
	if all := strings.Join(d.why, " "); why < len(d.why) && why > 1 {
		rest := draw.Wrap(strings.TrimPrefix(all, d.why[0]+" "), d.w-2)
		if d.flush = 1+len(rest) <= why; d.flush {
			d.why = append(d.why[:1], rest...)
			why = len(d.why)
		}
	}
	if why < len(d.why) && why > 0 {
		rest := d.why[why-1] + " " + d.why[why]
		d.why[why-1] = d.cut(rest, d.w-1-d.whyFrom(why-1))
	}
	d.why, d.facts = d.why[:why], d.facts[:facts]
}

// whyAt is the column where the sentence of the why begins.
const whyAt = 6

// whyFrom is the column where its line i does.
func (d *operationDrawing) whyFrom(i int) int {
	if d.flush && i > 0 {
		return 1
	}
	return whyAt
}

// head draws the request and what the client was told.
func (d *operationDrawing) head() {
	if d.twoLine {
		d.request(d.w-2, d.w-24).draw(d.c, 1, 0, d.w)
		d.told.draw(d.c, 1, 1, d.w)
		return
	}
	end := d.w - 1 - d.told.width()
	if end < 8 {
		end = d.w
	} else {
		d.told.draw(d.c, end, 0, d.w)
		end -= 2
	}
	d.request(end-1, end-20).draw(d.c, 1, 0, end)
}

// How many cells of a value and of a key a request shows at least, and how many of a key at most.
const leastValue, leastKey, mostKey = 4, 12, 24

// request returns the client's request in room cells: rather with less of its value, of which at most
// valueW cells are shown, and of its key than without the node that it went to.
func (d *operationDrawing) request(room, valueW int) (f fact) {
	valueW = max(valueW, leastValue)
	for keyW := mostKey; ; {
		f = d.fit(room, func() fact { return d.asked(keyW, valueW) })
		switch {
		case f.width() <= room || keyW <= leastKey:
			return f
		case valueW > leastValue:
			valueW--
		default:
			keyW--
		}
	}
}

// asked returns the client's request, with at most keyW cells of its key and valueW of a value. It is valid
// until the next call.
func (d *operationDrawing) asked(keyW, valueW int) fact {
	th, op := d.Theme, d.op
	f := append(fact(d.room[0][:0]), part{op.Verb.String() + " ", th.Text}, part{d.text(op.Key, keyW), th.Accent})
	if op.Verb == event.Put {
		f = append(f, part{` "` + d.text(op.Value, valueW) + `"`, th.Value})
	}
	if one := op.Returned; op.Outcome == event.OK && one != nil && len(one.Siblings) == 1 {
		f = append(f, part{" = ", th.Dim}, part{d.sibling(one.Siblings[0], valueW), th.Value})
	}
	if op.Coordinator >= 0 {
		_, ink := th.Node(int(op.Coordinator))
		f = append(f, part{" via ", th.Dim}, part{d.name(op.Coordinator), ink})
	}
	if op.Blind {
		f = append(f, part{" blind", th.Dim})
	}
	return f
}

// outcome returns what the client was told and when, or how far its answer is off.
func (d *operationDrawing) outcome() fact {
	th, op, f := d.Theme, d.op, fact(d.room[1][:0])
	if op.Outcome == event.Pending {
		return d.acks(append(f, part{"waiting", th.Dim}))
	}
	words, ink := outcome(op.Outcome, th)
	if d.faulty {
		ink = th.Doubt
	}
	if op.Outcome != event.Unavailable { // the line would not fit beside a lesson
		f = append(f, part{"told ", th.Dim})
	}
	f = append(f, part{words, ink}, part{" at ", th.Dim}, part{millis(op.Told), th.Text})
	if op.Outcome == event.Unavailable {
		return append(f, part{", nothing sent", th.Dim})
	}
	return d.acks(f)
}

// acks adds how many answers count of those that are needed, as the log counts them; nothing
// if it is not known how many are.
func (d *operationDrawing) acks(f fact) fact {
	if d.op.Need == 0 {
		return f
	}
	counts := strconv.Itoa(d.op.Acks) + " of " + strconv.Itoa(d.op.Need)
	return append(f, part{", ", d.Theme.Dim}, part{counts, d.Theme.Text})
}

// outcome returns what a client was told, in words.
func outcome(o event.Outcome, th *theme.Theme) (string, theme.Ink) {
	ink := th.Text
	switch o {
	case event.OK:
		ink = th.Good
	case event.Unavailable, event.Failed:
		ink = th.Bad
	case event.Timeout, event.CoordinatorLost:
		ink = th.Doubt
	}
	return explain.Outcome(o), ink
}

// answer draws one replica: ■ n4  primary   ✓✓  0.4 ms   note
func (d *operationDrawing) answer(y int, a *engine.AnswerView) {
	th := d.Theme
	if d.chosen {
		d.c.Set(0, y, th.Signs.Here, th.Accent)
	}
	glyph, nodeInk := th.Node(int(a.Node))
	d.c.TextTo(2, y, d.w, glyph, nodeInk)
	d.c.TextTo(4, y, d.w, d.nameIn(a.Node, d.nameW), nodeInk)
	x := 4 + d.nameW + 2
	wide := d.w >= wideRow && d.w-d.nameW >= wideRow-8
	if wide {
		d.c.Text(x, y, role(a.Role), th.Dim)
		x += roleWidth + 2
	}
	mark, ink := d.progress(a)
	d.c.TextTo(x, y, d.w, mark, ink)
	x += 3
	answered := a.State == engine.Acked || a.State == engine.Late || a.State == engine.RefusedConn || a.State == engine.Declined
	if answered {
		d.c.TextRight(x+timeWidth, y, millis(a.Answered), th.Text)
	}
	if answered || wide {
		x += timeWidth + 2
	}
	for i, note := range d.notes(a, d.w-1-x) {
		if i > 0 {
			x = d.c.TextTo(x, y, d.w-1, between, th.Dim)
		}
		x = d.c.TextTo(x, y, d.w-1, note.text, note.ink)
	}
}

func role(r engine.Role) string {
	switch r {
	case engine.Fallback:
		return "fallback"
	case engine.Pending:
		return "pending"
	}
	return "primary"
}

// progress returns the sign for how far a replica is.
func (d *operationDrawing) progress(a *engine.AnswerView) (string, theme.Ink) {
	th := d.Theme
	if (a.State == engine.Sent || a.State == engine.Stored) && (a.Ask.Stage == engine.Dropped || a.Back.Stage == engine.Dropped) {
		return th.Signs.One + th.Signs.Doomed, th.Bad
	}
	switch a.State {
	case engine.Sent:
		return th.Signs.One, th.Text
	case engine.Stored:
		return th.Signs.One + th.Signs.Waiting, th.Text
	case engine.Acked:
		if d.faulty && a.Counts {
			return th.Signs.One + th.Signs.Silent, th.Doubt
		}
		return th.Signs.Both, th.Good
	case engine.Late:
		return th.Signs.Both, th.Dim
	case engine.RefusedConn:
		return th.Signs.Refused, th.Bad
	case engine.Declined:
		return th.Signs.Refused, th.Doubt
	case engine.Silent:
		return th.Signs.Silent, th.Doubt
	case engine.BelievedDown:
		return th.Signs.Nobody, th.Doubt
	}
	return th.Signs.Nobody, th.Dim
}

// tail draws the facts and the why, from line y on.
func (d *operationDrawing) tail(y int) {
	for _, f := range d.facts {
		f.draw(d.c, 1, y, d.w-1)
		y++
	}
	for i, line := range d.why {
		if i == 0 {
			d.c.TextTo(1, y, d.w, "why", d.Theme.Accent)
		}
		d.c.TextTo(d.whyFrom(i), y, d.w, line, d.Theme.Strong)
		y++
	}
}
