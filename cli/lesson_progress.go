// Where progress in lessons and challenges is kept.

package cli

import (
	"path/filepath"

	"ringside/presets"
	"ringside/tui/class"
)

// progressStore returns where progress in the lessons is kept: with the program's state,
// by the XDG Base Directory Specification. It is nil if there is no home.
func (e *environment) progressStore() class.ProgressStore {
	folder, err := stateFolder(*e)
	if err != nil {
		return nil
	}
	return presets.NewProgressStore(filepath.Join(folder, "lessons"))
}
