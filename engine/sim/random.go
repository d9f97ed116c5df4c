package sim

// Purpose keeps draws for different ends apart.
type Purpose uint64

const (
	// Flight is how long a message travels.
	Flight Purpose = iota + 1
	// DiskWrite is how long a replica takes to make a version durable.
	DiskWrite
	// Gossip is when in the period a node gossips, and with whom.
	Gossip
	// Chance is what a random run is made of: which commands, and when.
	Chance
)

// Random gives every question its own answer: a draw depends on the seed, the
// purpose and the names of what it is for, and on nothing that was drawn
// before. So a fault added to a run leaves every unrelated delay as it was.
type Random struct{ seed uint64 }

// NewRandom returns the source of a seed.
func NewRandom(seed uint64) Random { return Random{mix(seed ^ 0x52696e6773696465)} }

// Draw returns 64 even bits for the named occasion.
func (r Random) Draw(p Purpose, a, b uint64) uint64 {
	return mix(mix(mix(r.seed^uint64(p))^a) ^ b)
}

// Name makes one name of several, for what has more than two parts. The order counts.
func Name(parts ...uint64) (name uint64) {
	for _, part := range parts {
		name = mix(name ^ part)
	}
	return name
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
