// Which failures ringside failures looks at, and at which levels.

package cli

import (
	"ringside/engine/failures"
	"ringside/engine/ring"
)

// failing is a ring that is looked at.
type failing struct {
	when      string // before, after, or "" if nothing is changed
	ring      *ring.Ring
	placement ring.Placement
	levels    []failingLevel
	sizes     []int // how many nodes go, ascending
	groups    []group
	analysis  *failures.Analysis
}

// failingLevel is a level, or a read's and a write's, from one data centre.
type failingLevel struct {
	name string
	from string // "" if it doesn't matter
	failures.Question
}

// group is nodes that go together.
type group struct {
	kind  string // rack, dc, nodes
	name  string
	nodes []ring.NodeID
}

// choose returns how many sets of k there are among n.
func choose(n, k int) int {
	sets := 1
	for i := range k {
		sets = sets * (n - i) / (i + 1)
	}
	return max(sets, 0)
}
