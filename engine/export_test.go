package engine

import "ringside/engine/store"

// FrameEvery makes a history keep keyframes after so much work, so that a short
// test has some.
func FrameEvery(h *History, work int) { h.every = work }

// AppendCommand and CommandOf are how a history writes commands down.
func AppendCommand(dst []byte, c *Command) []byte { return appendCommand(dst, c) }
func CommandOf(src []byte) Command                { return commandOf(src) }

// Stores returns the disks of a history's nodes, without the rest of it.
func Stores(h *History) (all []*store.Store) {
	for i := range h.live.members {
		all = append(all, h.live.members[i].Store)
	}
	return all
}
