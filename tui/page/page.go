// Package page holds the pages that open over or beside the panes: the help, the lessons,
// a node, the causes of an event, the faults, the lanes, and in a class who is there.
//
//	key ─▶ explorer ─┬─ Page.Act, if the page has a meaning of its own for it
//	                 └─ else what it does everywhere
//	                                          Desk: what the screen looks at (workspace),
//	screen ◀─ Page.Lines ◀─ Page.Scene ◀─────       and what a page may ask for (Host)
//
// A page is one file: where it stands, which keys it has, what the foot of the screen
// says of them, what it covers while a question is open, and what it draws. Pages are
// opened one over the other, and escape goes back to the one below. Nobody else asks
// which page is open. All lists them; a new one is added there.
package page

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/entry"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// About is what never changes about a page.
type About struct {
	Kind    workspace.PageKind // its name among the open ones
	Place   layout.Page        // where it stands
	Scope   keymaps.Scope      // its keys
	Alone   bool               // the keys of the pane behind it do nothing
	OfNode  bool               // it is about the chosen node: it stays open when another is clicked
	Private bool               // it is for the person who opened it, and not for those who follow
	Covers  []presets.Part     // what it tells: it is covered while a question covers any of that
	Key     Key                // what opens and closes it
	Word    string             // help for this word shows it; "": for none
	Command bool               // its kind, typed as a command, opens it as well
}

// Key is an action that opens a page and closes it.
type Key struct {
	Action keymaps.Action // "": the page is opened some other way
	Group  string         // what it stands among on the page of bindings
	Looks  bool           // those who follow somebody leave it to them
	Class  bool           // it is for a classroom only
}

// Page is what opens over or beside the panes.
type Page interface {
	// Pane draws it: exactly h lines of w cells.
	pane.Pane
	About() About
	// Name is what a narrow screen calls it.
	Name(d Desk) string
	// Open gets it ready to be shown, and returns what is to be done on the side; or
	// false if it can't be opened, after it has said why.
	Open(d Desk) (tea.Cmd, bool)
	// Resume is called when the page over it has been closed.
	Resume(d Desk)
	// Close is called when it has been closed itself: was is where it stood.
	Close(d Desk, was workspace.Open)
	// Keep brings what is chosen on it up to date with the View. It returns false
	// if there is nothing left for it to show, and it is to be closed.
	Keep(d Desk) bool
	// Watch adds to what the View is asked for.
	Watch(d Desk, w *engine.Watch)
	// Scene is what it is drawn from.
	Scene(d Desk) pane.Scene
	// Move scrolls it, or chooses something on it.
	Move(d Desk, s workspace.Step)
	// Click chooses what stands at a cell of its place.
	Click(d Desk, at image.Point)
	// Act returns what an action does on it; false if the same as elsewhere.
	Act(d Desk, a keymaps.Action) (Act, bool)
	// Hear takes a message that a command of its own has returned; false if it is
	// another's.
	Hear(d Desk, msg Message) bool
	// Hints are the keys that matter, the most important first.
	Hints(d Desk) []Hint
	// Work returns what is to be done on the side for what it shows now; nil if nothing
	// is.
	Work(d Desk) tea.Cmd
}

// Message is what a command of a page returns.
type Message interface{ page() }

// Act is what an action does on a page.
type Act struct {
	Do  func() tea.Cmd
	Off string // why it can't be done now; "" if it can
}

// Hint is a key at the foot of the screen.
type Hint struct {
	Action keymaps.Action
	And    keymaps.Action // another one, beside it; "": none
	Word   string         // what it does; "": what it says everywhere
}

// Hints makes hints of actions that say what they say everywhere.
func Hints(all ...keymaps.Action) []Hint {
	some := make([]Hint, len(all))
	for i, a := range all {
		some[i] = Hint{Action: a}
		if a == keymaps.Up {
			some[i] = choose
		}
	}
	return some
}

// Why words the detail key as "why".
func Why(all []Hint) []Hint {
	for i := range all {
		if all[i].Action == keymaps.Detail {
			all[i].Word = "why"
		}
	}
	return all
}

