// The parts of a screen, by the names that they have in lessons: what a step can show, and
// what a question can cover.

package presets

// Part is a part of a screen.
type Part string

// The panes and pages that a step can show and a question can cover.
const (
	PartRing      Part = "ring"
	PartWalk      Part = "walk"
	PartNodes     Part = "nodes"
	PartOperation Part = "operation"
	PartLog       Part = "log"
	PartLanes     Part = "lanes"
	PartTrees     Part = "trees"    // what replicas found that compared their Merkle trees
	PartMeasured  Part = "measured" // what loads have measured: the tuning table
)

// What else a question can cover.
const (
	PartMembers  Part = "members"  // the ring as a whole, and who is up
	PartSettings Part = "settings" // N, R and W, wherever they stand, and so the length of a walk
	PartClock    Part = "clock"    // the virtual time, whether and how fast it passes, and how much is recorded ahead
)

// Panes returns the parts that a step can show.
func Panes() []Part {
	return append(Coverable(), PartTrees, PartMeasured)
}

// Coverable returns what can stay hidden until the question of a step is answered. The
// ring itself is never hidden, since questions are about it: PartRing covers the key, its
// path and who holds what on it; the others are covered completely. The pages of the trees
// and of what was measured are covered by any of them.
func Coverable() []Part {
	return []Part{PartRing, PartWalk, PartNodes, PartOperation, PartLog, PartLanes}
}

// AllCovers lists everything that a question can cover.
func AllCovers() []Part { return append(Coverable(), PartMembers, PartSettings, PartClock) }

// PartNames returns the names of parts.
func PartNames(parts []Part) []string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = string(p)
	}
	return names
}
