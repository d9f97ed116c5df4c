// The test of what a title may hold.

package paint

import "testing"

func TestTitleHidesNothing(t *testing.T) {
	if got, want := plain("a\u3164\u2800\x1b\x9b\u202eü 🙂"), "aü 🙂"; got != want {
		t.Errorf("plain gives %+q, want %+q", got, want)
	}
}
