// Telling session files from scripts.

package session

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"ringside/internal/strictyaml"
)

// Readable says in a few words why there is no file of a name that can be read: the name is
// empty, or a folder has it, or nothing. want is what the name should be.
func Readable(path, want string) error {
	if path == "" {
		return errors.New("the name is empty; name " + want)
	}
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %s", strictyaml.Quote(path))
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is a folder; name %s", strictyaml.Quote(path), want)
	}
	return nil
}

// IsFile reports whether a file is meant as a session, rather than as a script, by its
// first line that is neither blank nor a comment.
func IsFile(path string) (bool, error) {
	if err := Readable(path, "the file of a session or of a script"); err != nil {
		return false, err
	}
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, 1<<16))
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" && !strings.HasPrefix(line, "#") {
			return strings.HasPrefix(line, "format:"), nil
		}
	}
	return false, lines.Err()
}
