// The question that is asked of each state, and what of a state it can see.

package search

import (
	"fmt"
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/internal/nearest"
)

// asking is an expression, and what it looks at.
type asking struct {
	expr      script.Expr
	binds     bool        // it has a fact of an operation without a number: of any that is open
	ordered   bool        // it names an operation by its number
	news      bool        // it can only begin to hold when a client is told something
	remembers bool        // what clients have been told matters later, too
	sees      script.Sees // what it looks at
}

func newAsking(m *model, c *engine.Cluster) (asking, error) {
	a := asking{expr: m.q.Expr, news: true}
	others := false
	for _, call := range m.q.Expr.Calls() {
		if call.Sees == 0 {
			return a, fmt.Errorf("%s: a search %s, so it can't look at %s; it can look at the facts of an operation, and at %s",
				call.Text, unseen(call.Name), call.Name, list(script.Searchable()))
		}
		a.sees |= call.Sees
		if !call.Of {
			others = true
			continue
		}
		a.binds = a.binds || call.Number == 0
		a.ordered = a.ordered || call.Number != 0
		if last := m.first - 1 + uint32(len(m.open)); call.Number > last {
			return a, fmt.Errorf("%s: there will be no operation %d; with the open requests there are %d", call.Text, call.Number, last)
		}
	}
	a.news = !others && a.sees&script.SeesAnswers == 0
	a.remembers = others && (a.binds || a.ordered) || a.ordered || m.q.Finally && a.binds
	if err := m.knowsWords(c); err != nil {
		return a, err
	}
	m.asking = a // for the viewer
	w := m.newWorld()
	w.s = m.initial
	if err := a.expr.Absent(w.look()); err != nil && !a.ordered {
		return a, err
	}
	return a, nil
}

// unseen says why a search can't look at a fact.
func unseen(fact string) string {
	switch fact {
	case "fate", "gone":
		return "counts what has become of the writes of all keys together (lost, shadowed, atrisk, unreachable), not of one key"
	case "pending":
		return "begins only where no member joins or leaves, and no replica is pending there"
	case "ops":
		return "numbers operations by their requests, and counts none"
	case "asked":
		return "does not keep which nodes were asked"
	case "writers":
		return "keeps no names with the values"
	case "bytes":
		return "knows no sizes of messages"
	case "survives":
		return "does not try what would be lost next"
	case "faults":
		return "counts no faults (its bounds say how many there may be)"
	case "silence":
		return "knows no heartbeats"
	case "latency", "time":
		return "knows no times"
	}
	return "knows no loads"
}

// knowsWords returns an error if the expression names a key of which nothing is known, or a node that there
// is not: no state can be so.
func (m *model) knowsWords(c *engine.Cluster) error {
	var known []string
	for _, key := range m.keys {
		known = append(known, c.Trace().Text(key))
	}
	for _, key := range m.q.Expr.KeysNamed() {
		if !slices.Contains(known, key) {
			return fmt.Errorf("%s: nothing is kept under the key %s, and no open request is about it%s",
				m.q.Expr, event.Show(key, event.LongestShown), nearest.List("keys", known))
		}
	}
	return m.q.Expr.NamesOnly(m.names)
}

// holds reports whether the expression holds in the state that has just been made, and for
// which operation if it is about one that it does not name.
func (w *world) holds() (op uint32, yes bool) {
	a := &w.asking
	if a.news && !w.news && !w.q.Finally {
		return 0, false
	}
	v := w.look()
	if w.verdict == nil {
		w.verdict = script.NewJudge(a.expr)
	}
	if !a.binds {
		return 0, w.verdict.HoldsFor(v, nil) // what is not there yet, or of no such request, is not known
	}
	for i, o := range w.s.ops {
		if o == nil || w.initial.ops[i] != nil && w.initial.ops[i].told { // what its client was told before is not asked
			continue
		}
		if w.verdict.HoldsFor(v, w.viewOf(o)) {
			return o.view.ID, true
		}
	}
	return 0, false
}

// settled reports whether the expression can't begin to hold any more, whatever follows: it
// is about what clients are told, and they have all been told all.
func (m *model) settled(s *state) bool {
	if !m.asking.news || m.q.Finally {
		return false
	}
	for _, o := range s.ops {
		if o == nil || !o.told {
			return false
		}
	}
	return true
}

// viewer makes a View of a state, of no more than the expression looks at.
type viewer struct {
	w    *world
	made bool
}

// look returns what makes Views of the state that has just been made, until the next call.
func (w *world) look() *viewer {
	w.viewer = viewer{w: w}
	return &w.viewer
}

// View returns the state as a View, which is valid until the next one is made.
func (x *viewer) View(watch engine.Watch) *engine.View {
	w, s := x.w, x.w.s
	v := &w.view
	if !x.made {
		x.made = true
		v.Watch, v.Copies = engine.Watch{}, v.Copies[:0]
		v.Now, v.Settings, v.Ring, v.RingVersion = w.now, w.settings, w.ring, w.version
		if w.asking.sees&script.SeesTally != 0 {
			v.Tally = w.tally()
		}
		if w.asking.sees&script.SeesNodes != 0 {
			x.lookAtNodes(v)
		}
		if w.asking.ordered {
			v.Ops = x.ops()
		}
		v.Messages = v.Messages[:0]
		for _, f := range s.flights {
			if f.Kind == engine.InNetwork {
				v.Messages = append(v.Messages, engine.MessageView{Type: f.Message.Type, From: f.Message.From, To: f.Message.To})
			}
		}
	}
	if watch.Key == "" {
		return v
	}
	v.Watch, v.Copies = watch, v.Copies[:0]
	for _, key := range w.keys {
		if w.texts[key] != watch.Key {
			continue
		}
		for i, n := range s.nodes {
			if set := n.Store.Get(key); set != nil {
				v.Copies = append(v.Copies, engine.Copy{Node: ring.NodeID(i), Set: set})
			}
		}
	}
	return v
}

func (x *viewer) lookAtNodes(v *engine.View) {
	w, s := x.w, x.w.s
	v.Nodes = v.Nodes[:0]
	for i, n := range s.nodes {
		v.Nodes = append(v.Nodes, engine.NodeView{ID: n.ID, Name: w.names[i], Health: s.members[i].health, Hints: n.Store.Hints(), RingVersion: w.version})
	}
	var peers []ring.NodeID
	for i, n := range s.nodes {
		peers = n.Down(peers[:0])
		for _, peer := range peers {
			v.Nodes[peer].DownBy = append(v.Nodes[peer].DownBy, ring.NodeID(i))
		}
	}
}

// ops returns the operations in the order in which they have begun.
func (x *viewer) ops() []*engine.OpView {
	w, s := x.w, x.w.s
	all := slices.Clone(w.past)
	for _, o := range s.ops[:w.before] {
		i := slices.IndexFunc(all, func(v *engine.OpView) bool { return v.ID == o.view.ID })
		if i >= 0 {
			all[i] = w.viewOf(o)
		}
	}
	for _, r := range s.begun {
		all = append(all, w.viewOf(s.ops[w.before+int(r)]))
	}
	return all
}

// viewOf returns the view of an operation, with the answers that have come by now if the
// question looks at them.
func (w *world) viewOf(o *op) *engine.OpView {
	if w.asking.sees&script.SeesAnswers == 0 || o.told || o.coordinator == ring.None {
		return o.view
	}
	view := *o.view
	view.Acks = w.s.nodes[o.coordinator].Acks(w.idAt(o.place))
	return &view
}
