// This file changes sessions as another release would have written them, with checksums that
// fit, and opens them.

package session_test

import (
	"fmt"
	"hash/crc32"
	"os"
	"regexp"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/session"
)

var (
	commandLine = regexp.MustCompile(`^    (\d+ [0-9.a-zµ]+) [0-9a-f]{8} (.*)$`)
	answerLine  = regexp.MustCompile(`^    (\d+ . .*)$`)
	fieldLine   = regexp.MustCompile(`^(?:- |  )?([a-z]+): (.*)$`)
)

// seal gives a session the checksums that fit what it says.
func seal(text string) []byte {
	_, head, _ := strings.Cut(text, "\ncluster:")
	head, _, _ = strings.Cut(head, "\nbranches:")
	sum := crc32.ChecksumIEEE([]byte(head))
	add := func(s string) string {
		sum = crc32.Update(sum, crc32.IEEETable, []byte(s+"\n"))
		return fmt.Sprintf("%08x", sum)
	}
	_, number, _ := strings.Cut(text, "\nengine: ")
	number, _, _ = strings.Cut(number, "\n")
	add(number)
	before, after, _ := strings.Cut(text, "\nbranches:\n")
	out := []string{before, "branches:"}
	end, answers := "", false
	for line := range strings.Lines(after) {
		line = strings.TrimSuffix(line, "\n")
		field := fieldLine.FindStringSubmatch(line)
		command := commandLine.FindStringSubmatch(line)
		switch {
		case field != nil && field[1] == "end":
			end = field[2]
		case field != nil && field[1] == "left":
			add(end + " " + field[2])
		case field != nil && (field[1] == "from" || field[1] == "result"):
			add(field[2])
		case field != nil && field[1] == "current":
			sumOfAll := add(field[2])
			out = append(out, line, "whole: "+sumOfAll)
			continue
		case field != nil && field[1] == "whole":
			continue
		case field != nil && (field[1] == "answers" || field[1] == "commands"):
			answers = field[1] == "answers"
		case answers:
			add(answerLine.FindStringSubmatch(line)[1])
		case command != nil:
			line = "    " + command[1] + " " + add(command[1]+" "+command[2]) + " " + command[2]
		}
		out = append(out, line)
	}
	return []byte(strings.Join(out, "\n") + "\n")
}

// tale is a session with three branches, of which the third leaves the second.
func tale(t *testing.T) *history.History {
	t.Helper()
	cfg := engine.Default()
	cfg.Latency, cfg.Gossip = "fixed", 0
	h := play(t, cfg, "put cart milk", "run 1s", "crash n2", "put cart bread", "run 3s", "get cart", "run 1s", "put tea green", "run 1s")
	h.Seek(h.Commands()[2].At.Step)
	playOn(t, h, "put jam red", "run 1s", "get jam", "run 1s", "delete jam", "run 1s")
	h.Seek(h.Commands()[4].At.Step)
	playOn(t, h, "get jam via n4", "run 1s")
	return h
}

