// The embedded twin of a real cluster.

package engine

import (
	"errors"
	"slices"
)

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
