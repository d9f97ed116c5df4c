// Package session keeps what somebody did to a cluster, so that it can be done
// again: here or elsewhere, in this release or a later one.
//
//	history.History ── Marshal, Save ──▶ YAML: the cluster, every command and its moment, what came of them
//	       ▲     └─── Encode ─────────▶ a line of letters to paste: the same in short
//	       └───────── Unmarshal, Open, Decode: everything is done again and compared
//
// What is compared is what happened: what clients were told, and what the cluster is at
// the end; not how a release tells it. What was cut off, changed by hand, or is of a newer
// format is refused as a whole. What another engine recorded opens as far as it can be done
// again, with a warning that says what differs. A file keeps all branches, and a code the
// one that the history is on.
package session

import (
	"fmt"
	"os"

	"ringside/engine/history"
	"ringside/internal/strictyaml"
	"ringside/internal/whole"
)

// Format is the version of the file format that this package writes. It reads all that
// there have been.
const Format = 3

// Warning says how a session that opens is not as it was recorded.
type Warning struct {
	Text string // one line; "" if nothing is known to be otherwise
	Cut  bool   // commands are left out: on a branch all from the first on that can't be done again
}

// MaxBytes is the size of the largest file that is read.
const MaxBytes = 64 << 20

// Open reads a file that Save wrote, and does it again; see Unmarshal. The error is one
// line and names the file, and the place in it if there is one.
func Open(path string) (h *history.History, warning Warning, err error) {
	return OpenPausing(path, always)
}

// Pause is called now and then while a session is done again, with how much is done, from 0
// to 1, and says whether to go on.
type Pause func(part float64) bool

func always(float64) bool { return true }

// ErrStopped says that a pause has ended it.
var ErrStopped = history.ErrStopped

// OpenPausing is Open with pauses.
func OpenPausing(path string, pause Pause) (h *history.History, warning Warning, err error) {
	if err := Readable(path, "the file of a session"); err != nil {
		return nil, warning, fmt.Errorf("open the session: %w", err)
	}
	if is, err := IsFile(path); err == nil && !is {
		return nil, warning, fmt.Errorf("open the session: %s is not one, which begins with format: (of a script, ringside run --save FILE makes one)", strictyaml.Quote(path))
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, warning, fmt.Errorf("open the session: %w", err)
	}
	if info.Size() > MaxBytes {
		return nil, warning, fmt.Errorf("open the session: %s has %d bytes; at most %d are read", strictyaml.Quote(path), info.Size(), MaxBytes)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, warning, fmt.Errorf("open the session: %w", err)
	}
	return unmarshal(path, data, pause)
}

// Save writes a file for Open.
func Save(path string, h *history.History) error {
	data, err := Marshal(h)
	if err != nil {
		return err
	}
	if err := whole.Write(path, data, 0o644); err != nil {
		return fmt.Errorf("save the session: %w", err)
	}
	return nil
}
