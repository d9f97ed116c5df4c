// Nodes that are found by their names.

package engine

import (
	"fmt"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/internal/nearest"
)

// find returns the node of a name, or an error that lists those there are.
func (r *roster) find(name string) (ring.NodeID, error) {
	id, ok := r.byName.Rows()[name]
	if ok && r.members[id].health != Left {
		return id, nil
	}
	if ok {
		return ring.None, fmt.Errorf("%s has left%s", event.Show(name, event.LongestShown), r.nodeList())
	}
	return ring.None, fmt.Errorf("no node %s%s", event.Show(name, event.LongestShown), r.nodeList())
}

// splitLink returns the two ends of a link A-B between nodes whose names have dashes themselves: those
// that there are. What is the name of a node, or can be read in two ways, stays as it is.
func (r *roster) splitLink(name string) (a, b string) {
	names := r.byName.Rows()
	if _, one := names[name]; one {
		return name, ""
	}
	ways := 0
	for i := range len(name) {
		if name[i] != '-' {
			continue
		}
		_, from := names[name[:i]]
		_, to := names[name[i+1:]]
		if from && to {
			a, b, ways = name[:i], name[i+1:], ways+1
		}
	}
	if ways != 1 {
		return name, ""
	}
	return a, b
}

// nodeList returns the end of an error about a node that there is not.
func (r *roster) nodeList() string {
	var names []string
	for i, n := range r.ring.Nodes() {
		if r.members[i].health != Left {
			names = append(names, n.Name)
		}
	}
	if len(names) > 9 {
		names = append(names[:8], fmt.Sprintf("… %s (%d)", names[len(names)-1], len(names)))
	}
	return nearest.List("nodes", names)
}

// NodeName returns the name of a node; "" for ring.None, as of a request that no node takes.
func (r *roster) NodeName(id ring.NodeID) string {
	if id == ring.None {
		return ""
	}
	return r.ring.Nodes()[id].Name
}

// pair returns the other end of a link command.
func (r *roster) pair(cmd Command, id ring.NodeID) (ring.NodeID, error) {
	peer, err := r.find(cmd.Peer)
	if err != nil {
		return ring.None, fmt.Errorf("%s: %w", cmd.Verb, err)
	}
	if peer == id {
		return ring.None, fmt.Errorf("%s %s %s: a link needs two nodes", cmd.Verb, cmd.Node, cmd.Peer)
	}
	return peer, nil
}
