//go:build race

// With the race detector.

package steady

// Raced reports whether the race detector watches.
const Raced = true
