// Who is joining and who is leaving, as a node has it from gossip: the tables of the ring know only members.

package attach

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"strings"

	"ringside/cassandra/cql"
	"ringside/engine"
	"ringside/internal/printable"
)

// standingOf is the place in the membership that a node gossips, as in BOOT,-42; false if it says nothing of
// one that moves.
func standingOf(status string) (engine.Standing, bool) {
	switch word, _, _ := strings.Cut(status, ","); word {
	case "BOOT", "BOOT_REPLACE":
		return engine.Joining, true
	case "LEAVING":
		return engine.Leaving, true
	}
	return engine.Member, false
}

// stopsGossip reports whether a node has gossiped that it gossips no more, as in shutdown,true: it does so before it
// ends in order, and by nodetool disablegossip.
func stopsGossip(status string) bool {
	word, _, _ := strings.Cut(status, ",")
	return word == "shutdown"
}

// takeMoves notes who of the nodes is leaving, and adds those that are joining. Where the table can't be read,
// that is unknown.
func (t *tables) takeMoves(rows *cql.Rows, err error) error {
	var server *cql.ServerError
	if errors.As(err, &server) {
		return nil // a grant is missing, or the version has no such table
	}
	if err != nil {
		return fmt.Errorf("read the ring: %w", err)
	}
	for i := range rows.Len() {
		standing, moves := standingOf(rows.Text(i, "status_with_port"))
		if !moves {
			continue
		}
		at, member := addressOf(rows, i), false
		for k := range t.nodes {
			if n := &t.nodes[k]; n.internal == at {
				n.standing, member = standing, true
			}
		}
		n := node{
			hostID: rows.Text(i, "host_id"), internal: at, standing: standing,
			dc: printable.Escape(rows.Text(i, "dc")), rack: printable.Escape(rows.Text(i, "rack")),
		}
		var problem error
		n.address, problem = netip.ParseAddrPort(rows.Text(i, "native_address_and_port"))
		if !member && standing == engine.Joining && problem == nil && n.hostID != "" && n.dc != "" { // else it has not said all of it yet
			t.nodes = append(t.nodes, n)
		}
	}
	return nil
}

// moved reports whether a node has it from gossip that somebody joins or leaves, or no longer does, and the
// ring as it is known says otherwise.
func (s *state) moved(got *heard) bool {
	if got.gossip == nil {
		return false
	}
	known := make(map[netip.AddrPort]engine.Standing, len(got.moves))
	for i := range s.nodes {
		if n := &s.nodes[i]; !n.out && n.standing != engine.Member {
			known[n.internal] = n.standing
		}
	}
	return !maps.Equal(known, got.moves)
}
