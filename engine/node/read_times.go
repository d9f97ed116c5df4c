// How long a node's reads took, as far as it coordinated them: what Cassandra's speculative
// retry goes by.

package node

import (
	"slices"
	"time"

	"ringside/engine/event"
)

// keptTimes is how many of its latest reads a node remembers the times of. Cassandra has a
// histogram that forgets with a half-life instead.
const keptTimes = 100

// readTook notes how long a read took until its client was told, however it ended.
func (n *Node) readTook(d time.Duration) {
	if n.settings().SlowestOf == 0 {
		return
	}
	if len(n.readTimes) >= keptTimes {
		n.readTimes = n.readTimes[len(n.readTimes)-keptTimes+1:]
	}
	n.readTimes = append(n.readTimes, d)
}

// speculateAfter returns how long a read that begins now waits before it asks one more
// replica; 0: it does not. Before the first read has ended, it is half the timeout, as in
// Cassandra.
func (n *Node) speculateAfter() time.Duration {
	s := n.settings()
	switch of := int(s.SlowestOf); {
	case of == 0:
		return s.Speculate
	case len(n.readTimes) == 0:
		return s.TimeoutOf(event.Get) / 2
	default:
		sorted := append(n.sorted[:0], n.readTimes...)
		slices.Sort(sorted)
		n.sorted = sorted
		return sorted[(len(sorted)*of+99)/100-1]
	}
}
