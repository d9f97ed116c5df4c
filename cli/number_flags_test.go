// Tests of the flags of all commands: a number that has no meaning and flags that do not go together
// are refused, and nothing is silently left out.

package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// allCommands returns all commands that can be run, by the words that call them.
func allCommands(t *testing.T) map[string]*cobra.Command {
	t.Helper()
	root := newRootCommand(newApp(World{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}))
	all := make(map[string]*cobra.Command)
	var add func(*cobra.Command)
	add = func(c *cobra.Command) {
		if c.Runnable() {
			all[strings.TrimSpace(strings.TrimPrefix(c.CommandPath(), root.Name()))] = c
		}
		for _, sub := range c.Commands() {
			add(sub)
		}
	}
	add(root)
	return all
}

// TestNumbersOfFlags: every flag of every command that takes a number refuses one below all that it
// allows, one that no integer holds, and a word; the error names the flag.
func TestNumbersOfFlags(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	writeFile(t, "story.txt", "put cart milk\nuntil quiet")
	if out := shell(dir, "ringside run --save session.yaml story.txt", false); strings.Contains(out, "exit") {
		t.Fatal(out)
	}
	with := map[string]string{ // what a command needs besides
		"can": "up==5", "likely": "reply==ok session.yaml", "lab balance": "", "lab loss": "", "lab pbs": "", "lab tuning": "",
		"soak": "", "serve": "--open", "classroom": "--open", "cassandra up": "",
	}
	flags := 0
	for path, cmd := range allCommands(t) {
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			var wrong []string
			switch f.Value.Type() {
			case "int", "intSlice":
				wrong = []string{"-1", "9223372036854775808", "many", "1.5", `""`}
			case "uint64":
				wrong = []string{"-1", "18446744073709551616", "many", "1.5", `""`}
			case "duration", "durationSlice":
				wrong = []string{"-1s", "9223372036854775808s", "soon", `""`}
			case "string", "stringArray", "bool":
				return
			default:
				t.Fatalf("%s --%s: a flag of type %s, which this test does not know", path, f.Name, f.Value.Type())
			}
			args, known := with[path]
			if !known {
				t.Fatalf("%s takes numbers, and this test does not know how to call it", path)
			}
			flags++
			for _, value := range wrong {
				line := strings.Join([]string{"XDG_STATE_HOME=$DIR XDG_DATA_HOME=$DIR ringside", path, args, "--" + f.Name + "=" + value}, " ")
				out := shell(dir, line, false)
				if !strings.HasPrefix(out, "! ringside: --"+f.Name) || !strings.HasSuffix(out, "\nexit 2\n") || strings.Count(out, "\n") != 2 ||
					!strings.Contains(out, "allowed") {
					t.Errorf("%s:\n%s", line, out)
				}
				if strings.Trim(value, "-0123456789") == "" && strings.Contains(out, "(allowed: a whole number)") {
					t.Errorf("%s: it is a whole number; the error does not say which are allowed:\n%s", line, out)
				}
			}
		})
	}
	if flags < 40 {
		t.Errorf("only %d flags take numbers", flags)
	}
}

// TestNumbersTooLarge: a number that no machine could do is refused, and does not overflow.
func TestNumbersTooLarge(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, line := range []string{
		"lab balance --tokens", "lab balance --nodes", "lab balance --n", "lab balance --partitions", "lab balance --rounds",
		"lab loss --vnodes", "lab loss --nodes", "lab loss --rf", "lab loss --racks", "lab loss --dead", "lab loss --rounds", "lab loss --trials",
		"lab pbs --trials", "lab pbs --operations", "lab pbs --n", "lab pbs --r", "lab pbs --w",
		"lab tuning --rounds", "lab tuning --operations", "lab tuning --trials",
		"can up==5 --crashes", "can up==5 --states", "serve --open --max-sessions",
	} {
		words := strings.Fields(line)
		flag := words[len(words)-1]
		for _, value := range []string{"9223372036854775807", "4611686018427387905", "3074457345618258603"} {
			out := shell(dir, "XDG_STATE_HOME=$DIR ringside "+line+" "+value, false)
			if !strings.HasPrefix(out, "! ringside: "+flag) || !strings.HasSuffix(out, "\nexit 2\n") {
				t.Errorf("%s %s:\n%s", line, value, out)
			}
		}
	}
}

