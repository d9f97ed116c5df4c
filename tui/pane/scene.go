// Package pane draws the panes of the explorer: what stands inside a frame.
//
//	Scene ──▶ Ring       where: tokens, owners, the key's walk, messages on their way
//	      ──▶ Walk       why there: hop by hop, and what each replica holds
//	      ──▶ Nodes      who: truth and belief (NodeDetail: one of them)
//	      ──▶ Operation  what just happened, and why
//	      ──▶ Log        how it came about
//	      ──▶ Lanes      the same as a space-time diagram, of one operation
//	      ──▶ Lesson     what to read, to answer and to press
//
// A pane is a struct that keeps its last picture. Lines returns exactly h lines of
// exactly w cells and draws only when something that the picture depends on has changed.
// A pane decides nothing about the cluster and changes nothing in the Scene.
package pane

import (
	"ringside/engine"
	"ringside/engine/ring"
	"ringside/presets"
	"ringside/tui/theme"
)

// Scene is what the panes draw.
type Scene struct {
	View     *engine.View
	Key      string         // the selected key; "" if none
	Walk     engine.Walk    // of Key; meaningless without one
	Node     ring.NodeID    // the selected node
	Op       *engine.OpView // the operation shown; nil if none
	Theme    *theme.Theme
	Example  bool      // Key and Walk are an example: nobody has chosen a key yet
	Focused  bool      // this pane has the focus
	Cursor   int       // how far the walk is scrolled down; which replica of the operation is chosen
	Covered  bool      // a question is open: the walk and its path must not show
	Flat     bool      // the ring is unrolled to a line even if there is room
	Supposed *Supposed // what if some nodes were gone; nil: nothing is supposed
	Ranges   *Ranges   // what a lesson has drawn on the ring; nil: nothing
	Filter   string    // words that the pane's rows must have
	Log      LogPlace
	Ribbon   *Ribbon // how likely something was at each step; nil: nobody has asked
	Lanes    LanesPlace
	Lesson   *Teaching // nil if there is none
	Invite   string    // what to press, for a pane that has nothing to show yet

	nameCells int // how many a node's name has; 0: the least
	nameCut   int // how many bytes that all names begin with are left out
}

// Ranges are drawn on the ring, each as a thick arc in the colour of the node that owns it, with
// its name. They are never written to once a Scene has them.
type Ranges struct{ All []presets.Range }

// invitation follows the words that there is nothing to show yet.
func (s *Scene) invitation() string {
	if s.Invite == "" {
		return ""
	}
	return ": " + s.Invite
}

// LogPlace is which part of the log is shown.
type LogPlace struct {
	Filter string // words that a line must match, all of them: node names, keys, kinds, op:17
	Level  Level
	Follow bool // the newest line is selected and shown
	Step   int  // the selected event; 0: none
	Top    int  // the number of lines above the window, counted among those that pass the filter
	Row    int  // the number of the selected line among them then, from 1; 0: not known
}

// now returns the place when its selected line is in a row, from 0: lines that have come in above it since
// do not move it on the screen.
func (p LogPlace) now(row int) LogPlace {
	if p.Row > 0 && !p.Follow {
		p.Top, p.Row = max(p.Top+row+1-p.Row, 0), row+1
	}
	return p
}

// LanesPlace is which part of the lanes is shown.
type LanesPlace struct {
	Op   uint32 // of which operation; of another the newest row is shown
	Step int    // an event of the selected row; 0: the newest row
	Left int    // how many lanes are scrolled away to the left
}

// Level is how much detail the log shows.
type Level uint8

const (
	// Story shows every message once, from the end where it matters.
	Story Level = iota
	// Everything shows all events.
	Everything
)

// String returns the level's name as the log's frame shows it.
func (l Level) String() string {
	if l == Everything {
		return "everything"
	}
	return "story"
}

// Pane is what all panes have in common.
type Pane interface {
	// Title returns the name in the frame and the notes beside it.
	Title(s Scene) (title string, notes []string)
	// Lines returns the inside of the frame: h lines of w cells.
	Lines(s Scene, w, h int) []string
}

// exampleNote marks what is only an example. It is never written to.
var exampleNote = []string{"example"}

// inkFor returns the ink of a state that is fine or is not.
func inkFor(fine bool, th *theme.Theme) theme.Ink {
	if fine {
		return th.Text
	}
	return th.Doubt
}
