// Saving unsaved work when the program has to end.

package cli

import (
	"fmt"
	"time"

	"ringside/engine/history"
	"ringside/session"
)

// keep saves a session whose program has to end, and tells where it is.
func (a *app) keep(h *history.History) {
	folder, err := stateFolder(a.env)
	path := ""
	if err == nil {
		now := time.Now
		if a.now != nil {
			now = a.now
		}
		path, err = session.Keep(folder, now(), h)
	}
	if err != nil {
		fmt.Fprintln(a.err, "ringside: what was done is lost: "+oneLine(err.Error()))
		return
	}
	fmt.Fprintln(a.err, "ringside: what was done is kept; open it with: ringside replay "+oneLine(path))
}
