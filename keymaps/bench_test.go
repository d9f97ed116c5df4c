// Benchmarks of what the explorer does at its start.

package keymaps

import "testing"

// BenchmarkLoad reads the keymap that most starts of the explorer read.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(Default, nil); err != nil {
			b.Fatal(err)
		}
	}
}
