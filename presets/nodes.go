package presets

import (
	"math"
	"strings"
	"unicode"

	"ringside/engine/ring"
	"ringside/internal/strictyaml"
)

// maxName is how many bytes a name may have.
const maxName = 40

// ParseRing reads a ring file: nodes at the top, listed as in a preset. The name
// is that of its file, for errors.
func ParseRing(name string, data []byte) ([]ring.Node, error) {
	top, err := strictyaml.Parse(name, data)
	if err != nil {
		return nil, err
	}
	fields, err := top.Fields("nodes")
	if err != nil {
		return nil, err
	}
	if !fields["nodes"].Given() {
		return nil, top.Errorf("the field nodes is missing; it lists the nodes, as in nodes: [{name: n1, tokens: [1, 2]}]")
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

// nodeList reads nodes and remembers where everything that must be unique stood.
type nodeList struct {
	names  map[string]int // line by name
	tokens map[ring.Token]int
	labels map[string]int
}

func parseNodes(v strictyaml.Value) ([]ring.Node, error) {
	items, err := v.List()
	if err != nil {
		return nil, err
	}
	if len(items) == 0 || len(items) > MaxNodes {
		return nil, v.Errorf("has %d nodes; allowed are 1 to %d", len(items), MaxNodes)
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
	if !fields["name"].Given() {
		return n, v.Errorf("the field name is missing; every node needs one of its own")
	}
	if !fields["tokens"].Given() {
		return n, v.Errorf("the field tokens is missing; every node needs at least one, as in tokens: [1, 2]")
	}
	for _, name := range []struct {
		field string
		into  *string
	}{{"name", &n.Name}, {"dc", &n.DC}, {"rack", &n.Rack}} {
		if err := readName(fields[name.field], name.into); err != nil {
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

// marks reads tokens, either a list or a mapping from their labels.
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
		return m, v.Errorf("%q can't be a label; %s", m.Label, nameRule)
	}
	if line, taken := l.labels[m.Label]; taken {
		return m, v.Errorf("%q is the label of another token too, in line %d; every label belongs to one token", m.Label, line)
	}
	l.labels[m.Label] = v.Line()
	return m, nil
}

// nameRule says what goodName allows.
const nameRule = "allowed are up to 40 letters, digits and _ - . :"

// goodName says whether a word can be typed as one word of a command, and shown
// as it is.
func goodName(name string) bool {
	for _, c := range name {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("_-.:", c) {
			return false
		}
	}
	return name != "" && len(name) <= maxName
}

func readName(v strictyaml.Value, into *string) error {
	if !v.Given() {
		return nil
	}
	name, err := v.Text()
	if err != nil {
		return err
	}
	if !goodName(name) {
		return v.Errorf("%q can't be a name; %s", name, nameRule)
	}
	*into = name
	return nil
}
