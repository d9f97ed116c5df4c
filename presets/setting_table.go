// The table of a plan's settings: those of the engine, and those of the ring that is
// drawn.

package presets

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
)

// Setting is one setting of a Plan, under the one name that it has in a preset, as a
// flag, in the environment and in the configuration file.
type Setting struct {
	Name    string
	Help    string   // a few words
	Choices []string // all allowed values, or nil
	Allowed string   // what is allowed, in words
	Number  bool     // YAML wants a number here

	level bool     // it says whose answers to wait for
	from  int      // the smallest number
	most  int      // the largest number; 0: as large as one can be
	words []string // what a duration can be instead
	read  func(*Plan, string) bool
	file  func(*Plan, string) (problem string) // if it can be a file as well: reads that; "": all is well
	show  func(*Plan) string
}

// durations is the pattern of a duration such as 1m30s.
const durations = `([0-9.]+(ns|us|µs|ms|s|m|h))+`

// shape returns the setting as a field of a file: what Set allows, and what a schema can
// say of it.
func (s Setting) shape() *strictyaml.Shape {
	help, schema := s.Help, map[string]any{"type": "string"}
	switch {
	case s.file != nil:
		help += ": " + s.Allowed
		return strictyaml.Own(help, schema, func(v strictyaml.Value) error {
			_, err := v.Text()
			return err // which files there are is known where the preset is read
		})
	case s.Choices != nil:
		schema = map[string]any{"enum": strictyaml.Words(s.Choices)}
	case s.level:
		help += ": " + s.Allowed
		schema = map[string]any{"anyOf": []any{
			map[string]any{"type": "integer", "minimum": 1, "maximum": ring.MaxCopies},
			map[string]any{"enum": s.words},
			map[string]any{"type": "string", "pattern": "^([1-9][0-9]*|[^=,]+=[0-9]+(,[^=,]+=[0-9]+)*)$"},
		}}
	case s.Number:
		schema = map[string]any{"type": "integer", "minimum": s.from}
		if s.most > 0 {
			schema["maximum"] = s.most
		}
	default:
		help += ": " + s.Allowed
		schema["pattern"] = "^(" + strings.Join(append(slices.Clone(s.words), durations), "|") + ")$"
		if slices.Contains(s.words, "off") { // false, to a program that reads YAML 1.1: see strictyaml.Words
			schema["type"], schema["not"] = []string{"string", "boolean"}, map[string]any{"const": true}
		}
	}
	return strictyaml.Own(help, schema, func(v strictyaml.Value) error {
		scratch := defaultPlan()
		return readSetting(&scratch, s, v)
	})
}

// Set changes the plan. The error is a *FieldError; then the plan is unchanged.
func (s Setting) Set(p *Plan, value string) error {
	if p.Nodes != nil && s.drawn() {
		return &FieldError{s.Name, value, fmt.Sprintf("cannot be asked for: this cluster's %d nodes are listed one by one; "+
			"it is for a cluster that is drawn from a seed, such as preset %s", len(p.Nodes), Default)}
	}
	if s.read(p, value) {
		return nil
	}
	if s.file != nil && p.delays != nil {
		if problem := s.file(p, value); problem != "" {
			return &FieldError{s.Name, value, problem}
		}
		return nil
	}
	return &FieldError{s.Name, value, "is not allowed" + nearest.Hint(value, s.Choices) + " (allowed: " + s.Allowed + ")"}
}

// drawn reports whether the setting is about nodes that are generated, not listed.
func (s Setting) drawn() bool { return s.Name == "nodes" || s.Name == "vnodes" || s.Name == "racks" }

// Get returns the plan's value. If the nodes are listed, their tokens are, too.
func (s Setting) Get(p Plan) string {
	if p.Nodes != nil {
		switch s.Name {
		case "nodes":
			return strconv.Itoa(len(p.Nodes))
		case "vnodes", "racks":
			return "listed"
		}
	}
	return s.show(&p)
}

