// Tests of what the explorer knows of its panes.

package panel

import (
	"slices"
	"testing"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// quiet is an explorer that has nothing to say.
type quiet struct{ Host }

func (quiet) Say(string)                      {}
func (quiet) KeyName(a keymaps.Action) string { return string(a) }
func (quiet) Covers(...presets.Part) bool     { return false }
func (quiet) Playing() bool                   { return false }
func (quiet) Teaching() *pane.Teaching        { return nil }
func (quiet) Off(keymaps.Action) string       { return "not now" }

// TestPanels: every pane has keys of its own, and covers what can be asked about.
func TestPanels(t *testing.T) {
	scopes := make(map[keymaps.Scope]bool)
	for p, panel := range New() {
		about := panel.About()
		if about.Scope == "" || scopes[about.Scope] {
			t.Errorf("%v has no keys of its own: %q", layout.Pane(p), about.Scope)
		}
		scopes[about.Scope] = true
		for _, name := range append(slices.Clone(about.Opens), about.Covers) {
			if name != "" && !slices.Contains(presets.AllCovers(), name) {
				t.Errorf("%v covers %q, which nobody can ask about", layout.Pane(p), name)
			}
		}
	}
}

// TestEveryPartIsShown: whatever a step of a lesson can show is shown by one pane.
func TestEveryPartIsShown(t *testing.T) {
	shown := make(map[presets.Part]int)
	for _, panel := range New() {
		for _, part := range panel.About().Shows {
			shown[part]++
		}
	}
	for _, part := range presets.Panes() {
		if _, ok := Showing(part); !ok || shown[part] != 1 {
			t.Errorf("%s is shown by %d panes", part, shown[part])
		}
	}
	if p, ok := Showing(""); ok || len(shown) != len(presets.Panes()) {
		t.Errorf("a step without a pane shows %v, and %d parts are shown", p, len(shown))
	}
}

// TestMoves: whatever is done in a pane of a cluster in which nothing has happened, what is
// chosen is there, and nothing is scrolled out of reach.
func TestMoves(t *testing.T) {
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	th := theme.New(theme.Options{Dark: true})
	for _, size := range [][2]int{{0, 0}, {30, 6}, {80, 24}, {160, 48}} {
		w := &workspace.Workspace{Stage: &workspace.Stage{Theme: th, Screen: layout.Arrange(size[0], size[1], layout.State{})}, View: c.View(engine.Watch{})}
		d := Desk{w, quiet{}}
		for p, panel := range New() {
			for s := workspace.LineUp; s <= workspace.ToEnd; s++ {
				for range 3 {
					panel.Move(d, s)
				}
				if int(w.Node) < 0 || int(w.Node) >= len(w.View.Nodes) || w.Scrolls[p] < 0 || w.Scrolls[p] > 1000 {
					t.Errorf("%v in %v after %v: node %d, scrolled by %d", layout.Pane(p), size, s, w.Node, w.Scrolls[p])
				}
			}
			if _, why := panel.Message(d); why == "" {
				t.Errorf("%v has a message, and none was sent", layout.Pane(p))
			}
			if len(panel.Hints(d)) == 0 && layout.Pane(p) != layout.Lesson {
				t.Errorf("%v has no keys that matter", layout.Pane(p))
			}
		}
	}
}
