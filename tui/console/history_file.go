// Lines that were typed, kept between runs in a file that only its owner can read.

package console

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"ringside/internal/printable"
	"ringside/internal/whole"
)

// HistoryFile is where lines are kept; the zero HistoryFile keeps none. Several explorers
// can have the same file: each adds its lines to it.
type HistoryFile struct{ *historyFile }

type historyFile struct {
	path string

	mu   sync.Mutex // guards the lines that are not written yet
	next []string
}

// NewHistoryFile returns the file of a path, which need not exist.
func NewHistoryFile(path string) HistoryFile { return HistoryFile{&historyFile{path: path}} }

// Bounds of the file: more than maxHistoryBytes of it is never read, and it is written
// anew at a start when it has more than twice the lines that are recalled.
const maxHistoryBytes = 1 << 20

// Read returns the lines of earlier runs, the newest last. A file that can't be read has
// none.
func (h HistoryFile) Read() (lines []string) {
	if h.historyFile == nil {
		return nil
	}
	f, err := os.Open(h.path)
	if err != nil {
		return nil
	}
	defer f.Close()
	begins := int64(0)
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		begins = max(info.Size()-maxHistoryBytes, 0)
	} else {
		return nil
	}
	data, err := io.ReadAll(io.NewSectionReader(f, begins, maxHistoryBytes))
	if err != nil {
		return nil
	}
	all := strings.Split(string(data), "\n")
	if begins > 0 {
		all = all[1:] // it may be half a line
	}
	for _, line := range all {
		if remembers(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(all) > 2*maxHistory || begins > 0 {
		lines = newest(lines)
		_ = whole.Write(h.path, []byte(strings.Join(lines, "\n")+"\n"), 0o600) // else the next start does it
	}
	return newest(lines)
}

// remembers reports whether a line is remembered after others: a line that begins with a
// blank is not, nor is what was pasted, nor the same again.
func remembers(lines []string, line string) bool {
	return strings.TrimSpace(line) != "" && len(line) <= maxRemembered && (len(lines) == 0 || lines[len(lines)-1] != line)
}

func newest(lines []string) []string { return lines[max(len(lines)-maxHistory, 0):] }

// keep returns the command that adds a line to the file; nil if it is not to be kept.
func (h HistoryFile) keep(line string) tea.Cmd {
	if h.historyFile == nil || line[0] == ' ' || !utf8.ValidString(line) || strings.ContainsFunc(line, printable.Hidden) {
		return nil
	}
	h.mu.Lock()
	h.next = append(h.next, line)
	h.mu.Unlock()
	return func() tea.Msg {
		h.write()
		return nil
	}
}

// write adds the lines that are not written yet, in their order. What can't be written is
// not kept.
func (h HistoryFile) write() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.next) == 0 {
		return
	}
	lines := strings.Join(h.next, "\n") + "\n"
	h.next = nil
	if os.MkdirAll(filepath.Dir(h.path), 0o700) != nil {
		return
	}
	f, err := os.OpenFile(h.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	_, _ = f.WriteString(lines)
	_ = f.Close()
}
