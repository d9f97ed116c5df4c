// Tests of opening pages and closing them.

package page

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// quiet is an explorer that notes what it is told. What a test does not need it lacks.
type quiet struct {
	Host
	said    []string
	covered []presets.Part
}

func (q *quiet) Say(text string)                    { q.said = append(q.said, text) }
func (q *quiet) Fail(text string)                   { q.said = append(q.said, "! "+text) }
func (q *quiet) Refuse(text string)                 { q.said = append(q.said, "! "+text) }
func (q *quiet) OrTwin(why string) string           { return why }
func (q *quiet) KeyName(a keymaps.Action) string    { return string(a) }
func (q *quiet) Bindings() Bindings                 { return Bindings{Keymap: "test"} }
func (q *quiet) Class() *class.Snapshot             { return nil }
func (q *quiet) ProgressStore() class.ProgressStore { return nil }
func (q *quiet) Learns(string) bool                 { return false }
func (q *quiet) Covers(some ...presets.Part) bool {
	return slices.ContainsFunc(some, func(p presets.Part) bool { return slices.Contains(q.covered, p) })
}

// opened returns a book on a cluster in which nothing has happened.
func opened(t *testing.T) (*Book, *quiet, *workspace.Workspace) {
	t.Helper()
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	th := theme.New(theme.Options{Dark: true})
	w := &workspace.Workspace{Stage: &workspace.Stage{Theme: th, Screen: layout.Arrange(120, 36, layout.State{Page: layout.Over})}, View: c.View(engine.Watch{})}
	q := &quiet{}
	return NewBook(Desk{w, q}), q, w
}

// names are the pages that are open, the one that is seen last.
func names(w *workspace.Workspace) (all []workspace.PageKind) {
	for p := w.Pages; p.Top() != nil; p.Pop() {
		all = append([]workspace.PageKind{p.Top().Kind}, all...)
	}
	return all
}

// TestBook: pages lie over each other, one that is asked for again comes up from below,
// and its key shuts the one that is seen.
func TestBook(t *testing.T) {
	b, _, w := opened(t)
	if b.Top() != nil || b.Name() != "" || b.Placed() != layout.NoPage || b.Move(workspace.LineDown) {
		t.Error("a page is seen, and none was opened")
	}
	for _, step := range []struct {
		do   func(kind workspace.PageKind) tea.Cmd
		kind workspace.PageKind
		want []workspace.PageKind
	}{
		{b.Show, Help, []workspace.PageKind{Help}},
		{b.Show, Faults, []workspace.PageKind{Help, Faults}},
		{b.Show, Help, []workspace.PageKind{Faults, Help}},
		{b.Turn, Faults, []workspace.PageKind{Help, Faults}},
		{b.Turn, Faults, []workspace.PageKind{Help}},
		{b.Turn, Help, nil},
	} {
		if step.do(step.kind); !slices.Equal(names(w), step.want) {
			t.Fatalf("after %s: %v are open, want %v", step.kind, names(w), step.want)
		}
	}
	if !b.Private(Help) || b.Private(Faults) || b.Public(Help) {
		t.Error("the help is for one's own, and the faults are not")
	}
}

// TestBookRefuses: a page that has nothing to show says so, and what lay below is seen.
func TestBookRefuses(t *testing.T) {
	b, q, w := opened(t)
	b.Show(Faults)
	if b.Show(Lanes); !slices.Equal(names(w), []workspace.PageKind{Faults}) || len(q.said) != 1 {
		t.Errorf("%v are open, and it says %q", names(w), q.said)
	}
}

// TestBookCovered: a covered page can be opened, shows its cover, has the keys of any
// page, and none of its own.
func TestBookCovered(t *testing.T) {
	b, q, w := opened(t)
	q.covered = presets.AllCovers()
	b.Show(Faults)
	if b.Show(Causes); !slices.Equal(names(w), []workspace.PageKind{Faults, Causes}) || len(q.said) > 0 {
		t.Fatalf("%v are open, and it says %q: whether there is an event shows", names(w), q.said)
	}
	drawn, _ := b.Drawn(func() string { return "covered until you answer" })
	if _, ok := drawn.(*pane.Cover); !ok || b.Name() != "Covered" || !b.Covered() {
		t.Errorf("drawn is %T, called %s", drawn, b.Name())
	}
	if _, ok := b.Act(keymaps.Detail); ok {
		t.Error("a covered page has a meaning for a key")
	}
	if hints := b.Hints(); len(hints) != 1 || hints[0].Action != keymaps.Escape {
		t.Errorf("the keys of a covered page are %v", hints)
	}
	if b.Keep(); !b.Covered() {
		t.Error("a covered page is closed, because it has nothing to show")
	}
	q.covered = nil
	if b.Keep(); slices.Contains(names(w), Causes) {
		t.Error("a page that has nothing to show stays open")
	}
	if drawn, _ := b.Drawn(nil); drawn != pane.Pane(b.Top().Page) {
		t.Errorf("drawn is %T", drawn)
	}
}

// TestPagesSayWhatTheyCover: what a page tells is one of what can be covered, so that no
// page is left open by a misspelt word.
func TestPagesSayWhatTheyCover(t *testing.T) {
	kinds := make(map[workspace.PageKind]bool)
	for _, p := range All() {
		about := p.About()
		if kinds[about.Kind] || about.Kind == "" || about.Scope == "" {
			t.Errorf("%+v has no name of its own, or no keys", about)
		}
		kinds[about.Kind] = true
		for _, name := range about.Covers {
			if !slices.Contains(presets.AllCovers(), name) {
				t.Errorf("%s covers %q, which nobody can ask about", about.Kind, name)
			}
		}
	}
}

// TestWhatPagesTell: a page that tells anything of the cluster is covered by every question
// that covers anything; the others tell of the program, and of who is in the class.
func TestWhatPagesTell(t *testing.T) {
	b, _, _ := opened(t)
	tellsNothing := []workspace.PageKind{Help, Lessons, Limits, Notes, Person, Roster}
	for kind, leaf := range b.leaves {
		if covers := len(leaf.Of.Covers) > 0; covers == slices.Contains(tellsNothing, kind) || covers && !slices.Equal(leaf.Of.Covers, presets.Coverable()) {
			t.Errorf("%s is covered by a question about %v", kind, leaf.Of.Covers)
		}
	}
}
