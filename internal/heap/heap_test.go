// Tests of measuring memory: what is kept counts, and what is not kept doesn't.

package heap

import (
	"runtime"
	"testing"
)

const block = 8 << 20 // far more than the tests need besides

// TestGrowth: what the result keeps alive is counted in full, also through a pointer; what
// was only used on the way is not.
func TestGrowth(t *testing.T) {
	type node struct{ next *[]byte }
	for _, c := range []struct {
		name        string
		make        func() any
		least, most uint64
	}{
		{"kept", func() any { return make([]byte, block) }, block, block + block/2},
		{"kept behind a pointer", func() any { b := make([]byte, block); return &node{&b} }, block, block + block/2},
		{"used on the way", func() any {
			b := make([]byte, 4*block)
			b[len(b)-1] = 1
			return b[len(b)-1]
		}, 0, block / 2},
		{"nothing", func() any { return nil }, 0, block / 2},
	} {
		if got := Growth(c.make); got < c.least || got > c.most {
			t.Errorf("%s: %d bytes, want %d to %d", c.name, got, c.least, c.most)
		}
	}
}

// TestGrowthIsNeverNegative: memory that is let go of meanwhile does not make the result wrap
// around.
func TestGrowthIsNeverNegative(t *testing.T) {
	held := make([]byte, 2*block)
	got := Growth(func() any {
		runtime.KeepAlive(held)
		held = nil
		return nil
	})
	if got > block/2 {
		t.Errorf("%d bytes after some were let go of, want about 0", got)
	}
}

// TestBytesAfterFinalizers: what a finalizer kept alive is gone as well.
func TestBytesAfterFinalizers(t *testing.T) {
	before := Bytes()
	type owner struct{ of []byte }
	func() {
		o := &owner{make([]byte, block)}
		runtime.SetFinalizer(o, func(*owner) {})
	}()
	if after := Bytes(); after > before+block/2 {
		t.Errorf("%d bytes are in use, %d before", after, before)
	}
}
