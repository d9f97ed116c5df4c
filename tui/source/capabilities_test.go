// Tests of what a command needs.

package source

import (
	"testing"

	"ringside/engine"
	"ringside/engine/script"
)

// TestNeeds: a source that can't do something is asked for no command that does it.
func TestNeeds(t *testing.T) {
	for _, v := range script.Verbs() {
		if Needs(engine.Command{Verb: v.Verb}) == None {
			t.Errorf("%s is asked of every cluster, whatever it can", v.Verb)
		}
	}
}
