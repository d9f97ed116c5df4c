// Running a model on a Windows console, where Bubble Tea reads keys and paints.

package paint

import (
	"context"
	"errors"
	"io"
	"os"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// OnTerminal runs a model on the program's own terminal until the model quits or ctx
// ends. A Windows console reports keys and sizes in its own way, which Bubble Tea
// handles, so it paints here too.
func OnTerminal(ctx context.Context, m Model, in io.Reader, out io.Writer, env []string) error {
	_, err := tea.NewProgram(console{m}, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithEnvironment(env)).Run()
	if errors.Is(err, tea.ErrInterrupted) {
		return SignalError{os.Interrupt}
	}
	return err
}

// console is a Model that Bubble Tea paints.
type console struct{ Model }

// Init asks for the background, as the painter would.
func (c console) Init() tea.Cmd { return tea.Batch(tea.RequestBackgroundColor, c.Model.Init()) }

// Update passes the model a message.
func (c console) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if text, ok := msg.(CopyMsg); ok {
		return c, tea.SetClipboard(string(text))
	}
	switch m := msg.(type) {
	case RedrawMsg:
		return c, tea.ClearScreen
	case tea.KeyPressMsg:
		msg = tea.KeyPressMsg(usual(uv.KeyPressEvent(m)))
	}
	return c, c.Model.Update(msg)
}

// View returns the model's frame.
func (c console) View() tea.View {
	f := c.Frame()
	v := tea.NewView(f.String())
	v.AltScreen, v.MouseMode, v.WindowTitle = true, tea.MouseModeCellMotion, f.Title
	if f.NoMouse {
		v.MouseMode = tea.MouseModeNone
	}
	if f.Cursor != nil {
		v.Cursor = tea.NewCursor(f.Cursor.X, f.Cursor.Y)
		v.Cursor.Blink = false
	}
	return v
}
