// When the answers to an operation are counted.

package script

import "testing"

// TestAcksStay: the answers that had come stay counted when the coordinator goes.
func TestAcksStay(t *testing.T) {
	for _, tt := range []struct{ lines, holds string }{
		{"put a x via n1\nuntil acks == 1\ncrash n1", "acks == 1 and reply == coordinatorlost"},
		{"set w 3\nput a x via n1\nuntil acks == 2\ncrash n1", "acks == 2 and reply == coordinatorlost"},
		{"put a x via n1\ncrash n1", "acks == 0 and reply == coordinatorlost"},
	} {
		c := newCluster(t)
		play(t, c, "set latency fixed\n"+tt.lines+"\n")
		if !holdsIn(t, c, tt.holds) {
			t.Errorf("after\n%s\n%s does not hold", tt.lines, tt.holds)
		}
	}
}
