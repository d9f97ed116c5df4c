// Tests of sessions: round trips, damage, and what files and codes look like.

package session_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/ring"
	"ringside/engine/script"
	_ "ringside/internal/steady"
	"ringside/session"
)

// play makes a history from lines of the command language; run and back move time.
func play(t testing.TB, cfg engine.Config, lines ...string) *history.History {
	t.Helper()
	h, err := history.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	playOn(t, h, lines...)
	return h
}

// playOn plays more lines.
func playOn(t testing.TB, h *history.History, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if d, ok := strings.CutPrefix(line, "run "); ok {
			pause, err := time.ParseDuration(d)
			if err != nil {
				t.Fatal(err)
			}
			h.Advance(h.Now()+pause, 1_000_000)
			continue
		}
		if line == "back" {
			h.Back(1)
			continue
		}
		cmd, err := script.Parse(line)
		if err == nil {
			err = h.Apply(cmd)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func trace(h *history.History) []byte {
	var b []byte
	for step := 1; step <= h.Trace().Len(); step++ {
		b = append(h.Trace().AppendJSON(b, step, h.NodeName), '\n')
	}
	return b
}

// same fails if b is not a as it was saved: all branches with the same traces,
// and the same place.
func same(t rapid.TB, a, b *history.History) {
	t.Helper()
	sameBranch(t, a, b)
	all, again := a.Branches(), b.Branches()
	if fmt.Sprint(all) != fmt.Sprint(again) {
		t.Fatalf("saved with the branches %+v, opened with %+v", all, again)
	}
	for i := range all {
		x, y := a.Fork(), b.Fork()
		for _, h := range []*history.History{x, y} {
			if err := h.Switch(i + 1); err != nil {
				t.Fatal(err)
			}
		}
		sameBranch(t, x, y)
	}
}

// sameBranch fails if the branch that b is on is not the one that a is on: the same place
// in the same trace, with the same ahead.
func sameBranch(t rapid.TB, a, b *history.History) {
	t.Helper()
	if a.Position() != b.Position() || a.End() != b.End() || !bytes.Equal(trace(a), trace(b)) {
		t.Fatalf("saved at %v of %v, opened at %v of %v, or with another trace", a.Position(), a.End(), b.Position(), b.End())
	}
	at := a.Position()
	for _, h := range []*history.History{a, b} {
		if err := h.Go(h.End()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(trace(a), trace(b)) {
		t.Fatal("what lies ahead differs")
	}
	for _, h := range []*history.History{a, b} {
		if err := h.Go(at); err != nil {
			t.Fatal(err)
		}
	}
}

// drawConfig draws a cluster, with nodes drawn or listed.
func drawConfig(t *rapid.T) engine.Config {
	cfg := engine.Default()
	cfg.Seed = rapid.Uint64().Draw(t, "seed")
	if rapid.Bool().Draw(t, "drawn") {
		cfg.Nodes = ring.Draw(cfg.Seed, rapid.IntRange(3, 6).Draw(t, "nodes"), rapid.IntRange(1, 4).Draw(t, "vnodes"))
	} else {
		for i := range cfg.Nodes {
			n := &cfg.Nodes[i]
			n.Name = rapid.StringN(1, 8, -1).Draw(t, "name") + fmt.Sprint(i)
			n.Tokens[0].Label = rapid.String().Draw(t, "label")
		}
	}
	cfg.Placement = ring.Simple(rapid.IntRange(2, 3).Draw(t, "n"))
	for _, name := range engine.SettingNames() {
		if values := engine.FindSetting(name).Words(); values != nil {
			value := rapid.SampledFrom(values).Draw(t, name)
			if value == "three" {
				value = strconv.Itoa(cfg.Placement.N)
			}
			var err error
			if cfg.Settings, err = engine.With(cfg.Settings, name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	if cfg.Quorum == engine.Sloppy || cfg.Gossip == 0 {
		cfg.Rules = engine.DynamoRules // Cassandra's allow neither
	}
	cfg.Timeout = time.Duration(rapid.IntRange(1, 2000).Draw(t, "timeout")) * time.Millisecond
	return cfg
}

// drawHistory draws a session, with any text, and a place to stand at.
func drawHistory(t *rapid.T) *history.History {
	cfg := drawConfig(t)
	h, err := history.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for range rapid.IntRange(0, 20).Draw(t, "commands") {
		if rapid.IntRange(0, 9).Draw(t, "go back") == 0 {
			h.Seek(rapid.IntRange(0, h.End().Step).Draw(t, "to"))
		}
		if rapid.IntRange(0, 19).Draw(t, "switch") == 0 {
			if err := h.Switch(rapid.IntRange(1, len(h.Branches())).Draw(t, "branch")); err != nil {
				t.Fatal(err)
			}
		}
		if rapid.IntRange(0, 19).Draw(t, "split") == 0 {
			if err := h.Split(); err != nil {
				t.Fatal(err)
			}
		}
		node := rapid.SampledFrom(cfg.Nodes).Draw(t, "node").Name
		_ = h.Apply(rapid.SampledFrom([]engine.Command{
			{Verb: engine.Put, Key: rapid.String().Draw(t, "key"), Value: rapid.String().Draw(t, "value")},
			{Verb: engine.Put, Key: "cart", Value: "milk", Via: node, Blind: true},
			{Verb: engine.Get, Key: "cart", Client: "alice"},
			{Verb: engine.Delete, Key: "cart"},
			{Verb: engine.Crash, Node: node}, {Verb: engine.Hang, Node: node},
			{Verb: engine.Isolate, Node: node}, {Verb: engine.Slow, Node: node, Factor: 2500},
			{Verb: engine.Heal, Node: "all"}, {Verb: engine.Set, Name: "r", To: "1"},
			{Verb: engine.Add, Node: "x", Rack: "r2", Tokens: "-1,1"}, {Verb: engine.Add, Node: "y"}, {Verb: engine.Remove, Node: node},
			{Verb: engine.Set, Name: "gossip", To: "200ms"}, {Verb: engine.Set, Name: "antientropy", To: "1s"},
		}).Draw(t, "command"))
		switch rapid.IntRange(0, 2).Draw(t, "then") {
		case 0:
			h.Advance(h.Now()+time.Duration(rapid.IntRange(0, 3_000_000).Draw(t, "ns")), 1_000_000)
		case 1:
			h.Advance(h.Now()+time.Second, 1_000_000)
		}
	}
	h.Seek(rapid.IntRange(0, h.End().Step).Draw(t, "position"))
	return h
}

// TestRoundTrip: any session opens as it was saved, from a file's text and from a code.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		text, err := session.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		opened, warning, err := session.Unmarshal("s.yaml", text)
		if err != nil || warning.Text != "" {
			t.Fatalf("%v, warning %q\n%s", err, warning.Text, text)
		}
		same(t, h, opened)
		again, err := session.Marshal(opened)
		if err != nil || !bytes.Equal(again, text) {
			t.Fatalf("saved again, it differs: %v", err)
		}
		code, err := session.Encode(h)
		if err != nil {
			t.Fatal(err)
		}
		decoded, warning, err := session.Decode(" " + code[:len(code)/2] + "\n  " + code[len(code)/2:] + "\n")
		if err != nil || warning.Text != "" {
			t.Fatalf("%v, warning %q\n%s\n%s", err, warning.Text, code, text)
		}
		sameBranch(t, h, decoded)
	})
}

// TestTyposAreFound: a code with one letter wrong, missing, doubled or swapped
// with its neighbour is refused.
func TestTyposAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code, err := session.Encode(drawHistory(t))
		if err != nil {
			t.Fatal(err)
		}
		at := rapid.IntRange(0, len(code)-2).Draw(t, "at")
		letter := rapid.SampledFrom([]byte("ABCXYZabcxyz0189-_.é")).Draw(t, "letter")
		for what, typo := range map[string]string{
			"wrong":   code[:at] + string(letter) + code[at+1:],
			"missing": code[:at] + code[at+1:],
			"doubled": code[:at+1] + code[at:],
			"swapped": code[:at] + code[at+1:at+2] + code[at:at+1] + code[at+2:],
			"cut off": code[:at],
		} {
			if typo == code {
				continue
			}
			if _, _, err := session.Decode(typo); err == nil {
				t.Fatalf("%s letter %d of %s was not noticed", what, at, code)
			} else if strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Fatalf("not one clean line: %q", err)
			}
		}
	})
}

