// The lines of a trace that belong to reads of the server's own: where users need permission it reads its
// tables of roles for a request, and traces that with it.

package attach

import (
	"net/netip"
	"strings"

	"ringside/engine/ring"
)

// withoutServerReads returns the lines of a trace without those that tell, as if they were of the request, what
// another table was read for. A line names its table where that is read, so the messages are found from there:
// they are the first ones between two nodes, since what a user may do is looked up before anything is done.
func (t *telling) withoutServerReads(lines []tracedLine) []tracedLine {
	mine := func(table string) bool {
		return t.requests.table != nil && strings.HasSuffix(t.requests.table.name, "."+table)
	}
	other := make(map[netip.AddrPort]bool) // what a node reads now is of another table
	asked := make(map[netip.AddrPort]int)  // the place of the read that it was asked for last, from 1
	drop := make(map[int]bool)             // the places of lines
	of := make(map[ring.NodeID]int)        // how many of its reads were of another table
	for i := range lines {
		l := &lines[i]
		switch name, reads := strings.CutPrefix(l.text, "Executing single-partition query on "); {
		case reads:
			other[l.source] = !mine(name)
			if at := asked[l.source]; !mine(name) && at > 0 {
				drop[at-1] = true
				of[t.atInternal(l.source)]++
			}
			asked[l.source] = 0
		case strings.HasPrefix(l.text, "READ_REQ message received from "):
			asked[l.source] = i + 1
		case other[l.source] && (strings.HasPrefix(l.text, "Read ") || strings.HasPrefix(l.text, "Sending READ_RSP message to ")):
			drop[i] = true
		}
	}
	for _, begin := range []string{"reading ", "Sending READ_REQ message to ", "READ_RSP message received from "} {
		left := make(map[ring.NodeID]int, len(of))
		for id, n := range of { // any order: it is copied
			left[id] = n
		}
		for i := range lines {
			l := &lines[i]
			if peer := t.peerIn(l.text); t.atInternal(l.source) == t.q.node && strings.HasPrefix(l.text, begin) && left[peer] > 0 {
				left[peer]--
				drop[i] = true
			}
		}
	}
	if len(drop) == 0 {
		return lines
	}
	var rest []tracedLine
	for i := range lines {
		if !drop[i] {
			rest = append(rest, lines[i])
		}
	}
	return rest
}
