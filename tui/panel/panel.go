// Package panel describes the panes to the explorer: their keys, their hints at the foot of
// the screen, what a question covers of them, and what moving and choosing does in each.
// Package pane draws them.
//
//	key ─▶ explorer ─▶ Panel of the pane that has the focus ─▶ Desk
//	screen ◀─ Panel.Lines ◀─ Panel.Scene ◀──────────────────────┘
//
// A pane is one file here, and one there. Nobody else asks which pane it is; what
// stands where is the business of package layout alone.
package panel

import (
	"cmp"
	"fmt"
	"image"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// About is what never changes about a pane.
type About struct {
	Scope  keymaps.Scope  // its keys
	Key    keymaps.Action // what goes to it; "": it has none of its own
	Covers presets.Part   // it is covered as a whole while a question covers this; "": it never is
	Shows  []presets.Part // what a lesson can have it show, itself or a page about what is chosen in it
	// Opens is what a page of what is chosen in it would tell: none opens while a
	// question covers any of that.
	Opens []presets.Part
	// Alone is what a screen that shows one pane calls it; "": its name.
	Alone string
	// Glides is true if the wheel only scrolls it, where moving would choose.
	Glides bool
}

// Host is what a pane may ask of the explorer beside what a page may.
type Host interface {
	page.Host
	// GoTo gives a pane the focus.
	GoTo(p layout.Pane)
	// Off returns why an action can't be carried out now; "" if it can.
	Off(a keymaps.Action) string
	// Teaching is what a lesson or a challenge says now; nil if there is none.
	Teaching() *pane.Teaching
	// Playing reports whether time goes on.
	Playing() bool
}

// Desk is what a pane works with.
type Desk struct {
	*workspace.Workspace
	Host
}

// Panel is a pane of the explorer.
type Panel interface {
	// Pane draws it: exactly h lines of w cells.
	pane.Pane
	About() About
	// Scene is what it is drawn from.
	Scene(d Desk) pane.Scene
	// Move scrolls it, or chooses something in it. Scroll only scrolls it, by lines.
	Move(d Desk, s workspace.Step)
	Scroll(d Desk, by int)
	// Detail shows more of what is chosen.
	Detail(d Desk) tea.Cmd
	// Message returns the message in flight that is chosen, or why there is none.
	Message(d Desk) (msg engine.MessageView, why string)
	// Text returns what is chosen in it as text, and what that is; false for the
	// whole pane.
	Text(d Desk) (text, what string, ok bool)
	// Choose chooses what stands at a cell of it, if anything does.
	Choose(d Desk, at image.Point)
	// Filter returns the words that its rows must have, and what sets them; false if it
	// has no rows of its own to look through.
	Filter(d Desk) (words string, set func(string), ok bool)
	// Found is how many of its rows that filter lets through.
	Found(d Desk) int
	// Hints are the keys that matter while it has the focus, the most important first.
	Hints(d Desk) []page.Hint
}

// Set holds the panel of each pane.
type Set [layout.Panes]Panel

// New returns the panels of an explorer.
func New() Set {
	return Set{
		layout.Ring: &Ring{}, layout.Walk: &Walk{}, layout.Nodes: &Nodes{}, layout.Operation: &Operation{},
		layout.Log: &Log{}, layout.Lesson: &LessonPanel{},
	}
}

// Place names a pane as a screen does that shows one at a time, with its place among so many
// and how many rows its filter lets through.
func (s *Set) Place(d Desk, p, of layout.Pane) string {
	place := fmt.Sprintf("%s %d/%d", cmp.Or(s[p].About().Alone, p.String()), p+1, of)
	if words, _, _ := s[p].Filter(d); words != "" {
		place += ", " + pane.Matches(s[p].Found(d))
	}
	return place
}

// Showing returns the pane that shows a part of the screen, itself or a page about what is
// chosen in it; false if none does.
func Showing(part presets.Part) (p layout.Pane, ok bool) {
	for i, panel := range New() {
		if slices.Contains(panel.About().Shows, part) {
			return layout.Pane(i), true
		}
	}
	return p, false
}

// NotOnPaper returns the panes that a handout leaves out: those that show what is covered, the
// lesson, whose text stands beside its picture, and the log.
func NotOnPaper(covered []presets.Part) (out [layout.Panes]bool) {
	out[layout.Lesson], out[layout.Log] = true, true
	for _, part := range covered {
		if p, ok := Showing(part); ok {
			out[p] = true
		}
	}
	return out
}

// events is what a page tells that is about an event or an operation. It is never
// written to.
var events = []presets.Part{presets.PartOperation, presets.PartLog, presets.PartLanes}

// scene is what any pane is drawn from, as far as it is scrolled.
func scene(d Desk, p layout.Pane) pane.Scene {
	s := d.Workspace.Scene()
	s.Cursor, s.Filter = d.Scrolls[p], d.Filters[p]
	return s
}

// scroll moves the window of a pane of which so many lines do not fit.
func scroll(d Desk, p layout.Pane, by, overflow int) {
	d.Scrolls[p] = min(max(min(d.Scrolls[p], overflow)+by, 0), overflow)
}

// still is a pane that does nothing but to be drawn.
type still struct{}

// Scroll does nothing.
func (still) Scroll(Desk, int) {}

// Detail does nothing.
func (still) Detail(Desk) tea.Cmd { return nil }

// Message returns none.
func (still) Message(Desk) (msg engine.MessageView, why string) {
	return msg, "choose a message first, in the log or in the operation"
}

// Text is the whole pane.
func (still) Text(Desk) (text, what string, ok bool) { return "", "", false }

// Choose has nothing to choose.
func (still) Choose(Desk, image.Point) {}

// Filter has nothing to look through.
func (still) Filter(Desk) (words string, set func(string), ok bool) { return "", nil, false }

// Found finds nothing.
func (still) Found(Desk) int { return 0 }

// Hints are what a client can ask.
func (still) Hints(d Desk) []page.Hint { return asking(d) }

// asking are the keys for what a client can ask.
func asking(d Desk) []page.Hint {
	if d.Key == "" && d.Teaching() == nil {
		return waiting(d, keymaps.EditKey, keymaps.Lessons, keymaps.Command, keymaps.Write, keymaps.Read, keymaps.Crash, keymaps.Heal)
	}
	if d.Key == "" {
		return waiting(d, keymaps.EditKey, keymaps.Write, keymaps.Read, keymaps.Crash, keymaps.Heal)
	}
	return waiting(d, keymaps.Write, keymaps.Read, keymaps.Crash, keymaps.Heal)
}

// waiting are the keys of a pane; or while a client waits and time stands, those that
// let it be told.
func waiting(d Desk, all ...keymaps.Action) []page.Hint {
	op := d.View.Newest()
	if op != nil && op.Outcome == event.Pending && !d.Playing() && !d.Covers(presets.PartOperation) {
		return page.Hints(keymaps.Step, keymaps.StepReply)
	}
	return page.Hints(all...)
}

// causes words the detail key as "why", and leaves it out where nothing has any cause, unless that would
// tell what a question covers.
func causes(d Desk, some bool, all []page.Hint) []page.Hint {
	if !some && !d.Covers(presets.AllCovers()...) {
		all = slices.DeleteFunc(all, func(h page.Hint) bool { return h.Action == keymaps.Detail })
	}
	return page.Why(all)
}

// messages are the keys for the message that is chosen; nil if there is none that
// anything can be done to.
func messages(d Desk) []page.Hint {
	if d.Playing() || d.Off(keymaps.DropMessage) != "" {
		return nil
	}
	return page.Hints(keymaps.DropMessage, keymaps.DelayMessage, keymaps.DuplicateMessage, keymaps.DeliverMessage, keymaps.Up)
}

// invite says how to fill a pane that is empty at first, in the words of the keymap. It
// is worked out once for each theme.
type invite struct {
	of    *theme.Theme
	words string
}

func (i *invite) say(d Desk, words func() string) string {
	if i.of != d.Theme {
		i.of, i.words = d.Theme, words()
	}
	return i.words
}

// exemplify shows the walk of an example until a key is chosen or anything happens. A lesson
// says itself what to look at, and a question must not be answered by an example.
func exemplify(d Desk, s *pane.Scene) {
	switch {
	case s.Key != "" || d.View.Trace.Len() > 0 || s.Covered || d.Teaching() != nil:
		return
	case s.Supposed != nil || d.Picking || d.Off(keymaps.EditKey) != "":
		return
	}
	s.Key, s.Walk, s.Example = workspace.ExampleKey, d.Example(), true
}

// Text returns what a pane or a page shows in so many cells, and its title.
func Text(p pane.Pane, s pane.Scene, w, h int) (text, title string) {
	var lines []string
	for _, line := range p.Lines(s, w, h) {
		lines = append(lines, strings.TrimRight(ansi.Strip(line), " "))
	}
	title, _ = p.Title(s)
	return strings.Trim(strings.Join(lines, "\n"), "\n"), title
}
