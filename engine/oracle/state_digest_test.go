// A test that the digest of the observer tells apart what goes on differently.

package oracle_test

import (
	"slices"
	"testing"

	"ringside/engine/oracle"
	"ringside/engine/version"
	"ringside/internal/digest"
)

// TestDigestHasReads: where the last write has won, and no longer does, a read is older only than one that is
// remembered. Two observers to whom the same writes have been read at the same steps may remember
// different ones, and judge differently what follows: their digests differ.
func TestDigestHasReads(t *testing.T) {
	const reads = 16 // so many are remembered
	siblings := func(dots ...uint32) (set *version.Set) {
		for _, n := range dots {
			set = version.Merge(set, version.Write(nil, version.Sibling{Dot: dot(n), Value: "v"}))
		}
		return set
	}
	var sums []digest.Sum
	var older []bool
	for _, last := range []*version.Set{siblings(reads + 1), siblings(1, reads+1)} {
		var l log
		var rest []uint32 // all but the first
		read := func(op uint32, returned *version.Set) []oracle.Fault {
			due := l.begin()
			return l.Answered(l.Subject(cart), oracle.Read{Op: op, Step: l.next(), Due: due, Returned: returned, EverLWW: true}, everywhere)
		}
		for n := uint32(1); n <= reads+1; n++ {
			l.issued(n)
			if n > 1 {
				rest = append(rest, n)
			}
		}
		for n := uint32(1); n <= reads; n++ {
			read(100+n, siblings(n))
		}
		read(200, last) // the first read is forgotten
		steps := slices.Compact(slices.Sorted(slices.Values(l.Steps(nil))))
		var sum digest.Sum
		l.AddTo(&sum, func(step uint32) uint64 { at, _ := slices.BinarySearch(steps, step); return uint64(at) }, false)
		sums = append(sums, sum)
		older = append(older, slices.ContainsFunc(read(300, siblings(rest...)), func(f oracle.Fault) bool { return f.Wrong == oracle.Older }))
	}
	if older[0] || !older[1] {
		t.Errorf("older than a read that is remembered: %v, want only the second", older)
	}
	if sums[0] == sums[1] {
		t.Error("what goes on differently has one digest")
	}
}
