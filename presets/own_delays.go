// This file makes a plan's own latency model of a file.

package presets

import (
	"errors"
	"io/fs"
	"path/filepath"

	"ringside/engine"
	"ringside/engine/latency"
	"ringside/internal/nearest"
)

// mostDelays is how many bytes a cluster's own file of delays may have: a session keeps it
// whole.
const mostDelays = 1 << 20

// NamesFiles lets latency be a file from now on, which is read when it is set.
func (p *Plan) NamesFiles() {
	p.delays = func(path string) ([]byte, error) { return readUpTo(path, mostDelays) }
}

// readDelays makes the model of a file the plan's own, and says what is wrong with it.
func readDelays(p *Plan, path string) (problem string) {
	text, err := p.delays(path)
	if errors.Is(err, fs.ErrNotExist) {
		names := engine.FindSetting("latency").Words()
		return "is neither a model nor a file" + nearest.Among(path, "models", names)
	}
	if err == nil {
		var m latency.Model
		if m, err = latency.Parse(filepath.Base(path), text); err == nil {
			p.Model, p.Latency = &m, engine.OwnLatency
			return ""
		}
	}
	return "can't be read as delays: " + err.Error()
}

// beside returns a reader of files that are named from the folder of another one.
func beside(preset string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(preset), path)
		}
		return readUpTo(path, mostDelays)
	}
}
