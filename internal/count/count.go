// Package count writes a number with the thing that it counts.
package count

import "strconv"

// Of returns n with its thing, as in "1 node" and "3 nodes".
func Of(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
