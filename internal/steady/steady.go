// Package steady makes random tests play the same scripts in every run, and few of them under
// the race detector. Importing it is enough for properties of rapid:
//
//	import _ "ringside/internal/steady"
//
// A test that is red then was made red by a change, and not by the day. To look for what
// no run has seen yet, ask for other seeds: RAPID_SEED=0 go test ./engine (0 draws one).
// A test that draws by itself asks Rounds.
package steady

import (
	"flag"
	"os"
	"strconv"

	_ "pgregory.net/rapid" // its flags must exist before they are set
)

// seed is any number but 0, with which rapid draws one.
const seed = "1"

func init() {
	if _, given := os.LookupEnv("RAPID_SEED"); !given {
		set("rapid.seed", seed)
	}
	if _, given := os.LookupEnv("RAPID_CHECKS"); Raced && !given {
		set("rapid.checks", strconv.Itoa(racedChecks))
	}
}

// set sets a flag of rapid; the command line may set it again.
func set(name, value string) {
	if err := flag.Set(name, value); err != nil {
		panic(err) // rapid has renamed its flag
	}
}
