// The configuration of a cluster: its nodes, its settings, the defaults, and the checks on
// them.

package engine

import (
	"ringside/engine/latency"
	"ringside/engine/node"
	"ringside/engine/ring"
)

// Config is what New makes a cluster from. New checks it.
type Config struct {
	Nodes []ring.Node // in order; names unique; every node has at least one token
	Seed  uint64      // of all delays
	Settings

	// Model is the cluster's own latency model, which the setting latency is if it is
	// OwnLatency; nil: it has none, and the setting can't be that.
	Model *latency.Model
}

// Settings are what can be changed while the cluster runs.
type Settings = node.Settings

// The settings' types and values, under the names that other packages use.
type (
	Rules    = node.Rules
	Quorum   = node.Quorum
	Conflict = node.Conflict
	ReadMode = node.ReadMode
	Repair   = node.Repair
	Sync     = node.Sync
)

// The values of the settings that have words, by setting.
const (
	DynamoRules    = node.Dynamo
	CassandraRules = node.Cassandra

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
