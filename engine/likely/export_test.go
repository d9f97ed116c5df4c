// What the tests of this package see of it.

package likely

import (
	"ringside/engine"
	"ringside/engine/history"
)

// Future makes a copy of a session's cluster, which is at its present moment, one of the futures.
func Future(h *history.History, n uint64) *engine.Cluster {
	c := h.Cluster()
	d := drawing{end: h.End().Now}
	d.goOn(c, n, h.Position(), h.Commands()[h.Applied():])
	return c
}
