// The cluster as a screen sees it.

package attach

import (
	"fmt"
	"net"
	"slices"

	"ringside/engine"
	"ringside/engine/ring"
)

// View returns the cluster as it is known now; the same pointer while nothing changes. Its
// Ring is nil, and it has no nodes, until the first tables are in. Everything in it that an
// embedded cluster would know for certain is empty: what is known is in Outside.
func (c *Cluster) View(w engine.Watch) *engine.View {
	w.Node = "" // a node of a real cluster can't be looked into
	c.mu.Lock()
	defer c.mu.Unlock()
	if w.Key != "" {
		if _, known := c.state.tokens[w.Key]; !known {
			select { // an answer to an older question comes first, and then this is asked again
			case c.keys <- w.Key:
			default:
			}
		}
	}
	if v := c.views[w]; v != nil {
		return v
	}
	v := c.state.view(w)
	v.Version = c.serial + 1
	c.views[w] = v
	return v
}

// view makes a View of the state.
func (s *state) view(w engine.Watch) *engine.View {
	settings := engine.Default().Settings
	settings.Placement = s.placement
	settings.R, settings.W = s.requests.reads, s.requests.writes
	settings.Conflict = engine.LWW
	v := &engine.View{
		Now: s.now, Settings: settings, Ring: s.ring, RingVersion: 1, Trace: s.trace.Snapshot(),
		Motion: engine.Quiet, Watch: w, Eras: []engine.Era{{Settings: settings}},
		Outside: s.outside(w.Key),
	}
	for i := range s.nodes {
		v.Nodes = append(v.Nodes, s.nodeView(ring.NodeID(i), v.Outside.Own))
	}
	s.story.Tell(&v.Trace, s.requests.begun, nil)
	v.Ops = s.story.Recent()
	if v.Outside.Own {
		v.Faults = s.faults()
	}
	return v
}

// nodeView makes the View of a node. What its process does is told only where all are own: else nobody
// knows whose it is.
func (s *state) nodeView(id ring.NodeID, own bool) engine.NodeView {
	n := &s.nodes[id]
	nv := engine.NodeView{
		ID: id, Name: n.name, DC: n.dc, Rack: n.rack, Slow: 1000, RingVersion: 1,
		Slots: len(n.tokens), Share: s.ring.Fraction(id), Next: s.ring.Fraction(id),
	}
	if p := &s.holders[id].process; own && p.ours {
		nv.Health = p.health
	}
	if nv.Standing = n.standing; n.out {
		nv.Standing, nv.Health = engine.Gone, engine.Left
	}
	for h := range s.holders {
		if ring.NodeID(h) != id && s.holders[h].verdict(id) == engine.HeardDown {
			nv.DownBy = append(nv.DownBy, ring.NodeID(h))
		}
	}
	return nv
}

func (s *state) outside(key string) *engine.Outside {
	o := &engine.Outside{Mode: "read-only", Keyspace: s.keyspace}
	o.Waits, o.Failed = s.trouble()
	what := "cassandra"
	if s.scylla {
		what = "scylla"
	}
	if s.ring == nil {
		o.What = what
		return o
	}
	host, port, err := net.SplitHostPort(s.at)
	if err != nil || port != DefaultPort {
		host = s.at
	}
	o.What = fmt.Sprintf("%s %s at %s", what, s.version, host)
	o.Holders = make([]engine.Holder, len(s.nodes))
	for i := range s.holders {
		h := &s.holders[i]
		to := &o.Holders[i]
		*to = engine.Holder{Reached: h.reached, Why: h.why, Hints: h.hints, Of: make([]engine.Heard, len(s.nodes))}
		for k := range s.nodes {
			if k != i {
				to.Of[k] = h.verdict(ring.NodeID(k))
			}
		}
	}
	switch r := &s.options.Requests; {
	case r.Writes:
		o.Mode, o.Reads, o.Writes, o.Unread = "writes to keyspace "+Keyspace, true, true, s.requests.untold
	case r.Reads:
		o.Mode, o.Reads, o.Unread = "reads", true, s.requests.untold
		if t := s.requests.table; t != nil {
			o.Mode = "reads " + t.name
		}
	}
	if o.Own = s.own(); o.Own {
		o.Mode += ", your own: faults allowed"
	}
	if o.Tablets = s.tablets; o.Tablets {
		o.Mode += ", tablets: copies are not where the ring says"
	}
	o.Token.Key = key
	o.Token.Token, o.Token.Known = s.tokens[key]
	return o
}

// Tokens returns the server's tokens of the keys that were looked at, in the order of the
// keys, for tests.
func (c *Cluster) Tokens() (keys []string, tokens []ring.Token) {
	c.look(func(s *state) {
		for k := range s.tokens {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			tokens = append(tokens, s.tokens[k])
		}
	})
	return keys, tokens
}
