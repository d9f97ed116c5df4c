// What a state costs that has been found.

package search

import (
	"runtime"
	"testing"

	"ringside/internal/digest"
)

// TestStoredStateIsSmall: 10 million states must fit into 4 GiB, beside those that wait to be
// looked at.
func TestStoredStateIsSmall(t *testing.T) {
	const states = 1_000_000
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	v := newVisited()
	for i := range states {
		var sum digest.Sum
		sum.Add(uint64(i))
		if _, fresh := v.add(sum, uint32(i), move{}); !fresh {
			t.Fatalf("state %d is known", i)
		}
	}
	bytes := float64(heap()-before) / states
	runtime.KeepAlive(v)
	if bytes > 200 {
		t.Errorf("%.0f bytes a stored state, want at most 200", bytes)
	}
	t.Logf("%.0f bytes a stored state", bytes)
}
