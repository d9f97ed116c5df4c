// A test of hostile preset files.

package presets

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHostileFiles: whatever is wrong with a file is said in one line, and soon.
func TestHostileFiles(t *testing.T) {
	const head = "format: 1\ncluster: {}\n"
	step := func(do string) string { return head + "steps:\n  - title: a\n    say: b\n    do: |\n" + do }
	for _, c := range []struct{ name, text, want string }{
		{"enormous", head + "about: " + strings.Repeat("x", 10<<20), "the file is larger than 1048576 bytes, the most that is read"},
		{"nested lists", "format: 1\ncluster: " + strings.Repeat("[", 300_000) + strings.Repeat("]", 300_000), ":2: broken YAML: exceeded max depth of 10000"},
		{"nested items", head + "steps:\n" + strings.Repeat("- ", 300_000) + "x\n", ":4: broken YAML: exceeded max depth of 10000"},
		{"many steps", head + "steps:\n" + strings.Repeat("  - {title: a, say: b}\n", 30_000), ":4: steps: has 30000 items (allowed: 1 to 100)"},
		{"many lines", step(strings.Repeat("      put k v\n", 50_000)), ":6: steps[1].do: has 50000 lines; at most 200 are allowed"},
		{"a long line", step("      put k " + strings.Repeat("v", 900_000)), ":6: steps[1].do: has 900006 bytes; at most 800000 are allowed"},
		{"parentheses", head + "steps:\n  - title: a\n    say: b\n    expect: " + strings.Repeat("(", 1000) + "up == 5" + strings.Repeat(")", 1000),
			`:6: steps[1].expect: "(": nested too deeply; at most 100 parentheses and nots stand inside one another`},
		{"aliases", head + "steps: &a [*a, *a]\n", ":3: steps: anchors and aliases (&name, *name) are not allowed; write it out"},
		{"not text", "format: 1\ncluster: {}\ntitle: \xff\n", ": the file is not text in UTF-8"},
		{"a raw escape", head + "title: \x1b[2J\n", ":3: broken YAML: control characters are not allowed"},
		{"an escape", head + `title: "\e]0;x\a"` + "\n", `:3: title: has the character '\x1b' (allowed: what can be seen, blanks and line ends)`},
		{"an escape in a choice", head + "steps:\n  - title: a\n    say: b\n    ask: {kind: choice, text: q, why: w, answer: 1, choices: [a, \"\\e[2J\"]}\n",
			`:6: steps[1].ask.choices[2]: has the character '\x1b' (allowed: what can be seen, blanks and line ends)`},
		{"a script without an end", "format: 1\ncluster: {gossip: off, timeout: 1ms}\nsteps:\n  - title: a\n    say: b\n    do: |\n" +
			"      crash n1\n      put k v\n" + strings.Repeat("      run 1000h\n", 3), ":9: steps[1].do: run 1000h: no end after 100000 events; a step has no more"},
		{"another in a large cluster", "format: 1\ncluster: {nodes: {count: 1000, vnodes: 1}, gossip: off}\nsteps:\n  - title: a\n    say: b\n    do: |\n" +
			"      isolate n1\n      put k v via n1\n      until up == 2\n", ":9: steps[1].do: until up == 2: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "f.yaml")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			p, err := Load(path)
			if err == nil {
				r := Check(p)
				err = fmt.Errorf("%v", r.Problems[0])
			}
			plain(t, err)
			if got := strings.ReplaceAll(err.Error(), path, ""); !strings.Contains(got, c.want) {
				t.Errorf("is said to be %.300s\nwant %s", got, c.want)
			}
		})
	}
}