// TestIsCode tells codes from files.
func TestIsCode(t *testing.T) {
	code, err := session.Encode(story(t))
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]bool{
		code: true, "  " + code + "\n": true, "ringside3.abc": true, "ringside.yaml": false, "ringside1.yaml": false, "story.yaml": false, "": false,
	} {
		if got := session.IsCode(s); got != want {
			t.Errorf("IsCode(%q) is %v", s, got)
		}
	}
	_, _, err = session.Decode("ringside3.abc")
	if want := "replay code: it is of version 3; this program reads versions 1 to 2"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestAnythingIsRefused: files that are cut off or changed anywhere are refused
// in one line, or say the same as before (a comment, a blank).
func TestAnythingIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		text, err := session.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		broken := bytes.Clone(text)
		if rapid.Bool().Draw(t, "cut") {
			broken = broken[:at]
		} else {
			broken[at] = rapid.SampledFrom([]byte("0179 abz-:#\n\"\x00\xff")).Draw(t, "byte")
		}
		opened, warning, err := session.Unmarshal("s.yaml", broken)
		if err == nil && warning.Text == "" {
			same(t, h, opened)
			return
		}
		if err == nil || opened != nil || strings.ContainsAny(err.Error(), "\n\x00\x1b") || !strings.HasPrefix(err.Error(), "s.yaml:") {
			t.Fatalf("not refused in one line that names the file: %q", err)
		}
	})
}

