// A test of numbers with their things.

package count

import "testing"

func TestOf(t *testing.T) {
	for n, want := range map[int]string{0: "0 nodes", 1: "1 node", 12: "12 nodes"} {
		if got := Of(n, "node"); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
