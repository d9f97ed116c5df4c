// Tests of the last line of the screen.

package foot_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/cockroachdb/datadriven"

	"ringside/engine/script"
	"ringside/tui/bar"
	"ringside/tui/desktest"
	"ringside/tui/draw"
	"ringside/tui/entry"
	"ringside/tui/foot"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// TestTranscripts draws the foot of the screen, between bars, as testdata says:
//
//	run          lines of the command language
//	focus        a pane gets the focus, by its name
//	page         a page is opened, by its kind; - closes all
//	says, can't  a message
//	ask          a question is typed an answer to; - closes it
//	job          something goes on for long
//
// w is how wide the screen is, 80 if it is not given.
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		desk, _ := desktest.New(t)
		f := foot.New(desk, nil)
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "run":
				cmd, err := script.Parse(d.Input)
				if err != nil {
					t.Fatal(err)
				}
				desk.Run(cmd)
				desk.Note = bar.Note{}
			case "focus":
				for p := range layout.Panes {
					if strings.EqualFold(p.String(), d.Input) {
						desk.GoTo(p)
					}
				}
			case "page":
				if desk.Pages.Clear(); d.Input != "-" {
					desk.Book.Show(workspace.PageKind(d.Input))
				}
			case "says", "can't":
				desk.Note = bar.Note{Text: d.Input, Bad: d.Cmd == "can't"}
			case "ask":
				if desk.Prompt = nil; d.Input != "-" {
					desk.Ask(entry.Question{Label: d.Input, Text: "cart"})
				}
			case "job":
				if desk.Job = nil; d.Input != "-" {
					desk.Job = &source.Job{Name: d.Input, Part: func() float64 { return .25 }}
				}
			default:
				t.Fatalf("no command is called %s", d.Cmd)
			}
			desktest.Refresh(desk)
			w := 80
			if d.HasArg("w") {
				d.ScanArgs(t, "w", &w)
			}
			return drawn(t, f, w)
		})
	})
}

// drawn returns the foot in w cells, with the lines of a long message above it.
func drawn(t *testing.T, f *foot.Foot, w int) string {
	t.Helper()
	rows := f.NoteRows(w)
	f.Screen.Note.Max.Y = f.Screen.Note.Min.Y + rows
	f.Screen.Note.Max.X = w
	var lines []string
	if rows > 0 {
		lines = f.NoteLines(w, rows)
	}
	var out strings.Builder
	for _, line := range append(lines, f.Line(w)) {
		text := ansi.Strip(line)
		if draw.Width(text) != w {
			t.Errorf("%q takes %d cells, want %d", text, draw.Width(text), w)
		}
		fmt.Fprintf(&out, "│%s│\n", text)
	}
	return out.String()
}

// TestEveryWidth: on whatever screen and page, the foot takes its width.
func TestEveryWidth(t *testing.T) {
	desk, _ := desktest.New(t)
	f := foot.New(desk, nil)
	for _, p := range page.All() {
		if kind := p.About().Kind; kind == page.Roster || kind == page.Notes { // those of a class
			continue
		}
		desk.Pages.Clear()
		desk.Book.Show(p.About().Kind)
		for w := range 130 {
			t.Run(string(p.About().Kind)+" "+strconv.Itoa(w), func(t *testing.T) { drawn(t, f, w) })
		}
	}
}
