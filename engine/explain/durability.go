// The sentence about the durability of the watched key: where it is kept and which
// failures it survives.

package explain

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
)

// keeper describes how a key is kept.
type keeper struct{ *engine.View }

// Durability returns one line about where the watched key is kept, and which failures it
// survives; "" if there is nothing of it. If there are several versions, it describes the
// one that is kept worst, and says how many there are.
func Durability(view *engine.View) string {
	v := keeper{view}
	i := v.Weakest()
	if i < 0 {
		return ""
	}
	k := &v.Kept[i]
	line := v.kept(k)
	switch {
	case v.Gone > 1:
		line += fmt.Sprintf("; %d acknowledged writes are gone", v.Gone)
	case v.Gone == 1 && k.State != oracle.Lost && k.State != oracle.Shadowed:
		line += "; an acknowledged write is gone"
	}
	if n := len(v.Kept); n > 1 {
		return fmt.Sprintf("%d versions; %s %s", n, event.DotText(k.Dot, v.Node), line)
	}
	return line
}

// kept says which nodes have a version, and how safe it is.
func (v keeper) kept(k *engine.Keeping) string {
	switch k.State {
	case oracle.Lost:
		return fmt.Sprintf("lost: %s was acknowledged, and no copy is left", opName(k.Op))
	case oracle.Shadowed:
		return fmt.Sprintf("shadowed: %s was acknowledged, and discarded for another", opName(k.Op))
	}
	var parts []string
	if len(k.Disks) > 0 {
		parts = append(parts, "durable on "+v.list(k.Disks)+v.places(k.Disks))
	}
	if len(k.Memory) > 0 {
		parts = append(parts, "in memory on "+v.list(k.Memory))
	}
	for _, h := range k.Hints {
		parts = append(parts, "hint on "+v.Node(h.On)+" for "+v.Node(h.For))
	}
	if n := len(k.Messages); n > 0 && k.State == oracle.InFlight {
		parts = append(parts, fmt.Sprintf("on no node, only in message %d", k.Messages[0]))
	}
	if len(parts) == 0 {
		parts = append(parts, "on no node, only in a request under way")
	}
	line := strings.Join(parts, ", ")
	if k.Tombstone {
		line = "deleted; tombstone " + line
	}
	if !k.Acked {
		line = "not acknowledged; " + line
	}
	if safety := v.safety(k); safety != "" {
		line += "; " + safety
	}
	return line
}

// safety says which failure a version survives, and the next larger one that it does not.
func (v keeper) safety(k *engine.Keeping) string {
	if k.State == oracle.Unreachable {
		return "all of them are down, so that nobody can read it now"
	}
	racks, dcs := v.domains()
	var text, not string
	switch k.Survives {
	case engine.Nothing:
		if len(k.Memory) > 0 {
			return "a crash of " + v.Node(k.Memory[0]) + " loses it"
		}
		return "" // it is on no node, and that says it all
	case engine.OneCrash:
		only := k.Disks
		if len(only) == 0 {
			only = []ring.NodeID{k.Hints[0].On}
		}
		return "only the disk of " + v.Node(only[0]) + " has it"
	case engine.OneDisk:
		text = "survives any " + some(k.Outlives, "disk")
		if racks > 1 {
			not = ", not rack " + v.Nodes[v.holder(k)].Rack
		}
	case engine.OneRack:
		text = "survives any " + some(k.Outlives, "rack")
		if dcs > 1 {
			not = ", not data centre " + v.Nodes[v.holder(k)].DC
		}
	case engine.OneDC:
		text = "survives any " + some(k.Outlives, "data centre")
	}
	if k.State == oracle.AtRisk {
		not += fmt.Sprintf("; at risk: on %s of the %d promised", disksOf(len(k.Disks)+len(k.Hints)), k.Need)
	}
	return text + not
}

// some writes a number of things, small numbers as words.
func some(n int, what string) string {
	words := [...]string{1: "one", 2: "two", 3: "three", 4: "four"}
	if n == 1 {
		return "one " + what
	}
	if n < len(words) {
		return words[n] + " " + what + "s"
	}
	return count(n, what)
}

// holder returns a node that has a version.
func (v keeper) holder(k *engine.Keeping) ring.NodeID {
	switch {
	case len(k.Disks) > 0:
		return k.Disks[0]
	case len(k.Memory) > 0:
		return k.Memory[0]
	}
	return k.Hints[0].On
}

// domains returns the numbers of racks and data centres.
func (v keeper) domains() (racks, dcs int) {
	var seenRacks, seenDCs []string
	for i := range v.Nodes {
		n := &v.Nodes[i]
		if rack := n.DC + "/" + n.Rack; !slices.Contains(seenRacks, rack) {
			seenRacks = append(seenRacks, rack)
		}
		if !slices.Contains(seenDCs, n.DC) {
			seenDCs = append(seenDCs, n.DC)
		}
	}
	return len(seenRacks), len(seenDCs)
}

// places names the racks that nodes are in, or the data centres; "" if there is only one
// of each.
func (v keeper) places(nodes []ring.NodeID) string {
	racks, dcs := v.domains()
	if racks < 2 {
		return ""
	}
	var names []string
	for _, id := range nodes {
		name := v.Nodes[id].Rack
		if dcs > 1 {
			name = v.Nodes[id].DC + "/" + name
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	word := "rack"
	if len(names) > 1 {
		word = "racks"
	}
	return " (" + word + " " + strings.Join(names, " ") + ")"
}

// list names nodes, separated by blanks.
func (v keeper) list(nodes []ring.NodeID) string {
	var names []string
	for _, id := range nodes {
		names = append(names, v.Node(id))
	}
	return strings.Join(names, " ")
}
