// This file has the words for what the observer has found out.

package explain

import (
	"strconv"

	"ringside/engine/event"
)

// observed appends what the observer outside the cluster has found out. States are those
// of acknowledged writes.
func (w *wording) observed(b []byte, c *Claim) []byte {
	switch c.Kind {
	case MissedWrite:
		b = join(b, "stale: missed")
		b = w.version(b, c)
	case Outranked:
		b = join(b, "stale:")
		b = w.version(b, c)
		b = join(b, " was outranked by an older write")
	case MissedRead:
		b = join(b, "older: lacks")
		b = w.version(b, c)
		b = join(b, ", which had been read")
	case OutrankedRead:
		b = join(b, "older:")
		b = w.version(b, c)
		b = join(b, " had been read, and was outranked by an older write")
	case CameBack:
		b = join(b, "resurrected:")
		b = w.version(b, c)
		b = join(b, " is back")
	case SafeOn:
		b = join(b, "safe now:")
		b = w.version(b, c)
		b = join(b, " on ", disks(c.N))
	case AtRiskOn:
		b = join(b, "at risk:")
		b = w.version(b, c)
		b = join(b, " on ", disks(c.N), " of ")
		b = number(b, c.Need)
	case BothAtRiskOn:
		b = join(b, "at risk:")
		b = w.version(b, c)
		b = join(b, " and what has replaced it on ", disks(c.N), " of ")
		b = number(b, c.Need)
	case BothOnDown:
		b = join(b, "unreachable:")
		b = w.version(b, c)
		b = join(b, " and what has replaced it are only on nodes that are down")
	case OnlyOnDown:
		b = join(b, "unreachable:")
		b = w.version(b, c)
		b = join(b, " is only on nodes that are down")
	case OnlyInFlight:
		b = join(b, "in flight only:")
		b = w.version(b, c)
		b = join(b, " is on no node")
	case NoCopyLeft:
		b = join(b, "lost: no copy of")
		b = w.version(b, c)
		b = join(b, " is left")
	case ShadowedNow:
		b = join(b, "shadowed:")
		b = w.version(b, c)
		b = join(b, " was discarded for another")
	case ReplacedNow:
		b = join(b, "superseded:")
		b = w.version(b, c)
		b = join(b, " was gone, and a later write replaces it")
	case MoreOf:
		b = join(b, stateWords(w.e.Kind), ": ")
		b = number(b, c.N)
		b = join(b, " more")
	}
	return b
}

// ref appends which operation a claim compares its own with.
func (w *wording) ref(b []byte, what string, c *Claim) []byte {
	if c.Ref == 0 {
		return join(b, what, " an op that is no longer kept")
	}
	return number(join(b, what, " op "), int(c.Ref))
}

// disks says on how many disks something is.
func disks(n int) string {
	switch n {
	case 0:
		return "no disk"
	case 1:
		return "1 disk"
	}
	return strconv.Itoa(n) + " disks"
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
