// Tests of the command line: what its lines do, what it remembers and completes.

package console_test

import (
	"cmp"
	"fmt"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/tui/action"
	"ringside/tui/bar"
	"ringside/tui/console"
	"ringside/tui/desktest"
	"ringside/tui/save"
	"ringside/tui/theme"
)

// line is the command line of an explorer without a screen.
type line struct {
	*console.Console
	desk action.Desk
	dir  string
	was  string // what was looked at
}

func open(t *testing.T) *line {
	desk, _ := desktest.New(t)
	look := theme.Auto
	return &line{&console.Console{
		Driver: desk.Driver, Book: desk.Book, Recorder: func() save.Recorder { return nil },
		Quit: func(anyway bool) tea.Cmd {
			desk.Say(fmt.Sprintf("quits, anyway: %t", anyway))
			return nil
		},
		Theming: func(l theme.Look) theme.Look {
			look = cmp.Or(l, look)
			return look
		},
	}, desk, t.TempDir(), desk.Title}
}

// enter enters what is typed, as the explorer does.
func (l *line) enter() tea.Cmd {
	enter, text := l.Prompt.Enter, l.Prompt.Text()
	l.Prompt = nil
	return enter(text)
}

// hear takes in the messages of commands.
func (l *line) hear(t *testing.T, cmds ...tea.Cmd) {
	for _, cmd := range cmds {
		if cmd == nil {
			continue
		}
		switch msg := cmd().(type) {
		case nil:
		case save.SavedMsg:
			l.Saved(msg)
		case save.ExportedMsg:
			l.Exported(msg)
		case console.OpenedMsg:
			l.hear(t, l.Opened(msg))
		case save.CodedMsg:
			if l.Coded(msg) == nil {
				t.Error("the code is not copied")
			}
		default:
			t.Errorf("%T comes", msg)
		}
	}
}

// state is what is being typed, what the last line says, the page that is open, and which
// nodes are down.
func (l *line) state() string {
	var out strings.Builder
	if l.Prompt != nil {
		fmt.Fprintf(&out, "typed: %s\n", l.Prompt.Text())
	}
	if n := l.Note; n.Text != "" {
		text := strings.ReplaceAll(n.Text, l.dir, "DIR")
		if code, ok := strings.CutPrefix(text, "sent to the terminal's clipboard: code for ringside replay, "); ok {
			text = fmt.Sprintf("sent to the terminal's clipboard: code for ringside replay, one word, %t", !strings.Contains(code, " ") && len(code) > 40)
		}
		fmt.Fprintf(&out, "%s: %s\n", map[bool]string{true: "can't", false: "says"}[n.Bad], text)
	}
	if l.Title != l.was {
		fmt.Fprintf(&out, "looks at %s, %d nodes\n", strings.ReplaceAll(l.Title, l.dir, "DIR"), len(l.Cluster.View(engine.Watch{}).Nodes))
		l.was = l.Title
	}
	if top := l.Book.Top(); top != nil {
		fmt.Fprintf(&out, "page: %s\n", top.Of.Kind)
	}
	desktest.Refresh(l.desk)
	for i := range l.View.Nodes {
		if n := &l.View.Nodes[i]; n.Health != engine.Up {
			fmt.Fprintf(&out, "%s is down\n", n.Name)
		}
	}
	l.Note = bar.Note{}
	if out.Len() == 0 {
		return "nothing\n"
	}
	return out.String()
}

// TestTranscripts runs the transcripts of the command line in testdata; DIR is a folder of
// the test's own.
//
//	kept       sessions that ended unsaved, the newest first
//	file       empty files and folders that there are
//	enter      lines that are typed and entered, one after the other
//	type       a line that is put into the command line, not entered
//	complete   what can follow the lines
//	recall     what is remembered, the newest last
//	paste      text that is pasted
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		l := open(t)
		t.Setenv("HOME", l.dir)
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			input := strings.ReplaceAll(d.Input, "DIR", l.dir)
			desktest.Refresh(l.desk)
			switch d.Cmd {
			case "enter":
				for _, text := range strings.Split(input, "\n") {
					l.Open()
					l.Prompt.Put(text)
					l.hear(t, l.enter())
				}
			case "kept":
				l.Sessions = func() []string { return strings.Split(input, "\n") }
				return ""
			case "file": // an empty file, or a folder
				for _, name := range strings.Split(input, "\n") {
					var err error
					if strings.HasSuffix(name, "/") {
						err = os.Mkdir(name, 0o700)
					} else {
						err = os.WriteFile(name, nil, 0o600)
					}
					if err != nil {
						t.Fatal(err)
					}
				}
				return ""
			case "type":
				l.Type(input)
			case "complete":
				l.Open()
				var out strings.Builder
				for _, text := range strings.Split(input, "\n") {
					from, words := l.Prompt.Complete(text)
					fmt.Fprintf(&out, "%s[%s]\n", strings.ReplaceAll(text[:from], l.dir, "DIR"), strings.ReplaceAll(strings.Join(words, " "), l.dir, "DIR"))
				}
				l.Prompt = nil
				return out.String()
			case "recall":
				l.Open()
				history := l.Prompt.History
				l.Prompt = nil
				return strings.Join(history, "\n") + "\n"
			case "paste":
				l.Paste(input + "\n")
				l.hear(t, l.Aside()...)
			default:
				t.Fatalf("no command is called %s", d.Cmd)
			}
			return l.state()
		})
	})
}

// TestWhatIsRemembered: a line is remembered once in a row; a long one, which was pasted,
// and the oldest of many are not.
func TestWhatIsRemembered(t *testing.T) {
	l := open(t)
	l.Remember("  ")
	l.Remember(strings.Repeat("x", 5<<10))
	for i := range 600 {
		l.Remember(fmt.Sprint("run ", i, "ms"))
		l.Remember(fmt.Sprint("run ", i, "ms"))
	}
	l.Open()
	if got := l.Prompt.History; len(got) != 500 || got[0] != "run 100ms" || got[499] != "run 599ms" {
		t.Errorf("%d lines, from %q to %q", len(got), got[0], got[len(got)-1])
	}
}
