// This file keeps the code of a class that was made up, so that it is the same when
// the class opens again.

package classroom

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ringside/classroom/room"
)

// KeptCode returns the code that was made up for the room of a name that is kept in
// a folder. If there is none yet, or it is to be another one, it makes one up.
func KeptCode(folder, name string, fresh bool) (string, error) {
	path := filepath.Join(folder, name+".join-code")
	data, err := os.ReadFile(path)
	switch {
	case err == nil && !fresh:
		code := strings.TrimSpace(string(data))
		if err := CheckCode(code); err != nil {
			return "", fmt.Errorf("%s: %w; without that file another code is made up", path, err)
		}
		return code, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	code := room.NewCode()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(folder, ".join-code-*") // 0600
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(code + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return code, nil
}

// CheckCode says why something can't be a code.
func CheckCode(code string) error {
	const most = 64
	if len(code) > most {
		return fmt.Errorf("%d characters long (allowed: up to %d)", len(code), most)
	}
	if room.BareCode(code) == "" {
		return errors.New("nothing in it counts (spaces and dashes don't, and case does not)")
	}
	return nil
}

// WeakCode reports whether a code is so short that it may be guessed in the course
// of a class.
func WeakCode(code string) bool { return len(room.BareCode(code)) < 8 }
