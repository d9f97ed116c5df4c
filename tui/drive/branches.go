// Which branches the cluster on the screen has, and on which it is.

package drive

import (
	"ringside/engine/history"
	"ringside/tui/source"
)

// branchList is a list of branches, and what it is of: as long as that is so, nothing that
// it says of a branch other than the current one can have changed, nor how many commands
// that one has.
type branchList struct {
	of       source.Shown
	on, n    int
	revision uint64
	all      []history.Branch
}

// Branches returns the branches of the cluster on the screen, always the same slice while
// there is nothing new in it; nil for one that can't go back in time.
func (d *Driver) Branches() []history.Branch {
	on, n := source.Branch(d.Cluster)
	now := branchList{of: d.Cluster, on: on, n: n, revision: source.Revision(d.Cluster)}
	if l := &d.branches; l.of != now.of || l.on != now.on || l.n != now.n || l.revision != now.revision {
		now.all = source.Branches(d.Cluster)
		*l = now
	}
	return d.branches.all
}

// BranchShown is on which branch the cluster on the screen is, and how many there are.
func (d *Driver) BranchShown() (shown [2]int) {
	shown[0], shown[1] = source.Branch(d.Cluster)
	return shown
}
