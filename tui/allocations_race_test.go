//go:build race

// How many objects a frame may make under the race detector, which keeps more of them
// from the stack.

package tui

const frameObjects = 250
