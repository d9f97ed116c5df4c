// How much memory the program may use for what it has dropped.

package cli

import (
	"os"
	"runtime/debug"
)

const (
	// searchGC is how much of its memory, in percent, a search or the drawing of futures may use for
	// what it has dropped before that is collected, and runGC the same of a script that is run;
	// dropSooner is where that is done more often.
	searchGC   = 400
	runGC      = 200
	dropSooner = 3 << 30
)

// dropLater trades memory for speed, unless the environment says how Go is to collect.
func dropLater(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(dropSooner)
	}
}
