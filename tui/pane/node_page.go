// The page of one node: its condition, beliefs, keys and ranges.

package pane

import (
	"slices"
	"strconv"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/count"
	"ringside/internal/timespan"
	"ringside/tui/draw"
)

// NodeDetail shows the selected node alone: its faults, who believes what about whom,
// where it is, what it keeps for others and has in memory only, what waits in it, the
// keys that it holds, and the ranges that it owns.
type NodeDetail struct{ last picture }

// Title returns the pane's name and the node's.
func (p *NodeDetail) Title(s Scene) (string, []string) {
	glyph, _ := s.Theme.Node(int(s.Node))
	return "Node " + glyph + " " + s.name(s.Node), nil
}

// about is what the picture depends on.
func (p *NodeDetail) about(s Scene, w, h int) stamp {
	of := s.stamp(w, h)
	of.node, of.cursor = s.Node, s.Cursor
	return of
}

func (p *NodeDetail) kind() kind      { return nodeDetailKind }
func (p *NodeDetail) fresh() pictured { return new(NodeDetail) }

// Lines returns the node in h lines of w cells, scrolled by Cursor.
func (p *NodeDetail) Lines(s Scene, w, h int) []string {
	of := p.about(s, w, h)
	return p.last.draw(&of, &s, w, h, p.paint)
}

func (p *NodeDetail) paint(s Scene, w, h int) {
	if d, ok := s.detail(w); ok {
		d.c = &p.last.canvas
		d.draw(h)
	}
}

// Overflow returns how many lines do not fit in w × h cells: how far Cursor can go.
func (p *NodeDetail) Overflow(s Scene, w, h int) int {
	d, ok := s.detail(w)
	if !ok {
		return 0
	}
	return max(d.lines()-max(h, 0), 0)
}

// detail collects the facts; false if there is no node.
func (s *Scene) detail(w int) (detail, bool) {
	if s.Node < 0 || int(s.Node) >= len(s.View.Nodes) {
		return detail{}, false
	}
	d := detail{Scene: s, n: &s.View.Nodes[s.Node], w: w}
	if d.View.Outside != nil {
		d.outside()
	} else {
		d.condition()
		d.membership()
		d.beliefs()
	}
	d.say("location", d.Theme.Text, d.text(d.n.DC, 20)+" / "+d.text(d.n.Rack, 20))
	d.say("owns", d.Theme.Text, d.share()+" of the ring, "+count.Of(d.n.Slots, "token"))
	if d.View.Outside == nil {
		d.keeps()
	}
	return d, true
}

// share is how much of the ring the node owns, and will own.
func (d *detail) share() string {
	if d.View.Change != nil {
		return percent(d.n.Share) + " → " + percent(d.n.Next)
	}
	return percent(d.n.Share)
}

// membership says which part the node has in the membership, and whether it knows.
func (d *detail) membership() {
	th, v := d.Theme, d.View
	if c := v.Change; c != nil && c.Node == d.n.ID {
		words := c.Standing.String() + ": " + strconv.Itoa(c.Done) + " of " + count.Of(c.All, "range") + " fetched"
		ink := th.Text
		if c.Waits != "" {
			words, ink = words+"; "+d.text(c.Waits, d.w), th.Doubt
		}
		about := "comes"
		if c.Standing == engine.Leaving {
			about = "goes"
		}
		d.say(about, ink, words)
	} else if d.n.Standing == engine.Leaving { // off the ring
		if d.n.Waits != "" {
			d.say("goes", th.Doubt, d.text(d.n.Waits, d.w)+"; it is off the ring")
		} else {
			d.say("goes", th.Text, "off the ring; it still hands data over")
		}
	}
	switch {
	case d.n.Standing == engine.Gone || v.RingVersion <= 1:
	case d.n.RingVersion < v.RingVersion:
		d.say("knows", th.Doubt, "ring version "+strconv.Itoa(d.n.RingVersion)+"; the newest is "+strconv.Itoa(v.RingVersion))
	default:
		d.say("knows", th.Text, "ring version "+strconv.Itoa(d.n.RingVersion)+", the newest")
	}
}