// TestSealed: what is sealed again unchanged is the same.
func TestSealed(t *testing.T) {
	text, err := session.Marshal(tale(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := seal(string(text)); string(got) != string(text) {
		t.Fatalf("sealed as\n%s\nand was\n%s", got, text)
	}
}

// here is the engine that opens what was recorded, as a warning names it; thisEngine is how
// a file does.
var (
	here       = fmt.Sprintf("engine %d", engine.Number)
	thisEngine = fmt.Sprintf("engine: %d", engine.Number)
)

// TestOtherwise: what another release wrote opens, as far as it can be done again, with one
// line that says what is otherwise and where.
func TestOtherwise(t *testing.T) {
	text, err := session.Marshal(tale(t))
	if err != nil {
		t.Fatal(err)
	}
	all := []int{5, 5, 5}
	for _, tt := range []struct {
		name, old, new string
		at             string // the line that the warning names begins so; "": none
		warning        string // after the place; "": nothing is said
		cut            bool
		commands       []int // of each branch
	}{
		{"another wording", " crash n2\n", ` crash   "n2"` + "\n", "", "", false, all},
		{"another engine, which did the same", thisEngine, "engine: 7", "", "recorded by engine 7, and done again by " + here, false, all},
		{"other turns", "\n    REST 4s", "\n    99 4s", "", "", false, all},
		{"another order of settings", "    n: \"3\"\n    r: \"2\"\n", "    r: \"2\"\n    n: \"3\"\n", "", "", false, all},
		{"a setting left out", "    speculative: \"off\"\n", "", "", "", false, all},
		{
			"a setting of a later release", "    speculative: \"off\"\n", "    speculative: \"off\"\n    teleport: \"on\"\n", "    teleport:",
			"cluster.settings.teleport: this program has no such setting; it is left out", false, all,
		},
		{
			"a word of a later release", `quorum: "strict"`, `quorum: "dreamy"`, "    quorum:",
			"cluster.settings.quorum: quorum dreamy: not allowed (allowed: strict, sloppy); it is left out", false, all,
		},
		{
			"another outcome", "\n    3 o 2ms", "\n    3 t 1s", "    3 t",
			"branches[1].answers: get cart at 4s: the answer was timeout, bread, after 1s, and now is ok, bread, after 2ms", false, all,
		},
		{
			"another value", " bread\n  ", " butter\n  ", "    2 o",
			"branches[1].answers: put cart butter at 1s: the request, or what came of it, is not the one that was recorded", false, all,
		},
		{
			"an outcome of a later release", "\n    3 o 2ms", "\n    3 z 2ms", "    3 z",
			"branches[1].answers: get cart at 4s: the answer was an answer that this program does not know, bread, after 2ms, and now is ok, bread, after 2ms", false, all,
		},
		{
			"other stores", "RESULT1 STORES1", "RESULT1 0123456789abcdef", "  result:",
			"branches[1].result: what the nodes hold at the end is not what was recorded", false, all,
		},
		{
			"a command of a later release", " crash n2\n", " juggle n2 with fire\n", "    7 1s",
			`branches[1].commands: juggle n2 with fire: "juggle": not known; it opens up to there, without the 3 commands after it`, true, []int{1, 1, 1},
		},
		{
			"the last command of a later release", " put tea green\n", " juggle n2\n", "    REST 5s",
			`branches[1].commands: juggle n2: "juggle": not known; it opens up to there`, true, []int{4, 5, 5},
		},
		{
			"a command that is refused now", " crash n2\n", " crash n9\n", "    7 1s",
			"branches[1].commands: crash: no node n9 (nodes: n1, n2, n3, n4, n5); it opens up to there, without the 3 commands after it", true, []int{1, 1, 1},
		},
		{
			"a command of a branch", " delete jam\n", " juggle jam\n", "    JAM 3s",
			`branches[2].commands: juggle jam: "juggle": not known; it opens up to there`, true, []int{5, 4, 5},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fill := fillIn(t, string(text))
			old, with, at := fill.Replace(tt.old), fill.Replace(tt.new), fill.Replace(tt.at)
			if !strings.Contains(string(text), old) {
				t.Fatalf("no %q in\n%s", old, text)
			}
			changed := seal(strings.Replace(string(text), old, with, 1))
			h, warning, err := session.Unmarshal("s.yaml", changed)
			if err != nil {
				t.Fatalf("%v\n%s", err, changed)
			}
			want := tt.warning
			if want != "" && at != "" {
				line := strings.Count(string(changed[:strings.Index(string(changed), "\n"+at)+1]), "\n") + 1
				want = fmt.Sprintf("s.yaml:%d: %s", line, want)
			}
			if warning.Text != want || warning.Cut != tt.cut {
				t.Errorf("it is said %q (cut: %v), want %q\n%s", warning.Text, warning.Cut, want, changed)
			}
			for i, b := range h.Branches() {
				if b.Commands != tt.commands[i] {
					t.Errorf("branch %d has %d commands, want %d", i+1, b.Commands, tt.commands[i])
				}
			}
			saved, err := session.Marshal(h)
			if err != nil {
				t.Fatal(err)
			}
			again, warning, err := session.Unmarshal("again.yaml", saved)
			if err != nil || warning.Text != "" {
				t.Fatalf("what opened is saved, and opens with %v, %+v", err, warning)
			}
			same(t, h, again)
		})
	}
}

// fillIn replaces words that stand for what a session says.
func fillIn(t *testing.T, text string) *strings.Replacer {
	find := func(pattern string) string {
		m := regexp.MustCompile(pattern).FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("no %s in\n%s", pattern, text)
		}
		return m[1]
	}
	return strings.NewReplacer(
		"REST 4s", find(`\n    (\d+ 4s)`), "REST 5s", find(`\n    (\d+ 5s)`), "JAM 3s", find(`\n    (\d+ 3s) \w+ delete jam`),
		"RESULT1 STORES1", find(`\n  result: ([0-9a-f]+ [0-9a-f]+)`), "RESULT1", find(`\n  result: ([0-9a-f]+)`),
	)
}

