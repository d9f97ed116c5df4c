// This file saves and opens a session that is long enough to have keyframes.

package session_test

import (
	"testing"

	"ringside/session"
)

// TestLongSessionOpens: a session of some ten thousand events with branches from all over it
// opens as it was, whichever keyframes its branches begin from.
func TestLongSessionOpens(t *testing.T) {
	h := busy(t)
	h.KeepEvery(500)
	end := h.End().Step
	for _, part := range []int{9, 2, 7, 4} {
		if err := h.Switch(1 + part%3); err != nil {
			t.Fatal(err)
		}
		h.Seek(end * part / 10)
		playOn(t, h, "put other thing as carol", "run 10ms")
	}
	for _, on := range []int{1, 3, 5} {
		if err := h.Switch(on); err != nil {
			t.Fatal(err)
		}
		h.Seek(h.End().Step * on / 6)
	}
	text, err := session.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	opened, warning, err := session.Unmarshal("s.yaml", text)
	if err != nil || warning.Text != "" {
		t.Fatal(err, warning.Text)
	}
	same(t, h, opened)
}
