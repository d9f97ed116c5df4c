package event

import (
	"fmt"
	"strconv"

	"ringside/engine/ring"
)

// observerLine tells what the observer outside the cluster has found out.
func (t *Trace) observerLine(e *Event, names func(ring.NodeID) string, op func(string) string) Line {
	which := Show(t.Text(e.Key), LongestShown) + " " + DotText(e.Dot, names)
	ref := func(what string) string {
		if e.Ref == 0 {
			return op(what + " an op of long ago")
		}
		return op(what + " op " + strconv.Itoa(int(e.Ref)))
	}
	say := func(what, note string) Line { return Line{"observer", what, note} }
	if e.Key == 0 && e.Arg > 0 {
		return say(fmt.Sprintf("%s: %d more", stateWords(e.Kind), e.Arg), "")
	}
	switch e.Kind {
	case Missed:
		return say("stale: the answer missed the acknowledged "+which, ref("missed"))
	case Older:
		return say("older: an earlier read had seen "+which, ref("older than"))
	case Resurrected:
		return say("resurrected: "+which+" was deleted, and is back", ref("deleted by"))
	case Safe:
		return say(fmt.Sprintf("safe now: %s of %s", copies(e.N), which), op(""))
	case AtRisk:
		return say(fmt.Sprintf("at risk: %s left of the acknowledged %s, of %d", copies(e.N), which, e.Need), op(""))
	case Unreachable:
		return say("unreachable: only nodes that are down have the acknowledged "+which, op(""))
	case InFlight:
		return say("in flight only: no node holds the acknowledged "+which+", a message does", op(""))
	case Lost:
		return say("lost: no copy is left of the acknowledged "+which, op(""))
	}
	return say("shadowed: the acknowledged "+which+" was discarded for another", op(""))
}

// stateWords are the states of a version in the words of the log.
func stateWords(k Kind) string {
	switch k {
	case Safe:
		return "safe now"
	case AtRisk:
		return "at risk"
	case InFlight:
		return "in flight only"
	}
	return k.String()
}

// copies says on how many disks something is.
func copies(n uint8) string {
	switch n {
	case 0:
		return "no durable copy"
	case 1:
		return "1 durable copy"
	}
	return fmt.Sprintf("%d durable copies", n)
}

// kept says how a write is kept at the moment its client is told that it is OK.
func kept(e *Event) string {
	switch {
	case e.Siblings < e.Need:
		return fmt.Sprintf("at risk: %d of %d copies", e.Siblings, e.Need)
	case e.Siblings == 1:
		return "safe: 1 copy"
	}
	return fmt.Sprintf("safe: %d copies", e.Siblings)
}
