// Tests of merges that are shared: they are what the policy makes, and made once.

package version_test

import (
	"testing"

	"pgregory.net/rapid"

	"ringside/engine/id"
	"ringside/engine/version"
)

// TestMergesAreThePolicys merges what a few coordinators write, again and again, and holds
// each merge against the policy's. The policy changes now and then.
func TestMergesAreThePolicys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m version.Merges
		sets := []*version.Set{nil}
		counters := make([]uint32, 3)
		one := func(name string) *version.Set { return sets[rapid.IntRange(0, len(sets)-1).Draw(t, name)] }
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "write") {
				actor := rapid.IntRange(0, 2).Draw(t, "actor")
				counters[actor]++
				sets = append(sets, version.Write(one("seen").Seen(), version.Sibling{
					Dot:   version.Dot{Actor: version.Actor{Node: id.Node(actor)}, Counter: counters[actor]},
					Value: "v", Stamp: rapid.Int64Range(1, 3).Draw(t, "stamp"),
				}))
				continue
			}
			p := version.Policy(rapid.IntRange(0, 1).Draw(t, "policy"))
			a, b := one("a"), one("b")
			got, want := m.By(p).Merge(a, b), p.Merge(a, b)
			if !version.Equal(got, want) {
				t.Fatalf("merged %v and %v into %v, want %v", a, b, got, want)
			}
			if again := m.By(p).Merge(a, b); again != got && a != nil && b != nil && a != b && len(b.Siblings) > 0 {
				t.Fatal("the same merge was made twice")
			}
			sets = append(sets, got)
		}
	})
}
