// Tests of scripts that are long, come through a pipe, or change while they are read.
package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// lineSource is a reader of count generated lines and a last one.
type lineSource struct {
	count int
	last  string
	rest  []byte
}

func (l *lineSource) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		switch {
		case l.count > 0:
			l.count--
			l.rest = []byte("get cart\n")
		case l.last != "":
			l.rest, l.last = []byte(l.last), ""
		default:
			return 0, io.EOF
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// TestScriptsTakeTheirText: a checked script takes no more memory than its text if it
// came through a pipe, and none if it is a file.
func TestScriptsTakeTheirText(t *testing.T) {
	const lines, text = 200_000, 200_000 * len("get cart\n")
	path := filepath.Join(t.TempDir(), "long.txt")
	if err := os.WriteFile(path, bytes.Repeat([]byte("get cart\n"), lines), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, most := range map[string]int{"-": 2 * text, path: text / 4} {
		var s *scriptText
		took := growthOf(t, func() (err error) {
			s, err = readScript(&lineSource{count: lines}, file)
			return err
		})
		if took > most {
			t.Errorf("%s: a script of %d bytes takes %d, want at most %d", file, text, took, most)
		}
		n := 0
		for ; ; n++ {
			if _, number, err := s.next(); err == io.EOF {
				break
			} else if err != nil || number != n+1 {
				t.Fatalf("line %d is read as line %d, %v", n+1, number, err)
			}
		}
		if n != lines {
			t.Errorf("%s: %d lines are played of %d", file, n, lines)
		}
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}
}

// growthOf returns by how much the heap grows while do runs.
func growthOf(t *testing.T, do func() error) int {
	t.Helper()
	heap := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	before := heap()
	if err := do(); err != nil {
		t.Fatal(err)
	}
	return heap() - before
}

// TestAWrongLineAnywhereRunsNothing: nothing runs even if only the last of many lines is
// wrong, in a file and in a pipe.
func TestAWrongLineAnywhereRunsNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wrong.txt")
	text := strings.Repeat("put cart milk\n", 5000) + "crsh n1\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, "-"} {
		var out, errs bytes.Buffer
		code := Main([]string{"run", file}, World{In: strings.NewReader(text), Out: &out, Err: &errs})
		if code != 2 || out.Len() != 0 || !strings.Contains(errs.String(), `line 5001, "crsh"`) || strings.Count(errs.String(), "\n") != 1 {
			t.Errorf("%s: exit code %d, %d bytes of a trace, %q", file, code, out.Len(), errs.String())
		}
	}
}

// TestEndlessScriptsEnd: a stream that never ends is refused in a line.
func TestEndlessScriptsEnd(t *testing.T) {
	const most = 1 << 20
	for name, in := range map[string]*lineSource{
		"commands": {count: 1 << 40},
		"one line": {last: strings.Repeat("x", 9<<20)},
	} {
		_, err := readScriptUpTo(in, "-", most)
		if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "standard input") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s, err := readScriptUpTo(&lineSource{last: strings.Repeat("#", most)}, "-", most); err != nil {
		t.Errorf("a script of just so many bytes: %v, %v", s, err)
	}
}

// TestAScriptThatChanges: lines added after the check are not played, and a line that has
// become invalid is reported as a change.
func TestAScriptThatChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.txt")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for changed, want := range map[string]string{
		"get cart\nget cart\n": "EOF",
		"crsh n1\n":            fmt.Sprint(scriptName(path), " was changed while it was played: line 1"),
	} {
		write("get cart\n")
		s, err := readScript(nil, path)
		if err != nil {
			t.Fatal(err)
		}
		write(changed)
		_, _, err = s.next()
		if err == nil {
			_, _, err = s.next()
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("after it became %q: %v, want %q", changed, err, want)
		}
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}
}
