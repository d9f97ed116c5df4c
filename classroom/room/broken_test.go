// A test of a room that panics while it is restored.

package room

import (
	"context"
	"errors"
	"testing"

	"ringside/engine"
)

// TestRestoringFails: a saved room that can't be restored is refused with an error, which
// Open handles, and ends nothing.
func TestRestoringFails(t *testing.T) {
	impossible := &State{saved: saved{Participants: make([]savedParticipant, 1)}} // a participant, and nothing about their copy
	_, err := New(context.Background(), Config{Name: "monday", Cluster: engine.Default(), State: impossible})
	var broken *restoreError
	if !errors.As(err, &broken) {
		t.Errorf("the error is %v", err)
	}
}
