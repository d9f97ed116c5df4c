// What is heard of a node of a real cluster, in short.

package pane

import (
	"strconv"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/theme"
)

// heardOf says in a sign and a word what is heard of a node of a real cluster, if not simply that it is
// up: what its process does, if that is Ringside's own; else what others say of it, or that it does not
// answer.
func (s *Scene) heardOf(id ring.NodeID) (sign, word string, ink theme.Ink) {
	th, n := s.Theme, s.saying(id)
	if h := s.health(id); h != engine.Up {
		return ill(th, h)
	}
	switch down, suspected := n[engine.HeardDown], n[engine.HeardSuspected]; {
	case down > 0 && down == down+suspected+n[engine.HeardUp]:
		return th.Signs.Refused, "down", th.Bad
	case down > 0:
		return th.Signs.Silent, "down by " + strconv.Itoa(down), th.Doubt
	case suspected > 0:
		return th.Signs.Silent, engine.HeardSuspected.String(), th.Doubt
	}
	if word, ink = s.itself(id); word != "" {
		return th.Signs.Silent, word, ink
	}
	return "", "", th.Text
}

// itself says in a word that a node does not answer, that it joins or leaves, or what its process does, if that
// is Ringside's own; "" if it is a member that answers.
func (s *Scene) itself(id ring.NodeID) (string, theme.Ink) {
	if h := s.health(id); h != engine.Up {
		_, word, ink := ill(s.Theme, h)
		return word, ink
	}
	if n := &s.View.Nodes[id]; n.Standing == engine.Joining || n.Standing == engine.Leaving {
		return n.Standing.String(), s.Theme.Value
	}
	if h := &s.View.Outside.Holders[id]; !h.Reached && h.Why != "" && h.Why != engine.NotYet {
		return "silent", s.Theme.Doubt
	}
	return "", s.Theme.Text
}

// saying counts how many of the others say what.
func (s *Scene) saying(id ring.NodeID) (n [engine.HeardDown + 1]int) {
	holders := s.View.Outside.Holders
	for by := range holders {
		if ring.NodeID(by) != id && s.View.Nodes[by].Standing != engine.Gone {
			n[holders[by].Of[id]]++
		}
	}
	return n
}

func saidInk(h engine.Heard, th *theme.Theme) theme.Ink {
	switch h {
	case engine.HeardUp:
		return th.Text
	case engine.HeardSuspected:
		return th.Doubt
	case engine.HeardDown:
		return th.Bad
	}
	return th.Dim
}
