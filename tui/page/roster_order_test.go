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

// TestOrderOfAnswers: who has not answered can come first only while a question is open; after it the
// order is the first one, from which the others are reached as ever.
func TestOrderOfAnswers(t *testing.T) {
	open := &class.Room{Poll: &class.Poll{}}
	for room, want := range map[*class.Room][]rosterOrder{
		{}: {byHand, byAbsence, byName, byRole}, open: {byHand, byAnswer, byAbsence, byName, byRole},
		{Poll: &class.Poll{Revealed: true}}: {byHand, byAbsence, byName, byRole},
	} {
		var got []rosterOrder
		for o := byRole; len(got) < len(want); {
			o = o.next(room, 1)
			got = append(got, o)
		}
		if !slices.Equal(got, want) {
			t.Errorf("the orders are %v, want %v", got, want)
		}
		if back := byAbsence.next(room, -1); back != want[slices.Index(want, byAbsence)-1] {
			t.Errorf("back from who is not here it is %v", back)
		}
	}
	if byAnswer.meant(&class.Room{}) != byRole || byAnswer.meant(open) != byAnswer {
		t.Error("an order of answers without a question")
	}
}
