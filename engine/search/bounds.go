// The bounds of a search in words: a "no" is worth what it says about them.

package search

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/internal/count"
)

// MostFaults is how many faults of a kind a search may allow.
const MostFaults = 100

// Fault is a kind of fault, and how many of it may happen.
type Fault struct {
	Name string // of its flag, and in a line: drops, power-failures
	Help string
	N    *int
}

// words returns the kind as it stands in a sentence.
func (f *Fault) words() string { return strings.ReplaceAll(f.Name, "-", " ") }

// Faults lists the kinds of faults that b bounds, in the order of the help.
func (b *Bounds) Faults() []Fault {
	return []Fault{
		{"drops", "messages that may be lost", &b.Drops},
		{"duplicates", "messages that may arrive twice", &b.Duplicates},
		{"crashes", "crashes of nodes", &b.Crashes},
		{"hangs", "nodes that may hang", &b.Hangs},
		{"starts", "crashed nodes that may start again, or hung ones that may resume", &b.Starts},
		{"wipes", "disks that may be lost, with the node's process", &b.Wipes},
		{"power-failures", "racks that may lose power", &b.PowerFailures},
		{"cuts", "links between two nodes that may be cut", &b.Cuts},
		{"mends", "links that may be mended", &b.Mends},
		{"skews", "clocks that may go wrong, by an hour either way", &b.Skews},
		{"timeouts", "coordinators that may give up waiting, or clients of those that hang", &b.Timeouts},
	}
}

// Check returns an error if a bound is out of range.
func (b *Bounds) Check() error {
	for _, f := range b.Faults() {
		if *f.N < 0 || *f.N > MostFaults {
			return fmt.Errorf("--%s %d: not allowed (allowed: 0 to %d)", f.Name, *f.N, MostFaults)
		}
	}
	switch {
	case b.Depth < 0:
		return fmt.Errorf("--depth %d: not allowed (allowed: 0, which is no limit, or a number of steps)", b.Depth)
	case b.States < 1 || b.States > MostStates:
		return fmt.Errorf("--states %d: not allowed (allowed: 1 to %s)", b.States, engine.Count(MostStates))
	}
	return nil
}

// faulty reports whether anything may go wrong.
func (b *Bounds) faulty() bool {
	return slices.ContainsFunc(b.Faults(), func(f Fault) bool { return *f.N > 0 })
}

// String says what may go wrong: "at most 1 drop and 2 crashes".
func (b *Bounds) String() string {
	var some []string
	for _, f := range b.Faults() {
		switch n := *f.N; n {
		case 0:
		case 1:
			some = append(some, "1 "+one(f.words()))
		default:
			some = append(some, fmt.Sprintf("%d %s", n, f.words()))
		}
	}
	said := "no message is lost, no node fails and nobody gives up waiting"
	if len(some) > 0 {
		said = "at most " + and(some) + ", and nothing else goes wrong"
	}
	if b.Depth > 0 {
		said += "; at most " + count.Of(b.Depth, "step")
	}
	return said
}

// one returns the singular of a kind of fault.
func one(name string) string {
	if stem, ok := strings.CutSuffix(name, "shes"); ok {
		return stem + "sh"
	}
	return strings.TrimSuffix(name, "s")
}

func and(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return words[0]
}
