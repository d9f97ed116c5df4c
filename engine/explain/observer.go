// This file has the words for what the observer has found out.

package explain

import (
	"fmt"
	"strconv"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// observerLine tells what the observer outside the cluster has found out. States
// are those of acknowledged writes.
func observerLine(t *event.Trace, e *event.Event, names func(ring.NodeID) string, op func(string) string) Line {
	which := event.Show(t.Text(e.Key), event.LongestShown) + " " + event.DotText(e.Dot, names)
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
	case event.Missed:
		return say("stale: missed "+which, ref("acknowledged as"))
	case event.Older:
		return say("older: lacks "+which+", which had been read", ref("by"))
	case event.Resurrected:
		return say("resurrected: "+which+" is back", ref("deleted by"))
	case event.Safe:
		return say(fmt.Sprintf("safe now: %s on %s", which, disks(e.N)), op(""))
	case event.AtRisk:
		return say(fmt.Sprintf("at risk: %s on %s of %d", which, disks(e.N), e.Need), op(""))
	case event.Unreachable:
		return say("unreachable: "+which+" is only on nodes that are down", op(""))
	case event.InFlight:
		return say("in flight only: "+which+" is on no node", op(""))
	case event.Lost:
		return say("lost: no copy of "+which+" is left", op(""))
	case event.Superseded:
		return say("superseded: "+which+" was gone, and a later write replaces it", op(""))
	}
	return say("shadowed: "+which+" was discarded for another", op(""))
}

// stateWords are the states of a version in the words of the log.
func stateWords(k event.Kind) string {
	switch k {
	case event.Safe:
		return "safe now"
	case event.AtRisk:
		return "at risk"
	case event.InFlight:
		return "in flight only"
	}
	return k.String()
}

// disks says on how many disks something is.
func disks(n uint8) string {
	switch n {
	case 0:
		return "no disk"
	case 1:
		return "1 disk"
	}
	return fmt.Sprintf("%d disks", n)
}

// kept says how a write is kept at the moment its client is told that it is OK.
func kept(e *event.Event) string {
	switch {
	case !e.Fresh:
		return "at risk: on " + disks(e.Copies)
	case e.Copies == 1:
		return "safe: 1 copy"
	}
	return fmt.Sprintf("safe: %d copies", e.Copies)
}
