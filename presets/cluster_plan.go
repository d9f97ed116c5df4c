// Plans: what a cluster should be, before its nodes are drawn and it is known to be
// possible.

package presets

import (
	"fmt"
	"slices"
	"strconv"

	"ringside/engine"
	"ringside/engine/latency"
	"ringside/engine/ring"
	"ringside/internal/count"
)

const (
	// MaxNodes is how many nodes a cluster may have.
	MaxNodes = engine.MaxNodes
	// MaxSlots is how many tokens all nodes together may have.
	MaxSlots = 1 << 18
)

// Plan describes a cluster. Unlike an engine.Config it still knows whether its nodes were
// listed or are to be drawn from the seed.
type Plan struct {
	Nodes  []ring.Node // as listed; nil: drawn
	Count  int         // how many are drawn
	VNodes int         // tokens of each generated node
	Racks  int         // over how many racks the generated nodes are spread
	Seed   uint64
	Rack   bool          // a rule of racks places copies, else the simple one
	AtOnce bool          // the rule of racks is that of Cassandra's server, else that of its drivers
	Copies []ring.Copies // of a rule of racks; nil: all N in the only data centre
	engine.Settings
	Model *latency.Model // the cluster's own; nil: it has none

	delays func(path string) ([]byte, error) // reads a file that latency names; nil: it can name none
}

// FieldError says which setting of a Plan is not possible, and why.
type FieldError struct {
	Field   string // a Setting's name, or "copies"
	Value   string // as it was given
	Problem string // what is wrong with it, and what is allowed
}

// Error returns the field, its value and the problem, in one line.
func (e *FieldError) Error() string { return e.Field + ": " + e.Because() }

// Because returns the error without the setting's name.
func (e *FieldError) Because() string { return strconv.Quote(e.Value) + " " + e.Problem }

// Config converts the plan into a cluster's configuration. The error is a *FieldError.
func (p Plan) Config() (engine.Config, error) {
	nodes := cloneNodes(p.Nodes)
	if nodes == nil {
		if p.Count*p.VNodes > MaxSlots {
			return engine.Config{}, &FieldError{"vnodes", strconv.Itoa(p.VNodes),
				fmt.Sprintf("on %s is %s; at most %s are allowed", count.Of(p.Count, "node"), count.Of(p.Count*p.VNodes, "token"), count.Number(MaxSlots))}
		}
		if p.Racks > p.Count {
			return engine.Config{}, &FieldError{"racks", strconv.Itoa(p.Racks), fmt.Sprintf("is more than there are nodes (allowed: 1 to %d)", p.Count)}
		}
		nodes = ring.Draw(p.Seed, p.Count, p.VNodes)
		for i := range nodes {
			nodes[i].Rack = "r" + strconv.Itoa(1+i%p.Racks)
		}
	}
	r, err := ring.New(nodes)
	if err != nil {
		return engine.Config{}, &FieldError{"nodes", strconv.Itoa(len(nodes)), "cannot be a ring: " + err.Error()}
	}
	cfg := engine.Config{Nodes: nodes, Seed: p.Seed, Settings: p.Settings, Model: p.Model}
	if err := p.checkN(len(nodes)); err != nil {
		return engine.Config{}, err
	}
	if cfg.Placement, err = p.placement(r); err != nil {
		return engine.Config{}, err
	}
	for _, wait := range []struct {
		field string
		level engine.Level
	}{{"r", p.R}, {"w", p.W}} {
		if err := engine.CheckLevel(wait.level, &cfg.Settings, r); err != nil {
			return engine.Config{}, &FieldError{wait.field, wait.level.String(), err.Error()}
		}
	}
	if bad := engine.CheckRules(&cfg.Settings); bad != nil {
		return engine.Config{}, &FieldError{bad.Setting, bad.Value, "is " + bad.Problem}
	}
	return cfg, nil
}

// checkN returns an error if so many nodes can't hold N copies, and must.
func (p Plan) checkN(nodes int) error {
	n := p.Placement.N
	if n > nodes && !p.likeReal() {
		return &FieldError{"n", strconv.Itoa(n),
			"needs as many nodes, and there " + map[bool]string{true: "is 1 (allowed: 1)", false: fmt.Sprintf("are %d (allowed: 1 to %d)", nodes, min(nodes, ring.MaxCopies))}[nodes == 1]}
	}
	if p.Copies == nil {
		return nil
	}
	if sum := ring.PerDC(p.Copies...).N; p.Rack && n != sum {
		return &FieldError{"n", strconv.Itoa(n),
			fmt.Sprintf("differs from the copies of the data centres, which are %d in all (%s)", sum, ring.PerDC(p.Copies...))}
	}
	return nil
}

// placement returns which rule places how many copies where.
func (p Plan) placement(r *ring.Ring) (ring.Placement, error) {
	if !p.Rack {
		return ring.Simple(p.Placement.N), nil
	}
	copies := slices.Clone(p.Copies)
	if copies == nil {
		dcs := r.DCs()
		if len(dcs) != 1 {
			return ring.Placement{}, &FieldError{"placement", p.rule(),
				fmt.Sprintf("must say how many copies each of the %d data centres has, as in copies: {%s: 2}", len(dcs), dcs[0])}
		}
		copies = []ring.Copies{{DC: dcs[0], N: p.Placement.N}}
	}
	placement := ring.PerDC(copies...)
	placement.AtOnce = p.AtOnce
	s := p.Settings
	s.Placement = placement
	if err := engine.CheckPlacement(&s, r); err != nil {
		return ring.Placement{}, &FieldError{"copies", placement.Counts(), "cannot be: " + err.Error()}
	}
	return placement, nil
}

// likeReal reports whether there may be more copies than nodes, as on a real cluster.
func (p Plan) likeReal() bool {
	return p.Settings.Rules == engine.CassandraRules || p.Rack && p.AtOnce
}

// rule returns the name of the rule that places copies.
func (p Plan) rule() string {
	switch {
	case !p.Rack:
		return ring.SimpleRule
	case p.AtOnce:
		return ring.CassandraRule
	}
	return ring.RackRule
}

func (p Plan) clone() Plan {
	p.Nodes = cloneNodes(p.Nodes)
	p.Copies = slices.Clone(p.Copies)
	return p
}

// cloneNodes copies nodes and their tokens.
func cloneNodes(nodes []ring.Node) []ring.Node {
	nodes = slices.Clone(nodes)
	for i := range nodes {
		nodes[i].Tokens = slices.Clone(nodes[i].Tokens)
	}
	return nodes
}

// defaultPlan returns the plan of engine.Default.
func defaultPlan() Plan {
	cfg := engine.Default()
	return Plan{Count: len(cfg.Nodes), VNodes: len(cfg.Nodes[0].Tokens), Racks: 1, Seed: cfg.Seed, Settings: cfg.Settings}
}
