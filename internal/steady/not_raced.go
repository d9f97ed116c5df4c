//go:build !race

// Without the race detector.

package steady

// Raced reports whether the race detector watches.
const Raced = false