// condition says what the node's state is and, line by line, what is wrong with it and
// since when.
func (d *detail) condition() {
	th := d.Theme
	if d.faultsOf("is", func(f *engine.Fault) bool { return f.Peer == ring.None }) == 0 {
		word, ink := d.Scene.condition(d.n, false)
		d.say("is", ink, word)
	}
	d.faultsOf("links", func(f *engine.Fault) bool { return f.Peer != ring.None })
	if d.n.Skew == 0 {
		d.say("clock", th.Text, "correct")
		return
	}
	way, off := "ahead of", d.n.Skew
	if off < 0 {
		way, off = "behind", -off
	}
	d.say("clock", th.Doubt, timespan.Text(off)+" "+way+" true time")
}

// faultsOf lists some faults of the node, one per line, and returns how many there are.
func (d *detail) faultsOf(about string, some func(*engine.Fault) bool) (count int) {
	for _, f := range d.View.Faults[:min(len(d.View.Faults), maxFaults)] {
		if !d.concerns(&f) || !some(&f) {
			continue
		}
		_, ink := faultSign(d.Theme, d.View, &f)
		words := fact{{d.Theme.Spell(d.text(d.without(f.Text), d.w)), ink}, {" since " + Seconds(f.Since) + " s", d.Theme.Dim}}
		d.facts = append(d.facts, nodeFact{about, words})
		about = ""
		count++
	}
	return count
}

// concerns reports whether a fault is about the node: its own, its place's, or that of
// one of its links.
func (d *detail) concerns(f *engine.Fault) bool {
	switch f.Kind {
	case engine.FaultPower, engine.FaultBlackout:
		n, peer := d.n, d.View.Nodes[f.Node]
		return n.Health == engine.Crashed && n.DC == peer.DC && (f.Kind == engine.FaultBlackout || n.Rack == peer.Rack)
	case engine.FaultClock:
		return false // it has a line of its own
	}
	return f.Node == d.n.ID || f.Peer == d.n.ID
}

// without leaves out the node's own name.
func (d *detail) without(text string) string {
	if own := d.n.Name + " "; len(text) > len(own) && text[:len(own)] == own && text[len(own)] < 0x80 {
		return text[len(own):]
	}
	return text
}

// beliefs says who believes the node down, and whom it believes down.
func (d *detail) beliefs() {
	fine := (len(d.n.DownBy) > 0) == (d.n.Health != engine.Up)
	if by, doubt := d.n.DownBy, d.n.DoubtedBy; d.offRing(d.n) {
		// nobody believes anything of it
	} else if len(by) == 0 && len(doubt) > 0 {
		d.facts = append(d.facts, nodeFact{"seen as", append(fact{{"doubted by ", d.Theme.Doubt}}, d.some(doubt)...)})
	} else if len(by) == 0 {
		d.say("seen as", inkFor(fine, d.Theme), "up by all")
	} else {
		d.facts = append(d.facts, nodeFact{"seen as", append(fact{{"down by ", inkFor(fine, d.Theme)}}, d.some(by)...)})
	}
	if d.n.Health != engine.Up {
		return
	}
	d.opinions()
}

// opinions says which nodes the node takes for anything but up, and how many heartbeats
// in a row it has missed. What it has met itself it does not count.
func (d *detail) opinions() {
	var words fact
	others := 0
	for i := range d.View.Nodes {
		peer := ring.NodeID(i)
		o, doubtful := d.opinion(peer)
		if !doubtful {
			continue
		}
		if others++; others > fewOpinions {
			continue
		}
		if others > 1 {
			words = append(words, part{", ", d.Theme.Dim})
		}
		_, ink := d.Theme.Node(i)
		words = append(words, part{d.name(peer), ink}, part{" " + o.Belief.String(), d.Theme.Doubt})
		if o.Missed > 0 {
			words = append(words, part{" " + d.Theme.Signs.Mid + " " + count.Of(o.Missed, "heartbeat") + " missed", d.Theme.Dim})
		}
	}
	switch {
	case others == 0:
		d.say("sees", d.Theme.Text, "all up")
		return
	case others > fewOpinions:
		words = append(words, part{" and " + strconv.Itoa(others-fewOpinions) + " more", d.Theme.Dim})
	}
	d.facts = append(d.facts, nodeFact{"sees", words})
}

