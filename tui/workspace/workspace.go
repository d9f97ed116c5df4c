// What a screen looks at, and how to choose something else in it.

package workspace

import (
	"image"
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
)

// Stage is the screen that workspaces are shown on, one at a time.
type Stage struct {
	Screen layout.Screen // its division in the last frame
	Theme  *theme.Theme
	Reader pane.Log // finds its way in the log; it draws nothing
}

// Workspace is what one screen shows; Place is what is chosen in it.
type Workspace struct {
	*Stage
	Place
	View  *engine.View
	Watch engine.Watch // what the View was asked to watch
	Walk  engine.Walk  // of the selected key
	// example is the walk of a key that nobody chose, in the ring of exampleOf.
	example   engine.Walk
	exampleOf *engine.View
	// Picking is true while the other end of a link is being picked; From is the first.
	Picking bool
	// Supposed are nodes that are taken to be gone, and what is lost with them; nil: none.
	Supposed *pane.Supposed
	// Ranges are what a lesson has drawn on the ring; nil: nothing.
	Ranges *pane.Ranges
	// Ribbon is how likely something was at each step, as it was asked last; nil: nothing was.
	Ribbon *pane.Ribbon
	// Question is what a page that is about to be opened is asked; "": nothing in particular.
	Question string
	From     ring.NodeID
}

// Step is a movement in a pane or on a page, in lines; whole pages and ends have
// their own.
type Step uint8

// The movements.
const (
	LineUp Step = iota
	LineDown
	ColumnLeft
	ColumnRight
	PageUp
	PageDown
	ToStart
	ToEnd
)

// By returns the movement in lines where a page has so many; ends are as far as it
// goes.
func (s Step) By(page int) int {
	const far = 1 << 30
	return [...]int{
		LineUp: -1, LineDown: 1, ColumnLeft: -1, ColumnRight: 1, PageUp: -page, PageDown: page, ToStart: -far, ToEnd: far,
	}[s]
}

// Single reports whether it is a movement by one.
func (s Step) Single() bool { return s <= ColumnRight }

// Sideways reports whether it goes to the left or to the right.
func (s Step) Sideways() bool { return s == ColumnLeft || s == ColumnRight }

// Inner returns the size inside the border of a pane, and whether it has none:
// narrow screens do without.
func Inner(r image.Rectangle, shape layout.Shape) (size image.Point, bare bool) {
	if shape == layout.Narrow || r.Dx() < 3 || r.Dy() < 3 {
		return r.Size(), true
	}
	return r.Size().Sub(image.Pt(2, 2)), false
}

// Size returns the size of the inside of a pane.
func (w *Workspace) Size(p layout.Pane) image.Point {
	size, _ := Inner(w.Screen.Panes[p], w.Screen.Shape)
	return size
}

// PageSize returns the size of the inside of the page.
func (w *Workspace) PageSize() image.Point {
	size, _ := Inner(w.Screen.Page, w.Screen.Shape)
	return size
}

// Rows returns how many lines of a pane are in view.
func (w *Workspace) Rows(p layout.Pane) int { return max(w.Size(p).Y, 1) }

// InView reports whether a pane is on the screen.
func (w *Workspace) InView(p layout.Pane) bool { return !w.Screen.Panes[p].Empty() }

// Scene returns what anything is drawn from, before what is a pane's own.
func (w *Workspace) Scene() pane.Scene {
	return pane.Scene{
		View: w.View, Key: w.Key, Walk: w.Walk, Node: w.Node, Op: w.Operation(), Theme: w.Theme,
		Flat: w.Flat, Log: w.Log, Lanes: w.Lanes, Supposed: w.Supposed, Ranges: w.Ranges,
	}
}

// NodeName returns the name of a node; "" if there is none of that number.
func (w *Workspace) NodeName(n ring.NodeID) string {
	if n < 0 || int(n) >= len(w.View.Nodes) {
		return ""
	}
	return w.View.Nodes[n].Name
}

// ChooseNode chooses the node of a name, if there is one.
func (w *Workspace) ChooseNode(name string) {
	for i := range w.View.Nodes {
		if name != "" && w.View.Nodes[i].Name == name {
			w.Node = ring.NodeID(i)
		}
	}
}

// MoveNode chooses a node so many places on; a single step goes round, and while the
// other end of a link is being picked, past the first one.
func (w *Workspace) MoveNode(by int) {
	n := len(w.View.Nodes)
	to := int(w.Node) + by
	if by == 1 || by == -1 {
		to = (to + n) % n
		if w.Picking && ring.NodeID(to) == w.From {
			to = (to + by + n) % n
		}
	}
	w.Node = ring.NodeID(min(max(to, 0), n-1))
}

// MoveAmong chooses a node so many rows on among some; a single step goes round.
func (w *Workspace) MoveAmong(rows []ring.NodeID, by int) {
	n := len(rows)
	if n == 0 {
		return
	}
	at := slices.Index(rows, w.Node)
	switch to := at + by; {
	case at < 0: // it is not among them
		w.Node = rows[0]
	case by == 1 || by == -1:
		w.Node = rows[(to+n)%n]
	default:
		w.Node = rows[min(max(to, 0), n-1)]
	}
}

// StopPicking chooses the first end of the link again, and no other.
func (w *Workspace) StopPicking() {
	if w.Picking {
		w.Node, w.Picking = w.From, false
	}
}

// LastTold returns the newest operation whose outcome is known, without those of a load unless
// the newest is one; 0 if there is none.
func LastTold(v *engine.View) uint32 {
	newest := v.Newest()
	for i := len(v.Ops) - 1; i >= 0; i-- {
		if o := v.Ops[i]; o.Outcome != event.Pending && (o.Load == 0 || newest.Load != 0) {
			return o.ID
		}
	}
	return 0
}

// Operation returns the operation that the screen shows, nil if there is none.
func (w *Workspace) Operation() *engine.OpView {
	if w.Op != 0 {
		for _, op := range w.View.Ops {
			if op.ID == w.Op {
				return op
			}
		}
	}
	return w.View.Newest()
}

// TurnOperation shows the operation that many before or after the shown one and selects
// its key. It returns why it can't; "" if it has.
func (w *Workspace) TurnOperation(by int) (why string) {
	ops := w.View.Ops
	if len(ops) == 0 {
		return "no operation yet"
	}
	at, now := len(ops)-1, w.Operation()
	for i, op := range ops {
		if op == now {
			at = i
		}
	}
	switch at += by; {
	case at < 0:
		return "this is the oldest one that is kept"
	case at >= len(ops):
		return "this is the latest"
	}
	w.Op, w.Key = ops[at].ID, ops[at].Key
	if ops[at] == w.View.Newest() { // it is followed
		w.Op = 0
	}
	w.Scrolls[layout.Operation] = 0
	return ""
}
