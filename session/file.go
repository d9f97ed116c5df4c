// Telling session files from scripts.

package session

import (
	"bufio"
	"io"
	"os"
	"strings"
)

// IsFile reports whether a file is meant as a session, rather than as a script, by its
// first line that is neither blank nor a comment.
func IsFile(path string) (bool, error) {
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