// fewOpinions is how many of them a line lists.
const fewOpinions = 6

// opinion returns what the node thinks of a peer, and whether that is other than up.
// Without an opinion in the View it returns what the table of nodes knows.
func (d *detail) opinion(peer ring.NodeID) (o engine.Opinion, doubtful bool) {
	if d.View.Watch.Node == d.n.Name && int(peer) < len(d.View.Opinions) {
		o = d.View.Opinions[peer]
		return o, o.Belief != engine.PeerUp && peer != d.n.ID
	}
	if slices.Contains(d.View.Nodes[peer].DownBy, d.n.ID) {
		o.Belief = engine.PeerDown
	} else if slices.Contains(d.View.Nodes[peer].DoubtedBy, d.n.ID) {
		o.Belief = engine.PeerSuspected
	}
	return o, o.Belief != engine.PeerUp
}

// some names a few nodes, each in its ink.
func (d *detail) some(nodes []ring.NodeID) fact {
	const few = 8
	f := d.set(nodes[:min(len(nodes), few)])
	if more := len(nodes) - few; more > 0 {
		f = append(f, part{" and " + strconv.Itoa(more) + " more", d.Theme.Dim})
	}
	return f
}

func (d *detail) set(nodes []ring.NodeID) (f fact) {
	for i, n := range nodes {
		if i > 0 {
			f = append(f, part{" ", d.Theme.Dim})
		}
		_, ink := d.Theme.Node(int(n))
		f = append(f, part{d.name(n), ink})
	}
	return f
}

// keeps says what is in the node except its keys, and how many of those there are.
func (d *detail) keeps() {
	in := d.inside()
	if d.n.Hints > 0 {
		words := fact{{strconv.Itoa(d.n.Hints) + " for others", d.Theme.Text}}
		for i, h := range in.Hints {
			_, ink := d.Theme.Node(int(h.Owner))
			between := ", "
			if i == 0 {
				between = ": "
			}
			words = append(words, part{between, d.Theme.Dim}, part{d.name(h.Owner), ink}, part{" " + strconv.Itoa(h.Count), d.Theme.Text})
		}
		d.facts = append(d.facts, nodeFact{"hints", words})
	}
	if n := len(in.Unsynced); n > 0 {
		count := count.Of(n, "key")
		if n == engine.MaxUnsynced {
			count = strconv.Itoa(n) + " keys or more"
		}
		words := fact{{count + " not on the disk yet: ", d.Theme.Doubt}}
		for i, key := range in.Unsynced[:min(n, 8)] {
			if i > 0 {
				words = append(words, part{" ", d.Theme.Dim})
			}
			words = append(words, part{d.text(key, 16), d.Theme.Text})
		}
		d.facts = append(d.facts, nodeFact{"memory", words})
	}
	for i, wait := range in.Parked {
		about := ""
		if i == 0 {
			about = "inbox"
		}
		d.facts = append(d.facts, nodeFact{about, d.waiting(&wait)})
	}
	d.say("holds", d.Theme.Text, count.Of(d.n.Keys, "key"))
	for _, k := range d.held() {
		d.keyW = max(d.keyW, draw.Width(d.text(k.Key, min(max(d.w/3, 4), 24))))
	}
}

