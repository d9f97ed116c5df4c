// What puzzles are about: goals, and what may be done for them.

package puzzle

import (
	"fmt"
	"math/rand/v2"
)

// kind is a goal, and what a puzzle with that goal may be like.
type kind struct {
	title, goal string
	won         string // an expression
	do          string // what happens before the reader begins
	requests    []string
	kits        [][]fault // which faults may be made; one of them is drawn
	r, w        []int     // which levels may be drawn
}

// fault is a verb that may be used, so often at most.
type fault struct {
	verb string
	most int
}

const written = "put cart milk\nuntil quiet\n"

// kinds is never written to.
var kinds = []kind{
	{
		title: "Gone for good", goal: "`cart` is empty. Have a write told **OK** and then lose it, so that no disk, no memory and no message has it.",
		won: "lost > 0", requests: []string{"put cart eggs"},
		kits: [][]fault{{{"crash", 2}, {"wipe", 2}}, {{"cut", 2}, {"wipe", 2}}, {{"wipe", 3}}},
		r:    []int{2}, w: []int{1, 2, 3},
	},
	{
		title: "Nothing to see", goal: "`cart` says milk, on all three nodes. Make a read return **nothing**.",
		won: "reply(2) == notfound", do: written, requests: []string{"get cart"},
		kits: [][]fault{{{"wipe", 2}, {"start", 2}}, {{"wipe", 3}, {"start", 3}}, {{"wipe", 2}, {"start", 2}, {"cut", 1}}},
		r:    []int{1, 2}, w: []int{2},
	},
	{
		title: "One keeps it alone", goal: "`cart` says milk, on all three nodes. Have **C alone** keep it, with all three nodes up.",
		won: "holders(cart) == C and up == 3", do: written, requests: []string{"get cart"},
		kits: [][]fault{{{"wipe", 2}, {"start", 2}}},
		r:    []int{1, 2, 3}, w: []int{2},
	},
	{
		title: "Refused", goal: "`cart` says milk, on all three nodes. Have a read **refused**, since too few replicas answer.",
		won: "reply(2) == unavailable or reply(2) == failed", do: written, requests: []string{"get cart"},
		kits: [][]fault{{{"crash", 3}}, {{"crash", 1}, {"wipe", 2}}, {{"wipe", 2}}},
		r:    []int{2}, w: []int{2},
	},
	{
		title: "Two truths", goal: "`cart` is empty. Make a read return **two values**, eggs and milk.",
		won: "values == eggs,milk", requests: []string{"put cart milk as ann", "put cart eggs as eve", "get cart"},
		kits: [][]fault{{{"cut", 2}}, {{"crash", 1}}, {{"wipe", 1}}},
		r:    []int{1, 2}, w: []int{1, 2, 3},
	},
	{
		title: "Backwards", goal: "`cart` says milk. Make a read return something **older** than a read before it returned.",
		won: "older == yes", do: written, requests: []string{"put cart eggs", "get cart", "get cart"},
		kits: [][]fault{{{"cut", 2}}, {{"crash", 2}}, {{"wipe", 1}}},
		r:    []int{1}, w: []int{1, 2},
	},
	{
		title: "The survivor", goal: "`cart` says milk. Write **eggs**, be told **OK**, and leave no copy of eggs but on **C**, with two nodes down.",
		won: "reply(2) == ok and holders(cart, eggs) == C and up == 1", do: written, requests: []string{"put cart eggs"},
		kits: [][]fault{{{"wipe", 2}}, {{"wipe", 2}, {"crash", 2}}},
		r:    []int{2}, w: []int{1, 2, 3},
	},
}

// draft is a puzzle that is not proven yet.
type draft struct {
	kind
	faults []fault
	r, w   int
}

// draw draws a puzzle.
func draw(from *rand.Rand) draft {
	k := kinds[from.IntN(len(kinds))]
	return draft{kind: k, faults: k.kits[from.IntN(len(k.kits))], r: k.r[from.IntN(len(k.r))], w: k.w[from.IntN(len(k.w))]}
}

// cluster is the cluster's field in the file.
func (d *draft) cluster() string {
	return fmt.Sprintf("{like: three, r: %d, w: %d, read: all, repair: off, gossip: off, antientropy: off}", d.r, d.w)
}
