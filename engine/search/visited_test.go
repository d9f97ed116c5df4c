// What a state costs that has been found.

package search

import (
	"testing"

	"ringside/internal/digest"
	"ringside/internal/heap"
)

// TestStoredStateIsSmall: 10 million states must fit into 4 GiB, beside those that wait to be
// looked at.
func TestStoredStateIsSmall(t *testing.T) {
	const states = 1_000_000
	kept := heap.Growth(func() any {
		v := newVisited()
		for i := range states {
			var sum digest.Sum
			sum.Add(uint64(i))
			if _, fresh := v.add(sum, uint32(i), move{}, 1); !fresh {
				t.Fatalf("state %d is known", i)
			}
		}
		return v
	})
	bytes := float64(kept) / states
	if bytes > 200 {
		t.Errorf("%.0f bytes a stored state, want at most 200", bytes)
	}
	t.Logf("%.0f bytes a stored state", bytes)
}