// choose and scroll are what up and down do on most pages.
var (
	choose = Hint{Action: keymaps.Up, And: keymaps.Down, Word: "choose"}
	scroll = Hint{Action: keymaps.Up, And: keymaps.Down, Word: "scroll"}
)

// Desk is what a page works with.
type Desk struct {
	*workspace.Workspace
	Host
}

// Host is what a page may ask of the explorer.
type Host interface {
	// Say shows a message until the next key; Fail one that says what failed; Refuse
	// one that says why something can't be done now.
	Say(text string)
	Fail(text string)
	Refuse(text string)
	// OrTwin adds to why something can't be done with a real cluster that its twin can do it.
	OrTwin(why string) string
	// KeyName is the key of an action, as the screen shows it.
	KeyName(a keymaps.Action) string
	// Covers reports whether an open question covers one of these.
	Covers(some ...presets.Part) bool
	// Show opens the page of a kind over this one.
	Show(kind workspace.PageKind) tea.Cmd
	// Do carries out an action, as if its key were pressed.
	Do(a keymaps.Action) tea.Cmd
	// Run carries out a command; what takes virtual time goes on as a job. Type puts a line
	// where it can be changed first.
	Run(engine.Command)
	Type(line string)
	// Request asks the room for something.
	Request(class.Request) bool
	// Ask asks for a line at the foot of the screen.
	Ask(q entry.Question)
	// Branches are those of the cluster on the screen, the same slice while nothing is
	// new in it; nil if it can't go back in time.
	Branches() []history.Branch
	// BranchShown is on which branch the cluster on the screen is, and how many there are.
	BranchShown() [2]int
	// Fork returns a copy of what is on the screen with its past, or says why there is none.
	Fork() (*history.History, error)
	// Branch has the cluster on the screen go a way that begins a branch, and says then on
	// which branch it is. Escape comes back from there, and calls back.
	Branch(name string, way source.Way, then func(branch int), back func())
	// Bindings is what the page of bindings shows.
	Bindings() Bindings
	// Class is the classroom; nil for a person alone.
	Class() *class.Snapshot
	// ProgressStore is where the place in lessons is kept; nil: nowhere. Learn opens the lesson
	// of a name, where it was left or from its beginning; Learns reports whether it is
	// being gone through, and of no name whether any is.
	ProgressStore() class.ProgressStore
	Learn(name string, anew bool) tea.Cmd
	Learns(name string) bool
}

// base is a page that does nothing but to be there. The pages are made of it.
type base struct{}

// Open does nothing.
func (base) Open(Desk) (tea.Cmd, bool) { return nil, true }

// Resume does nothing.
func (base) Resume(Desk) {}

// Close does nothing.
func (base) Close(Desk, workspace.Open) {}

// Keep keeps it open.
func (base) Keep(Desk) bool { return true }

// Watch asks for nothing.
func (base) Watch(Desk, *engine.Watch) {}

// Click chooses nothing.
func (base) Click(Desk, image.Point) {}

// inside returns the cell of a page's inside that a cell of its place is.
func inside(d Desk, at image.Point) image.Point {
	if _, bare := workspace.Inner(d.Screen.Page, d.Screen.Shape); !bare {
		return at.Sub(image.Pt(1, 1))
	}
	return at
}

// Act says that the action does what it does elsewhere.
func (base) Act(Desk, keymaps.Action) (Act, bool) { return Act{}, false }

// Hear takes no message.
func (base) Hear(Desk, Message) bool { return false }

// Work has nothing to be done.
func (base) Work(Desk) tea.Cmd { return nil }

// Scene returns what the screen looks at, as far as the page is scrolled.
func (base) Scene(d Desk) pane.Scene {
	s := d.Workspace.Scene()
	s.Focused = true
	if top := d.Pages.Top(); top != nil {
		s.Cursor = top.Cursor
	}
	return s
}

// scrollBy scrolls a page; overflow is how many of its lines do not fit.
func scrollBy(d Desk, s workspace.Step, overflow int) {
	top := d.Pages.Top()
	top.Cursor = min(max(top.Cursor+s.By(max(d.PageSize().Y, 1)), 0), overflow)
}
