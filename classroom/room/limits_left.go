// What is left of a cluster's limits is saved with it.

package room

import "ringside/engine/history"

// left is how much may still be done in a saved cluster, so that saving and reopening a
// class does not reset its limits.
type left struct {
	Bytes    int `json:"bytes"`
	Work     int `json:"work"`
	Text     int `json:"text"`
	Branches int `json:"branches"`
}

func leftIn(h *history.History) *left {
	b := h.Left()
	return &left{b.Bytes, b.Work, b.Text, b.Branches}
}

// within returns bounds reduced to what is left; unchanged if that is unknown.
func (l *left) within(b history.Bounds) history.Bounds {
	if l != nil {
		b.Bytes, b.Work = max(min(b.Bytes, l.Bytes), 0), max(min(b.Work, l.Work), 0)
		b.Text, b.Branches = max(min(b.Text, l.Text), 0), max(min(b.Branches, l.Branches), 0)
	}
	return b
}
