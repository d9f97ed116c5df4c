// This file holds the claims of lines about nodes and links against what happened to them.

package engine_test

import (
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
)

// holdsOfNode reports whether a claim about a node, a link or a belief is true.
func (l *line) holdsOfNode(c *explain.Claim) bool {
	at := link{observation: l.observation, t: l.t, symptom: l.step}
	node := &engine.NodeView{}
	if c.Node != ring.None {
		node = &l.view().Nodes[c.Node]
	}
	switch c.Kind {
	case explain.Skips:
		return at.doubted(c.Node, c.Peer, l.step)
	case explain.WritesToo:
		return l.view().Change == nil || slices.Contains(l.view().Change.Next.Replicas(nil, ring.Hash(l.keyOf(c.Op)), l.view().Settings.Placement), c.Peer)
	case explain.BelievesDown:
		return l.later() || slices.Contains(l.view().Nodes[c.Peer].DownBy, c.Node)
	case explain.BelievesUp:
		return l.later() || !slices.Contains(l.view().Nodes[c.Peer].DownBy, c.Node)
	case explain.Doubts:
		return l.later() || slices.Contains(l.view().Nodes[c.Peer].DoubtedBy, c.Node)
	case explain.HearsAgain:
		return l.later() || !slices.Contains(l.view().Nodes[c.Peer].DoubtedBy, c.Node)
	case explain.LearnsOf:
		return node.RingVersion >= c.N
	case explain.Decides:
		return l.view().RingVersion >= c.N
	case explain.CleansUp:
		keys := l.t.KeysOf(l.e)
		return len(keys) == c.N && !slices.ContainsFunc(keys, func(key event.Sym) bool { return l.disks[c.Node].Get(key) != nil })
	case explain.Confirmed:
		for _, key := range l.t.KeysOf(l.e) { // it may have lost it since
			keeps := slices.Contains(l.view().Walk(l.t.Text(key)).Replicas, c.Node)
			if keeps && !l.hasHad(c.Node, key) {
				return false
			}
		}
		return true
	case explain.Departs:
		return node.Standing == engine.Gone || node.Health == engine.Left
	}
	return l.holdsOfFault(c)
}

// hasHad reports whether a node has ever taken in anything of a key.
func (l *line) hasHad(id ring.NodeID, key event.Sym) bool {
	at := link{observation: l.observation, t: l.t}
	step, _ := at.last(l.step, func(e *event.Event) bool { return e.Kind == event.Store && e.Node == id && e.Key == key })
	return step > 0
}

// keyOf returns the key of an operation.
func (l *line) keyOf(op uint32) string {
	at := link{observation: l.observation, t: l.t}
	_, e := at.invoke(op)
	return l.t.Text(e.Key)
}

// holdsOfFault reports whether a claim about what happened to a node or a link is true.
func (l *line) holdsOfFault(c *explain.Claim) bool {
	node := &l.view().Nodes[c.Node]
	at := link{observation: l.observation, t: l.t, symptom: l.step}
	switch c.Kind {
	case explain.CutsLink:
		return l.again(event.Mend) || l.isCut(c.Node, c.Peer)
	case explain.MendsLink:
		return l.again(event.Cut) || !l.isCut(c.Node, c.Peer)
	case explain.IsSlow:
		if c.Peer == ring.None {
			return node.Slow == int64(c.N) || l.again(event.Slow)
		}
		return true
	case explain.Compares:
		step, _ := at.last(l.step, func(e *event.Event) bool {
			return e.Kind == event.Deliver && (e.Type == event.TreeAnswer || e.Type == event.TreeAsk) && (e.From == c.Peer && e.To == c.Node || e.To == c.Peer && e.From == c.Node)
		})
		return step > 0
	case explain.LosesDisk:
		return l.later() || l.disks[c.Node].Len() == 0 && l.disks[c.Node].Hints() == 0
	case explain.LosesMemory:
		return l.later() || node.Health == engine.Crashed && len(l.disks[c.Node].UnsyncedKeys()) == 0
	case explain.KeepsDisk:
		for step := l.step + 1; step <= l.t.Len(); step++ {
			if next := l.t.At(step); next.Kind == event.Wipe && int(next.Cause) == l.step {
				return false
			}
		}
		return true
	case explain.Starts, explain.Resumes:
		return l.later() || node.Health == engine.Up
	case explain.Hangs:
		return l.later() || node.Health == engine.Hung
	case explain.StopsGossip:
		return l.later() || l.mute(c.Node)
	case explain.Gossips:
		return l.later() || node.Health == engine.Up && !l.mute(c.Node)
	case explain.Syncs:
		return l.later() || c.N > 0 && len(l.disks[c.Node].UnsyncedKeys()) == 0
	case explain.PurgesTombstone:
		return (l.later() || l.disks[c.Node].Get(l.e.Key).Newest() == nil) && c.For >= at.span("grace", l.step)
	case explain.ClockIs:
		return node.Skew == c.For || l.again(event.Skew)
	}
	return false
}

// mute reports whether the faults that there are name a node's gossip.
func (l *line) mute(id ring.NodeID) bool {
	return slices.ContainsFunc(l.view().Faults, func(f engine.Fault) bool { return f.Kind == engine.FaultGossip && f.Node == id })
}

// isCut reports whether the faults that there are name the link from a node to another.
func (l *line) isCut(from, to ring.NodeID) bool {
	return slices.ContainsFunc(l.view().Faults, func(f engine.Fault) bool {
		switch f.Kind {
		case engine.FaultCut:
			return f.Node == from && f.Peer == to || f.Both && f.Node == to && f.Peer == from
		case engine.FaultIsolated:
			return f.Node == from || f.Node == to
		}
		return false
	})
}
