// The configuration of a cluster: its nodes, its settings, the defaults, and the checks on
// them.

package engine

import (
	"fmt"

	"ringside/engine/node"
	"ringside/engine/ring"
)

// Config is what New makes a cluster from. New checks it.
type Config struct {
	Nodes []ring.Node // in order; names unique; every node has at least one token
	Seed  uint64      // of all delays
	Settings
}

// Settings are what can be changed while the cluster runs.
type Settings = node.Settings

// The settings' types and values, under the names that other packages use.
type (
	Quorum   = node.Quorum
	Conflict = node.Conflict
	ReadMode = node.ReadMode
	Repair   = node.Repair
	Sync     = node.Sync
)

const (
	Strict      = node.Strict
	Siblings    = node.Siblings
	LWW         = node.LWW
	DigestRead  = node.DigestRead
	FullRead    = node.FullRead
	RepairOff   = node.RepairOff
	RepairAsync = node.RepairAsync

	Sloppy         = node.Sloppy
	Merge          = node.Merge
	AllRead        = node.AllRead
	RepairBlocking = node.RepairBlocking
	SyncAlways     = node.SyncAlways
	SyncPeriodic   = node.SyncPeriodic
)

// Default returns the cluster that opens by default: 5 nodes with 8 vnodes each, N=3 R=2
// W=2 (the Dynamo paper's usual choice), seed 1.
func Default() Config {
	return Config{
		Nodes:    ring.Draw(1, 5, 8),
		Seed:     1,
		Settings: usual(),
	}
}

// check returns an error if the settings do not fit the ring: the field, its value, and
// what is allowed.
func check(s *Settings, r *ring.Ring) error {
	if err := s.Placement.Validate(r); err != nil {
		return err
	}
	n := s.Placement.N
	if s.R < 1 || s.R > n {
		return fmt.Errorf("r %d: allowed are 1 to N, which is %d", s.R, n)
	}
	if s.W < 1 || s.W > n {
		return fmt.Errorf("w %d: allowed are 1 to N, which is %d", s.W, n)
	}
	for i := range settings {
		if k := &settings[i]; k.Kind == WordSetting {
			if err := k.allowed(k.text(s)); err != nil {
				return err
			}
		}
	}
	return nil
}
