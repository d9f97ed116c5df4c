// This file plays what happens to copies against copies that share nothing.

package shared_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ringside/internal/shared"
	_ "ringside/internal/steady"
)

// TestCopiesGoOnByThemselves adds to lists and indexes and writes to maps that were copied
// from each other at any time, and holds each against a plain one.
func TestCopiesGoOnByThemselves(t *testing.T) {
	type pair struct {
		list  shared.List[int]
		items []int
		rows  shared.Map[int, int]
		plain map[int]int
		index shared.Index[uint32]
		place map[uint32]uint32
	}
	rapid.Check(t, func(t *rapid.T) {
		all := []*pair{{plain: map[int]int{}, place: map[uint32]uint32{}}}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			p := all[rapid.IntRange(0, len(all)-1).Draw(t, "which")]
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0: // as many as may fill a piece
				for i := range rapid.IntRange(1, 1500).Draw(t, "items") {
					p.list.Add(len(all)*10_000 + i)
					p.items = append(p.items, len(all)*10_000+i)
				}
			case 1:
				k, v := rapid.IntRange(0, 5).Draw(t, "key"), rapid.Int().Draw(t, "value")
				p.rows.Own()[k], p.plain[k] = v, v
			case 2:
				p.rows.Clear()
				clear(p.plain)
			case 3: // keys that follow each other, and some that are far away
				key, step := rapid.Uint32Range(1, 40).Draw(t, "first"), rapid.SampledFrom([]uint32{1, 8, 1 << 16, 1 << 31}).Draw(t, "step")
				for range rapid.IntRange(1, 30).Draw(t, "keys") {
					if _, there := p.index.Find(key); !there && key != 0 {
						p.place[key] = uint32(len(p.place))
						p.index.Add(key, p.place[key])
					}
					key += step
				}
			default:
				all = append(all, &pair{
					p.list.Clone(), slices.Clone(p.items), p.rows.Lend(), maps.Clone(p.plain), p.index.Lend(), maps.Clone(p.place),
				})
			}
		}
		for i, p := range all {
			if !maps.Equal(p.rows.Rows(), p.plain) {
				t.Fatalf("map %d has %v, want %v", i, p.rows.Rows(), p.plain)
			}
			if p.index.Len() != len(p.place) {
				t.Fatalf("index %d has %d keys, want %d", i, p.index.Len(), len(p.place))
			}
			for key, want := range p.place {
				if got, there := p.index.Find(key); !there || got != want {
					t.Fatalf("index %d has %d at %d (%v), want %d", i, key, got, there, want)
				}
			}
			for key := range uint32(100) {
				_, want := p.place[key]
				if _, there := p.index.Find(key); there != want {
					t.Fatalf("index %d: it has %d is %v, want %v", i, key, there, want)
				}
			}
			if p.list.Len() != len(p.items) {
				t.Fatalf("list %d has %d items, want %d", i, p.list.Len(), len(p.items))
			}
			for j, want := range p.items {
				if got := p.list.At(j); got != want {
					t.Fatalf("list %d has %d as item %d, want %d", i, got, j, want)
				}
			}
		}
	})
}

// TestLentIsClonedOnce shows that a value is cloned when it is written to for the
// first time after it was lent, and by each of the two.
func TestLentIsClonedOnce(t *testing.T) {
	clones := 0
	clone := func(s *[]int) []int { clones++; return slices.Clone(*s) }
	a := shared.Hold([]int{1})
	(*a.Own(clone))[0] = 2
	b := a.Lend()
	if clones != 0 || (*b.Get())[0] != 2 {
		t.Fatalf("%d clones before anybody writes to %v", clones, *b.Get())
	}
	(*b.Own(clone))[0] = 3
	(*b.Own(clone))[0] = 4
	(*a.Own(clone))[0] = 5
	if clones != 2 || (*a.Get())[0] != 5 || (*b.Get())[0] != 4 {
		t.Errorf("%d clones, a is %v and b is %v", clones, *a.Get(), *b.Get())
	}
}
