// Numbers and times in words.

package cli

import "strconv"

// thousands formats a number with a comma after each thousand.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
