// This file finds places by numbers, in tables that copies share.

package shared

import (
	"slices"

	"ringside/internal/prefetch"
)

// Index finds the place of a key that is a number. It is what a map of such keys is, in one
// piece of memory: to find a key in a large one costs one look into what is seldom at hand,
// where a map takes two or three. Keys are only added. Copies share the table until one of
// them adds to it. The zero Index is empty; no key is 0.
type Index[K ~uint32 | ~uint64] struct {
	slots Lent[[]slot[K]] // a power of two of them, at most three quarters used; key 0: free
	used  int
}

type slot[K ~uint32 | ~uint64] struct {
	key   K
	place uint32
}

const (
	fewSlots = 8
	// spread is 2^64 over the golden ratio: keys that follow each other come to stand
	// far apart.
	spread = 0x9e3779b97f4a7c15
)

// Find returns the place of a key, and whether it has one.
func (x *Index[K]) Find(key K) (place uint32, there bool) {
	slots := *x.slots.Get()
	if len(slots) == 0 {
		return 0, false
	}
	s := &slots[seek(slots, key)]
	return s.place, s.key != 0
}

// Add notes the place of a key that has none yet.
func (x *Index[K]) Add(key K, place uint32) {
	slots := x.slots.Own(func(all *[]slot[K]) []slot[K] { return slices.Clone(*all) })
	if x.used*4 >= len(*slots)*3 {
		*slots = longer(*slots)
	}
	(*slots)[seek(*slots, key)] = slot[K]{key, place}
	x.used++
}

// Prefetch asks the processor for what Find of a key is going to look at.
func (x *Index[K]) Prefetch(key K) {
	if slots := *x.slots.Get(); len(slots) > 0 {
		prefetch.Line(&slots[first(slots, key)])
	}
}

// Len returns how many keys have a place.
func (x *Index[K]) Len() int { return x.used }

// Lend returns an index of the same places.
func (x *Index[K]) Lend() Index[K] { return Index[K]{x.slots.Lend(), x.used} }

// first returns where a key stands if no other stands there.
func first[K ~uint32 | ~uint64](slots []slot[K], key K) int {
	return int(uint64(key) * spread >> 32 & uint64(len(slots)-1))
}

// seek returns where a key stands, or else where it would.
func seek[K ~uint32 | ~uint64](slots []slot[K], key K) int {
	last := uint64(len(slots) - 1)
	at := uint64(key) * spread >> 32
	for {
		at &= last
		if k := slots[at].key; k == key || k == 0 {
			return int(at)
		}
		at++
	}
}

// longer returns a table of twice the size.
func longer[K ~uint32 | ~uint64](slots []slot[K]) []slot[K] {
	twice := make([]slot[K], max(fewSlots, 2*len(slots)))
	for _, s := range slots {
		if s.key != 0 {
			twice[seek(twice, s.key)] = s
		}
	}
	return twice
}
