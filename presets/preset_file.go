// Parsing a preset file: its shape, its version, its cluster and its schema.

package presets

import (
	"errors"
	"sort"

	"ringside/engine/ring"
	"ringside/internal/strictyaml"
)

// Format is the version of the file format that this package reads.
const Format = 1

// maxProse is how many bytes a sentence may have.
const maxProse = 2000

// shape is what a preset may contain: Parse checks files against it, and Schema is made
// from it.
func shape() *strictyaml.Shape {
	return strictyaml.Record("A preset of Ringside: a cluster, a walkthrough or a challenge.",
		strictyaml.Field{Name: "format", Missing: "this program reads format: 1", Shape: strictyaml.Whole("the version of the format", Format, Format)},
		strictyaml.Field{Name: "title", Shape: strictyaml.Text("a few words", maxProse)},
		strictyaml.Field{Name: "about", Shape: strictyaml.Text("one sentence", maxProse)},
		strictyaml.Field{Name: "source", Shape: strictyaml.Text("where what it says comes from: a slide, a section of a paper", maxProse)},
		strictyaml.Field{Name: "objective", Shape: strictyaml.Text("what one can do or knows after it", maxProse)},
		strictyaml.Field{Name: "minutes", Shape: strictyaml.Whole("how long it takes", 1, maxMinutes)},
		strictyaml.Field{Name: "cluster", Missing: "it may be empty: cluster: {}", Shape: clusterShape()},
		strictyaml.Field{Name: "steps", Shape: stepsShape()},
		strictyaml.Field{Name: "remember", Shape: cardShape("what to remember of a walkthrough, shown as a step after the last")},
		strictyaml.Field{Name: "mistakes", Shape: cardShape("common mistakes, shown beside what to remember")},
		strictyaml.Field{Name: "challenge", Shape: challengeShape()},
	).And(func(v strictyaml.Value) error {
		pairs, err := v.Pairs()
		if err != nil {
			return err
		}
		var parts []strictyaml.Value
		for _, p := range pairs {
			if p.Name == "steps" || p.Name == "challenge" {
				parts = append(parts, p.Value)
			}
		}
		if len(parts) == 2 {
			return parts[1].Errorf("a file is a walkthrough (steps) or a challenge, and this one is both")
		}
		return nil
	})
}

// Schema returns the format of presets as a JSON Schema (2020-12), to be marshalled.
func Schema() map[string]any {
	schema := shape().Schema()
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = "Ringside preset"
	return schema
}

// Parse parses a preset. The name is the file's, for errors. The preset can name no other
// file: for that there is Load.
func Parse(name string, data []byte) (*Preset, error) {
	return parse(name, data, strictyaml.MaxBytes, nil)
}

// parse is Parse of up to most bytes, with a function that reads the file of delays that a
// cluster may name.
func parse(name string, data []byte, most int, delays func(string) ([]byte, error)) (*Preset, error) {
	p := newPreset(name)
	p.plan.delays = delays
	if err := p.read(data, most); err != nil {
		return nil, err
	}
	return p, nil
}

func newPreset(name string) *Preset {
	return &Preset{Name: name, Title: name, plan: defaultPlan(), lines: make(map[string]int)}
}

// read reads the file of a new preset, of up to most bytes.
func (p *Preset) read(data []byte, most int) error {
	top, err := strictyaml.ParseUpTo(p.Name, data, most)
	if err != nil {
		return err
	}
	pairs, err := readTop(top, shape())
	if err != nil {
		return err
	}
	// The cluster comes first: the other fields refer to its nodes.
	sort.SliceStable(pairs, func(i, j int) bool { return pairs[i].Name == "cluster" && pairs[j].Name != "cluster" })
	for _, field := range pairs {
		if err := p.readField(field.Name, field.Value); err != nil {
			return err
		}
	}
	return p.addCard()
}

// readTop returns the fields of a file whose format and shape have been checked.
func readTop(top strictyaml.Value, shape *strictyaml.Shape) ([]strictyaml.Pair, error) {
	if err := checkFormat(top); err != nil {
		return nil, err
	}
	if err := shape.Check(top); err != nil {
		return nil, err
	}
	return top.Pairs()
}

// checkFormat checks the version before anything else: the contents of a newer format are
// unknown here.
func checkFormat(top strictyaml.Value) error {
	pairs, err := top.Pairs()
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if p.Name == "format" {
			return top.CheckFormat(p.Value, Format)
		}
	}
	return top.CheckFormat(strictyaml.Value{}, Format)
}

// readField reads a field that shape has checked.
func (p *Preset) readField(name string, v strictyaml.Value) (err error) {
	switch name {
	case "title":
		p.Title, err = v.Text()
	case "about":
		p.About, err = v.Text()
	case "source":
		p.Source, err = v.Text()
	case "objective":
		p.Objective, err = v.Text()
	case "minutes":
		var n int64
		n, err = v.Int(1, maxMinutes)
		p.Minutes = int(n)
	case "cluster":
		err = p.readCluster(v)
	case "steps":
		err = p.readSteps(v)
	case "remember":
		p.card.remember, err = texts(v)
		p.card.place = v
	case "mistakes":
		p.card.mistakes, err = texts(v)
		p.card.place = v
	case "challenge":
		p.Challenge, err = readChallenge(v)
	}
	return err
}

