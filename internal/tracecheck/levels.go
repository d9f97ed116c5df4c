// Levels: whose answers a request waits for, worked out from what was asked, the settings and
// the data centres.

package tracecheck

import (
	"slices"
	"strconv"
	"strings"
)

// share is what a request waits for in one data centre, or anywhere.
type share struct {
	dc   string // "": anywhere
	need int
	of   int // copies that are kept there
	have int // answers that count so far
}

// PartOf is a share as a line tells it.
type PartOf struct {
	DC   string `json:"dc"`
	Acks int    `json:"acks"`
	Need int    `json:"need"`
	Of   int    `json:"of"`
}

// dcs returns the data centres of the nodes that are in the ring by a ring version.
func (m *model) dcs(version int) (all []string) {
	for _, n := range m.nodes {
		if n.joined > 0 && n.joined <= version && !n.hasLeft(version) && !slices.Contains(all, n.dc) {
			all = append(all, n.dc)
		}
	}
	return all
}

// moved notes with which ring version a node has come into the ring, or gone from it.
func (m *model) moved(l *Line) {
	if id, known := m.names[l.To]; known && l.Text == "has joined" {
		m.nodes[id].joined = l.RingVersion
	} else if known && l.Text == "has left" {
		m.nodes[id].parted = l.RingVersion
	}
}

// copies returns how many copies of a key are kept, in all and in each data centre; nil if
// they fall anywhere.
func (s *settings) copies(dcs []string) (total int, in map[string]int) {
	if n, err := strconv.Atoi(s.n); err == nil {
		if len(dcs) == 1 {
			return n, map[string]int{dcs[0]: n}
		}
		return n, nil
	}
	in = make(map[string]int)
	for part := range strings.SplitSeq(s.n, ",") {
		dc, count, _ := strings.Cut(part, "=")
		in[dc], _ = strconv.Atoi(count)
		total += in[dc]
	}
	return total, in
}

// shares returns what a level waits for, at a coordinator, by a ring version; -1 is nobody.
func (m *model) shares(level string, s *settings, node, version int) []*share {
	dcs := m.dcs(version)
	total, in := s.copies(dcs)
	most := func(n int) int { return n/2 + 1 }
	anywhere := func(need int) []*share {
		return []*share{{need: max(1, min(need, total)), of: total}}
	}
	local := func(need func(int) int) []*share {
		if node >= 0 {
			here := m.nodes[node].dc
			return []*share{{dc: here, need: need(in[here]), of: in[here]}}
		}
		least := 0
		for _, n := range in { // any order: the least is asked for
			if least == 0 || need(n) < least {
				least = need(n)
			}
		}
		return []*share{{need: least}}
	}
	words := map[string]int{"one": 1, "two": 2, "three": 3, "quorum": most(total), "all": total}
	if need, ok := words[level]; ok {
		return anywhere(need)
	}
	if need, err := strconv.Atoi(level); err == nil {
		return anywhere(need)
	}
	counts := strings.Contains(level, "=")
	switch {
	case counts && in == nil:
		sum := 0
		for part := range strings.SplitSeq(level, ",") {
			_, count, _ := strings.Cut(part, "=")
			n, _ := strconv.Atoi(count)
			sum += n
		}
		return anywhere(sum)
	case in == nil && level == "local_one":
		return anywhere(1)
	case in == nil:
		return anywhere(most(total))
	case level == "local_one":
		return local(func(int) int { return 1 })
	case level == "local_quorum":
		return local(most)
	}
	var all []*share
	for _, dc := range dcs {
		switch {
		case counts:
			for part := range strings.SplitSeq(level, ",") {
				if of, count, _ := strings.Cut(part, "="); of == dc {
					n, _ := strconv.Atoi(count)
					all = append(all, &share{dc: dc, need: n, of: in[dc]})
				}
			}
		case in[dc] > 0:
			all = append(all, &share{dc: dc, need: most(in[dc]), of: in[dc]})
		}
	}
	return all
}

