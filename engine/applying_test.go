// Commands that must be accepted, in tests.

package engine_test

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/script"
)

// scripted returns a new cluster in which a script has been carried out.
func scripted(t *testing.T, cfg engine.Config, lines string) *engine.Cluster {
	t.Helper()
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := script.NewRunner(c).RunFile(strings.NewReader(lines), nil); err != nil {
		t.Fatalf("%s: %v", lines, err)
	}
	return c
}

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
