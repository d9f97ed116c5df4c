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

// All returns all n things, as in "the only replica", "both replicas" and "all 3 replicas".
func All(n int, thing string) string {
	switch n {
	case 1:
		return "the only " + thing
	case 2:
		return "both " + strings.TrimPrefix(Of(n, thing), "2 ")
	}
	return "all " + Of(n, thing)
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
