// Tests of pages that lie over each other.

package tui

import (
	"strings"
	"testing"

	"ringside/engine"
)

// TestPagesLieOverEachOther: what was opened last is seen, and esc goes back to what is
// below it, as it was left.
func TestPagesLieOverEachOther(t *testing.T) {
	r := open(t, engine.Default(), Options{}, 120, 36)
	r.press("w", "enter", "enter")
	r.settle()
	r.press("L", "down", "down")
	lanes := r.screen()
	if !strings.Contains(lanes, "Lanes #1") {
		t.Fatalf("the lanes are not open:\n%s", lanes)
	}
	r.press("?", "C", "F", "enter", "esc") // the help has its own keys alone
	if got := r.screen(); got != lanes {
		t.Errorf("the lanes are not as they were left:\n%s", got)
	}
	r.press("F")
	if got := r.screen(); !strings.Contains(got, "Faults") || strings.Contains(got, "Lanes #1") {
		t.Errorf("the faults are not seen:\n%s", got)
	}
	if r.press("esc"); r.screen() != lanes {
		t.Errorf("the lanes are not as they were left:\n%s", r.screen())
	}
	r.press("enter", "up", "down", "down", "esc") // the causes of the row, and of others
	if got := r.screen(); got != lanes {
		t.Errorf("the lanes are not as they were left:\n%s", got)
	}
	r.press("F", "L", "esc") // the lanes are open once: they come up from below
	if got := r.screen(); !strings.Contains(got, "Faults") {
		t.Errorf("the faults are not below the lanes:\n%s", got)
	}
	if r.press("esc"); r.m.book.Top() != nil || !r.m.Log.Follow {
		t.Errorf("something is open, or the log does not follow again:\n%s", r.screen())
	}
}
