package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/lesson"
)

// Sheet is a step of a lesson as it is handed out: what the screen shows when the
// step has been read, and after the answer.
type Sheet struct {
	Step   *presets.Step
	Number int
	Asked  Shot            // before the answer: what would give it away is covered
	Told   Shot            // after it; empty if nothing is asked
	Result *presets.Result // nil if nothing is asked
}

// Shot is a screen: lines with their styles as escape sequences.
type Shot struct {
	Text string
	W, H int
}

// SheetOptions say what the screens of a hand-out look like.
type SheetOptions struct {
	Width, Height int
	Look          Look // Auto is Light
	ASCII         bool
}

// Sheets plays a lesson from its first step to its last in an explorer that nobody
// sees, with every question answered as the cluster says.
func Sheets(p *presets.Preset, o SheetOptions) ([]Sheet, error) {
	l, err := presets.NewLesson(p)
	if err != nil {
		return nil, err
	}
	if o.Look == "" || o.Look == Auto {
		o.Look = Light
	}
	m, err := New(Options{Cluster: l.History(), Title: p.Title, Look: o.Look, ASCII: o.ASCII, Clock: still{}})
	if err != nil {
		return nil, err
	}
	m.lesson = lesson.Rested(l)
	m.pace.Playing = false
	m.Update(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	m.Update(tea.WindowSizeMsg{Width: o.Width, Height: o.Height})
	var sheets []Sheet
	for {
		s, err := m.sheet()
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, s)
		if l.Finished() {
			return sheets, nil
		}
		if err := l.Next(); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
	}
}

// sheet shows the step that the lesson is at.
func (m *Model) sheet() (s Sheet, err error) {
	s.Step, s.Number = m.lesson.Step()
	m.Op = 0
	m.Follow()
	lesson.LookFor(&m.Workspace, s.Step.Show)
	m.Focus = layout.Lesson
	s.Asked = m.shot()
	if s.Step.Ask == nil {
		return s, nil
	}
	r, err := m.lesson.Reveal()
	if err != nil {
		return s, err
	}
	s.Result = &r
	s.Told = m.shot()
	return s, nil
}

// shot is the screen as it is now, without the line of keys.
func (m *Model) shot() Shot {
	m.note = note{}
	m.refresh()
	m.note = note{}
	m.draw()
	f := m.Frame()
	f.H--
	return Shot{f.String(), f.W, f.H}
}
