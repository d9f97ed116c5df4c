// Package session keeps what somebody did to a cluster, so that it can be done
// again: here or elsewhere, to the same last byte of the trace.
//
//	history.History ── Marshal, Save ──▶ YAML: the cluster, every command and its moment, a checksum of the trace
//	       ▲     └─── Encode ─────────▶ a line of letters to paste: the same in short
//	       └───────── Unmarshal, Open, Decode: everything is replayed and compared
//
// What does not lead to the recorded trace is refused as a whole: cut off,
// changed by hand, of a newer format, or made by a program that behaves
// otherwise. A file keeps all branches, and a code the one that the history is on.
package session

import (
	"crypto/sha256"
	"fmt"
	"os"

	"ringside/engine/history"
	"ringside/internal/strictyaml"
	"ringside/internal/whole"
)

// Format is the version of the file format that this package reads and writes.
const Format = 2

// MaxBytes is the size of the largest file that is read.
const MaxBytes = 64 << 20

// Open reads a file that Save wrote, and replays it. The error is one line and
// names the file, and the place in it if there is one.
func Open(path string) (*history.History, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("open the session: %w", err)
	}
	if info.Size() > MaxBytes {
		return nil, fmt.Errorf("open the session: %s has %d bytes; at most %d are read", strictyaml.Quote(path), info.Size(), MaxBytes)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("open the session: %w", err)
	}
	return Unmarshal(path, data)
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

// fingerprint is the checksum of everything that the present branch of a history
// has recorded: of the JSON lines of its whole trace.
func fingerprint(h *history.History) (sum [sha256.Size]byte) {
	whole := h
	if h.Position() != h.End() {
		whole = h.Fork()
		if err := whole.Go(h.End()); err != nil {
			panic("session: the end of a history can't be reached: " + err.Error())
		}
	}
	hash := sha256.New()
	var line []byte
	t := whole.Trace()
	for step := 1; step <= t.Len(); step++ {
		line = append(t.AppendJSON(line[:0], step, whole.NodeName), '\n')
		hash.Write(line)
	}
	hash.Sum(sum[:0])
	return sum
}
