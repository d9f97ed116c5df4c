// Recordings of a terminal in the format of asciinema.

package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Recording is a Cast being written: what was sent to a terminal and when, in asciicast
// v2 (docs.asciinema.org/manual/asciicast/v2), which every player reads.
type Recording struct{ out bytes.Buffer }

// Colours are the terminal's colours in a recording.
type Colours struct {
	Ink     string `json:"fg"`
	Paper   string `json:"bg"`
	Palette string `json:"palette"` // of the 16 colours, none of which the explorer uses
}

// palette is a common one: players expect one where there are colours.
const palette = "#2e3436:#cc0000:#4e9a06:#c4a000:#3465a4:#75507b:#06989a:#d3d7cf:#555753:#ef2929:#8ae234:#fce94f:#729fcf:#ad7fa8:#34e2e2:#eeeeec"

// NewRecording begins a recording of a screen of w × h cells.
func NewRecording(w, h int, title string, c Colours) *Recording {
	r := &Recording{}
	c.Palette = palette
	r.line(struct {
		Version int               `json:"version"`
		Width   int               `json:"width"`
		Height  int               `json:"height"`
		Title   string            `json:"title,omitempty"`
		Env     map[string]string `json:"env"`
		Theme   Colours           `json:"theme"`
	}{2, w, h, title, map[string]string{"TERM": "xterm-256color"}, c})
	return r
}

// Output adds what is sent to the terminal, at a time since the beginning.
func (r *Recording) Output(at time.Duration, text string) { r.event(at, "o", text) }

// Marker names a moment, for players to jump to.
func (r *Recording) Marker(at time.Duration, name string) { r.event(at, "m", name) }

// Bytes returns the recording so far.
func (r *Recording) Bytes() []byte { return r.out.Bytes() }

func (r *Recording) event(at time.Duration, code, data string) {
	r.line([]any{json.Number(fmt.Sprintf("%.3f", at.Seconds())), code, data})
}

func (r *Recording) line(v any) {
	enc := json.NewEncoder(&r.out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("export: a line of a recording that JSON can't hold: " + err.Error()) // it holds texts and numbers
	}
}
