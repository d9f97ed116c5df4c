// Node lists: the nodes of a preset or a ring file, with their names, tokens and places.

package presets

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"sync"

	"ringside/engine/ring"
	"ringside/internal/strictyaml"
)

// maxName is how many bytes a name may have.
const maxName = 40

// maxRingBytes is how many bytes a ring file may have: enough for MaxSlots labelled tokens.
const maxRingBytes = 16 << 20

// nodesShape is a list of nodes.
func nodesShape() *strictyaml.Shape {
	token := strictyaml.Whole("a place on the ring", math.MinInt64, math.MaxInt64)
	return strictyaml.List("nodes, listed one by one", 1, MaxNodes, strictyaml.Record("one node",
		strictyaml.Field{Name: "name", Missing: "every node needs one of its own", Shape: nameShape("how commands call it")},
		strictyaml.Field{Name: "dc", Shape: nameShape("its data centre, dc1 unless it says otherwise")},
		strictyaml.Field{Name: "rack", Shape: nameShape("its rack, r1 unless it says otherwise")},
		strictyaml.Field{
			Name: "tokens", Missing: "every node needs at least one, as in tokens: [1, 2]",
			Shape: strictyaml.Either("its places on the ring, with their labels or without", "a list of tokens, or tokens by their labels, as in {t1: 1}",
				strictyaml.List("tokens", 1, MaxSlots, token), strictyaml.Mapping("tokens by their labels", token)),
		},
	))
}

// nameShape is a name that can be typed as one word of a command, and shown as it is.
func nameShape(help string) *strictyaml.Shape {
	schema := map[string]any{"type": []string{"string", "number", "boolean"}, "pattern": nameSchema, "maxLength": maxName}
	return strictyaml.Own(help, schema, func(v strictyaml.Value) error {
		name, err := v.Text()
		if err == nil && !goodName(name) {
			return v.Errorf("%q can't be a name (%s)", name, nameRule)
		}
		return err
	})
}

// IsPreset reports whether a file that could be a preset or a ring is a preset: it says its
// format, which no ring does.
func IsPreset(data []byte) bool { return presetRegexp().Match(data) }

