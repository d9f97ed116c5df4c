// Cargo: what a message brings, for counts of bytes.

package event

// Cargo is what a message brings.
type Cargo uint8

const (
	// Control is everything without versions: questions, acks, trees.
	Control Cargo = iota
	// Versions are what a client writes, on its way to a replica, and what a replica
	// answers to a read.
	Versions
	// Checksum stands for versions in the answer to a read.
	Checksum
	// Repaired, Hinted and Streamed are versions that a replica gets by read repair, as or
	// from a hint, and by anti-entropy or a transfer.
	Repaired
	Hinted
	Streamed
	// Gossiped are heartbeats. Gossip sleeps while it has nothing to find out.
	Gossiped
)

// Cargoes are all of them, those that a load is about first.
func Cargoes() []Cargo {
	return []Cargo{Versions, Checksum, Repaired, Hinted, Streamed, Gossiped, Control}
}

var cargoes = [...]string{
	Versions: "data", Checksum: "checksum", Repaired: "repair", Hinted: "hint", Streamed: "stream", Gossiped: "gossip", Control: "control",
}

// String returns its word.
func (c Cargo) String() string { return cargoes[c] }

// Cargo returns what a message of a type brings; hint says that it is a write for a
// stand-in.
func (t Type) Cargo(hint bool) Cargo {
	switch t {
	case Write:
		if hint {
			return Hinted
		}
		return Versions
	case Data:
		return Versions
	case Digest:
		return Checksum
	case Repair:
		return Repaired
	case Handoff:
		return Hinted
	case Stream:
		return Streamed
	case Gossip:
		return Gossiped
	}
	return Control
}

// Traffic counts bytes by what they bring.
type Traffic [Gossiped + 1]int
