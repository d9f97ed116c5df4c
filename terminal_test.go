package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringside/internal/screen"
)

// binary returns the program under test: the one that RINGSIDE_BINARY names, or
// one built now.
func binary(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("RINGSIDE_BINARY"); path != "" {
		return path
	}
	path := filepath.Join(t.TempDir(), "ringside")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

// person sits at a terminal in which the program runs.
type person struct {
	*screen.Session
	t   *testing.T
	ctx context.Context
}

func sitDown(t *testing.T, w, h int, args ...string) person {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	s, err := screen.Start(w, h, nil, binary(t), args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return person{s, t, ctx}
}

func (p person) types(text string) {
	p.t.Helper()
	if err := p.Type(text); err != nil {
		p.t.Fatal(err)
	}
}

func (p person) sees(texts ...string) {
	p.t.Helper()
	if err := p.Shows(p.ctx, texts...); err != nil {
		p.t.Fatal(err)
	}
}

// TestTerminal is a first sitting: walk a key, write, crash a replica, read.
func TestTerminal(t *testing.T) {
	p := sitDown(t, 120, 36)
	p.sees("ringside", "Ring", "Walk", "Nodes", "Operation", "Log", "5/5 up")

	p.types("kcart:42" + screen.Enter)
	p.sees("key cart:42", "token 7683480308670753113", "first token ≥ hash")

	p.types("w" + screen.Enter)
	p.sees("Operation #1", "told OK", "durable on all 3 replicas", "put cart:42")

	p.types(":crash n3" + screen.Enter)
	p.sees("crashed", "4/5 up", "command", "crash n3")

	p.types("r")
	p.sees("Operation #2", "get cart:42", "told OK")

	p.types(":set r 3" + screen.Enter)
	p.sees("R 3")
	p.types("r")
	p.sees("Operation #3", "failed")

	p.types(":crash n9" + screen.Enter)
	p.sees("n9", "n1 n2 n3 n4 n5")

	p.types("q")
	if code, err := p.Wait(p.ctx); err != nil || code != 0 {
		t.Fatalf("q ended the program with %d, %v", code, err)
	}
}

// TestTerminalSizes: every size shows something of its own and none breaks it.
func TestTerminalSizes(t *testing.T) {
	p := sitDown(t, 80, 24)
	p.sees("Ring", "Log")
	for _, size := range []struct {
		w, h  int
		shows string
	}{{40, 12, "1/5"}, {1, 1, ""}, {160, 48, "Operation"}, {80, 24, "Log"}, {200, 10, "1/5"}, {120, 36, "Nodes"}} {
		if err := p.Resize(size.w, size.h); err != nil {
			t.Fatal(err)
		}
		p.sees(size.shows)
		for _, line := range strings.Split(p.Text(), "\n") {
			if n := len([]rune(line)); n > size.w {
				t.Errorf("%d×%d: a line of %d cells: %q", size.w, size.h, n, line)
			}
		}
	}
	p.types(screen.CtrlC)
	if code, err := p.Wait(p.ctx); err != nil || code != 0 {
		t.Fatalf("ctrl+c ended the program with %d, %v", code, err)
	}
}

// TestNoTerminal: without one the program says what to use instead.
func TestNoTerminal(t *testing.T) {
	cmd := exec.Command(binary(t))
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != 2 || strings.Count(string(out), "\n") != 1 ||
		!strings.Contains(string(out), "--plain") || !strings.Contains(string(out), "ringside run") {
		t.Fatalf("%v, %q", err, out)
	}
}
