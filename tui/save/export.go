// Exports: a trace, or a part of it, written in the formats of other programs.

package save

import (
	"errors"
	"fmt"
	"strings"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/lanes"
	"ringside/export"
	"ringside/internal/nearest"
	"ringside/internal/whole"
	"ringside/tui/draw"
	"ringside/tui/source"
)

// Recorder makes a recording of a screen that shows a part of what happened.
type Recorder func(*history.History, lanes.Part) ([]byte, error)

// ExportedMsg: what happened has been written for others to read, or could not be.
type ExportedMsg struct {
	path string
	Err  error
}

// Says returns the message about the export.
func (msg ExportedMsg) Says() string { return "written: " + draw.CleanTo(msg.path, 80) }

// What describes an export.
type What struct {
	Rest    string         // the arguments of the export command: [op] FILE
	Replace bool           // replace an existing file
	Op      *engine.OpView // the selected operation; nil: none
	Title   string
	Record  Recorder
	Colon   string // the key that begins a line
}

// Export returns a function that writes what has happened up to the present moment, or
// the selected operation, in the format of the file's name.
func Export(c source.Shown, w What) (func() ExportedMsg, error) {
	path, of := strings.CutPrefix(w.Rest, "op ")
	f := file{what: w, path: strings.TrimSpace(path)}
	k, keeps := c.(source.Keeper)
	known := false
	f.format, known = export.ByEnding(f.path)
	switch {
	case !keeps:
		return nil, errors.New("export: this cluster keeps no record")
	case f.path == "" || w.Rest == "op":
		return nil, fmt.Errorf("export: name the file: %sexport [op] FILE, where op is the chosen operation", w.Colon)
	case !known:
		return nil, fmt.Errorf("export: the name %s does not tell the format%s", draw.CleanTo(f.path, 80), nearest.List("endings", export.Endings()))
	case of && w.Op == nil:
		return nil, errors.New("export: no operation yet")
	case of:
		f.part = lanes.Part{Op: w.Op.ID, From: int(w.Op.Step)}
	}
	h := k.Fork()
	return func() ExportedMsg { return ExportedMsg{f.path, f.write(h)} }, nil
}

// file is a file to be written.
type file struct {
	what   What
	path   string
	format export.Format
	part   lanes.Part
}

// write writes the file, and replaces an existing one only if it should.
func (f file) write(h *history.History) (err error) {
	if err := unused("export", f.path, f.what.Replace); err != nil {
		return err
	}
	var data []byte
	if f.format == export.Cast {
		data, err = f.what.Record(h, f.part)
	} else {
		data, err = export.Text(f.format, export.Source{Trace: h.Trace(), Names: h.NodeName, Title: f.what.Title}, f.part)
	}
	if err != nil {
		return err
	}
	if err := whole.Write(f.path, data, 0o644); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}
