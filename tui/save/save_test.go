// Tests of what is kept, and in place of what.

package save

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/lanes"
	"ringside/session"
	"ringside/tui/source"
)

// written returns a history with one write in it.
func written(t *testing.T) *history.History {
	t.Helper()
	t.Chdir(t.TempDir())
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	put(t, h, "milk")
	return h
}

func put(t *testing.T, h *history.History, value string) {
	t.Helper()
	if err := h.Apply(engine.Command{Verb: engine.Put, Key: "cart", Value: value}); err != nil {
		t.Fatal(err)
	}
}

// TestSession: a session is unsaved until what it was has been written, wherever it
// went on to meanwhile; and no file is replaced that it did not write itself.
func TestSession(t *testing.T) {
	h := written(t)
	var s Session
	if _, err := s.Save(h, "", false, ":"); err == nil || err.Error() != "save: name the file: :save FILE" {
		t.Errorf("without a name: %v", err)
	}
	if _, err := s.Save(struct{ source.Cluster }{h}, "s.yaml", false, ""); err == nil {
		t.Error("a cluster without a record is saved")
	}
	save, err := s.Save(h, "s.yaml", false, "")
	if err != nil || !s.Unsaved(h) {
		t.Fatalf("nothing has been written, and it is saved: %v", err)
	}
	put(t, h, "eggs")
	msg := save()
	if s.Saved(msg); msg.Err != nil || s.File != "s.yaml" || !s.Unsaved(h) {
		t.Errorf("%v: what was done since is taken for saved", msg.Err)
	}
	save, err = s.Save(h, "", false, "")
	if err != nil {
		t.Fatal(err)
	}
	if msg := save(); msg.Err != nil {
		t.Errorf("its own file is not replaced: %v", msg.Err)
	} else if s.Saved(msg); s.Unsaved(h) {
		t.Error("it is saved, and isn't")
	}
	if err := os.WriteFile("other.yaml", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	save, _ = s.Save(h, "other.yaml", false, "")
	if msg := save(); msg.Err == nil || !strings.Contains(msg.Err.Error(), "save! replaces it") {
		t.Errorf("another file is replaced: %v", msg.Err)
	}
	save, _ = s.Save(h, "other.yaml", true, "")
	if msg := save(); msg.Err != nil {
		t.Error(msg.Err)
	}
	if opened, _, err := session.Open("other.yaml"); err != nil || opened.End() != h.End() {
		t.Errorf("it opens with %v", err)
	}
}

// TestCode: a code is of the moment at which it was asked for.
func TestCode(t *testing.T) {
	h := written(t)
	encode, err := Code(h)
	if err != nil {
		t.Fatal(err)
	}
	end := h.End()
	put(t, h, "eggs")
	msg := encode()
	if opened, _, err := session.Decode(msg.Code); msg.Err != nil || err != nil || opened.End() != end {
		t.Errorf("%v, %v", msg.Err, err)
	}
	if _, err := Code(struct{ source.Cluster }{h}); err == nil {
		t.Error("a cluster without a record has a code")
	}
}

// TestExport: the name of the file says the format, a recording is made by the function
// given for it, and what can't be written is told before or after, in one line.
func TestExport(t *testing.T) {
	h := written(t)
	broken := errors.New("no recording")
	record := func(_ *history.History, p lanes.Part) ([]byte, error) {
		if p.Op == 0 {
			return nil, broken
		}
		return []byte("recording"), nil
	}
	op := h.View(engine.Watch{}).Ops[0]
	for _, c := range []struct {
		rest   string
		op     *engine.OpView
		begins string // of the file
		before string // of the error, before anything is written
		after  string
	}{
		{rest: "", before: "export: name the file: :export"},
		{rest: "op", op: op, before: "export: name the file: :export"},
		{rest: "a.png", before: "export: the name a.png does not tell the format"},
		{rest: "op a.svg", before: "export: no operation yet"},
		{rest: "a.svg", begins: "<svg"},
		{rest: "a.svg", after: "export: a.svg already exists; export! replaces it"},
		{rest: "op b.cast", op: op, begins: "recording"},
		{rest: "c.cast", after: "no recording"},
		{rest: "nowhere/d.svg", after: "export: write nowhere/d.svg"},
	} {
		run, err := Export(h, What{Rest: c.rest, Op: c.op, Title: "test", Record: record, Colon: ":"})
		if (err != nil) != (c.before != "") || err != nil && !strings.HasPrefix(err.Error(), c.before) {
			t.Errorf("export %s: %v, want %q", c.rest, err, c.before)
		}
		if err != nil {
			continue
		}
		msg := run()
		if (msg.Err != nil) != (c.after != "") || msg.Err != nil && !strings.HasPrefix(msg.Err.Error(), c.after) {
			t.Errorf("export %s: %v, want %q", c.rest, msg.Err, c.after)
		}
		if msg.Err != nil {
			continue
		}
		path := strings.TrimPrefix(c.rest, "op ")
		if b, err := os.ReadFile(path); err != nil || !bytes.HasPrefix(b, []byte(c.begins)) || msg.Says() != "written: "+path {
			t.Errorf("%s begins with %.20q, %v; %s", path, b, err, msg.Says())
		}
	}
}
