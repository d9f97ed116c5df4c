// This file has the words for what will bring a replica what it lacks of a write.

package explain

import (
	"fmt"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/timespan"
)

// remedy says until when a replica that lacks a write stays stale. One that lacks a
// tombstone and has never had a value is not stale: what it answers is right.
func (t *explanation) remedy(id ring.NodeID) string {
	text := t.untilCaughtUp(id)
	if _, never := t.claims.of(id, NeverHad); never {
		text = strings.Replace(text, "is stale", "lacks the tombstone", 1)
	}
	return text
}

// untilCaughtUp says what will bring a replica what it lacks.
func (t *explanation) untilCaughtUp(id ring.NodeID) string {
	c, ok := t.claims.of(id, CatchUpNever, CatchUpMessage, CatchUpWaits, CatchUpWriting, CatchUpHint, HintEnds, HintWaits, CatchUpHintComes, CatchUpTimeout, CatchUpHandOver,
		CatchUpStandIn, CatchUpCompare, CatchUpEntropy, CatchUpRead, CatchUpUnion, CatchUpNothing)
	if !ok {
		return "does not have it"
	}
	switch c.Kind {
	case CatchUpNever:
		return "gives up its copy without it"
	case CatchUpMessage:
		return "is stale, and a copy is on its way"
	case CatchUpWaits:
		return "is stale, and a copy waits in it until it runs on"
	case CatchUpWriting:
		return "is stale, and its disk is writing a copy"
	case CatchUpHandOver:
		if _, down := t.claims.of(id, NotUp); down {
			return "is stale until it is up again and " + t.Node(c.Peer) + " hands over a copy"
		}
		return "is stale until " + t.Node(c.Peer) + " hands over a copy"
	case CatchUpHintComes:
		text := "is stale until the hint that " + t.Node(c.Peer) + " is getting for it is delivered"
		if c.For > 0 {
			text += " (kept for " + timespan.Text(c.For) + ")"
		}
		return text
	case CatchUpStandIn:
		if t.Nodes[c.Peer].Health == engine.Hung {
			return "is stale; " + t.Node(c.Peer) + ", which hangs, may find it a stand-in when it runs on"
		}
		return "is stale; " + t.Node(c.Peer) + " may find it a stand-in"
	case CatchUpHint:
		return "is stale until its hint is delivered"
	case CatchUpTimeout:
		if t.Nodes[c.Peer].Health == engine.Hung {
			return "is stale: unless it acks, " + t.Node(c.Peer) + ", which hangs, keeps a hint for it when it runs on"
		}
		return "is stale: if it has not acked by the timeout, " + t.Node(c.Peer) + " keeps a hint for it"
	case HintEnds:
		return fmt.Sprintf("is stale until its hint is delivered (kept until %s after the start)", timespan.Text(c.For.Truncate(100*time.Millisecond)))
	case HintWaits:
		text := "is stale until " + t.Node(c.Peer) + " is up again and delivers its hint"
		if other := t.repairs(id); other != "" && t.Nodes[id].Health == engine.Up {
			text += ", or until " + other
		}
		return text
	case CatchUpNothing:
		if t.Settings.Repair != engine.RepairOff {
			what := " asks one replica and repairs nothing"
			if t.Settings.R.On(t.Ring, t.Settings.Placement).Split() { // it may ask several in another data centre
				what = " repairs nothing there"
			}
			return "is stale: a read with r " + engine.SettingText(&t.Settings, "r") + what + ", and anti-entropy is off"
		}
		return "is stale: read repair and anti-entropy are off"
	}
	until := "is stale until "
	switch c, _ := t.claims.of(id, NotUp, OutOfReach); c.Kind {
	case NotUp:
		until += "it is up again and "
	case OutOfReach:
		until += "it is reachable again and "
	}
	return until + t.repairs(id)
}

// repairs says which repair will bring a replica what it lacks: "" if none will.
func (t *explanation) repairs(id ring.NodeID) string {
	var by []string
	if c, comparing := t.claims.of(id, CatchUpCompare); comparing {
		by = append(by, "the comparison under way with "+t.Node(c.Peer))
	}
	if _, entropy := t.claims.of(id, CatchUpEntropy); entropy {
		by = append(by, "anti-entropy")
	}
	if _, read := t.claims.of(id, CatchUpRead); read {
		by = append(by, "a read")
	}
	switch len(by) {
	case 0:
		if _, unites := t.claims.of(id, CatchUpUnion); unites {
			return "a read unites the siblings"
		}
		return ""
	case 3:
		by = []string{by[0] + ", " + by[1], by[2]}
	}
	return strings.Join(by, " or ") + " repairs it"
}
