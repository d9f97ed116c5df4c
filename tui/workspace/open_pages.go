// Package workspace is what one screen looks at: the View, what is chosen in it, how
// far each pane is scrolled, and which pages are open.
//
//	Workspace ─┬─ View, Walk   of the cluster, fetched once for each message
//	           ├─ Place        what is chosen; those who follow a screen look there too
//	           └─ Stage        the screen: its division, its theme
package workspace

import (
	"ringside/engine/ring"
	"ringside/tui/layout"
	"ringside/tui/pane"
)

// Place is where a screen looks. It is a value: two can be compared, and one can be
// sent to another screen, which then looks there too.
type Place struct {
	Key     string      // the selected key; "" if none
	Node    ring.NodeID // the chosen one
	Op      uint32      // the operation shown; 0: the latest
	Focus   layout.Pane
	Upper   layout.Pane // the last pane above the log that had the focus
	Flat    bool        // the ring is unrolled
	Log     pane.LogPlace
	Lanes   pane.LanesPlace
	Scrolls [layout.Panes]int
	Filters [layout.Panes]string // words that a pane's rows must have; the log's are in Log
	Pages   Pages                // what is open over the panes
}

// PageKind is what a page is called among the open ones: each says so in its own file, in
// package page.
type PageKind string

// Open is a page that is open, and where on it the screen looks.
type Open struct {
	Kind      PageKind
	Cursor    int           // how far it is scrolled, or which row is chosen
	Row       string        // what stands in that row, where rows come and go
	Following bool          // the log followed when the page was opened
	Saved     bool          // Log is
	Log       pane.LogPlace // what the log showed when another page was opened over it
}

// MostPages is how many pages can be open one over the other; of more the lowest
// is forgotten.
const MostPages = 4

// Pages is a stack of open pages, each at most once.
type Pages struct {
	all [MostPages]Open
	n   int
}

// Top returns the page that is seen; nil if none is open. It can be changed there.
func (p *Pages) Top() *Open {
	if p.n == 0 {
		return nil
	}
	return &p.all[p.n-1]
}

// Shows reports whether the page that is seen is one of a kind.
func (p *Pages) Shows(kind PageKind) bool { return p.n > 0 && p.all[p.n-1].Kind == kind }

// Raise brings a page that is open to the top, as it was left, and reports whether it
// was open.
func (p *Pages) Raise(kind PageKind) bool {
	for _, o := range p.all[:p.n] {
		if o.Kind == kind {
			p.Push(o)
			return true
		}
	}
	return false
}

// Push opens a page over the others. One of its kind that lies below is taken from
// there.
func (p *Pages) Push(o Open) {
	p.drop(o.Kind)
	if p.n == MostPages {
		copy(p.all[:], p.all[1:])
		p.n--
	}
	p.all[p.n] = o
	p.n++
}

// Pop closes the page that is seen, and returns it.
func (p *Pages) Pop() (top Open) {
	if p.n == 0 {
		return Open{}
	}
	p.n--
	top, p.all[p.n] = p.all[p.n], Open{}
	return top
}

// Below returns the page under the one that is seen; false if there is none.
func (p *Pages) Below() (Open, bool) {
	if p.n < 2 {
		return Open{}, false
	}
	return p.all[p.n-2], true
}

// Clear closes all.
func (p *Pages) Clear() { *p = Pages{} }

// Only returns the pages of those kinds that are let through, in their order.
func (p Pages) Only(lets func(kind PageKind) bool) (some Pages) {
	for _, o := range p.all[:p.n] {
		if lets(o.Kind) {
			some.Push(o)
		}
	}
	return some
}

// Over returns the pages with others over them.
func (p Pages) Over(others Pages) Pages {
	for _, o := range others.all[:others.n] {
		p.Push(o)
	}
	return p
}

func (p *Pages) drop(kind PageKind) {
	for i := range p.n {
		if p.all[i].Kind == kind {
			copy(p.all[i:], p.all[i+1:p.n])
			p.n--
			p.all[p.n] = Open{}
			return
		}
	}
}
