// Tests of the order of names in a class.

package page

import (
	"math/rand/v2"
	"slices"
	"testing"

	"ringside/tui/class"
)

// TestNamesInNaturalOrder: people are listed as a person would list them, whatever order they
// came in.
func TestNamesInNaturalOrder(t *testing.T) {
	want := []string{"", "7", "Ann", "ann", "bob", "s", "s1", "S2", "s2", "s02", "s9", "s10", "s10a", "s10b2", "s10b11", "s100", "s99999999999999999999999", "zoë"}
	slices.SortStableFunc(want[8:10], func(a, b string) int { return byNames(class.Person{Name: a}, class.Person{Name: b}) })
	for seed := range uint64(50) {
		people := make([]class.Person, len(want))
		for i, name := range want {
			people[i].Name = name
		}
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
		var got []string
		for _, who := range byName.sort(&class.Room{}, people) {
			got = append(got, who.Name)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("in the order\n%q, want\n%q", got, want)
		}
	}
}
