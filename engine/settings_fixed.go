// The second part of the table of settings: those that are fixed when a cluster starts, since
// only its configuration has them.

package engine

import (
	"math"
	"slices"

	"ringside/engine/ring"
)

const (
	// MaxNodes is how many nodes a cluster may begin with.
	MaxNodes = 1000
	// MaxVNodes is how many tokens may be drawn for each node.
	MaxVNodes = 1024
)

// fixed are the settings that no command changes. It is never written to.
var fixed = []Setting{
	{Name: "nodes", Kind: CountSetting, From: 1, UpTo: MaxNodes, Help: "how many nodes are generated from the seed"},
	{Name: "vnodes", Kind: CountSetting, From: 1, UpTo: MaxVNodes, Help: "tokens of each generated node"},
	{Name: "racks", Kind: CountSetting, From: 1, UpTo: MaxNodes, Help: "over how many racks the generated nodes are spread"},
	{Name: "seed", Kind: CountSetting, UpTo: math.MaxUint64, Help: "seed of the ring and of all delays"},
	{
		Name: "placement", Kind: WordSetting, CanBe: []SettingValue{{Word: ring.SimpleRule}, {Word: ring.RackRule}, {Word: ring.CassandraRule}},
		Help: "which nodes of the walk keep the copies: the next ones, or different racks first, in the order of Cassandra's drivers (rack) or of its server (cassandra)",
	},
}

// FindFixed returns the setting of a name among those that are fixed when a cluster starts; nil
// if there is none. It is not to be written to.
func FindFixed(name string) *Setting {
	i := slices.IndexFunc(fixed, func(k Setting) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	return &fixed[i]
}

// Fixed reports whether a setting is fixed when a cluster starts.
func Fixed(name string) bool { return FindFixed(name) != nil }
