package tui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/history"
	"ringside/engine/lanes"
	"ringside/export"
	"ringside/internal/whole"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/source"
)

// exportedMsg: what happened has been written for others to read, or could not be.
type exportedMsg struct {
	path string
	err  error
}

// export writes what has happened up to the present moment, or the operation in
// hand, in the format that the name of the file says: on the side, from a copy.
func (m *Model) export(rest string, replace bool) tea.Cmd {
	var part lanes.Part
	path, of := strings.CutPrefix(rest, "op ")
	path = strings.TrimSpace(path)
	format, known := export.ByEnding(path)
	k, keeps := m.cluster.(source.Keeper)
	switch op := m.Operation(); {
	case m.covers():
		m.fail("export: " + m.wouldTell())
		return nil
	case !keeps:
		m.fail("export: this cluster keeps no record")
		return nil
	case path == "" || rest == "op":
		m.fail("export: name the file: " + m.keyName(keymaps.Command) + "export [op] FILE, where op is the operation in hand")
		return nil
	case !known:
		m.fail("export: the name of the file says the format: it ends in one of " + strings.Join(export.Endings(), ", "))
		return nil
	case of && op == nil:
		m.fail("export: no operation yet")
		return nil
	case of:
		part.Op, part.From = op.ID, int(op.Step)
	}
	m.sync()
	h, film := k.Fork(), FilmOptions{Title: m.title, Width: m.w, Height: m.h, Look: m.looks.asked, ASCII: m.looks.ascii, Keymap: m.keys}
	return func() tea.Msg { return exportedMsg{path, exportTo(path, h, format, part, film, replace)} }
}

// exportTo writes a file, in place of one that is there only if it should.
func exportTo(path string, h *history.History, format export.Format, part lanes.Part, film FilmOptions, replace bool) (err error) {
	if err := unused("export", path, replace); err != nil {
		return err
	}
	var data []byte
	if format == export.Cast {
		data, err = Film(context.Background(), h, part, film)
	} else {
		data, err = export.Text(format, export.Source{Trace: h.Trace(), Names: h.NodeName, Title: film.Title}, part)
	}
	if err != nil {
		return err
	}
	if err := whole.Write(path, data, 0o644); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// unused is an error if there is a file that is not to be replaced.
func unused(word, path string, replace bool) error {
	if replace {
		return nil
	}
	switch _, err := os.Lstat(path); {
	case err == nil:
		return fmt.Errorf("%s: %s is there already; %s! replaces it", word, path, word)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", word, err)
	}
	return nil
}

// exported says what came of it.
func (m *Model) exported(msg exportedMsg) {
	if msg.err != nil {
		m.fail(msg.err.Error())
		return
	}
	m.say("written: " + draw.CleanTo(msg.path, 80))
}
