// Explorers that nobody sees: what a recording and a handout show.

package tui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"ringside/engine/history"
	"ringside/engine/lanes"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/lesson"
	"ringside/tui/page"
	"ringside/tui/panel"
	"ringside/tui/recording"
	"ringside/tui/save"
	"ringside/tui/source"
	"ringside/tui/theme"
)

// unseen is an explorer in which time goes on only as somebody else says.
type unseen struct{ m *Model }

// openUnseen opens one with a screen of w × h cells.
func openUnseen(c source.Cluster, o Options, w, h int) (unseen, error) {
	o.Cluster, o.Clock = c, still{}
	m, err := New(o)
	if err != nil {
		return unseen{}, err
	}
	m.Update(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return unseen{m}, nil
}

// still is a clock for an explorer that is never to go on by itself.
type still struct{}

// Now returns the beginning of time.
func (still) Now() time.Time { return time.Time{} }

// After returns no command.
func (still) After(time.Duration, tea.Msg) tea.Cmd { return nil }

// RecordOptions say what a recording looks like.
type RecordOptions struct {
	Title         string
	Width, Height int
	Look          theme.Look // Auto is Dark
	ASCII         bool
	Keymap        *keymaps.Keymap
	Animated      bool               // it becomes an SVG that moves, and no asciinema recording
	Progress      func(part float64) // unless it is nil: called for each frame with the part that is drawn
}

// Record plays what is recorded in a history, or a part of it, and returns what the screen
// of an explorer showed as an asciinema recording, or as an animated picture.
func Record(ctx context.Context, h *history.History, p lanes.Part, o RecordOptions) ([]byte, error) {
	if o.Look == "" || o.Look == theme.Auto {
		o.Look = theme.Dark
	}
	of := recording.Options{Title: o.Title, Width: o.Width, Height: o.Height, Light: o.Look == theme.Light, Part: p, Animated: o.Animated, Progress: o.Progress}
	return recording.Make(ctx, h, of, func(h *history.History) (recording.Screen, error) {
		u, err := openUnseen(struct{ source.Cluster }{h}, Options{Keymap: o.Keymap, Title: o.Title, Look: o.Look, ASCII: o.ASCII}, o.Width, o.Height)
		if err == nil {
			u.m.Playback.Playing = true
		}
		return u, err
	})
}

// recorder makes recordings of a screen like this one.
func (m *Model) recorder() save.Recorder {
	look := RecordOptions{Title: m.Title, Width: m.w, Height: m.h, Look: m.looks.Asked, ASCII: m.looks.ASCII, Keymap: m.Keys}
	return func(h *history.History, p lanes.Part) ([]byte, error) {
		return Record(context.Background(), h, p, look)
	}
}

// Show brings the screen up to date, and returns it in lines.
func (u unseen) Show() []string {
	u.m.refresh()
	u.m.draw()
	f := u.m.Frame()
	return strings.Split(f.String(), "\n")
}

// Take selects a key.
func (u unseen) Take(key string) { u.m.Key = key }

// Lanes shows the lanes of an operation.
func (u unseen) Lanes(op uint32) {
	u.m.refresh()
	u.m.Op = op
	u.m.book.Show(page.Lanes)
}

// Tell says which line has been carried out.
func (u unseen) Tell(line string) { u.m.Say(u.m.KeyName(keymaps.Command) + line) }

// HandoutStep is a step of a lesson as it is handed out: what the panes show when the step has
// been read, without those that are covered; if all are, the ring.
type HandoutStep struct {
	Step   *presets.Step
	Asked  Shot
	Result *presets.Result // nil if nothing is asked
	Number int
	Tells  []int // the earlier steps whose questions this one answers
}

// Shot is a screen: lines with their styles as escape sequences.
type Shot struct {
	Text string
	W, H int
}

// HandoutOptions say what the screens of a handout look like.
type HandoutOptions struct {
	Width, Height int
	Look          theme.Look // Auto is Light
	ASCII         bool
}

// HandoutSteps plays a lesson from its first step to its last in an explorer that nobody
// sees, with every question answered as the cluster says.
func HandoutSteps(p *presets.Preset, o HandoutOptions) ([]HandoutStep, error) {
	l, err := presets.NewWalkthroughRun(p)
	if err != nil {
		return nil, err
	}
	if o.Look == "" || o.Look == theme.Auto {
		o.Look = theme.Light
	}
	u, err := openUnseen(l.History(), Options{Title: p.Title, Look: o.Look, ASCII: o.ASCII}, o.Width, o.Height)
	if err != nil {
		return nil, err
	}
	u.m.Lesson = lesson.Rested(l)
	u.m.Playback.Playing = false
	var steps []HandoutStep
	for {
		s, err := u.handoutStep()
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
		if l.Finished() {
			return steps, nil
		}
		if err := l.Next(); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
	}
}

// handoutStep shows the step that the lesson is at.
func (u unseen) handoutStep() (s HandoutStep, err error) {
	s.Step, s.Number = u.m.Lesson.Step()
	u.m.Op, u.m.Focus = 0, layout.Lesson
	u.m.Follow()
	lesson.LookFor(&u.m.Workspace, s.Step.Show)
	s.Asked, s.Tells = u.shot(u.m.Lesson.Covered()), u.m.Lesson.Tells()
	if s.Step.Ask == nil && s.Step.Try == nil {
		return s, nil
	}
	r, err := u.m.Lesson.Reveal()
	if err != nil {
		return s, err
	}
	s.Result = &r
	return s, nil
}

// shot is what the panes that are for paper show now; if none is in view, the ring is brought there.
func (u unseen) shot(covered []presets.Part) Shot {
	hidden := panel.NotOnPaper(covered)
	lines := u.Show()
	area := u.m.Screen.Around(hidden)
	if area.Empty() {
		u.m.Upper = layout.Ring
		lines = u.Show()
		area = u.m.Screen.Around(hidden)
	}
	return Shot{draw.Crop(lines, area), area.Dx(), area.Dy()}
}
