// Tests that to ask for memory does no harm.

package prefetch_test

import (
	"testing"

	"ringside/internal/prefetch"
)

// TestNothingChanges asks for what is there and for what is not.
func TestNothingChanges(t *testing.T) {
	items := [][200]byte{{1}, {2}, {3}}
	for i := -1; i <= len(items); i++ {
		prefetch.Item(items, i)
	}
	prefetch.Item([]int(nil), 0)
	prefetch.Line[int](nil)
	prefetch.All[[200]byte](nil)
	for i := range items {
		prefetch.Line(&items[i])
		prefetch.All(&items[i])
		if items[i] != [200]byte{byte(i + 1)} {
			t.Fatalf("item %d is %v now", i, items[i])
		}
	}
}
