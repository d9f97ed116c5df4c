// What puzzles are about: goals, and what may be done for them.

package puzzle

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// kind is a goal, and what a puzzle with that goal may be like. In its texts {A}, {B} and {C} stand for
// three nodes in any order, and {old} and {new} for values.
type kind struct {
	title, goal string
	won         string // an expression
	do          string // what happens before the reader begins
	requests    []string
	kits        [][]fault // which faults may be made; one of them is drawn
	r, w        []int     // which levels may be drawn
	settings    []setting // one of them is drawn; none: the usual ones
}

// fault is a verb that may be used, so often at most.
type fault struct {
	verb string
	most int
}

// setting is what is unusual about a cluster, as a field of its file and as the reader is told.
type setting struct{ field, told string }

const written = "put cart {old}\nuntil quiet\n"

// Never written to.
var (
	lastWins   = setting{"conflict: lww", "The last write wins."}
	fromMemory = setting{"sync: periodic", "Nodes ack from memory: what they know is on their disks 10 s later at most."}
)

// values are what is written, two for a puzzle. Never written to.
var values = [][2]string{{"milk", "eggs"}, {"rye", "oat"}, {"tea", "mint"}, {"red", "blue"}, {"north", "east"}}

// kinds is never written to.
var kinds = []kind{
	{
		title: "Gone for good", goal: "`cart` is empty. Have a write told **OK** and then lose it, so that no disk, no memory and no message has it.",
		won: "lost > 0", requests: []string{"put cart {new}"},
		kits: [][]fault{{{"crash", 2}, {"wipe", 2}}, {{"cut", 2}, {"wipe", 2}}, {{"wipe", 3}}},
		r:    []int{2}, w: []int{1, 2},
	},
	{
		title: "Gone without a disk", goal: "`cart` is empty. Have a write told **OK** and then lose it. No disk may fail.",
		won: "lost > 0", requests: []string{"put cart {new}"}, settings: []setting{fromMemory},
		kits: [][]fault{{{"crash", 3}}, {{"crash", 3}, {"cut", 2}}},
		r:    []int{2}, w: []int{1, 2, 3},
	},
	{
		title: "Nothing to see", goal: "`cart` says {old}, on all three nodes. Make a read return **nothing**.",
		won: "reply(2) == notfound", do: written, requests: []string{"get cart"},
		kits: [][]fault{{{"wipe", 2}, {"start", 2}}, {{"wipe", 3}, {"start", 3}}},
		r:    []int{1, 2}, w: []int{2},
	},
	{
		title: "One keeps it alone", goal: "`cart` says {old}, on all three nodes. Have **{C} alone** keep it, with all three nodes up.",
		won: "holders(cart) == {C} and up == 3", do: written,
		kits: [][]fault{{{"wipe", 2}, {"start", 2}}, {{"wipe", 3}, {"start", 3}, {"cut", 1}}},
		r:    []int{2}, w: []int{2},
	},
	{
		title: "Nobody keeps it", goal: "`cart` says {old}, on all three nodes. Leave **no copy** anywhere, with all three nodes up.",
		won: "holders(cart) == none and up == 3", do: written,
		kits: [][]fault{{{"wipe", 3}, {"start", 3}}},
		r:    []int{2}, w: []int{2},
	},
	{
		title: "Nobody keeps it, and one is away", goal: "`cart` says {old}, on all three nodes. Leave **no copy** anywhere, with **{C} alone** down.",
		won: "holders(cart) == none and state({C}) == crashed and up == 2", do: written,
		kits: [][]fault{{{"wipe", 3}, {"start", 3}}},
		r:    []int{2}, w: []int{2},
	},
	{
		title: "Refused", goal: "`cart` says {old}, on all three nodes. Have a read **refused**, since too few replicas answer.",
		won: "reply(2) == unavailable or reply(2) == failed", do: written, requests: []string{"get cart"},
		kits: [][]fault{{{"crash", 3}}, {{"crash", 1}, {"wipe", 2}}, {{"wipe", 3}}},
		r:    []int{1, 2, 3}, w: []int{2},
	},
	{
		title: "Read only", goal: "`cart` says {old}, on all three nodes. Have a write **refused**, and then a read that returns **{old}**.",
		won: "verb(2) == put and (reply(2) == unavailable or reply(2) == failed) and value(3) == {old}", do: written, requests: []string{"put cart {new}", "get cart"},
		kits: [][]fault{{{"crash", 2}}, {{"wipe", 2}}},
		r:    []int{1, 2}, w: []int{3},
	},
	{
		title: "Two truths", goal: "`cart` is empty. Make a read return **two values**, {new} and {old}.",
		won: "values == {new},{old}", requests: []string{"put cart {old} as ann", "put cart {new} as eve", "get cart"},
		kits: [][]fault{{{"cut", 2}}, {{"crash", 1}}, {{"wipe", 1}}},
		r:    []int{1, 2}, w: []int{1, 2, 3},
	},
	{
		title: "Not the latest", goal: "`cart` says {old}. Write **{new}**, be told **OK**, and have a read that begins afterwards **miss** it.",
		won: "written(2) == {new} and reply(2) == ok and stale(3) == yes", do: written, requests: []string{"put cart {new}", "get cart"},
		kits: [][]fault{{{"cut", 2}}, {{"hang", 1}}, {{"wipe", 2}, {"start", 2}}, {{"crash", 1}, {"start", 1}}},
		r:    []int{1, 2}, w: []int{1},
	},
	{
		title: "Backwards", goal: "`cart` says {old}. Make a read return something **older** than a read before it returned.",
		won: "older == yes", do: written, requests: []string{"put cart {new}", "get cart", "get cart"},
		kits: [][]fault{{{"cut", 2}}, {{"crash", 2}}, {{"wipe", 1}}, {{"hang", 1}}},
		r:    []int{1}, w: []int{1, 2, 3},
	},
	{
		title: "The survivor", goal: "`cart` says {old}. Write **{new}**, be told **OK**, and leave no copy of {new} but on **{C}**, with two nodes down.",
		won: "reply(2) == ok and holders(cart, {new}) == {C} and up == 1", do: written, requests: []string{"put cart {new}"},
		kits: [][]fault{{{"wipe", 2}}, {{"wipe", 2}, {"crash", 2}}},
		r:    []int{2}, w: []int{1, 2, 3},
	},
	{
		title: "A no that is a yes", goal: "`cart` says {old}. Have a write of **{new}** told **timeout**, and a read return **{new}**.",
		won: "reply(2) == timeout and value(3) == {new}", do: written, requests: []string{"put cart {new}", "get cart"},
		kits: [][]fault{{{"cut", 2}}, {{"cut", 1}, {"hang", 2}}, {{"hang", 2}}},
		r:    []int{1, 2}, w: []int{3},
	},
	{
		title: "All have it, and nobody says so", goal: "`cart` says {old}. Have a write of **{new}** told **timeout** or **failed** though **all three** nodes keep it.",
		won: "(reply(2) == timeout or reply(2) == failed) and holders(cart, {new}) == A,B,C", do: written, requests: []string{"put cart {new}"},
		kits: [][]fault{{{"cut", 2}}, {{"cut", 1}, {"crash", 1}, {"start", 1}}},
		r:    []int{2}, w: []int{3},
	},
	{
		title: "Deleted, and there", goal: "`cart` says {old}. **Delete** it, be told **OK**, and have a read that begins afterwards return **{old}** all the same.",
		won: "verb(2) == delete and reply(2) == ok and value(3) == {old} and stale(3) == yes", do: written, requests: []string{"delete cart", "get cart"},
		kits: [][]fault{{{"cut", 2}}, {{"wipe", 2}, {"start", 2}}},
		r:    []int{1, 2}, w: []int{1},
	},
	{
		title: "One of two", goal: "`cart` is empty. Have two writes told **OK**, neither of which saw the other, and one of them **discarded**.",
		won: "shadowed > 0", requests: []string{"put cart {old} as ann", "put cart {new} as eve"}, settings: []setting{lastWins},
		kits: [][]fault{{{"cut", 1}}, {{"crash", 1}}},
		r:    []int{2}, w: []int{1, 2, 3},
	},
}

