// Test: a saved copy whose reading panics is a copy that can't be read, and no more.

package room

import (
	"strings"
	"testing"

	"ringside/engine/history"
	"ringside/session"
)

func TestReadingThatPanicsIsAnError(t *testing.T) {
	h, _, err := unmarshal("format: 3", func(string, []byte) (*history.History, session.Warning, error) {
		var none []int
		return nil, session.Warning{}, []error{nil}[len(none)+1]
	})
	if h != nil || err == nil || !strings.HasPrefix(err.Error(), "reading it fails: runtime error: index out of range") {
		t.Errorf("%v, %v", h, err)
	}
}