func story(t testing.TB) *history.History {
	cfg := engine.Default()
	cfg.Latency = "fixed"
	return play(t, cfg, "put cart milk", "run 1s", "crash n2", "put cart bread", "run 3s", "get cart", "run 1s", "back")
}

// TestRefused checks for each kind of error what is reported, and where.
func TestRefused(t *testing.T) {
	text, err := session.Marshal(story(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, old, new, at, want string }{
		{"newer", "format: 3", "format: 4\nfuture: yes", "format:",
			`format: 4 is of a newer release; this program reads formats 1 to 3`},
		{"of no format", "format: 3", "format: 0", "format:", `format: is none; this program reads formats 1 to 3`},
		{"without a format", "format: 3", "# format: 3", "engine:", `the field format is missing; this program reads formats 1 to 3`},
		{"of another engine", thisEngine, "engine: 9", "put cart milk",
			`branches[1].commands: the checksum is wrong: this line was changed, or something before it`},
		{"of no engine", thisEngine, "engine: none", "engine:", `engine: "none" must be a whole number from 1 to 2147483647`},
		{"value edited", "put cart bread", "put cart butter", "put cart bread",
			`branches[1].commands: the checksum is wrong: this line was changed, or something before it`},
		{"moment edited", "\n    7 1s ", "\n    8 1s ", "crash n2",
			`branches[1].commands: the checksum is wrong: this line was changed, or something before it`},
		{"seed edited", "seed: 1", "seed: 2", "put cart milk",
			`branches[1].commands: the checksum is wrong: this line was changed, or something before it`},
		{"not a command", "crash n2", "crsh n2", "crash n2", `branches[1].commands: "crsh": not known; did you mean "crash"?`},
		{"moves time", "crash n2", "run 1s", "crash n2", `branches[1].commands: not a command that changes a cluster`},
		{"end edited", "\n  end: ", "\n  end: 1", "whole:", `whole: the checksum is wrong: the file was changed or cut off`},
		{"cut between lines", "\n  end:", "\n  #end:", "- from:", `branches[1]: the field end is missing: the file was cut off`},
		{"cut behind a branch", "\nwhole:", "\n#whole:", "format:", `the field whole is missing: the file was cut off`},
		{"no such branch", "\ncurrent: 1", "\ncurrent: 2", "current:", `current: "2" must be a whole number from 1 to 1`},
		{"from nowhere", "from: 0 0 0 0s", "from: here", "- from:",
			`branches[1].from: "here" is not where a branch begins: the branch that it leaves, commands, turn and time, as in 1 3 7 1.5s`},
		{"answer edited", " o ", " t ", "whole:", `whole: the checksum is wrong: the file was changed or cut off`},
		{"no answer", "    1 o ", "    one o ", "    1 o ",
			`branches[1].answers: "one` + firstAnswer(t, text) + `" is not an answer: its number, a letter, a time and a checksum`},
		{"result edited", "\n  result: ", "\n  result: 00", "  result:",
			`branches[1].result: ` + strconv.Quote("00"+result(t, text)[:58]+"…") + ` is not the checksums of the answers, and of what nodes hold, believe and have sent`},
		{"another result", result(t, text), strings.Repeat("0", 16) + result(t, text)[16:], "whole:", `whole: the checksum is wrong: the file was changed or cut off`},
		{"no such setting", "\n    quorum:", "\n    quorums:", "    quorum:", `cluster.settings.quorums: this program has no such setting`},
		{"no such value", `quorum: "strict"`, `quorum: "lax"`, "quorum:", `cluster.settings.quorum: quorum lax: not allowed (allowed: strict, sloppy)`},
		{"too many nodes", "nodes: 5", "nodes: 500000", "drawn:", `cluster.drawn.nodes: "500000" must be a whole number from 1 to 1000`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !bytes.Contains(text, []byte(tt.old)) {
				t.Fatalf("no %q in\n%s", tt.old, text)
			}
			line := bytes.Count(text[:bytes.Index(text, []byte(tt.at))], []byte("\n")) + 1
			want := fmt.Sprintf("s.yaml:%d: %s", line, tt.want)
			_, _, err := session.Unmarshal("s.yaml", bytes.Replace(text, []byte(tt.old), []byte(tt.new), 1))
			if err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

// firstAnswer returns the line of the first answer without its number.
func firstAnswer(t *testing.T, text []byte) string {
	_, rest, found := strings.Cut(string(text), "\n    1 o ")
	line, _, _ := strings.Cut(rest, "\n")
	if !found {
		t.Fatal("there is no answer")
	}
	return " o " + line
}

// result returns the checksums of what a session came to.
func result(t *testing.T, text []byte) string {
	_, rest, found := strings.Cut(string(text), "\n  result: ")
	line, _, _ := strings.Cut(rest, "\n")
	if !found {
		t.Fatal("there is no result")
	}
	return line
}

// TestFiles: a file is written whole or not at all.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "story.yaml")
	h := story(t)
	if err := session.Save(path, h); err != nil {
		t.Fatal(err)
	}
	opened, warning, err := session.Open(path)
	if err != nil || warning.Text != "" {
		t.Fatal(err, warning)
	}
	same(t, h, opened)
	if err := session.Save(filepath.Join(dir, "no", "where.yaml"), h); err == nil {
		t.Error("saved in a directory that is not there")
	}
	if err := session.Save(dir, h); err == nil {
		t.Error("saved over a directory")
	}
	if _, _, err := session.Open(filepath.Join(dir, "other.yaml")); err == nil {
		t.Error("opened a file that is not there")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestCodeIsShort: the code of a session of fifty commands, at arbitrary times, fits on a
// few lines.
func TestCodeIsShort(t *testing.T) {
	var lines []string
	for i := range 50 {
		lines = append(lines, []string{
			fmt.Sprintf("put cart milk%d", i), "get cart via n3", fmt.Sprintf("put key-%d bread as bob", i), "crash n2", "start n2",
		}[i%5], fmt.Sprintf("run %dns", 1_234_567_891+i*7_654_321))
	}
	code, err := session.Encode(play(t, engine.Default(), lines...))
	if err != nil {
		t.Fatal(err)
	}
	if len(code) > 800 {
		t.Errorf("%d letters: %s", len(code), code)
	}
	t.Logf("50 commands: %d letters", len(code))
	short, err := session.Encode(story(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("4 commands: %d letters, %s", len(short), short)
}

// TestNobodyTakesTheRequest: a session is written that has a request which no node takes,
// and reads back.
func TestNobodyTakesTheRequest(t *testing.T) {
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if err := h.Apply(engine.Command{Verb: engine.Crash, Node: fmt.Sprint("n", i+1)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Apply(engine.Command{Verb: engine.Get, Key: "cart"}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		h.Step()
	}
	data, err := session.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := session.Unmarshal("nobody", data); err != nil {
		t.Fatal(err)
	}
}