// draft is a puzzle that is not proven yet.
type draft struct {
	kind
	faults []fault
	r, w   int
	setting
}

// draw draws a puzzle.
func draw(from *rand.Rand) draft {
	k := kinds[from.IntN(len(kinds))]
	d := draft{kind: k, faults: k.kits[from.IntN(len(k.kits))], r: k.r[from.IntN(len(k.r))], w: k.w[from.IntN(len(k.w))]}
	if n := len(k.settings); n > 0 {
		d.setting = k.settings[from.IntN(n)]
	}
	nodes, value := []string{"A", "B", "C"}, values[from.IntN(len(values))]
	from.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
	fill := strings.NewReplacer("{A}", nodes[0], "{B}", nodes[1], "{C}", nodes[2], "{old}", value[0], "{new}", value[1])
	d.goal, d.won, d.do = fill.Replace(d.goal), fill.Replace(d.won), fill.Replace(d.do)
	d.requests = nil
	for _, r := range k.requests {
		d.requests = append(d.requests, fill.Replace(r))
	}
	return d
}

// cluster is the cluster's field in the file.
func (d *draft) cluster() string {
	fields := fmt.Sprintf("like: three, r: %d, w: %d, read: all, repair: off, gossip: off, antientropy: off", d.r, d.w)
	if d.field != "" {
		fields += ", " + d.field
	}
	return "{" + fields + "}"
}
