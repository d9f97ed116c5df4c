// The embedded twin of a real cluster.

package engine

import (
	"errors"
	"slices"
	"strings"

	"ringside/engine/ring"
)

// TwinNote says what of the real cluster of a View its twin does not begin with: who is believed down there. ""
// if nobody is.
func TwinNote(v *View) string {
	if v.Outside == nil {
		return ""
	}
	var down []string
	for i := range v.Nodes {
		if v.Lost(ring.NodeID(i)) {
			down = append(down, v.Node(ring.NodeID(i)))
		}
	}
	switch len(down) {
	case 0:
		return ""
	case 1:
		return "all nodes of the twin are up; " + down[0] + " is down on the real cluster: crash " + down[0] + " makes it so here"
	}
	return "all nodes of the twin are up; on the real cluster " + strings.Join(down, ", ") + " are down: crash makes it so here"
}

// Twin returns an embedded cluster that has the ring, the copies and the levels of the real cluster of
// a View, and goes by Cassandra's rules. An error says why there is none.
func Twin(v *View) (Config, error) {
	cfg := Default()
	switch {
	case v.Outside == nil:
		return cfg, errors.New("this cluster is not a real one")
	case v.Ring == nil:
		return cfg, errors.New("not attached yet: " + v.Outside.Waits)
	}
	cfg.Nodes = nil
	for _, n := range v.Ring.Nodes() {
		if n.Out {
			continue
		}
		n.Tokens = slices.Clone(n.Tokens)
		cfg.Nodes = append(cfg.Nodes, n)
	}
	if err := FindSetting("rules").Put(&cfg.Settings, string(CassandraRules)); err != nil {
		return cfg, err
	}
	cfg.Placement = v.Settings.Placement
	cfg.Placement.PerDC = slices.Clone(v.Settings.Placement.PerDC)
	cfg.R, cfg.W = v.Settings.R, v.Settings.W
	return cfg, nil
}
