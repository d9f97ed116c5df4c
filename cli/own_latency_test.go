// Tests of a cluster's own latency model: a file of delays as a flag and in a preset, kept
// by a session.

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOwnLatency: the delays are those of the file, by the flag and in a preset, which finds
// it in its own folder; `set latency` goes away from them and back; and a session has them
// whole, so that it opens where the file is not.
func TestOwnLatency(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("sub/mine.csv", "write ms,ack ms,read ms,response ms\n7,1,3,2\n")
	write("sub/p.yaml", "format: 1\ntitle: T\ncluster: {latency: mine.csv, r: 1, w: 1, n: 1}\n")
	write("story.txt", strings.Join([]string{
		"put cart milk via n1", "until reply", "expect latency == 8ms", "set timeout 2s", "get cart via n1", "until reply", "expect latency == 5ms",
		"set latency fixed", "get cart via n1", "until reply", "expect latency == 2ms", "set latency own", "get cart via n1", "until reply", "expect latency == 5ms", "",
	}, "\n"))
	run := func(line string) string { return shell(dir, "ringside "+line, false) }
	byFlag := run("run story.txt --latency sub/mine.csv -n 1 -r 1 -w 1 --save flag.yaml")
	if strings.Contains(byFlag, "exit") || strings.Contains(byFlag, "! ") || !strings.Contains(byFlag, "latency is now own") {
		t.Fatalf("by the flag:\n%s", byFlag)
	}
	if got := run("run story.txt --preset sub/p.yaml --save preset.yaml"); got != byFlag {
		t.Errorf("by the preset:\n%s\nand by the flag\n%s", got, byFlag)
	}
	if got := run("config --latency sub/mine.csv"); !strings.Contains(got, "mine.csv") {
		t.Errorf("the configuration does not name the file:\n%s", got)
	}
	if err := os.Remove(filepath.Join(dir, "sub/mine.csv")); err != nil {
		t.Fatal(err)
	}
	replayed := run("replay flag.yaml --plain")
	if strings.Contains(replayed, "exit") || strings.Count(replayed, "in 5.0 ms") != 2 {
		t.Errorf("replayed without the file:\n%s", replayed)
	}
	if got := run("replay preset.yaml --plain"); got != replayed {
		t.Errorf("the preset's session, replayed:\n%s\nwant\n%s", got, replayed)
	}
	if got := run("replay flag.yaml --code"); !strings.HasPrefix(got, `! ringside: make a replay code: it has no place for the delays of "mine.csv"; save a file instead`) {
		t.Errorf("as a code: %s", got)
	}
	session, err := os.ReadFile(filepath.Join(dir, "flag.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write("broken.yaml", strings.Replace(string(session), "7,1,3,2", "7,1,,2", 1))
	if got := run("replay broken.yaml --plain"); !strings.Contains(got, "read: there is no value") || strings.Count(got, "\n") != 2 {
		t.Errorf("a session with delays that can't be: %s", got)
	}
}

// TestOwnLatencyErrors: what can't be delays is one line that says which file, where in it,
// and what is allowed; nothing of a file that is no text reaches the terminal.
func TestOwnLatencyErrors(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for name, text := range map[string]string{
		"holes.csv": "write ms,ack ms,read ms,response ms\n1,2,,4\n", "units.csv": "write,ack,read,response\n1,2,3,4\n",
		"old.txt": "proxy histograms\nOffset      Read Latency     Write Latency     Range Latency\n", "binary": "\x7fELF\x00\x01\n",
		"large.csv": strings.Repeat("#", 1<<20+1), "story.txt": "put cart milk\n", "own.txt": "set latency own\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ value, want string }{
		{"holes.csv", `"holes.csv" can't be read as delays: holes.csv:2: read: there is no value`},
		{"units.csv", `"units.csv" can't be read as delays: units.csv:1: the column write has no unit`},
		{"old.txt", `"old.txt" can't be read as delays: old.txt:2: this is the text of another version`},
		{"binary", `"binary" can't be read as delays: binary:1: this is not text`},
		{"large.csv", `"large.csv" can't be read as delays: large.csv: the file is larger than 1048576 bytes`},
		{"lnkd-sdd", `"lnkd-sdd" is neither a model nor a file; did you mean "lnkd-ssd"? (models: lan, fixed,`},
		{"own", `"own" is neither a model nor a file`},
	} {
		got := shell(dir, "ringside run story.txt --latency "+c.value, false)
		if !strings.HasPrefix(got, "! ringside: --latency: "+c.want) || strings.Count(got, "\n") != 2 || !strings.HasSuffix(got, "exit 2\n") {
			t.Errorf("%s: %q", c.value, got)
		}
	}
	if got := shell(dir, "ringside run own.txt", false); !strings.Contains(got, "this cluster has no latency model of its own; one is given when it starts (--latency FILE)") {
		t.Errorf("own without a file: %s", got)
	}
}
