// Ranges of tokens, as a step names them to have them drawn on the ring: (F, G].

package presets

import (
	"strings"

	"ringside/engine/ring"
	"ringside/internal/strictyaml"
)

// Range is the tokens above that of After, up to and including that of UpTo, clockwise. Both are
// names: of a token, or of a node that has one token only.
type Range struct {
	After, UpTo string

	place strictyaml.Value
}

// String writes the range as the file does: (F, G].
func (r Range) String() string { return "(" + r.After + ", " + r.UpTo + "]" }

// On returns the slots of the two ends on a ring; false if one of them is not there. After a
// node has left, or before it has joined, its range is not there.
func (r Range) On(of *ring.Ring) (after, upTo int, ok bool) {
	after, upTo = slotNamed(of, r.After), slotNamed(of, r.UpTo)
	return after, upTo, after >= 0 && upTo >= 0
}

// slotNamed returns the slot of a name; -1 if there is none.
func slotNamed(of *ring.Ring, name string) int {
	found := -1
	for i := range of.Len() {
		s := of.Slot(i)
		switch {
		case s.Label == name:
			return i
		case of.Nodes()[s.Node].Name == name && len(of.Nodes()[s.Node].Tokens) == 1:
			found = i
		}
	}
	return found
}

// rangesShape is one range, or several.
func rangesShape() *strictyaml.Shape {
	return textsShape("the ranges to draw on the ring, each as (F, G]: after the token of F, up to that of G, clockwise; "+
		"a token's name, or that of a node with one token", 2*maxName)
}

// readRanges reads what rangesShape has checked.
func readRanges(v strictyaml.Value) (all []Range, err error) {
	err = eachText(v, func(item strictyaml.Value, text string) error {
		inside, opens := strings.CutPrefix(text, "(")
		inside, closes := strings.CutSuffix(inside, "]")
		after, upTo, both := strings.Cut(inside, ",")
		r := Range{strings.TrimSpace(after), strings.TrimSpace(upTo), item}
		if !opens || !closes || !both || r.After == "" || r.UpTo == "" {
			return item.Errorf("%q is no range; write it as (F, G]", text)
		}
		all = append(all, r)
		return nil
	})
	return all, err
}

// absent returns an error if a range that the step is to show is not on the ring at its end.
func (s *Step) absent(of *ring.Ring) error {
	for _, r := range s.Show.Ranges {
		if _, _, ok := r.On(of); !ok {
			return r.place.Errorf("there is no range %v on the ring at the end of the step: its ends are names of tokens, or of nodes with one token", r)
		}
	}
	return nil
}
