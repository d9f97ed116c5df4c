// A test that the README's tables of settings, facts and limits match their sources;
// -rewrite updates them.

package cli

import (
	"flag"
	"os"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/page"
)

func TestReadmeTables(t *testing.T) {
	data, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(data)
	for name, want := range map[string]string{"settings": settingsTable(), "facts": factsTable(), "limits": limitsTable()} {
		before, rest, _ := strings.Cut(readme, "<!-- "+name+", made from the program -->\n")
		got, after, found := strings.Cut(rest, "<!-- end -->\n")
		if !found {
			t.Fatalf("the README has no table of %s", name)
		}
		if got != want && !rewriting() {
			t.Errorf("the README's table of %s is not what the program has; go test ./cli -run TestReadmeTables -rewrite makes it\n%s", name, want)
		}
		readme = before + "<!-- " + name + ", made from the program -->\n" + want + "<!-- end -->\n" + after
	}
	if rewriting() && readme != string(data) {
		if err := os.WriteFile("../README.md", []byte(readme), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func rewriting() bool {
	f := flag.Lookup("rewrite") // datadriven's
	return f != nil && f.Value.String() == "true"
}

// settingsTable is the README's table of settings.
func settingsTable() string {
	var b strings.Builder
	b.WriteString("| setting | default | what it is |\n|---|---|---|\n")
	for _, s := range settingRows() {
		says := s.Help
		var words []string
		for _, word := range s.Words {
			one := "`" + word.Word + "`"
			if word.Help != "" {
				one += ": " + word.Help
			}
			words = append(words, one)
		}
		if s.About != "" {
			words = append(words, s.About)
		}
		switch {
		case s.Words != nil:
			says += ": " + strings.Join(words, "; ")
		case s.About != "":
			says += "; " + s.About
		}
		b.WriteString("| `" + s.Name + "` | `" + s.Default + "` | " + says + " |\n")
	}
	return b.String()
}

func factsTable() string {
	var b strings.Builder
	b.WriteString("| fact | what it is | as in |\n|---|---|---|\n")
	for _, f := range factRows() {
		b.WriteString("| `" + f.Syntax + "` | " + f.Help + " | `" + f.Example + "` |\n")
	}
	return b.String()
}

func limitsTable() string {
	var b strings.Builder
	b.WriteString("| what | most |\n|---|---|\n")
	for _, l := range append(page.AllLimits(), [2]string{
		"a script for `run` that comes through a pipe", engine.Size(mostSpooled) + "; a file is read as it is played, whatever its size",
	}) {
		b.WriteString("| " + l[0] + " | " + l[1] + " |\n")
	}
	return b.String() + "\n" + strings.Join(draw.Wrap(class.AboutWork(), 88), "\n") + "\n"
}
