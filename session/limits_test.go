// This file fills sessions up to their limits: what can be done can be saved, and what
// is saved can be opened, with the same trace.

package session_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/internal/steady"
	"ringside/session"
)

// TestFullSessionsOpen: at each limit of a session one line says so, nothing has
// changed, and what was done until then is saved and opened again.
func TestFullSessionsOpen(t *testing.T) {
	small := history.Bounds{Bytes: 64 << 20, Work: steady.Rounds(20_000, 20_000, 2_000), Text: 64 << 10, Branches: 40, What: "this session", Then: "restart the cluster"}
	large := history.SessionBounds()
	if steady.Raced {
		large.Text /= 16
	}
	put := func(key, value string) engine.Command {
		return engine.Command{Verb: engine.Put, Key: key, Value: value, Blind: true}
	}
	for name, c := range map[string]struct {
		bounds history.Bounds
		do     func(h *history.History, i int) error
		says   string
	}{
		"the largest values, every byte escaped": {large, func(h *history.History, i int) error {
			return h.Apply(put(fmt.Sprint("k", i), strings.Repeat("\x01", engine.MaxValue)))
		}, "left for commands"},
		"short lines": {small, func(h *history.History, i int) error { return h.Apply(put(fmt.Sprint("k", i), "v")) }, ""},
		"lines at the end of time": {small, func(h *history.History, i int) error {
			h.Advance(engine.MaxTime-1, 1<<20)
			return h.Apply(engine.Command{Verb: engine.Skew, Node: h.NodeName(0), For: time.Duration(1 + i%2)})
		}, "is full"},
		"branches": {small, func(h *history.History, _ int) error { return h.Split() }, "40 branches"},
		"a branch for each value": {small, func(h *history.History, i int) error {
			h.Seek(0)
			return h.Apply(put("k", strings.Repeat("\x02", 500+i)))
		}, ""},
		"events": {small, func(h *history.History, i int) error {
			if err := h.Apply(put(fmt.Sprint("k", i%10), "v")); err != nil {
				return err
			}
			for h.Motion() >= engine.Waiting {
				h.Step()
			}
			return nil
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := engine.Default()
			cfg.Latency, cfg.Gossip = "fixed", 0
			h, err := history.New(cfg)
			if err != nil {
				t.Fatal(err)
			}
			if c.bounds != history.SessionBounds() {
				h.Bound(c.bounds)
			}
			var full error
			for i := 0; full == nil; i++ {
				at, revision := h.Position(), h.Revision()
				if full = c.do(h, i); full != nil && (h.Revision() != revision || h.Position() != at && h.Position().Step != 0) {
					t.Errorf("refused at %v, and now it is %v", at, h.Position())
				}
				if i > 100_000 {
					t.Fatal("there is no end")
				}
			}
			if text := full.Error(); strings.Contains(text, "\n") || len(text) > 300 || !strings.Contains(text, c.says) {
				t.Errorf("it is refused with %q, want %q in it", text, c.says)
			}
			data, err := session.Marshal(h)
			if err != nil {
				t.Fatal(err)
			}
			again, warning, err := session.Unmarshal("s.yaml", data)
			if err != nil || warning.Text != "" {
				t.Fatalf("%d bytes were saved and are not opened: %v, warning %q", len(data), err, warning.Text)
			}
			t.Logf("%d bytes, %v", len(data), full)
			if len(data) < 1<<20 {
				same(t, h, again)
			} // of a larger one it was held against what it came to
		})
	}
}

// TestWrittenIsTheFile: what a history says of its saved size is never less than what
// the file has, beside the cluster, so that the limit holds for the file.
func TestWrittenIsTheFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		fresh, err := history.New(h.Config())
		if err != nil {
			t.Fatal(err)
		}
		empty, err := session.Marshal(fresh)
		if err != nil {
			t.Fatal(err)
		}
		data, err := session.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		if took := len(data) - len(empty) - answers(data); took > h.Written() {
			t.Fatalf("the file has %d bytes of commands and branches, and %d were said", took, h.Written())
		}
	})
}

// answers returns how many bytes a file has of answers.
func answers(data []byte) (n int) {
	in := false
	for line := range strings.Lines(string(data)) {
		if in = in && strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "  answers: |"); in && line[3] == ' ' {
			n += len(line)
		}
	}
	return n
}

// TestLargestFileFits: all that a session may hold is less than what is read.
func TestLargestFileFits(t *testing.T) {
	b := history.SessionBounds()
	const perBranch, cluster = 288, 16 << 20 // the most tokens there can be, each on a line
	if most := b.Text + b.Branches*perBranch + cluster + session.MostAnswers + 8<<10; most > session.MaxBytes {
		t.Errorf("a session can have %d bytes, and %d are read", most, session.MaxBytes)
	}
}

// TestCodesThatAreWrittenAreRead: a code that would be too long to be read is not made.
func TestCodesThatAreWrittenAreRead(t *testing.T) {
	cfg := engine.Default()
	cfg.Latency, cfg.Gossip = "fixed", 0
	h, err := history.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 9 { // half a megabyte each
		if err := h.Apply(engine.Command{Verb: engine.Put, Key: fmt.Sprint("k", i), Value: strings.Repeat("x", 1<<19)}); err != nil {
			t.Fatal(err)
		}
		code, err := session.Encode(h)
		if i == 8 {
			if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "save a file") {
				t.Errorf("a code of more than 4 MiB: %v", err)
			}
			continue
		}
		if i < 7 {
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := session.Decode(code); err != nil {
				t.Fatalf("a code of %d values is not read: %v", i+1, err)
			}
		}
	}
}
