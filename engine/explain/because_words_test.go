// Tests of the words of a chain of causes.

package explain

import (
	"testing"
	"time"
)

// TestTimesOfChains: from one second on a chain of causes gives times in seconds.
func TestTimesOfChains(t *testing.T) {
	for _, c := range []struct {
		d    time.Duration
		want string
	}{
		{20 * time.Microsecond, "just before"},
		{2400 * time.Microsecond, "2.4 ms before"},
		{999_900 * time.Microsecond, "999.9 ms before"},
		{999_960 * time.Microsecond, "1.0 s before"},
		{time.Second, "1.0 s before"},
		{10_999_900 * time.Microsecond, "11.0 s before"},
		{2*time.Minute + 50*time.Millisecond, "120.1 s before"},
	} {
		if got := before(c.d); got != c.want {
			t.Errorf("%v: %q, not %q", c.d, got, c.want)
		}
	}
}
