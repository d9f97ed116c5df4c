// What a View says of a cluster that is looked at from outside.

package engine

import "ringside/engine/ring"

// Outside is what can be known of a real cluster by asking its nodes. There is no truth in
// it: every belief has the node that holds it.
type Outside struct {
	What     string    // what it is and where, as in "cassandra 5.0.9 at 127.0.0.1"
	Mode     string    // what may be done to it, as in "read-only"
	Keyspace string    // whose replication the walk goes by; "" if none was chosen
	Own      bool      // Ringside has started its processes: the health of a node is the truth
	Reads    bool      // clients' reads can be asked of it
	Writes   bool      // and writes
	Unread   string    // why no request can be asked though Reads and Writes say so; "" if one can
	Waits    string    // what is being done, or what failed, in one line; "" while all is well
	Failed   bool      // Waits says what failed
	Holders  []Holder  // by ring.NodeID
	Token    TokenSaid // of the watched key
	Tablets  bool      // the keyspace keeps its copies by tablets: they are not where the ring says
}

// Holder is a node of a real cluster, and what it says of itself and of the others.
type Holder struct {
	Reached bool    // a connection to it is open
	Why     string  // why nothing can be asked of it, or what it must not be asked; "" if all can be
	Hints   int     // files of hints that wait on its disk; -1: unknown
	Of      []Heard // by ring.NodeID; the entry for itself is meaningless
}

// NotYet is why nothing is known of a Holder, or no request can be asked, while the connections are
// being opened.
const NotYet = "not connected yet"

// Heard is what one node of a real cluster says of another.
type Heard uint8

// What a node can say. It is unknown where the node can't be asked.
const (
	HeardUnknown   Heard = iota
	HeardUp              // it said so, or hears its heartbeat
	HeardSuspected       // it has heard no heartbeat for a while, and has not called it down
	HeardDown            // it said so
)

// String returns the word for it.
func (h Heard) String() string {
	return [...]string{HeardUnknown: "unknown", HeardUp: "up", HeardSuspected: "suspected", HeardDown: "down"}[h]
}

// TokenSaid is the token that a real cluster gives a key.
type TokenSaid struct {
	Key   string
	Known bool
	Token ring.Token
}