// waiting says what a hung node will handle: write cart:42 from n4.
func (d *detail) waiting(w *engine.Parked) fact {
	th := d.Theme
	if w.From == ring.None {
		return fact{{w.Verb.String() + " ", th.Text}, {d.text(w.Key, 16), th.Accent}, {" of a client", th.Dim}}
	}
	_, ink := th.Node(int(w.From))
	f := fact{{w.Type.String(), th.Text}}
	if w.Key != "" {
		f = append(f, part{" " + d.text(w.Key, 16), th.Accent})
	}
	return append(f, part{" from ", th.Dim}, part{d.name(w.From), ink})
}

// inside returns what the View knows of the node's inside, if it was asked for.
func (d *detail) inside() (in engine.Inside) {
	if d.View.Watch.Node == d.n.Name {
		return d.View.Inside
	}
	return in
}

// lines returns how many lines the whole page has.
func (d *detail) lines() int { return len(d.facts) + len(d.held()) + d.ranges() }

// ranges returns how many lines the ranges take: a heading, and one for each token.
func (d *detail) ranges() int {
	if int(d.n.ID) >= len(d.View.Ring.Nodes()) || d.n.Slots == 0 {
		return 0
	}
	return 1 + d.n.Slots
}

func (d *detail) draw(h int) {
	held, total := d.held(), d.lines()
	from, to := scrolled(total, h, d.Cursor)
	var slots []int
	for i := from; i < to; i++ {
		y, key := i-from, i-len(d.facts)
		switch row := key - len(held); {
		case key < 0:
			d.c.TextTo(1, y, d.w, d.facts[i].about, d.Theme.Dim)
			d.facts[i].words.draw(d.c, factAt, y, d.w-1)
		case row < 0:
			d.key(y, &held[key])
		case row == 0:
			d.c.TextTo(1, y, d.w, "first replica of", d.Theme.Dim)
		default:
			if slots == nil {
				slots = d.slots()
			}
			if row <= len(slots) {
				d.slot(y, slots[row-1])
			}
		}
	}
	if h > 0 {
		d.more(d.c, 0, h-1, from > 0, to < total)
	}
}

// key draws a key that the node holds.
func (d *detail) key(y int, k *engine.Held) {
	d.c.TextTo(3, y, d.w, d.text(k.Key, d.keyW), d.Theme.Text)
	x := 3 + d.keyW + 2
	x = d.c.TextTo(x, y, d.w, d.holding(k.Set, d.w-x-2), d.Theme.Dim) + 2
	if clock := d.clock(k.Set.Seen()); d.View.Outside == nil && !k.Set.Seen().Empty() && x+draw.Width(clock) < d.w {
		d.c.Text(x, y, clock, d.Theme.Text)
	}
}

// slots returns the places of the node's tokens on the ring, clockwise.
func (d *detail) slots() (mine []int) {
	for i := range d.View.Ring.Len() {
		if d.View.Ring.Slot(i).Node == d.n.ID {
			mine = append(mine, i)
		}
	}
	return mine
}

// slot draws a range: the token's label, its share, and whose range is before it.
func (d *detail) slot(y, i int) {
	r := d.View.Ring
	label := d.text(r.Label(i), longestLabel)
	if label == "" {
		label = d.Theme.Signs.Mid
	}
	const x = 3 + longestLabel
	d.c.TextTo(3, y, d.w, label, d.Theme.Text)
	after, upTo := r.Range(i)
	part := float64(uint64(upTo)-uint64(after)) / (1 << 64)
	if after == upTo {
		part = 1
	}
	d.c.TextRight(x+6, y, percent(part), d.Theme.Text)
	ends := "to " + strconv.FormatInt(int64(upTo), 10)
	if both := "from " + strconv.FormatInt(int64(after), 10) + " " + ends; x+8+draw.Width(both) < d.w {
		ends = both
	}
	if x+8+len(ends) < d.w { // no number is cut
		d.c.Text(x+8, y, ends, d.Theme.Dim)
	}
}

// held returns the node's keys, if the View was asked for them.
func (d *detail) held() []engine.Held {
	if d.View.Watch.Node != d.n.Name {
		return nil
	}
	return d.View.Held
}
