// The harness that runs the transcripts of command lines as a shell would.

package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/tui"
)

// TestTranscripts runs command lines as a shell would. In the transcripts,
//
//	file NAME      writes a file into the folder where the commands run
//	run            runs a line: NAME=value before the command sets a variable,
//	               $DIR is the folder, \e an escape, \s a space,
//	               "" an empty word
//	terminal       is run on a terminal, where the explorer can open; columns=N says how
//	               wide it is
//
// and what follows is the standard output, then each line of the standard error
// behind "! ", then the exit code if it is not 0.
func TestTranscripts(t *testing.T) {
	transcripts, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(transcripts) == 0 {
		t.Fatalf("%d transcripts, %v", len(transcripts), err)
	}
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range transcripts {
		t.Run(filepath.Base(path), func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			datadriven.RunTest(t, filepath.Join(home, path), func(t *testing.T, d *datadriven.TestData) string {
				switch d.Cmd {
				case "file":
					return writeFile(t, d.CmdArgs[0].Key, d.Input)
				case "run", "terminal":
					columns := 0
					d.MaybeScanArgs(t, "columns", &columns)
					return shellAt(dir, d.Input, d.Cmd == "terminal", columns)
				}
				t.Fatalf("no command %q", d.Cmd)
				return ""
			})
		})
	}
}

func writeFile(t *testing.T, name, content string) string {
	t.Helper()
	name = escapes().Replace(name)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return ""
}

// shell runs one line and returns its output.
func shell(dir, line string, terminal bool) string { return shellAt(dir, line, terminal, 0) }

// shellAt is shell on a terminal of so many columns.
func shellAt(dir, line string, terminal bool, columns int) string {
	var out, errs bytes.Buffer
	world := World{In: strings.NewReader(""), Out: &out, Err: &errs, Terminal: terminal, ErrTerminal: terminal, Columns: columns}
	show := func(how string) func(context.Context, tui.Options) error {
		return func(_ context.Context, o tui.Options) error {
			_, err := fmt.Fprintf(&out, "%s: %s, %d nodes, crash is %v, look %s, ascii %t\n", how, o.Title,
				len(o.Cluster.View(engine.Watch{}).Nodes), o.Keymap.Keys(keymaps.Crash), o.Look, o.ASCII)
			return err
		}
	}
	world.Explore, world.Plain = show("explorer"), show("plain")
	line = strings.ReplaceAll(line, "$DIR", dir)
	words := strings.Fields(line)
	for i := range words {
		words[i] = escapes().Replace(words[i])
	}
	command := slices.Index(words, "ringside")
	world.Environ = words[:command]
	code := Main(words[command+1:], world)

	result := out.String()
	for l := range strings.Lines(errs.String()) {
		result += "! " + l
	}
	if code != 0 {
		result += fmt.Sprintf("exit %d\n", code)
	}
	return strings.ReplaceAll(result, dir, "$DIR")
}

func escapes() *strings.Replacer { return strings.NewReplacer(`\e`, "\x1b", `\s`, " ", `""`, "") }
