package presets

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
)

// Setting is one thing that a Plan says, under the one name that it has in a
// preset, as a flag, in the environment and in the configuration file.
type Setting struct {
	Name    string
	Help    string   // a few words
	Choices []string // all that is allowed, or nil
	Allowed string   // what is allowed, in words
	Number  bool     // YAML wants a number here

	most int // the largest number; 0: there is no end to them
	read func(*Plan, string) bool
	show func(*Plan) string
}

// shape is the setting as a field of a file: what Set allows, and what a schema
// can say of it.
func (s Setting) shape() *strictyaml.Shape {
	help, schema := s.Help, map[string]any{"type": "string"}
	switch {
	case s.Choices != nil:
		schema = map[string]any{"enum": s.Choices}
	case s.Number:
		schema = map[string]any{"type": "integer", "minimum": 0}
		if s.most > 0 {
			schema["minimum"], schema["maximum"] = 1, s.most
		}
	default:
		help += ": " + s.Allowed
		schema["pattern"] = `^(off|([0-9.]+(ns|us|µs|ms|s|m|h))+)$`
	}
	return strictyaml.Own(help, schema, func(v strictyaml.Value) error {
		scratch := defaultPlan()
		return readSetting(&scratch, s, v)
	})
}

// Set changes the plan. The error is a *FieldError; the plan is as it was then.
func (s Setting) Set(p *Plan, value string) error {
	if p.Nodes != nil && (s.Name == "nodes" || s.Name == "vnodes") {
		return &FieldError{s.Name, value, fmt.Sprintf("cannot be asked for: this cluster's %d nodes are listed one by one; "+
			"it is for a cluster that is drawn from a seed, such as preset %s", len(p.Nodes), Default)}
	}
	if s.read(p, value) {
		return nil
	}
	return &FieldError{s.Name, value, "is not allowed" + nearest.Hint(value, s.Choices) + " (allowed: " + s.Allowed + ")"}
}

// Get returns what the plan says. If the nodes are listed, their tokens are, too.
func (s Setting) Get(p Plan) string {
	if p.Nodes != nil {
		switch s.Name {
		case "nodes":
			return strconv.Itoa(len(p.Nodes))
		case "vnodes":
			return "listed"
		}
	}
	return s.show(&p)
}

// Settings returns all settings of a plan, in the order in which they are shown.
func Settings() []Setting { return slices.Clone(settings) }

// settings is never written to.
var settings = slices.Concat(sizeSettings(), behaviourSettings())

// Lookup returns the setting of that name, and whether there is one.
func Lookup(name string) (Setting, bool) {
	i := slices.IndexFunc(settings, func(s Setting) bool { return s.Name == name })
	if i < 0 {
		return Setting{}, false
	}
	return settings[i], true
}

func sizeSettings() []Setting {
	return []Setting{
		number("nodes", "how many nodes are drawn from the seed", MaxNodes, func(p *Plan) *int { return &p.Count }),
		number("vnodes", "tokens of each drawn node", MaxVNodes, func(p *Plan) *int { return &p.VNodes }),
		{
			Name: "seed", Help: "of the ring that is drawn and of all delays", Number: true,
			Allowed: "a whole number from 0 to 18446744073709551615",
			read: func(p *Plan, v string) bool {
				seed, err := strconv.ParseUint(v, 10, 64)
				if err == nil {
					p.Seed = seed
				}
				return err == nil
			},
			show: func(p *Plan) string { return strconv.FormatUint(p.Seed, 10) },
		},
		number("n", "copies of each key", ring.MaxCopies, func(p *Plan) *int { return &p.Placement.N }),
		number("r", "answers that a read waits for", ring.MaxCopies, func(p *Plan) *int { return &p.R }),
		number("w", "acks that a write waits for", ring.MaxCopies, func(p *Plan) *int { return &p.W }),
	}
}

func behaviourSettings() []Setting {
	return []Setting{
		engines("quorum", "whose acks count", ""),
		engines("conflict", "what becomes of concurrent values", ""),
		engines("read", "what a read asks for", ""),
		engines("repair", "what a read does about stale replicas", ""),
		engines("sync", "when a write is acked: on the disk, or in memory", ""),
		engines("latency", "how long messages and disks take", ""),
		engines("timeout", "how long a coordinator waits", "a time from 1ms to 1h, as in 500ms or 1s"),
		engines("handoff", "how long a fallback keeps a hint", "off, or a time from 1ms to 1000h, as in 3h"),
		engines("grace", "how long a tombstone is kept", "a time from 1ms to 10000h, as in 240h"),
		engines("gossip", "how often a node gossips", "off, or a time from 1ms to 1h, as in 1s"),
		engines("antientropy", "how often replicas are compared", "off, or a time from 1ms to 1000h, as in 10m"),
		engines("speculative", "when a read asks one replica more", "off, or a time from 1ms to 1h, as in 5ms"),
		{
			Name: "placement", Help: "which nodes keep the copies",
			Choices: []string{"simple", "rack"}, Allowed: "simple, rack",
			read: func(p *Plan, v string) bool {
				p.Rack = p.Rack && v != "simple" || v == "rack"
				return v == "simple" || v == "rack"
			},
			show: func(p *Plan) string {
				if p.Rack {
					return "rack"
				}
				return "simple"
			},
		},
	}
}

// engines is a setting that takes what the engine's own `set` takes: one of a
// few words, or else what allowed says.
func engines(name, help, allowed string) Setting {
	choices := engine.SettingValues(name)
	if choices != nil {
		allowed = strings.Join(choices, ", ")
	}
	return Setting{
		Name: name, Help: help, Choices: choices, Allowed: allowed,
		read: func(p *Plan, v string) bool {
			changed, err := engine.With(p.Settings, name, v)
			if err == nil {
				p.Settings = changed
			}
			return err == nil
		},
		show: func(p *Plan) string { return engine.SettingText(&p.Settings, name) },
	}
}

// number is a setting from 1 to most.
func number(name, help string, most int, field func(*Plan) *int) Setting {
	return Setting{
		Name: name, Help: help, Number: true, most: most,
		Allowed: fmt.Sprintf("a whole number from 1 to %d", most),
		read: func(p *Plan, v string) bool {
			n, err := strconv.Atoi(v)
			if err != nil || n < 1 || n > most {
				return false
			}
			*field(p) = n
			return true
		},
		show: func(p *Plan) string { return strconv.Itoa(*field(p)) },
	}
}
