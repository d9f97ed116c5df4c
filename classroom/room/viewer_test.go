// A test that a viewer holds nothing that could change the shared cluster.

package room

import (
	"reflect"
	"slices"
	"testing"

	"ringside/tui/class"
	"ringside/tui/source"
)

// TestNoPath: nothing that a viewer holds has a method that changes the shared cluster.
// The lists are complete; a new method has to be added here.
func TestNoPath(t *testing.T) {
	for _, hand := range []struct {
		what any
		has  []string
	}{
		{class.Snapshot{}, nil},
		{&Past{}, []string{"Afford", "Ahead", "Back", "Branch", "Branches", "Depart", "Forward", "Motion", "Now", "Redo", "Switch", "Undo", "View"}},
		{&Member{}, []string{"Afford", "Ask", "Gone", "Keep", "Learns", "Lease", "Leave", "Mine", "Name", "News", "Offer", "Own", "ProgressStore", "Room", "Snapshot", "Why"}},
	} {
		typ := reflect.TypeOf(hand.what)
		var has []string
		for i := range typ.NumMethod() {
			has = append(has, typ.Method(i).Name)
		}
		if !slices.Equal(has, hand.has) {
			t.Errorf("%v has %v, want %v", typ, has, hand.has)
		}
		if _, drives := hand.what.(source.Cluster); drives {
			t.Errorf("%v can be driven", typ)
		}
	}
	var fields []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[class.Snapshot]()) {
		fields = append(fields, f.Name)
	}
	if want := []string{"Room", "Mine", "Lease", "Notes", "Commands", "View", "Motion", "Now"}; !slices.Equal(fields, want) {
		t.Errorf("a snapshot has %v, want %v", fields, want)
	}
	for _, s := range roomCommands() {
		if s.instructor {
			continue
		}
		if !slices.Contains([]string{"raise", "lower", "answer", "fork", "past", "login", "offer"}, s.verb) {
			t.Errorf("everybody can say %s", s.verb)
		}
	}
}
