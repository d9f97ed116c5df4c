// Package count writes a number with the thing that it counts.
package count

import (
	"strconv"
	"strings"
)

// Of returns n with its thing, as in "1 node", "3 copies" and "1,000 nodes".
func Of(n int, thing string) string {
	switch stem, y := strings.CutSuffix(thing, "y"); {
	case n == 1:
		return "1 " + thing
	case y && !strings.HasSuffix(stem, "e"):
		return Number(n) + " " + stem + "ies"
	}
	return Number(n) + " " + thing + "s"
}

// Number writes a number with a comma after each thousand.
func Number(n int) string {
	s, sign := strconv.Itoa(n), ""
	if n < 0 {
		s, sign = s[1:], "-"
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}
