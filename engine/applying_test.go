// Commands that must be accepted, in tests.

package engine_test

import "ringside/engine"

// applying returns a function that applies a command to a cluster, and fails the test, which may be
// one of rapid, if it is refused.
func applying(t interface {
	Helper()
	Fatal(...any)
}, c *engine.Cluster) func(engine.Command) {
	return func(cmd engine.Command) {
		t.Helper()
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
	}
}
