// A test that runs the README's examples.

package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ringside/tui/page"
)

// TestReadme does what the README says, in an empty folder: it writes the files that are
// shown, runs the lines after "$ ringside", and compares what they print where that is
// shown. What follows "$ cat NAME" is that file, up to the next prompt: a script whose block does
// nothing with it is played. A block of YAML is a preset if it begins with its format, else a
// configuration.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for _, text := range blocks(readme, "yaml") {
		openYAML(t, text)
	}
	ran := 0
	for _, text := range blocks(readme, "console") {
		script := ""
		for _, part := range strings.Split("\n"+text, "\n$ ")[1:] {
			line, shown, _ := strings.Cut(part, "\n")
			line, _, _ = strings.Cut(line, "  #")
			words := strings.Fields(line)
			switch {
			case words[0] == "cat":
				write(t, words[1], shown)
				if script = ""; filepath.Ext(words[1]) == ".txt" {
					script = words[1]
				}
			case words[0] == "ringside":
				ran++
				if strings.Contains(line, script) {
					script = ""
				}
				if fewer, ok := inShort(words[1:]); ok && testing.Short() {
					runs(t, fewer, "")
				} else {
					runs(t, words[1:], shown)
				}
			}
		}
		if script != "" {
			ran++
			runs(t, []string{"run", script}, "")
		}
	}
	if ran < 5 {
		t.Errorf("%d lines were run; has the README another form now?", ran)
	}
}

// inShort returns how a line that takes seconds is run where time is short: for less of the
// same. The whole suite runs it as it stands there.
func inShort(args []string) ([]string, bool) {
	for line, with := range map[string]string{
		"can --tuning": "--rows 2/1/1",
		"lab tuning":   "--trials 2000 --operations 30 --rounds 1",
	} {
		if strings.HasPrefix(strings.Join(args, " "), line) {
			return append(args, strings.Fields(with)...), true
		}
	}
	return nil, false
}

// blocks returns the README's code blocks in one language.
func blocks(readme []byte, language string) (texts []string) {
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllSubmatch(readme, -1) {
		texts = append(texts, string(m[1]))
	}
	return texts
}

// openYAML opens a preset, or a configuration, that the README shows.
func openYAML(t *testing.T, text string) {
	t.Helper()
	flag := "--config"
	if strings.HasPrefix(text, "format:") {
		flag = "--preset"
	}
	write(t, "shown.yaml", text)
	runs(t, []string{flag, "shown.yaml", "config"}, "")
	if flag == "--preset" { // its nodes make a ring file
		nodes := regexp.MustCompile(`(?m)^    - \{.*\}$`).FindAllString(text, -1)
		write(t, "ring.yaml", "nodes:\n"+strings.Join(nodes, "\n"))
		runs(t, []string{"walk", "--ring", "ring.yaml", "--rf", "2", "k"}, "")
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Base(name), []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func runs(t *testing.T, args []string, shown string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := Main(args, World{In: strings.NewReader("1\n2\n"), Out: &out, Err: &errs})
	if code != 0 {
		t.Errorf("ringside %s: exit %d\n%s", strings.Join(args, " "), code, &errs)
	}
	if got := strings.TrimSpace(out.String()); shown != "" && got != strings.TrimSpace(shown) {
		t.Errorf("ringside %s prints\n%s\nthe README shows\n%s", strings.Join(args, " "), got, shown)
	}
}

// TestReadmeFigures: what the README says of memory and of bytes anywhere is what its tables
// of figures say, or a limit of the program; and no table measures the same thing twice.
func TestReadmeFigures(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	text, tables, found := strings.Cut(string(readme), "\n## Figures\n")
	if !found {
		t.Fatal("the README has no figures")
	}
	known := tables
	for _, limit := range page.AllLimits() {
		known += " " + limit[1]
	}
	figure := regexp.MustCompile(`\b[\d.,]+ (?:[kKMG]i?B|GB)\b|\b[\d.,]+ (?:ms|s|µs|seconds)\b at the median|\b[\d.,]+ requests a second`)
	text = regexp.MustCompile("(?s)```.*?```|`[^`]*`").ReplaceAllString(text, "")
	looked := 0
	for _, said := range figure.FindAllString(text, -1) {
		looked++
		if !regexp.MustCompile(`(^|[^\d.,])` + regexp.QuoteMeta(said) + `\b`).MatchString(known) {
			t.Errorf("the README says %s, which is neither among its figures nor a limit", said)
		}
	}
	if looked < 3 {
		t.Errorf("%d figures stand in the text; have they another form now?", looked)
	}
	rows := map[string]bool{}
	for line := range strings.Lines(tables) {
		if what, _, ok := strings.Cut(strings.TrimPrefix(line, "| "), " | "); ok && line[0] == '|' {
			if rows[what] {
				t.Errorf("the figures have %q twice", what)
			}
			rows[what] = true
		}
	}
}
