// Tests of the start: what a screen shows before anything is typed.

package tui

import (
	"fmt"
	"strings"
	"testing"

	"ringside/engine/ring"
	"ringside/tui/workspace"
)

// TestStartInvites: an empty explorer walks to an example, as the engine does, and says what
// to press first and where lessons, keys and commands are.
func TestStartInvites(t *testing.T) {
	for _, name := range []string{"lecture-ring-1", "default", "two-dcs"} {
		for _, size := range [][2]int{{160, 48}, {120, 36}, {100, 30}, {80, 24}} {
			t.Run(fmt.Sprintf("%s at %d×%d", name, size[0], size[1]), func(t *testing.T) {
				r := open(t, preset(t, name), Options{}, size[0], size[1])
				r.reads("press k and type a key, such as "+workspace.ExampleKey, "C lessons and challenges", "? all keys", ": commands")
				r.checkRing(t, workspace.ExampleKey)
			})
		}
	}
	for _, size := range [][2]int{{60, 20}, {40, 12}} {
		r := open(t, preset(t, "default"), Options{}, size[0], size[1])
		r.reads("k key", "C lessons", ": command", "? help")
		r.checkExample(true)
	}
}

// TestExampleGoes: the example is gone as soon as something else is there to be seen.
func TestExampleGoes(t *testing.T) {
	for _, keys := range []string{"k a enter", "c", "Q", "x"} {
		r := open(t, preset(t, "default"), Options{}, 120, 36)
		r.checkExample(true)
		r.press(strings.Fields(keys)...)
		r.checkExample(false)
	}
	r := open(t, preset(t, "lecture-ring-1"), Options{Learn: loaded(t, "token-ring")}, 120, 36)
	r.checkExample(false)
}

// reads fails the test unless the screen has all these words.
func (r *rig) reads(words ...string) {
	r.t.Helper()
	screen := r.screen()
	for _, w := range words {
		if !strings.Contains(screen, w) {
			r.t.Errorf("the screen does not say %q:\n%s", w, screen)
		}
	}
}

// checkExample fails the test unless the ring shows the example's key, or does not.
func (r *rig) checkExample(want bool) {
	r.t.Helper()
	if shows := strings.Contains(r.screen(), workspace.ExampleKey); shows != want {
		r.t.Errorf("the example is shown: %v, want %v\n%s", shows, want, r.screen())
	}
	if w := r.m.Example(); w.Token != ring.Hash(workspace.ExampleKey) || len(w.Hops) == 0 {
		r.t.Errorf("the example walks from %d over %d hops", w.Token, len(w.Hops))
	}
}
