// The test of classes: they follow each other without a gap, and are narrow.

package loglinear

import (
	"math"
	"testing"
)

func TestClasses(t *testing.T) {
	for _, finest := range []int{2, 7, 9} {
		next := uint64(0)
		for c := 0; c <= Class(math.MaxUint64>>1, finest); c++ {
			least, width := Bounds(c, finest)
			last := least + width - 1
			if least != next || Class(least, finest) != c || Class(last, finest) != c {
				t.Fatalf("finest %d: class %d is from %d to %d, after %d", finest, c, least, last, next)
			}
			if width > 1 && least/width < 1<<finest {
				t.Fatalf("finest %d: class %d from %d is %d wide", finest, c, least, width)
			}
			next = last + 1
		}
	}
}