var presetRegexp = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^format:`) })

// ParseRing parses a ring file: nodes at the top, listed as in a preset. The name is the
// file's, for errors.
func ParseRing(name string, data []byte) ([]ring.Node, error) {
	top, err := strictyaml.ParseUpTo(name, data, maxRingBytes)
	if err != nil {
		return nil, err
	}
	shape := strictyaml.Record("a ring", strictyaml.Field{
		Name: "nodes", Missing: "it lists the nodes, as in nodes: [{name: n1, tokens: [1, 2]}]", Shape: nodesShape(),
	})
	if err := shape.Check(top); err != nil {
		return nil, err
	}
	fields, err := top.Fields("nodes")
	if err != nil {
		return nil, err
	}
	nodes, err := parseNodes(fields["nodes"])
	if err != nil {
		return nil, err
	}
	if _, err := ring.New(nodes); err != nil {
		return nil, fields["nodes"].Errorf("cannot be a ring: %v", err)
	}
	return nodes, nil
}

// nodeList parses nodes and records the place of everything that must be unique.
type nodeList struct {
	names  map[string]int // line by name
	tokens map[ring.Token]int
	labels map[string]int
}

// parseNodes parses what nodesShape has checked.
func parseNodes(v strictyaml.Value) ([]ring.Node, error) {
	items, err := v.List()
	if err != nil {
		return nil, err
	}
	l := nodeList{make(map[string]int), make(map[ring.Token]int), make(map[string]int)}
	nodes := make([]ring.Node, len(items))
	for i, item := range items {
		if nodes[i], err = l.node(item); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}

func (l *nodeList) node(v strictyaml.Value) (ring.Node, error) {
	n := ring.Node{DC: ring.DefaultDC, Rack: ring.DefaultRack}
	fields, err := v.Fields("name", "dc", "rack", "tokens")
	if err != nil {
		return n, err
	}
	for _, name := range []struct {
		field string
		into  *string
	}{{"name", &n.Name}, {"dc", &n.DC}, {"rack", &n.Rack}} {
		if !fields[name.field].Given() {
			continue
		}
		if *name.into, err = fields[name.field].Text(); err != nil {
			return n, err
		}
	}
	if n.Name == "all" {
		return n, fields["name"].Errorf(`"all" means every node in a command, so no node can be called that`)
	}
	if line, taken := l.names[n.Name]; taken {
		return n, fields["name"].Errorf("%q is the name of another node too, in line %d; every node needs one of its own", n.Name, line)
	}
	l.names[n.Name] = fields["name"].Line()
	n.Tokens, err = l.marks(fields["tokens"])
	return n, err
}

// marks parses tokens, either a list or a mapping from their labels.
func (l *nodeList) marks(v strictyaml.Value) ([]ring.Mark, error) {
	var pairs []strictyaml.Pair
	if v.IsMap() {
		labelled, err := v.Pairs()
		if err != nil {
			return nil, err
		}
		pairs = labelled
	} else {
		items, err := v.List()
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			pairs = append(pairs, strictyaml.Pair{Value: item})
		}
	}
	if len(pairs) == 0 || len(l.tokens)+len(pairs) > MaxSlots {
		return nil, v.Errorf("has %d tokens, with those of the nodes before %d; every node needs one, and %d are allowed in all",
			len(pairs), len(l.tokens)+len(pairs), MaxSlots)
	}
	marks := make([]ring.Mark, len(pairs))
	for i, pair := range pairs {
		m, err := l.mark(pair, v.IsMap())
		if err != nil {
			return nil, err
		}
		marks[i] = m
	}
	return marks, nil
}

func (l *nodeList) mark(pair strictyaml.Pair, labelled bool) (ring.Mark, error) {
	v := pair.Value
	n, err := v.Int(math.MinInt64, math.MaxInt64)
	if err != nil {
		return ring.Mark{}, err
	}
	m := ring.Mark{Token: ring.Token(n), Label: pair.Name}
	if line, taken := l.tokens[m.Token]; taken {
		return m, v.Errorf("%d is a token already, in line %d; every token belongs to one node", n, line)
	}
	l.tokens[m.Token] = v.Line()
	if !labelled {
		return m, nil
	}
	if !goodName(m.Label) {
		return m, v.Errorf("%q can't be a label (%s)", m.Label, nameRule)
	}
	if line, taken := l.labels[m.Label]; taken {
		return m, v.Errorf("%q is the label of another token too, in line %d; every label belongs to one token", m.Label, line)
	}
	l.labels[m.Label] = v.Line()
	return m, nil
}

// nameRule describes what namePattern allows.
const (
	nameRule    = "allowed: up to 40 letters, digits and _ - . :"
	namePattern = `^[\p{L}\p{Nd}_.:-]+$`
)

// nameSchema is what a schema can say of namePattern in the patterns that all programs know (JSON
// Schema 2020-12, section 6.4): Python's have no classes of letters. It allows all that namePattern
// does, and nothing else of ASCII.
const nameSchema = "^[^\x00- !-,/;-@\\[-\\^`{-\u00a0]+$"

// goodName reports whether a word can be typed as one word of a command, and shown as it
// is.
func goodName(name string) bool { return len(name) <= maxName && nameRegexp().MatchString(name) }

// CheckName returns an error if a node, a rack or a data centre can't have that name.
func CheckName(name string) error {
	switch {
	case !goodName(name):
		return fmt.Errorf("%q can't be a name (%s)", name, nameRule)
	case name == "all":
		return errors.New(`"all" means every node in a command, so no node can be called that`)
	}
	return nil
}

// nameRegexp is compiled for the first name: most starts of the program check none.
var nameRegexp = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(namePattern) })
