// What tests of an explorer have in common besides it: two histories compared, and a writer that
// tells of its first write.

package desktest

import (
	"bytes"
	"testing"

	"ringside/engine/history"
)

// Same fails the test unless two histories stand at one place with one trace.
func Same(t testing.TB, a, b *history.History) {
	t.Helper()
	if a.Position() != b.Position() || a.End() != b.End() {
		t.Errorf("it stands at %v of %v, and stood at %v of %v", a.Position(), a.End(), b.Position(), b.End())
	}
	for step := 1; step <= min(a.Trace().Len(), b.Trace().Len()); step++ {
		x, y := a.Trace().AppendJSON(nil, step, a.NodeName), b.Trace().AppendJSON(nil, step, b.NodeName)
		if !bytes.Equal(x, y) {
			t.Fatalf("step %d is\n%s\nand was\n%s", step, x, y)
		}
	}
}

// TellOnce is a writer that closes the channel at the first write.
type TellOnce struct{ First chan struct{} }

// Write takes all.
func (w TellOnce) Write(p []byte) (int, error) {
	select {
	case <-w.First:
	default:
		close(w.First)
	}
	return len(p), nil
}
