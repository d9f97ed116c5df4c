// The branches of what the class looks at, as everybody sees them.

package room

import "ringside/engine/history"

// branchList is what a room publishes of the branches. It is made again only when a branch or
// a command has come, when another branch is taken up, or another cluster is shown.
type branchList struct {
	of       *history.History
	on, n    int
	revision uint64 // of the history
	all      []history.Branch
	number   uint64 // of the list; tells one from another
}

// describeBranches returns the branches of what is shown.
func (r *Room) describeBranches() *branchList {
	l := &r.branches
	on, n := r.stage.Branch()
	if revision := r.stage.Revision(); l.of != r.stage || l.on != on || l.n != n || l.revision != revision {
		*l = branchList{r.stage, on, n, revision, r.stage.Branches(), l.number + 1}
	}
	return l
}
