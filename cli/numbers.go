// Numbers and times in words.

package cli

import "ringside/internal/count"

// thousands formats a number with a comma after each thousand.
func thousands(n int) string { return count.Number(n) }
