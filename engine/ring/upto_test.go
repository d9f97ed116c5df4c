// A test of how many copies are said to be allowed.

package ring

import (
	"strings"
	"testing"
)

// TestAllowedCopiesOfOneNode: of a ring of one node, and of a data centre with one, the error counts in the singular.
func TestAllowedCopiesOfOneNode(t *testing.T) {
	r, err := New([]Node{{Name: "a", DC: "dc1", Rack: "r1", Tokens: []Mark{{Token: 1}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		p    Placement
		want string
	}{
		{Simple(3), "3 copies: the ring has 1 node (allowed: 1 copy)"},
		{PerDC(Copies{DC: "dc1", N: 2}), "data centre dc1 has 1 node (allowed: 1 copy there)"},
	} {
		if err := test.p.Validate(r); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v\nwant %s", err, test.want)
		}
	}
}
