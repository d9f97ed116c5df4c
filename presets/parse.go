package presets

import (
	"errors"
	"slices"
	"strings"

	"ringside/engine/ring"
	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
)

// Format is the version of the file format that this package reads.
const Format = 1

// maxProse is how many bytes a title or a sentence may have.
const maxProse = 2000

// Parse reads a preset. The name is that of its file, for errors.
func Parse(name string, data []byte) (*Preset, error) {
	top, err := strictyaml.Parse(name, data)
	if err != nil {
		return nil, err
	}
	fields, err := top.Fields("format", "title", "about", "source", "objective", "minutes", "cluster", "steps")
	if err != nil {
		return nil, err
	}
	if err := top.CheckFormat(fields["format"], Format); err != nil {
		return nil, err
	}
	p := &Preset{Name: name, plan: defaultPlan(), lines: make(map[string]int)}
	for _, prose := range []struct {
		field string
		into  *string
	}{{"title", &p.Title}, {"about", &p.About}, {"source", &p.Source}, {"objective", &p.Objective}} {
		if err := readProse(fields[prose.field], prose.into); err != nil {
			return nil, err
		}
	}
	if p.Title == "" {
		p.Title = name
	}
	cluster := fields["cluster"]
	if !cluster.Given() {
		return nil, top.Errorf("the field cluster is missing; it may be empty: cluster: {}")
	}
	if err := p.readCluster(cluster); err != nil {
		return nil, err
	}
	if minutes := fields["minutes"]; minutes.Given() {
		n, err := minutes.Int(1, maxMinutes)
		if err != nil {
			return nil, err
		}
		p.Minutes = int(n)
	}
	if steps := fields["steps"]; steps.Given() {
		if err := stepsShape().Check(steps); err != nil {
			return nil, err
		}
		if err := p.readSteps(steps); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func readProse(v strictyaml.Value, into *string) error {
	if !v.Given() {
		return nil
	}
	text, err := v.Text()
	if err != nil {
		return err
	}
	if len(text) > maxProse {
		return v.Errorf("has %d bytes; at most %d are allowed", len(text), maxProse)
	}
	*into = text
	return nil
}

// readCluster reads the fields of a cluster and checks them together.
func (p *Preset) readCluster(cluster strictyaml.Value) error {
	known := []string{"like", "nodes"}
	for _, s := range Settings() {
		if s.Name != "nodes" && s.Name != "vnodes" {
			known = append(known, s.Name)
		}
	}
	known = append(known, "copies")
	fields, err := cluster.Fields(known...)
	if err != nil {
		return err
	}
	if err := p.readLike(fields["like"]); err != nil {
		return err
	}
	delete(fields, "like")
	for name, v := range fields {
		p.lines[name] = v.Line()
	}
	if err := p.readNodes(fields); err != nil {
		return err
	}
	for _, name := range known {
		if s, ok := Lookup(name); ok && name != "nodes" && fields[name].Given() {
			if err := readSetting(&p.plan, s, fields[name]); err != nil {
				return err
			}
		}
	}
	if err := p.readCopies(fields); err != nil {
		return err
	}
	p.cfg, err = p.plan.Config()
	return place(err, cluster, fields)
}

// readLike begins with an embedded cluster, which the other fields change.
func (p *Preset) readLike(v strictyaml.Value) error {
	if !v.Given() {
		return nil
	}
	name, err := v.Text()
	if err != nil {
		return err
	}
	if !slices.Contains(Names(), name) {
		return v.Errorf("%q is not a cluster that is built in%s (known: %s)", name, nearest.Hint(name, Names()), strings.Join(Names(), ", "))
	}
	base, err := Load(name)
	if err != nil {
		return err
	}
	p.plan = base.Plan()
	for setting := range base.lines {
		p.lines[setting] = v.Line()
	}
	return nil
}

// readNodes reads either a list of nodes, or how many are to be drawn.
func (p *Preset) readNodes(fields map[string]strictyaml.Value) error {
	v := fields["nodes"]
	if !v.Given() {
		return nil
	}
	if !v.IsMap() && !v.IsList() {
		return v.Errorf("must be a list of nodes, or how many to draw, as in {count: 5, vnodes: 8}")
	}
	if v.IsList() {
		p.lines["vnodes"] = v.Line()
		nodes, err := parseNodes(v)
		p.plan.Nodes = nodes
		return err
	}
	drawn, err := v.Fields("count", "vnodes")
	if err != nil {
		return err
	}
	delete(p.lines, "nodes")
	for _, size := range []struct{ field, setting string }{{"count", "nodes"}, {"vnodes", "vnodes"}} {
		v := drawn[size.field]
		if !v.Given() {
			continue
		}
		p.lines[size.setting] = v.Line()
		s, _ := Lookup(size.setting)
		if err := readSetting(&p.plan, s, v); err != nil {
			return err
		}
	}
	return nil
}

// readSetting changes the plan as a field says.
func readSetting(p *Plan, s Setting, v strictyaml.Value) error {
	text, err := v.Text()
	if err != nil {
		return err
	}
	if s.Number && !v.IsInt() {
		return v.Errorf("%q is not a number (allowed: %s)", text, s.Allowed)
	}
	var wrong *FieldError
	if errors.As(s.Set(p, text), &wrong) {
		return v.Errorf("%s", wrong.Because())
	}
	return nil
}

// readCopies reads how many copies each data centre has. N is their sum unless
// the file says otherwise, which Plan.Config then refuses.
func (p *Preset) readCopies(fields map[string]strictyaml.Value) error {
	v := fields["copies"]
	if !v.Given() {
		return nil
	}
	if !p.plan.Rack {
		return v.Errorf("is only for placement: rack; with placement: simple say n")
	}
	pairs, err := v.Pairs()
	if err != nil {
		return err
	}
	if len(pairs) == 0 {
		return v.Errorf("is empty; name each data centre and its copies, as in {dc1: 2, dc2: 2}")
	}
	for _, pair := range pairs {
		n, err := pair.Value.Int(1, ring.MaxCopies)
		if err != nil {
			return err
		}
		p.plan.Copies = append(p.plan.Copies, ring.Copies{DC: pair.Name, N: int(n)})
	}
	if !fields["n"].Given() {
		p.plan.Placement.N = ring.PerDC(p.plan.Copies...).N
		p.lines["n"] = v.Line()
	}
	return nil
}

// place puts file and line in front of what Plan.Config says: the line of the
// setting, or that of the cluster if the file does not give it.
func place(err error, cluster strictyaml.Value, fields map[string]strictyaml.Value) error {
	var wrong *FieldError
	if !errors.As(err, &wrong) {
		return err
	}
	name := wrong.Field
	if name == "vnodes" {
		name = "nodes"
	}
	if v := fields[name]; v.Given() {
		return v.Errorf("%s", wrong.Because())
	}
	return cluster.Errorf("%s is not given, and its default %s", wrong.Field, wrong.Because())
}
