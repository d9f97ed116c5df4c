// The adapter that runs a Model as a Bubble Tea program.

package paint

import (
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
)

// host is a Model as Bubble Tea sees it.
type host struct {
	model    Model
	painter  *painter
	terminal *Terminal
	end      func(error)
	panic    *Panic
}

// Messages that replace Bubble Tea's, which it would act on or sends too early.
type (
	resizedMsg tea.WindowSizeMsg
	suspendMsg struct{}
	panicMsg   struct{ *Panic }
)

// filter keeps Bubble Tea from stopping the process, which may be a server.
func filter(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, ok := msg.(tea.SuspendMsg); ok {
		return suspendMsg{}
	}
	return msg
}

// Init tells the model everything that is known before its first frame.
func (h *host) Init() (cmd tea.Cmd) {
	defer h.recover(&cmd)
	cmds := []tea.Cmd{h.model.Init()}
	for _, msg := range []tea.Msg{
		tea.EnvMsg(h.terminal.Env), tea.ColorProfileMsg{Profile: h.terminal.Profile}, h.terminal.Window.msg(),
	} {
		cmds = append(cmds, h.model.Update(msg))
	}
	h.painter.show(h.model.Frame())
	return guarded(tea.Batch(cmds...))
}

// Update passes the model a message and has the next frame painted.
func (h *host) Update(msg tea.Msg) (same tea.Model, cmd tea.Cmd) {
	same = h
	defer h.recover(&cmd)
	switch m := msg.(type) {
	case tea.EnvMsg, tea.ColorProfileMsg, tea.WindowSizeMsg:
		return h, nil // from Bubble Tea; the model has been told in Init
	case resizedMsg:
		msg = tea.WindowSizeMsg(m)
	case CopyMsg:
		h.painter.clip(string(m))
		return h, nil
	case RedrawMsg:
		h.painter.redraw()
		h.painter.show(h.model.Frame())
		return h, nil
	case suspendMsg:
		return h, h.suspend()
	case panicMsg:
		h.panic = m.Panic
		return h, tea.Quit
	}
	cmd = h.model.Update(msg)
	h.painter.show(h.model.Frame())
	return h, guarded(cmd)
}

// View returns nothing: the painter shows the screen.
func (h *host) View() tea.View { return tea.View{} }

// suspend restores the terminal, stops the process, and takes the terminal again.
func (h *host) suspend() tea.Cmd {
	if h.terminal.suspend == nil {
		return nil
	}
	h.painter.leave()
	if err := h.terminal.suspend(); err != nil {
		h.end(err)
		return nil
	}
	h.painter.comeBack()
	h.painter.show(h.model.Frame())
	return nil
}

// recover ends the session after a panic of the model. Bubble Tea would write to
// the standard error, which may be the terminal or a server's log.
func (h *host) recover(cmd *tea.Cmd) {
	if v := recover(); v != nil {
		h.panic = &Panic{v, debug.Stack()}
		*cmd = tea.Quit
	}
}

// guarded returns a command that turns panics into messages, also in the commands that it
// returns.
func guarded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if v := recover(); v != nil {
				msg = panicMsg{&Panic{v, debug.Stack()}}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = guarded(batch[i])
			}
		}
		return msg
	}
}
