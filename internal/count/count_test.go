// A test of numbers with their things.

package count

import "testing"

func TestOf(t *testing.T) {
	for _, c := range []struct {
		n           int
		thing, want string
	}{
		{0, "node", "0 nodes"}, {1, "node", "1 node"}, {12, "node", "12 nodes"}, {999, "node", "999 nodes"},
		{1000, "node", "1,000 nodes"}, {-1234567, "node", "-1,234,567 nodes"}, {-100, "node", "-100 nodes"},
		{1, "copy", "1 copy"}, {2, "copy", "2 copies"}, {2, "key", "2 keys"},
	} {
		if got := Of(c.n, c.thing); got != c.want {
			t.Errorf("%d: %s, want %s", c.n, got, c.want)
		}
	}
	for n, want := range []string{1: "the only query", 2: "both queries", 3: "all 3 queries", 1000: "all 1,000 queries"} {
		if want != "" && All(n, "query") != want {
			t.Errorf("%d: %s, want %s", n, All(n, "query"), want)
		}
	}
}
