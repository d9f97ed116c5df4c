// The phrases that sentences use of nodes, each with the condition that makes it true.

package engine_test

import (
	"regexp"
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// phrase is something that a sentence can say of nodes, and its condition for each node.
type phrase struct {
	like *regexp.Regexp
	is   func(*truth, ring.NodeID) bool
}

// names matches the names of nodes as a sentence lists them.
const names = `\b((?:x1|n\d)(?:, (?:x1|n\d))*(?: and (?:x1|n\d))?)`

func says(like string, is func(*truth, ring.NodeID) bool) phrase {
	return phrase{regexp.MustCompile(like), is}
}

// phrases is never written to.
var phrases = []phrase{
	says(`durable on (?:all \d+ replicas, and on )?`+names, (*truth).onDisk),
	says(`in memory on (?:all \d+ replicas, and on )?`+names, (*truth).inMemory),
	says(names+` (?:has|have) a later version`, (*truth).replaced),
	says(names+` (?:is stale|are stale|does not have it|do not have it|had it, and lost it)`, (*truth).lacks),
	says(`on its way to `+names, func(x *truth, id ring.NodeID) bool {
		return x.flies(func(m *engine.MessageView) bool { return m.Op == x.o.ID && m.To == id && m.Type == event.Write })
	}),
	says(`(?:the acks of )?`+names+`(?:'s ack is on its way| are on their way) back`, func(x *truth, id ring.NodeID) bool {
		return x.flies(func(m *engine.MessageView) bool { return m.Op == x.o.ID && m.From == id && m.Type == event.WriteAck })
	}),
	says(`(?:the acks of )?`+names+`(?:'s ack waits| wait) in`, func(x *truth, id ring.NodeID) bool {
		return x.v.Nodes[x.o.Coordinator].Health == engine.Hung
	}),
	says(`(\w+)'s ack was lost`, func(x *truth, id ring.NodeID) bool {
		return x.stored(id) && !x.some(func(e *event.Event) bool {
			return e.Kind == event.Deliver && e.From == id && e.Type == event.WriteAck
		})
	}),
	says(names+` agree\b`, func(x *truth, id ring.NodeID) bool { return slices.Contains(x.o.Counted, id) }),
	says(`only (\w+) was asked`, func(x *truth, id ring.NodeID) bool {
		for i := range x.v.Nodes {
			sent, _, _, _, _ := x.travels(x.o.Coordinator, ring.NodeID(i), event.ReadData, event.ReadDigest)
			if sent > 0 && ring.NodeID(i) != id {
				return false
			}
		}
		return true
	}),
	says(`unites them, and was sent back to `+names, func(x *truth, id ring.NodeID) bool { // and what was made of it since
		made := false
		return x.some(func(e *event.Event) bool {
			made = made || e.Op == x.o.ID && e.Dot == x.o.United
			return made && e.Op == x.o.ID && e.Kind == event.Send && e.Type == event.Repair && e.To == id
		})
	}),
	says(names+` had (?:nothing|an older version|only a part of it|more versions than the answer|the same version)`, func(x *truth, id ring.NodeID) bool {
		return slices.Contains(x.o.Counted, id)
	}),
	says(names+` (?:had|had nothing|had an older version|had only a part of it|had more versions than the answer|had the same version, but had not seen all that it replaces) and (?:has|have) not caught up`, func(x *truth, id ring.NodeID) bool {
		return !x.known(id).Seen().Covers(x.o.Returned.Seen())
	}),
}
