// This file has words that all sentences use.

package explain

import "ringside/engine/event"

// whyText says why a message was dropped, or what is special about an event.
func whyText(w event.Why) string {
	switch w {
	case event.ByHand:
		return "dropped by you"
	case event.Forgotten:
		return "the node crashed"
	case event.InMemory:
		return "it is in memory only"
	case event.Outdated:
		return "it has a later version"
	case event.PassedOn:
		return "it belongs to other nodes now"
	case event.Expired:
		return "its window is over"
	}
	return w.String()
}