// TestFlagsThatDoNotGoTogether: a flag that would be without effect is refused.
func TestFlagsThatDoNotGoTogether(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	writeFile(t, "story.txt", "put cart milk\nuntil quiet")
	if out := shell(dir, "ringside run --save session.yaml story.txt", false); strings.Contains(out, "exit") {
		t.Fatal(out)
	}
	for line, want := range map[string]string{
		"replay session.yaml --code --json":          "--code and --json: give one of them",
		"replay session.yaml --code --plain":         "--code and --plain: give one of them",
		"replay session.yaml --json --plain":         "--json and --plain: give one of them",
		"soak --round 3 --ops 5":                     "--ops and --round: give one of them",
		"export session.yaml --op 1 --steps 2-3":     "--op and --steps: give one of them",
		"export session.yaml --op 1 --all":           "export: --all does not go with --op; pings and gossip belong to no operation",
		"export session.yaml --size 80x24":           "export: --size goes with the formats cast and animation only",
		"can up==5 --rows 3/1/1":                     "can: --rows goes with --tuning only",
		"can --tuning --finally":                     "can: --finally does not go with --tuning",
		"can --tuning --crashes 1":                   "can: --crashes does not go with --tuning",
		"can --tuning --save x":                      "can: --save does not go with --tuning",
		"can --tuning -r 1":                          "can: --r does not go with --tuning, whose --rows say N, R and W",
		"can up==5 --save=":                          "--save: the name is empty; name the file to write",
		"can up==5 $DIR":                             "can: $DIR is a folder; name a script, which is a file with one command per line",
		"lab loss --copysets 5 --rounds 3":           "lab loss: --rounds does not go with --copysets",
		"lab loss --copysets 5 --placement rack":     "lab loss: --placement does not go with --copysets",
		"lab loss --racks 3 --placement simple":      "lab loss: --racks does not go with --placement simple, which knows no racks",
		"check --answers a --solution b":             "check: --solution does not go with --answers",
		"learn --progress --plain":                   "learn: --plain does not go with --progress",
		"learn --attach 127.0.0.1 --puzzle 3":        "learn: --puzzle does not go with --attach",
		"learn stale-read --puzzle 3":                "learn: unexpected argument stale-read; --puzzle makes its own challenge",
		"learn --puzzle 3 4":                         "learn: unexpected argument 4; --puzzle makes its own challenge",
		"learn stale-read overlap":                   "learn: unexpected argument overlap; name one lesson or one challenge",
		"likely up==5 story.txt":                     "open the session: story.txt is not one, which begins with format: (of a script, ringside run --save FILE makes one)",
		"serve --list --open":                        "serve: --open does not go with --list",
		"classroom --list --fresh":                   "classroom: --fresh does not go with --list",
		"serve --list --nodes 3":                     "--nodes: classes that are kept have their own; leave the flag out",
		"attach --nodes 3 127.0.0.1":                 "--nodes: a real cluster has its own; leave the flag out",
		"run --attach 127.0.0.1 --nodes 3 story.txt": "--nodes: a real cluster has its own; leave the flag out",
		"replay --quorum sloppy session.yaml":        "--quorum: a session brings its cluster with it; leave the flag out",
	} {
		if out := shell(dir, "ringside "+line, false); out != "! ringside: "+want+"\nexit 2\n" {
			t.Errorf("%s:\n%swant %s", line, out, want)
		}
	}
}

// TestTooManyArguments: a command that is given more than it takes names what is too much, or what it
// takes, in words of its own and not in those of the library.
func TestTooManyArguments(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for path, cmd := range allCommands(t) {
		if cmd.HasSubCommands() {
			continue
		}
		if out := shell(dir, "ringside "+path+" a b c d e", false); strings.Contains(out, "arg(s)") {
			t.Errorf("ringside %s a b c d e:\n%.300s", path, out)
		}
	}
}

// TestSettingsThatAreNotUsed: a command that reads no configuration refuses all flags of a cluster.
func TestSettingsThatAreNotUsed(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	refused, args := 0, map[string]string{"import": " ring.txt", "schema": " preset", "handout": " token-ring"}
	for path, cmd := range allCommands(t) {
		if needsConfig(cmd) || cmd.HasSubCommands() {
			continue
		}
		for _, name := range []string{"preset", "nodes", "quorum"} {
			if cmd.LocalNonPersistentFlags().Lookup(name) != nil {
				continue // it has one of its own
			}
			refused++
			out := shell(dir, "ringside "+path+args[path]+" --"+name+"=3", false)
			if !strings.HasPrefix(out, "! ringside: --"+name+": ringside "+path+" does not use it") || !strings.HasSuffix(out, "\nexit 2\n") {
				t.Errorf("%s --%s:\n%.300s", path, name, out)
			}
		}
	}
	if refused == 0 {
		t.Error("there is no such command")
	}
}
