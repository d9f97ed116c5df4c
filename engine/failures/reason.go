// This file says in a sentence why nodes break a level.

package failures

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine/quorum"
)

// Why says in one sentence what a demand asks for, and how few nodes can break it. dcs are
// the names of the data centres, as in Ring.DCs, safe to print.
func Why(d quorum.Demand, from int, dcs []string) string {
	parts := d.Parts(nil, from)
	var asks, breaks []string
	for _, p := range parts {
		where, of := "", ""
		if p.DC != quorum.Anywhere {
			where, of = " in "+dcs[p.DC], " of "+dcs[p.DC]
		}
		if p.Need > p.Of {
			return "it is never met: it asks for a replica in the coordinator's data centre, which keeps no copies"
		}
		ask := fmt.Sprintf("%d of %d replicas", p.Need, p.Of)
		if p.Kept < p.Need {
			return fmt.Sprintf("it is never met: it asks for %s%s, and there are %d", ask, where, p.Kept)
		}
		if p.Kept == 1 {
			ask = "the only replica"
		}
		asks = append(asks, ask+where)
		who := "any node" + of + " takes its ranges with it"
		if down := p.Kept - p.Need + 1; down > 1 {
			who = fmt.Sprintf("any %d nodes%s that share a range take it with them", down, of)
		}
		breaks = append(breaks, who)
	}
	return strings.Join(asks, " and ") + " must answer: " + join(breaks)
}

// join puts what breaks a level together; what is said twice is said once.
func join(breaks []string) string {
	breaks = slices.Compact(breaks)
	if n := len(breaks); n > 1 {
		return strings.Join(breaks[:n-1], ", ") + ", or " + breaks[n-1]
	}
	return breaks[0]
}
