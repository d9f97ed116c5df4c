// The facts about a key's copies: what they hold, and which nodes have them.

package script

import (
	"slices"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// stored returns what no copy of a key replaces.
func (l *look) stored([]string) (value, error) {
	v := l.view()
	merge := version.Merge
	if v.Settings.Conflict == engine.LWW {
		merge = version.MergeLWW
	}
	var all *version.Set
	for _, c := range v.Copies {
		all = merge(all, c.Set)
	}
	return value{list: all.Values()}, nil
}

func (l *look) holders(args []string) (value, error) {
	var ids []ring.NodeID
	for _, c := range l.view().Copies {
		if len(args) == 1 && c.Set.Live() || len(args) == 2 && slices.Contains(c.Set.Values(), args[1]) {
			ids = append(ids, c.Node)
		}
	}
	return l.nodeNames(ids), nil
}

func (l *look) held(args []string) (value, error) {
	n, err := l.node(args[0])
	if err != nil {
		return value{}, err
	}
	for _, c := range l.view().Copies {
		if c.Node == n.ID {
			return value{list: c.Set.Values()}, nil
		}
	}
	return value{}, nil
}
