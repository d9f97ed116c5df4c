// FactInfo: what is known of one fact, and how it is written.

package script

import (
	"strings"

	"ringside/engine"
)

// FactInfo describes one fact of the language.
type FactInfo struct {
	Name    string
	Args    []Arg
	Help    string
	Example string
	Sees    Sees   // of what it is made
	Beside  Beside // what shows it as well as the panes do
	Also    string // other words for it in a question to a class, with commas

	typ     valueType
	ordered bool                        // a list whose order counts
	nodes   bool                        // its values are node names
	reply   bool                        // it is an operation's reply, or follows from it
	ofKey   string                      // the fact that is meant where a key stands for the operation; "": none
	choices func() []string             // of oneOf
	watch   func([]string) engine.Watch // what its arguments have to have a View watch; nil: nothing
	eval    func(*look, []string) (value, error)
}

// Sees says of what of a cluster a fact is made. Of no more than that a search makes a View of
// each of its states, which have no times and no loads.
type Sees uint8

const (
	// SeesOperations is what clients asked for and were told.
	SeesOperations Sees = 1 << iota
	// SeesNodes are the nodes, what they hold, and the settings.
	SeesNodes
	// SeesTally is what has become of writes.
	SeesTally
	// SeesFlights are the messages in flight.
	SeesFlights
	// SeesAnswers are the answers that have come while the client still waits.
	SeesAnswers
)

// Beside says what shows a fact, if only through a count, besides the panes, which all
// show each of them.
type Beside uint8

const (
	// ShownBySettings is shown by the settings.
	ShownBySettings Beside = 1 << iota
	// ShownByMembers is shown by who the members are.
	ShownByMembers
)

// Syntax returns how the fact is written: held(NODE, KEY).
func (f *FactInfo) Syntax() string {
	if len(f.Args) == 0 {
		return f.Name
	}
	if f.standsAlone() {
		return f.Name + "[(" + f.Args[0].Name + ")]"
	}
	s := f.Name + "("
	for i, a := range f.Args {
		switch {
		case i == 0:
			s += a.Name
		case a.Optional:
			s += "[, " + a.Name + "]"
		default:
			s += ", " + a.Name
		}
	}
	return s + ")"
}

// least returns the minimum number of arguments; optional ones come last.
func (f *FactInfo) least() (n int) {
	for _, a := range f.Args {
		if !a.Optional {
			n++
		}
	}
	return n
}

// standsAlone reports whether the fact can be written without arguments.
func (f *FactInfo) standsAlone() bool { return f.least() == 0 }

// Words returns the values of a fact that is one of a few words; nil for others.
func (f *FactInfo) Words() []string {
	switch f.typ {
	case yesNo:
		return []string{yes, no}
	case oneOf:
		return f.choices()
	}
	return nil
}

// Is says what the fact can be compared with.
func (f *FactInfo) Is() string {
	switch f.typ {
	case number:
		return f.Name + " is a number"
	case latency:
		return f.Name + " is a duration like 1.5ms"
	case text:
		return f.Name + " is one text, or none"
	case list:
		return f.Name + " is a list like a,b, or none"
	}
	return f.Name + " is one of " + strings.Join(f.Words(), ", ")
}
