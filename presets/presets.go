// Package presets holds what Ringside can open by name: clusters, walkthroughs and
// challenges. It also reads and plays those that users write.
//
//	lecture-ring-1.yaml … ─┐                ┌─▶ Plan ── Settings change it ──▶ engine.Config
//	lessons/*.yaml ────────┼─▶ Parse ─▶ Preset ─▶ WalkthroughRun ─┐
//	challenges/*.yaml ─────┤   (shape)      └─▶ ChallengeRun ─────┴── a History, lines played to their end
//	mine.yaml ─────────────┘      └─▶ Schema
//
// A preset is a YAML file. One shape says what it may contain: Parse checks files against
// it, and Schema tells editors. A Plan is the cluster that it asks for, before it is
// known whether that is possible: flags, the environment and the configuration file
// change a Plan through the same table of Settings that reads the file's fields, so there
// is one list of names, values and what is allowed. Every error is one line that names
// its place, the value and what is allowed.
//
// A WalkthroughRun is a walkthrough being taken, and a ChallengeRun a challenge being attempted.
// Both are state machines over a History that the reader may do anything to; neither has
// a screen or a clock. Check plays a file without a reader.
package presets

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
)

// The clusters are embedded as they are; for the lessons see lessonTexts.
//
//go:embed *.yaml
var embedded embed.FS

// Default is the name of the preset that opens when nothing else is asked for. It is the
// cluster of engine.Default.
const Default = "default"

// Preset is a cluster to open, and what to say about it.
type Preset struct {
	Name   string // of an embedded preset; else the file's name as it was given
	Title  string // a few words
	About  string // one sentence
	Source string // where it comes from; may be empty

	Objective string     // of a walkthrough: what the reader can do after it
	Minutes   int        // of a walkthrough or a challenge: how long it takes; 0: unknown
	Steps     []Step     // of a walkthrough; else nil
	Challenge *Challenge // of a challenge; else nil

	plan  Plan
	cfg   engine.Config
	lines map[string]int // of the settings that the file itself gives
	pause func() bool    // of what plays it; nil: there is none
	card  card           // of a walkthrough; its last step is made of it

	called []string // what its nodes are called instead; nil: as they are
}

// Pausing returns the same preset, of which a lesson or a challenge makes pauses while it
// plays lines. A pause says whether to go on; if not, what is played fails.
func (p *Preset) Pausing(pause func() bool) *Preset {
	same := *p
	same.pause = pause
	return &same
}

// Kind is the kind of a preset.
type Kind string

const (
	// KindCluster is a cluster and nothing more.
	KindCluster Kind = "cluster"
	// KindWalkthrough has steps.
	KindWalkthrough Kind = "walkthrough"
	// KindChallenge has a goal.
	KindChallenge Kind = "challenge"
)

// Kind returns the preset's kind.
func (p *Preset) Kind() Kind {
	switch {
	case p.Steps != nil:
		return KindWalkthrough
	case p.Challenge != nil:
		return KindChallenge
	}
	return KindCluster
}

// Config returns the cluster. The caller may change it.
func (p *Preset) Config() engine.Config {
	cfg := p.cfg
	cfg.Nodes = cloneNodes(cfg.Nodes)
	cfg.Placement.PerDC = slices.Clone(cfg.Placement.PerDC)
	return cfg
}

// Plan returns what the preset asks for, to be changed and then converted into a
// configuration. The caller may change it.
func (p *Preset) Plan() Plan { return p.plan.clone() }

// LabelName is the preset's name on the code of a solution: of a file its last part.
func (p *Preset) LabelName() string { return filepath.Base(p.Name) }

// Line returns the line in which the preset's file gives a setting, and whether it does;
// else the setting is as in Default.
func (p *Preset) Line(setting string) (int, bool) {
	line, ok := p.lines[setting]
	return line, ok
}

// Names returns the names of the embedded clusters: Default first, then in order.
func Names() []string { return strictyaml.Names(embedded, Default) }

// Load returns the embedded preset of that name, or reads the file at that path if no
// preset has the name. The error of a name that is neither suggests the nearest and lists
// all.
func Load(nameOrPath string) (*Preset, error) {
	if file := fileOf(nameOrPath); file != "" {
		data, err := readBuiltIn(file)
		if err != nil {
			return nil, fmt.Errorf("preset %s: %w", nameOrPath, err)
		}
		p, err := Parse(file, data)
		if err != nil {
			return nil, err
		}
		p.Name = nameOrPath
		return p, nil
	}
	if !isPath(nameOrPath) {
		return nil, fmt.Errorf("no preset %q%s%s",
			nameOrPath, nearest.Hint(nameOrPath, All()), nearest.ListOr("known", Names(), "the path of a .yaml file"))
	}
	data, err := readPreset(nameOrPath)
	if err != nil {
		return nil, fmt.Errorf("preset %w", err)
	}
	return parse(nameOrPath, data, maxRingBytes, beside(nameOrPath))
}

// isPath reports whether a word means a file rather than a preset.
func isPath(word string) bool {
	if strings.ContainsRune(word, '/') || strings.ContainsRune(word, filepath.Separator) {
		return true
	}
	if ext := filepath.Ext(word); ext == ".yaml" || ext == ".yml" {
		return true
	}
	_, err := os.Stat(word)
	return err == nil
}

// ReadFile reads a file that is small enough to be a preset or a configuration. The error
// names the file and says why it can't be read.
func ReadFile(path string) ([]byte, error) { return readUpTo(path, strictyaml.MaxBytes) }

// readPreset reads a file that is small enough to be a preset. Nodes that have a line each
// do not count: an imported cluster can have a thousand of them, with as many tokens as a
// ring file.
func readPreset(path string) ([]byte, error) {
	data, err := readUpTo(path, maxRingBytes)
	if err != nil || len(data) <= strictyaml.MaxBytes {
		return data, err
	}
	size := 0
	for line := range bytes.Lines(data) {
		if !bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte("- {name:")) {
			size += len(line)
		}
	}
	if size > strictyaml.MaxBytes {
		return nil, fmt.Errorf("%s: the file is larger than %d bytes, the most that is read", strictyaml.Quote(path), strictyaml.MaxBytes)
	}
	return data, nil
}

// ReadRing reads a file that is small enough to be a ring.
func ReadRing(path string) ([]byte, error) { return readUpTo(path, maxRingBytes) }

// ReadSamples reads a file that is small enough to be samples of delays.
func ReadSamples(path string) ([]byte, error) { return readUpTo(path, maxSamplesBytes) }

// maxSamplesBytes is room for a million lines.
const maxSamplesBytes = 64 << 20

func readUpTo(path string, most int64) ([]byte, error) {
	shown := strictyaml.Quote(path)
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", shown)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, reason(err))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, reason(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, reason(err))
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%s: the file is larger than %d bytes, the most that is read", shown, most)
	}
	return data, nil
}

// reason returns an error of the file system without its path, which the caller shows.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