// TestTraceOfAnotherEncoding: earlier formats have a checksum of the trace as their release
// wrote it. A field more in one event, and it is another; all opens nevertheless.
func TestTraceOfAnotherEncoding(t *testing.T) {
	text, err := os.ReadFile("testdata/format2-last.yaml")
	if err != nil {
		t.Fatal(err)
	}
	other := regexp.MustCompile(`trace: [0-9a-f]+`).ReplaceAll(text, []byte("trace: 00112233445566778899aabbccddeeff"))
	h, warning, err := session.Unmarshal("s.yaml", other)
	if err != nil || warning.Cut || !strings.Contains(warning.Text, "saved by an earlier release, which did not keep the answers") {
		t.Fatalf("%+v, %v", warning, err)
	}
	was, _ := openKept(t, "format2-last.yaml")
	same(t, was, h)
}

// TestAnotherEngine: where messages take other times everything goes another way. All commands
// come at their times nevertheless, and the first answer that differs is told.
func TestAnotherEngine(t *testing.T) {
	text, err := session.Marshal(tale(t))
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(string(text), `latency: "fixed"`, `latency: "lan"`, 1)
	h, warning, err := session.Unmarshal("s.yaml", seal(strings.Replace(other, thisEngine, "engine: 9", 1)))
	if err != nil {
		t.Fatal(err)
	}
	want := `^recorded by engine 9, and done again by ` + here + `; s.yaml:\d+: branches\[1\].answers: ` +
		`put cart milk at 0s: the answer was ok, after 2.1ms, and now is ok, after [0-9.]+[mµ]s$`
	if !regexp.MustCompile(want).MatchString(warning.Text) || warning.Cut {
		t.Errorf("it is said: %+v", warning)
	}
	was := tale(t)
	if got := h.Now(); got != was.Now() || h.Applied() != was.Applied() {
		t.Errorf("it stands at %v after command %d, and stood at %v after command %d", got, h.Applied(), was.Now(), was.Applied())
	}
	for i, b := range h.Branches() {
		w := was.Branches()[i]
		if b.Commands != w.Commands || b.End.Now != w.End.Now || b.Parent != w.Parent || b.From.Now != w.From.Now {
			t.Errorf("branch %d is %+v, and was %+v", i+1, b, w)
		}
		for _, h := range []*history.History{h, was} {
			if err := h.Switch(i + 1); err != nil {
				t.Fatal(err)
			}
		}
		for n, c := range h.Commands() {
			if old := was.Commands()[n]; c.At.Now != old.At.Now || c.Command != old.Command {
				t.Errorf("branch %d: %v at %v, and was %v at %v", i+1, c.Command, c.At.Now, old.Command, old.At.Now)
			}
		}
	}
}
