// The code of a class, generated or chosen, kept so that it is the same when the class
// opens again.

package classroom

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"ringside/classroom/room"
)

// KeptCode returns the code of the room called name, which is kept in a folder; this
// process holds the room's lock. It generates one if there is none, if fresh is set,
// or if the kept one can't be read; in the last case told says so, and where the
// unreadable file is now.
func KeptCode(folder, name string, fresh bool) (code, told string, err error) {
	if err := writable(folder); err != nil {
		return "", "", fmt.Errorf("%w; give another folder with --state", err)
	}
	path := codeFile(folder, name)
	data, err := readKept(path, 1<<10)
	if err == nil {
		code = strings.TrimSpace(string(data))
		err = CheckCode(code)
	}
	switch {
	case err == nil && !fresh:
		return code, "", nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		aside, merr := moveAside(path, name+"-join-code", time.Now(), "")
		if merr != nil {
			return "", "", fmt.Errorf("%s can't be read (%w), nor be set aside: %w; give a code with --join-code", path, err, bare(merr))
		}
		told = fmt.Sprintf("The code of the class is a new one: the one that was kept can't be read and is set aside in %s: %v.", aside, err)
	}
	code = room.NewCode()
	if err := writeState(path, []byte(code+"\n")); err != nil {
		return "", "", err
	}
	return code, told, nil
}

// KeepCode keeps a chosen code for KeptCode, in place of any other.
func KeepCode(folder, name, code string) error {
	if err := writable(folder); err != nil {
		return fmt.Errorf("%w; give another folder with --state", err)
	}
	return writeState(codeFile(folder, name), []byte(code+"\n"))
}

func codeFile(folder, name string) string { return filepath.Join(folder, name+".join-code") }

// CheckCode returns an error that says why a code is not allowed; nil if it is.
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

// WeakCode reports whether a code is so short that it could be guessed during a class.
func WeakCode(code string) bool { return len(room.BareCode(code)) < 8 }
