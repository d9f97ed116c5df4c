// Package workspace is what one screen looks at: what is chosen and how far each pane
// is scrolled.
package workspace

import (
	"ringside/engine/ring"
	"ringside/tui/layout"
	"ringside/tui/pane"
)

// Place is where a screen looks. It is a value: two can be compared, and one can be
// sent to another screen, which then looks there too.
type Place struct {
	Key     string      // in hand; "" if none
	Node    ring.NodeID // the chosen one
	Op      uint32      // the operation shown; 0: the latest
	Focus   layout.Pane
	Upper   layout.Pane // the last pane above the log that had the focus
	Flat    bool        // the ring is unrolled
	Log     pane.LogPlace
	Lanes   pane.LanesPlace
	Scrolls [layout.Panes]int
	Page    Page // what is open over the panes
}

// Page is what is open over the panes, and how far it is scrolled.
type Page struct {
	Kind   string // "" if nothing is open
	Cursor int
	Line   string // of the row that is chosen on the page of faults
	From   string // the page that it was opened from

	Following bool       // the log followed when it was opened
	Level     pane.Level // of the causes of a row of the lanes: how much the log told before
}