// Settings returns all settings of a plan, in the order in which they are shown.
func Settings() []Setting { return slices.Clone(settings) }

// settings is never written to.
var settings = slices.Concat(sizeSettings(), behaviourSettings(), []Setting{placementSetting()})

// Lookup returns the setting of that name, and whether there is one.
func Lookup(name string) (Setting, bool) {
	i := slices.IndexFunc(settings, func(s Setting) bool { return s.Name == name })
	if i < 0 {
		return Setting{}, false
	}
	return settings[i], true
}

// sizeSettings are those of the ring that is drawn, which only a plan has.
func sizeSettings() []Setting {
	return []Setting{
		number(engine.FindFixed("nodes"), func(p *Plan) *int { return &p.Count }),
		number(engine.FindFixed("vnodes"), func(p *Plan) *int { return &p.VNodes }),
		number(engine.FindFixed("racks"), func(p *Plan) *int { return &p.Racks }),
		number(engine.FindFixed("seed"), func(p *Plan) *uint64 { return &p.Seed }),
		number(&engine.Setting{Name: "n", Kind: engine.CountSetting, From: 1, UpTo: ring.MaxCopies, Help: engine.FindSetting("n").Help},
			func(p *Plan) *int { return &p.Placement.N }),
	}
}

// behaviourSettings are those of the engine's own `set`, except that a plan has only one
// number of copies: those of each data centre go with the nodes.
func behaviourSettings() (all []Setting) {
	for _, k := range engine.AllSettings() {
		switch k.Kind {
		case engine.CopiesSetting:
		case engine.LevelSetting:
			s := fromEngine(k)
			s.level = true
			all = append(all, s)
		default:
			all = append(all, fromEngine(k))
		}
	}
	return all
}

// fromEngine returns a setting that accepts what the engine's own `set` accepts.
func fromEngine(k engine.Setting) Setting {
	s := Setting{
		Name: k.Name, Help: k.Help, Allowed: k.Allowed(),
		read: func(p *Plan, v string) bool { return k.Put(&p.Settings, v) == nil },
		show: func(p *Plan) string { return k.Text(&p.Settings) },
	}
	if k.Name == "latency" {
		s.Allowed += ", or a file of delays"
		s.file = readDelays
		s.read = func(p *Plan, v string) bool { return v != engine.OwnLatency && k.Put(&p.Settings, v) == nil }
		s.show = func(p *Plan) string {
			if p.Latency == engine.OwnLatency {
				return p.Model.Name
			}
			return k.Text(&p.Settings)
		}
	}
	if k.Kind == engine.WordSetting {
		s.Choices = k.Words()
	} else {
		s.words = k.Words()
	}
	return s
}

// placementSetting says which rule places the copies.
func placementSetting() Setting {
	k := engine.FindFixed("placement")
	return Setting{
		Name: k.Name, Help: k.Help, Choices: k.Words(), Allowed: k.Allowed(),
		read: func(p *Plan, v string) bool {
			if !k.Is(v) {
				return false
			}
			p.Rack, p.AtOnce = v != ring.SimpleRule, v == ring.CassandraRule
			return true
		},
		show: func(p *Plan) string { return p.rule() },
	}
}

// number returns a setting that is a number of a plan.
func number[T int | uint64](k *engine.Setting, field func(*Plan) *T) Setting {
	s := Setting{
		Name: k.Name, Help: k.Help, Number: true, from: int(k.From), Allowed: k.Allowed(),
		read: func(p *Plan, v string) bool {
			n, err := strconv.ParseUint(v, 10, 64)
			if err != nil || n < k.From || n > k.UpTo {
				return false
			}
			*field(p) = T(n)
			return true
		},
		show: func(p *Plan) string { return fmt.Sprint(*field(p)) },
	}
	if k.UpTo <= math.MaxInt {
		s.most = int(k.UpTo)
	}
	return s
}
