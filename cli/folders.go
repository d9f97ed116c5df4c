// Folders of the program by the XDG Base Directory Specification.

package cli

import (
	"fmt"
	"path/filepath"
)

// stateFolder returns where the program keeps what it does: progress, classes, unsaved work.
func stateFolder(env environment) (string, error) {
	return xdgFolder(env, "XDG_STATE_HOME", filepath.Join(".local", "state"))
}

// xdgFolder returns the program's folder in one of the XDG base directories: the one that
// a variable names, or the usual one under the home.
func xdgFolder(env environment, name, usual string) (string, error) {
	if base := env.get(name); filepath.IsAbs(base) {
		return filepath.Join(base, "ringside"), nil
	}
	if home := env.get("HOME"); home != "" {
		return filepath.Join(home, usual, "ringside"), nil
	}
	return "", fmt.Errorf("neither %s nor HOME says where to keep it", name)
}

// stateFolder returns where rooms are kept.
func (s *serving) stateFolder(env environment) (string, error) {
	if s.state != "" {
		return s.state, nil
	}
	folder, err := stateFolder(env)
	if err != nil {
		return "", fmt.Errorf("--state is not given, and %w", err)
	}
	return filepath.Join(folder, "rooms"), nil
}
