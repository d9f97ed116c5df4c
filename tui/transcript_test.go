// The harness of the explorer's transcripts.

package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/cockroachdb/datadriven"

	"ringside/presets"
	"ringside/tui/theme"
)

// TestExplorer reads as sessions: what is typed, and what the screen then shows.
//
//	open [preset=NAME] [size=(W,H)] [ascii]   start on a preset
//	open lesson=NAME …                        start with a lesson or a challenge
//	open catalogue [progress] …                      start with the list of them
//	keys                                      press keys, separated by blanks
//	type                                      type the text
//	paste                                     paste the text; \n is a line break
//	wait for=DURATION                         let real time go on
//	settle                                    wait until nothing moves
//	size=(W,H)                                resize, with any command
//	rows=(FROM,TO)                            show only these rows; none: rows=(0,0)
func TestExplorer(t *testing.T) {
	datadriven.Walk(t, "testdata/explorer", func(t *testing.T, path string) {
		var r *rig
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd == "open" {
				r = openAs(t, d)
			} else {
				r.t = t
				r.do(d)
			}
			return r.shown(d)
		})
	})
}

func openAs(t *testing.T, d *datadriven.TestData) *rig {
	name, w, h := "lecture-ring-1", 120, 36
	d.MaybeScanArgs(t, "preset", &name)
	d.MaybeScanArgs(t, "size", &w, &h)
	o := Options{Title: name, ASCII: d.HasArg("ascii"), Look: theme.Dark}
	if d.HasArg("progress") {
		o.ProgressStore = presets.NewProgressStore(t.TempDir())
	}
	o.Catalogue = d.HasArg("catalogue")
	if d.HasArg("lesson") {
		var lesson string
		d.ScanArgs(t, "lesson", &lesson)
		o.Learn = loaded(t, lesson)
	}
	return open(t, preset(t, name), o, w, h)
}

func (r *rig) do(d *datadriven.TestData) {
	r.t.Helper()
	switch d.Cmd {
	case "keys":
		r.press(strings.Fields(d.Input)...)
	case "type":
		r.write(d.Input)
	case "paste":
		r.send(tea.PasteMsg{Content: unescape(d.Input)})
	case "wait":
		var text string
		d.ScanArgs(r.t.(*testing.T), "for", &text)
		length, err := time.ParseDuration(text)
		if err != nil {
			r.t.Fatal(err)
		}
		r.wait(length)
	case "settle":
		r.settle()
	case "click":
		var x, y int
		d.ScanArgs(r.t.(*testing.T), "at", &x, &y)
		r.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	case "resize":
		var w, h int
		d.ScanArgs(r.t.(*testing.T), "size", &w, &h)
		r.send(tea.WindowSizeMsg{Width: w, Height: h})
	case "copied":
	default:
		r.t.Fatalf("%s: no command %q", d.Pos, d.Cmd)
	}
}

func (r *rig) shown(d *datadriven.TestData) string {
	if d.Cmd == "copied" {
		return r.copied + "\n"
	}
	if r.quit {
		return "quit\n"
	}
	lines := strings.Split(r.screen(), "\n")
	if d.HasArg("rows") {
		var from, to int
		d.ScanArgs(r.t.(*testing.T), "rows", &from, &to)
		lines = lines[from:min(to, len(lines))]
	}
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

// loaded returns an embedded preset.
func loaded(t *testing.T, name string) *presets.Preset {
	t.Helper()
	p, err := presets.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
