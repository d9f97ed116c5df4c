// This file says when the observer judges a key again: once all that a node's step changes
// of it has been carried out.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/node"
)

// A step changes a node's stores at once, and its outputs tell of that one by one. In between,
// a verdict could not be understood:
//
//	the step: the hints of two keys for n1 and n2 expire      what its outputs tell
//	  unhint a for n1    a is still to change: later            a copy is with the hint for n2
//	  unhint b for n1    b is still to change: later            likewise
//	  unhint a for n2    a is judged                            no copy is left
//	  unhint b for n2    b is judged                            likewise
//
// changing is what the outputs of the step that a node has just taken change. It is made
// when somebody first asks.
type changing struct {
	made bool
	keys map[event.Sym]change
}

// change is what is still to come of a key in a step.
type change struct {
	last      int  // the last output that changes it
	postponed bool // it is to be judged then
}

// over ends the step.
func (c *changing) over() {
	if c != nil {
		c.made = false
	}
}

// ahead returns what the outputs of the current step change.
func (c *Cluster) ahead() map[event.Sym]change {
	if c.changing == nil {
		c.changing = &changing{keys: make(map[event.Sym]change)}
	}
	if c.changing.made {
		return c.changing.keys
	}
	c.changing.made = true
	clear(c.changing.keys)
	for i := range c.outputs {
		switch o := &c.outputs[i]; o.Kind {
		case node.Settled: // a request no longer has anything of it
			if o.Holds {
				c.changing.keys[o.Key] = change{last: i}
			}
		case node.Dropped, node.Synced:
			for _, key := range o.Keys {
				c.changing.keys[key] = change{last: i}
			}
		case node.Recorded:
			switch o.Event.Kind {
			case event.Store, event.Hint, event.Unhint, event.Purge:
				c.changing.keys[o.Event.Key] = change{last: i}
			}
		}
	}
	return c.changing.keys
}

// postpones reports whether a key is to be judged later: the step that a node has taken has
// changed more of it than has been carried out. What comes of that is told with the last of
// these changes.
func (c *Cluster) postpones(key event.Sym) bool {
	if c.carried == len(c.outputs) {
		return false
	}
	keys := c.ahead()
	now, changes := keys[key]
	if changes {
		now.postponed = now.last >= c.carried
		keys[key] = now
	}
	return now.postponed
}

// postponed reports whether a key was to be judged later, and has not been judged since.
func (c *Cluster) postponed(key event.Sym) bool {
	return c.changing != nil && c.changing.made && c.changing.keys[key].postponed
}