// needs is how many answers shares wait for.
func needs(all []*share) (need int) {
	for _, s := range all {
		need += s.need
	}
	return need
}

// asksFor returns the level of a request: what its command says, or the setting.
func (m *model) asksFor(o *op, s *settings) string {
	switch {
	case o.asked != "":
		return o.asked
	case o.Verb == "get":
		return s.r
	}
	return s.w
}

// plan makes the shares of a request, by a ring version.
func (m *model) plan(o *op, version int) {
	version = max(version, 1) // the first is not learned
	o.version = version
	o.shares = m.shares(m.asksFor(o, &o.settings), &o.settings, o.node, version)
	if len(m.dcs(version)) == 1 { // nothing is counted by data centre, also where a node joins in another one
		for _, s := range o.shares {
			s.dc = ""
		}
	}
}

// joins raises what is waited for where a node writes too that is about to keep a copy.
func (m *model) joins(o *op, id int) {
	if o.settings.standIns() {
		return
	}
	for _, s := range o.shares {
		if s.dc == "" || s.dc == m.nodes[id].dc {
			s.need++
		}
	}
}

// shareOf returns the share in which a node's answer counts; nil if it counts nowhere.
func (m *model) shareOf(o *op, id int) *share {
	if o.pending[id] && o.settings.standIns() {
		return nil // nobody waits for one ack more because of it, and it may never come to keep the key
	}
	owner, stands := o.standins[id]
	for _, s := range o.shares {
		if s.dc == "" || s.dc == m.nodes[id].dc && (!stands || s.dc == m.nodes[owner].dc) {
			return s
		}
	}
	return nil
}

// count counts the answers of a request anew.
func (m *model) count(o *op) {
	for _, s := range o.shares {
		s.have = 0
	}
	for id, a := range o.heard { // any order: they are counted
		if s := m.shareOf(o, id); a.used && s != nil {
			s.have++
		}
	}
}

// acks is how many of the answers that it waits for a request has.
func (o *op) acks() (acks int) {
	for _, s := range o.shares {
		acks += min(s.have, s.need)
	}
	return acks
}

// split reports whether its answers count by data centre, where there are several.
func (m *model) split(o *op) bool {
	return len(m.dcs(o.version)) > 1 && len(o.shares) > 0 && o.shares[0].dc != ""
}

// sharesTold checks what a line says of the data centres against what a request waits for
// and has. What an invoke says is raised already for nodes that join.
func (m *model) sharesTold(o *op, l *Line, want []*share) {
	if !m.split(o) {
		want = nil
	}
	same := len(want) == len(l.Parts)
	for _, p := range l.Parts {
		i := slices.IndexFunc(want, func(s *share) bool { return s.dc == p.DC })
		if i < 0 {
			same = false
			break
		}
		s := want[i]
		same = same && p.Of == s.of && (p.Need == s.need || l.Kind == "invoke" && p.Need > s.need)
		switch {
		case l.Kind == "reply" && l.Outcome == "unavailable":
			same = same && p.Acks >= 0 && p.Acks <= p.Need
		case l.Kind != "invoke":
			same = same && p.Acks == min(s.have, s.need)
		}
	}
	if !same {
		m.wrong("op %d: its %s says %v of the data centres, which is otherwise", o.id, l.Kind, l.Parts)
	}
}

// nobodyShort checks that an unavailable request lacks nodes in a data centre.
func (m *model) nobodyShort(l *Line) bool {
	return len(l.Parts) > 0 && !slices.ContainsFunc(l.Parts, func(p PartOf) bool { return p.Acks < p.Need })
}

// whereJoins returns the data centre of a node that joins: what its command says, or that of
// the first node.
func (m *model) whereJoins(l *Line) string {
	if w := words(m.cause(l).Text); len(w) > 1 && w[0] == "add" && w[1] == l.To {
		if i := slices.Index(w[2:], "dc"); i >= 0 && i+3 < len(w) {
			return w[i+3]
		}
	}
	return m.nodes[0].dc
}
