// The limits of what somebody in a class may hold, and may have computed: a room keeps to
// them, and the help and the README list them.

package class

import (
	"fmt"

	"ringside/engine"
	"ringside/engine/history"
)

// How much work may be done, in units of history.History.Effort, of which a second has
// about a million.
const (
	// ParticipantEffort is what a participant may use at once, and ParticipantRate how much of it comes back
	// in a second.
	ParticipantEffort = 2_000_000
	ParticipantRate   = 100_000
	// DriverEffort and DriverRate are the same of the driver of the class's cluster.
	DriverEffort = 4_000_000
	DriverRate   = 400_000
	// AllRate is how much comes back in a second for all participants of a server together.
	AllRate = 400_000
)

// ParticipantBytes is how much memory a participant may take with all that they hold (their copy, the one
// that they offer, a lesson of their own) in addition to what these were taken with.
const ParticipantBytes = 48 << 20

// CopyBounds are how much may be done in a copy, with all its branches, in addition to
// what it was taken with: so that many in one process do not take all its memory, and
// saving and opening the class again stays quick.
func CopyBounds() history.Bounds {
	return history.Bounds{
		Bytes: 32 << 20, Work: 400_000, Text: 8 << 20, Branches: 100,
		What: "this copy", Then: ":fork takes a new one",
	}
}

// ClusterBounds are how much may be done in what the class shares: somebody who drives
// must not be able to fill the machine's memory.
func ClusterBounds() history.Bounds {
	return history.Bounds{
		Bytes: 256 << 20, Work: 2_000_000, Text: 16 << 20, Branches: 500,
		What: "the cluster of the class", Then: "an instructor can reset class",
	}
}

// Limits lists how much there can be in a class of what a session alone has no limit of,
// in words, for the help.
func Limits() [][2]string {
	whole := func(b history.Bounds) string {
		return fmt.Sprintf("%s, %s events and turns, %s branches, %s of commands",
			engine.Size(b.Bytes), engine.Count(b.Work), engine.Count(b.Branches), engine.Size(b.Text))
	}
	work := func(most, rate int) string {
		return fmt.Sprintf("%s events at once, then %s a second", engine.Count(most), engine.Count(rate))
	}
	return [][2]string{
		{"a student's copy", whole(CopyBounds())},
		{"a participant's copy, offered copy and lesson, together", engine.Size(ParticipantBytes)},
		{"the cluster of a class", whole(ClusterBounds())},
		{"what a participant has the processor do", work(ParticipantEffort, ParticipantRate)},
		{"what commands of the driver take, such as going back", work(DriverEffort, DriverRate)},
	}
}

// AboutWork says what the limits of work are of.
func AboutWork() string {
	return "In a class, events that are made again count too: going back, switching branches and " +
		"new copies take as long as what happened first. All that a participant holds shares one " +
		"budget, and all participants of a server together get " + engine.Count(AllRate) + " events a second back: " +
		"the more of them wait, the less each gets. The message at the limit says in how many seconds they can " +
		"go on. Participants who have used more than half of their budget take turns. Saving and reopening " +
		"a class does not reset the limits of its copies."
}
