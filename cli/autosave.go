// Saving unsaved work when the program has to end.

package cli

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ringside/engine/history"
	"ringside/internal/whole"
	"ringside/session"
	"ringside/tui/console"
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
		a.note("ringside: what was done is lost: " + err.Error())
		return
	}
	_ = whole.Write(filepath.Join(folder, unofferedName), []byte(path), 0o600) // else nobody offers it
	a.note("ringside: what was done is kept; open it with: ringside replay " + path)
}

// unofferedName is the file in the state folder that names the session that was kept last,
// until a start has offered it.
const unofferedName = "unsaved"

// offer returns what the explorer says at its start of a session that an earlier run had to
// keep: once, and "" if there is none.
func (a *app) offer() string {
	folder, err := stateFolder(a.env)
	if err != nil {
		return ""
	}
	name := filepath.Join(folder, unofferedName)
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	data, err := io.ReadAll(io.LimitReader(f, 4<<10))
	_ = f.Close()
	path := strings.TrimSpace(string(data))
	if err != nil || os.Remove(name) != nil || filepath.Dir(path) != folder {
		return ""
	}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return "the last session ended unsaved: tab after :open finds it"
}

// fromHome returns a path as it is typed shortest.
func (a *app) fromHome(path string) string {
	if home := a.env.get("HOME"); home != "" && strings.HasPrefix(path, home+"/") {
		return "~" + path[len(home):]
	}
	return path
}

// keptSessions returns the paths of the sessions that earlier runs had to keep, the newest first.
func (a *app) keptSessions() []string {
	folder, err := stateFolder(a.env)
	if err != nil {
		return nil
	}
	paths := session.KeptIn(folder)
	for i := range paths {
		paths[i] = a.fromHome(paths[i])
	}
	return paths
}

// history returns where lines that are typed are kept.
func (a *app) history() console.HistoryFile {
	folder, err := stateFolder(a.env)
	if err != nil {
		return console.HistoryFile{}
	}
	return console.NewHistoryFile(filepath.Join(folder, "history"))
}
