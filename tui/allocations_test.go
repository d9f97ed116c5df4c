//go:build !race

// How many objects a frame may make.

package tui

// frameObjects is the goal for a frame at 120×36.
const frameObjects = 200