// clusterShape is what a cluster may contain. Its fields are the Settings, under the same
// names.
func clusterShape() *strictyaml.Shape {
	count, _ := Lookup("nodes")
	vnodes, _ := Lookup("vnodes")
	racks, _ := Lookup("racks")
	drawn := strictyaml.Record("nodes, drawn from the seed",
		strictyaml.Field{Name: "count", Shape: count.shape()}, strictyaml.Field{Name: "vnodes", Shape: vnodes.shape()},
		strictyaml.Field{Name: "racks", Shape: racks.shape()})
	fields := []strictyaml.Field{
		{Name: "like", Shape: strictyaml.Word("a cluster that is built in; the other fields change it", Names()...)},
		{Name: "nodes", Shape: strictyaml.Either("the nodes: listed one by one, or how many to draw",
			"a list of nodes, or how many to draw, as in {count: 12, vnodes: 8, racks: 3}", nodesShape(), drawn)},
	}
	for _, s := range Settings() {
		if !s.drawn() {
			fields = append(fields, strictyaml.Field{Name: s.Name, Shape: s.shape()})
		}
	}
	fields = append(fields, strictyaml.Field{Name: "copies", Shape: strictyaml.Mapping(
		"for placement: rack or cassandra, how many copies each data centre has", strictyaml.Whole("copies", 1, ring.MaxCopies))})
	return strictyaml.Record("The cluster. What is not said is as in the default one.", fields...)
}

// readCluster reads the fields of a cluster and checks them together.
func (p *Preset) readCluster(cluster strictyaml.Value) error {
	pairs, err := cluster.Pairs()
	if err != nil {
		return err
	}
	fields := make(map[string]strictyaml.Value, len(pairs))
	for _, f := range pairs {
		fields[f.Name] = f.Value
	}
	if err := p.readLike(fields["like"]); err != nil {
		return err
	}
	delete(fields, "like")
	for _, f := range pairs {
		if f.Name != "like" {
			p.lines[f.Name] = f.Value.Line()
		}
	}
	if err := p.readNodes(fields); err != nil {
		return err
	}
	for _, s := range Settings() {
		if s.Name != "nodes" && fields[s.Name].Given() {
			if err := readSetting(&p.plan, s, fields[s.Name]); err != nil {
				return err
			}
		}
	}
	if err := p.readCopies(fields); err != nil {
		return err
	}
	p.cfg, err = p.plan.Config()
	for i := range p.cfg.Nodes[:min(len(p.cfg.Nodes), len(p.called))] {
		p.cfg.Nodes[i].Name = p.called[i]
	}
	return place(err, cluster, fields)
}

// readLike starts from an embedded cluster, which the other fields change.
func (p *Preset) readLike(v strictyaml.Value) error {
	if !v.Given() {
		return nil
	}
	name, err := v.Text()
	if err != nil {
		return err
	}
	base, err := Load(name)
	if err != nil {
		return err
	}
	delays := p.plan.delays
	p.plan = base.Plan()
	p.plan.delays = delays
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
	if v.IsList() {
		p.lines["vnodes"], p.lines["racks"] = v.Line(), v.Line()
		nodes, err := parseNodes(v)
		p.plan.Nodes = nodes
		return err
	}
	drawn, err := v.Pairs()
	if err != nil {
		return err
	}
	p.plan.Nodes = nil
	delete(p.lines, "nodes")
	for _, size := range drawn {
		name := map[string]string{"count": "nodes", "vnodes": "vnodes", "racks": "racks"}[size.Name]
		p.lines[name] = size.Value.Line()
		s, _ := Lookup(name)
		if err := readSetting(&p.plan, s, size.Value); err != nil {
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

// readCopies reads how many copies each data centre has. N is their sum unless the file
// says otherwise, which Plan.Config then refuses.
func (p *Preset) readCopies(fields map[string]strictyaml.Value) error {
	v := fields["copies"]
	if !v.Given() {
		return nil
	}
	if !p.plan.Rack {
		return v.Errorf("is only for placement: rack or cassandra; with placement: simple say n")
	}
	pairs, err := v.Pairs()
	if err != nil {
		return err
	}
	if len(pairs) == 0 {
		return v.Errorf("is empty; name each data centre and its copies, as in {dc1: 2, dc2: 2}")
	}
	p.plan.Copies = nil
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

// place puts file and line in front of an error of Plan.Config: the line of the setting,
// or that of the cluster if the file does not give the setting.
func place(err error, cluster strictyaml.Value, fields map[string]strictyaml.Value) error {
	var wrong *FieldError
	if !errors.As(err, &wrong) {
		return err
	}
	name := wrong.Field
	if name == "vnodes" || name == "racks" {
		name = "nodes"
	}
	if v := fields[name]; v.Given() {
		return v.Errorf("%s", wrong.Because())
	}
	return cluster.Errorf("%s is not given, and its default %s", wrong.Field, wrong.Because())
}
