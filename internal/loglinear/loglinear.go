// Package loglinear sorts whole numbers into classes that are narrow everywhere: each
// doubling has equally many, as in Gil Tene's HdrHistogram.
//
//	finest 2:  0 1 2 3 4 5 6 7 | 8-9 10-11 12-13 14-15 | 16-19 20-23 24-27 28-31 | 32-39 …
//
// Numbers below 2^(finest+1) have a class each; above, those of a class agree in their first
// finest+1 bits.
package loglinear

import "math/bits"

// Class returns the class of a number, counted from 0, if each doubling has 2^finest.
func Class(n uint64, finest int) int {
	shift := max(bits.Len64(n)-finest-1, 0)
	return shift<<finest + int(n>>shift)
}

// Bounds returns the least number of a class, and how many numbers it has.
func Bounds(class, finest int) (least, width uint64) {
	if class < 2<<finest {
		return uint64(class), 1
	}
	shift := class>>finest - 1
	return uint64(class-shift<<finest) << shift, 1 << shift
}
