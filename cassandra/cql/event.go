// What a node pushes.

package cql

import (
	"net/netip"

	"ringside/internal/printable"
)

// The kinds of events that a node can be asked to push.
const (
	StatusChange   = "STATUS_CHANGE"   // UP, DOWN: what this node has come to believe of Node
	TopologyChange = "TOPOLOGY_CHANGE" // NEW_NODE, REMOVED_NODE, MOVED_NODE
	SchemaChange   = "SCHEMA_CHANGE"   // CREATED, UPDATED, DROPPED: Target, Keyspace, Name
)

// Event is what a node pushes (section 4.2.6). Its texts hold no control character.
type Event struct {
	Kind   string
	Change string
	Node   netip.AddrPort // of a status or topology change: where clients reach it
	Target string         // of a schema change: KEYSPACE, TABLE, TYPE, FUNCTION, AGGREGATE

	Keyspace, Name string
}

func parseEvent(body []byte) (Event, error) {
	r := reader{b: body}
	e := Event{Kind: r.string()}
	e.Change = printable.Escape(r.string())
	switch e.Kind {
	case StatusChange, TopologyChange:
		e.Node = r.inet()
	case SchemaChange:
		e.Target, e.Keyspace = printable.Escape(r.string()), printable.Escape(r.string())
		if e.Target != "KEYSPACE" {
			e.Name = printable.Escape(r.string())
		}
	}
	e.Kind = printable.Escape(e.Kind)
	return e, r.err
}
