// This file says how much a session can have, in words.

package session

import (
	"ringside/engine"
	"ringside/engine/history"
)

// Limits lists what there can't be more of in a session, in words, for the help.
func Limits() [][2]string {
	b := history.SessionBounds()
	return append(engine.Limits(),
		[2]string{"branches of a session, and the text of its commands", engine.Count(b.Branches) + ", " + engine.Size(b.Text)},
		[2]string{"commands of a replay code", engine.Size(maxCode) + "; a saved session has more"},
	)
}
