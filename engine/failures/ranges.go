// This file says of each range by itself whether it is lost.

package failures

import (
	"ringside/engine/quorum"
	"ringside/engine/ring"
)

// Lost is what becomes of a range.
type Lost uint8

// What can be lost of a range, added up.
const (
	Reads Lost = 1 << iota
	Writes
	Data // no copy is left
)

// Ranges returns, by slot of the ring, what is lost of its range when nodes go. Its shares
// add up to those of an Analysis with the nodes as a group.
func Ranges(r *ring.Ring, p ring.Placement, q Question, gone []ring.NodeID) []Lost {
	down := make([]bool, len(r.Nodes()))
	for _, n := range gone {
		down[n] = true
	}
	read, write := q.Read.Parts(nil, q.From), q.Write.Parts(nil, q.From)
	all := make([]Lost, r.Len())
	up := make([]int, len(r.DCs()))
	var replicas []ring.NodeID
	for slot := range all {
		_, upTo := r.Range(slot)
		replicas = r.Replicas(replicas[:0], upTo, p)
		clear(up)
		left := 0
		for _, n := range replicas {
			if !down[n] {
				up[r.DC(n)]++
				left++
			}
		}
		if unmet(read, up, left) {
			all[slot] |= Reads
		}
		if unmet(write, up, left) {
			all[slot] |= Writes
		}
		if left == 0 {
			all[slot] |= Data
		}
	}
	return all
}

// unmet reports whether one of the parts asks for more replicas than are up in its data
// centre, or in all.
func unmet(parts []quorum.Part, up []int, all int) bool {
	for _, p := range parts {
		if p.DC == quorum.Anywhere && all < p.Need || p.DC != quorum.Anywhere && up[p.DC] < p.Need {
			return true
		}
	}
	return false
}
