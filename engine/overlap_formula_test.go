// This file holds what is said of R+W and N against the lecture's formula.

package engine_test

import (
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
)

// TestSettingsMeet tries all small numbers, also those of a read and a write between
// which N was changed: then the larger N counts.
func TestSettingsMeet(t *testing.T) {
	for n := 1; n <= 5; n++ {
		for m := 1; m <= 5; m++ {
			for r := 1; r <= n; r++ {
				for w := 1; w <= m; w++ {
					read := engine.Settings{Placement: ring.Simple(n), R: r, W: 9}
					write := engine.Settings{Placement: ring.Simple(m), R: 9, W: w}
					if got := read.Meets(&write); got != (r+w > max(n, m)) {
						t.Errorf("R=%d of %d and W=%d of %d: %v", r, n, w, m, got)
					}
				}
			}
		}
	}
}
