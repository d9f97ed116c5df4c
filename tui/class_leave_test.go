// Tests of how one leaves a class, and what one is told of it.

package tui

import (
	"strings"
	"testing"
)

// TestQuittingEndsTheClass: the instructor who quits is told what that does to the
// others.
func TestQuittingEndsTheClass(t *testing.T) {
	for n, want := range map[int]string{
		0: "q again ends the class; nobody else is here", 1: "q again ends the class for 1 other person", 23: "q again ends the class for 23 people",
	} {
		r := sit(t, &chair{}, Options{Ends: func() int { return n }}, 120, 36)
		r.press("q")
		if r.quit || !strings.Contains(r.screen(), want) {
			t.Errorf("no %q:\n%s", want, r.screen())
		}
		if r.press("q"); !r.quit {
			t.Error("it does not quit")
		}
		r = sit(t, &chair{}, Options{Ends: func() int { return n }}, 120, 36)
		if r.press("ctrl+c"); r.quit || !strings.Contains(r.screen(), "ctrl+c"+strings.TrimPrefix(want, "q")) {
			t.Errorf("ctrl+c with %d others quits: %v\n%s", n, r.quit, r.screen())
		}
		if r.press("ctrl+c"); !r.quit {
			t.Error("ctrl+c again does not quit")
		}
	}
}

// TestInterruptInAClass: Ctrl+C asks before it leaves the class, as q does, wherever the
// participant looks; another key in between means that nothing was asked.
func TestInterruptInAClass(t *testing.T) {
	for there, times := range map[string]int{"": 2, ":": 3, "?": 2, "@": 2, "enter": 2} {
		r := sit(t, &chair{}, Options{}, 120, 36)
		if there != "" {
			r.press(there)
		}
		for n := range times {
			if r.quit {
				t.Errorf("after %q the ctrl+c number %d leaves", there, n)
			}
			r.press("ctrl+c")
		}
		if !r.quit {
			t.Errorf("after %q ctrl+c does not leave", there)
		}
	}
	r := sit(t, &chair{}, Options{}, 120, 36)
	r.press("ctrl+c")
	r.says("ctrl+c again leaves the class; your place is kept")
	if r.press("tab", "ctrl+c"); r.quit {
		t.Error("another key in between, and ctrl+c leaves")
	}
	if r.press("q"); !r.quit {
		t.Error("q after ctrl+c does not leave")
	}
}
