// Random: draws that depend only on the seed and on what they are for.

package sim

// Purpose separates the draws for different purposes.
type Purpose uint64

const (
	// Flight is how long a message takes.
	Flight Purpose = iota + 1
	// DiskWrite is how long a replica takes to make a version durable.
	DiskWrite
	// Gossip is when in the period a node gossips, and with whom.
	Gossip
	// Chance is for random runs: which commands, and when.
	Chance
	// Workload is which requests a workload makes.
	Workload
	// Levels is for random runs, too: which levels they have.
	Levels
	// Coordinators is which nodes a workload's requests go to.
	Coordinators
)

// Random is a source of independent draws: a draw depends on the seed, the purpose and the
// names of what it is for, and not on earlier draws. So a fault added to a run leaves
// every unrelated delay unchanged.
type Random struct{ seed uint64 }

// NewRandom returns the source for a seed.
func NewRandom(seed uint64) Random { return Random{Mix(seed ^ 0x52696e6773696465)} }

// Draw returns 64 uniform bits for the named occasion.
func (r Random) Draw(p Purpose, a, b uint64) uint64 {
	return Mix(Mix(Mix(r.seed^uint64(p))^a) ^ b)
}

// Next returns another source, which follows from r.
func (r Random) Next() Random { return Random{Mix(r.seed)} }

// Name combines several parts into one name. The order counts.
func Name(parts ...uint64) (name uint64) {
	for _, part := range parts {
		name = Mix(name ^ part)
	}
	return name
}

// Golden is by how much the state of SplitMix64 moves on: 2^64 over the golden ratio.
const Golden = 0x9e3779b97f4a7c15

// Mix is a step of SplitMix64: the state moves on, and is mixed (Steele, Lea and Flood,
// OOPSLA 2014).
func Mix(z uint64) uint64 {
	z += Golden
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
