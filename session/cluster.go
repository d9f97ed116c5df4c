// Writing and reading the cluster of a session: its nodes and settings.

package session

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ringside/engine"
	"ringside/engine/latency"
	"ringside/engine/ring"
	"ringside/internal/strictyaml"
)

// The limits of what a file can ask for, so that a broken one can't ask for all the
// memory there is.
const (
	maxNodes  = 1000
	maxTokens = 1 << 18
)

// drawn reports whether the nodes are those drawn from a seed, and returns how many there
// are and with how many tokens.
func drawn(cfg *engine.Config) (count, vnodes int, ok bool) {
	count = len(cfg.Nodes)
	if count == 0 || count > maxNodes {
		return 0, 0, false
	}
	vnodes = len(cfg.Nodes[0].Tokens)
	if count*vnodes > maxTokens {
		return 0, 0, false
	}
	same := slices.EqualFunc(cfg.Nodes, ring.Draw(cfg.Seed, count, vnodes), func(a, b ring.Node) bool {
		return a.Name == b.Name && a.DC == b.DC && a.Rack == b.Rack && slices.Equal(a.Tokens, b.Tokens)
	})
	return count, vnodes, same
}

// checkNames refuses names that YAML can't hold. Nobody can type such a name.
func checkNames(nodes []ring.Node) error {
	for _, n := range nodes {
		names := []string{n.Name, n.DC, n.Rack}
		for _, m := range n.Tokens {
			names = append(names, m.Label)
		}
		for _, name := range names {
			if !utf8.ValidString(name) {
				return fmt.Errorf("save the session: the name %q is not text in UTF-8", name)
			}
		}
	}
	return nil
}

// appendCluster appends a cluster's configuration as the value of a field.
func appendCluster(b []byte, cfg *engine.Config) []byte {
	b = fmt.Appendf(b, "\n  seed: %d\n  settings:\n", cfg.Seed)
	for _, name := range engine.SettingNames() {
		b = append(b, "    "+name+": "...)
		b = append(strconv.AppendQuoteToASCII(b, engine.SettingText(&cfg.Settings, name)), '\n')
	}
	if cfg.Model != nil {
		b = append(strconv.AppendQuoteToASCII(append(b, "  delays: {name: "...), cfg.Model.Name), ", text: "...)
		b = append(strconv.AppendQuoteToASCII(b, cfg.Model.Text()), "}\n"...)
	}
	if count, vnodes, ok := drawn(cfg); ok {
		return fmt.Appendf(b, "  drawn: {nodes: %d, vnodes: %d}\n", count, vnodes)
	}
	b = append(b, "  nodes:\n"...)
	for _, n := range cfg.Nodes {
		b = append(b, "    - name: "...)
		b = append(strconv.AppendQuoteToASCII(b, n.Name), "\n      dc: "...)
		b = append(strconv.AppendQuoteToASCII(b, n.DC), "\n      rack: "...)
		b = append(strconv.AppendQuoteToASCII(b, n.Rack), "\n      tokens:\n"...)
		for _, m := range n.Tokens {
			b = fmt.Appendf(b, "        - {token: %d, label: %s}\n", m.Token, strconv.QuoteToASCII(m.Label))
		}
	}
	return b
}

// readCluster is the inverse of appendCluster. Whether the parts fit each other
// is for the engine to say. What another release may have known is doubted, and left out.
func readCluster(v strictyaml.Value) (cfg engine.Config, doubts []error, err error) {
	fields, err := v.Fields("seed", "settings", "delays", "drawn", "nodes")
	if err != nil {
		return cfg, nil, err
	}
	for _, name := range []string{"seed", "settings"} {
		if !fields[name].Given() {
			return cfg, nil, v.Errorf("the field %s is missing", name)
		}
	}
	if cfg.Seed, err = readSeed(fields["seed"]); err != nil {
		return cfg, nil, err
	}
	if cfg.Settings, doubts, err = readSettings(fields["settings"]); err != nil {
		return cfg, nil, err
	}
	if fields["delays"].Given() {
		if cfg.Model, err = readDelays(fields["delays"]); err != nil {
			return cfg, nil, err
		}
	}
	if fields["drawn"].Given() == fields["nodes"].Given() {
		return cfg, nil, v.Errorf("must have either drawn or nodes")
	}
	if fields["nodes"].Given() {
		cfg.Nodes, err = readNodes(fields["nodes"])
	} else {
		cfg.Nodes, err = readDrawn(fields["drawn"], cfg.Seed)
	}
	return cfg, doubts, err
}

// readDelays reads the latency model of a cluster that has one of its own: the text that it
// was made of, and the name of that.
func readDelays(v strictyaml.Value) (*latency.Model, error) {
	fields, err := complete(v, "name", "text")
	if err != nil {
		return nil, err
	}
	name, err := fields["name"].Text()
	if err != nil {
		return nil, err
	}
	text, err := fields["text"].Text()
	if err != nil {
		return nil, err
	}
	m, err := latency.Parse(name, []byte(text))
	if err != nil {
		return nil, fields["text"].Errorf("%v", err)
	}
	return &m, nil
}

// readSettings reads settings by their names. A setting that is missing from the file is
// younger than the file, and has its default.
func readSettings(v strictyaml.Value) (s engine.Settings, doubts []error, err error) {
	s = engine.Default().Settings
	pairs, err := v.Pairs()
	if err != nil {
		return s, nil, err
	}
	for _, p := range pairs {
		text, err := p.Value.Text()
		if err != nil {
			return s, nil, err
		}
		s, err = withSetting(s, p.Name, text)
		if err != nil {
			doubts = append(doubts, p.Value.Errorf("%v", err))
		}
	}
	return s, doubts, nil
}

// withSetting returns the settings with one of them changed, or an error with the
// settings unchanged.
func withSetting(s engine.Settings, name, to string) (engine.Settings, error) {
	if engine.FindSetting(name) == nil {
		return s, errors.New("this program has no such setting")
	}
	with, err := engine.Restore(s, name, to)
	if err != nil {
		return s, err
	}
	return with, nil
}

func readSeed(v strictyaml.Value) (uint64, error) {
	text, err := v.Text()
	if err != nil {
		return 0, err
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, v.Errorf("%s is not a seed (allowed: 0 to %d)", strconv.Quote(clip(text)), uint64(math.MaxUint64))
	}
	return seed, nil
}

// complete returns the fields of a mapping, all of which must be present.
func complete(v strictyaml.Value, names ...string) (map[string]strictyaml.Value, error) {
	return present(v, names, "")
}

// present is complete with what an error says besides.
func present(v strictyaml.Value, names []string, more string) (map[string]strictyaml.Value, error) {
	fields, err := v.Fields(names...)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if !fields[name].Given() {
			return nil, v.Errorf("the field %s is missing%s", name, more)
		}
	}
	return fields, nil
}

func readDrawn(v strictyaml.Value, seed uint64) ([]ring.Node, error) {
	fields, err := complete(v, "nodes", "vnodes")
	if err != nil {
		return nil, err
	}
	count, err := fields["nodes"].Int(1, maxNodes)
	if err != nil {
		return nil, err
	}
	vnodes, err := fields["vnodes"].Int(1, maxTokens/count)
	if err != nil {
		return nil, err
	}
	return ring.Draw(seed, int(count), int(vnodes)), nil
}

func readNodes(v strictyaml.Value) ([]ring.Node, error) {
	items, err := v.List()
	if err != nil {
		return nil, err
	}
	if len(items) > maxNodes {
		return nil, v.Errorf("has %d nodes (allowed: 1 to %d)", len(items), maxNodes)
	}
	nodes := make([]ring.Node, len(items))
	for i, item := range items {
		fields, err := complete(item, "name", "dc", "rack", "tokens")
		if err != nil {
			return nil, err
		}
		n := &nodes[i]
		for _, name := range []struct {
			field string
			into  *string
		}{{"name", &n.Name}, {"dc", &n.DC}, {"rack", &n.Rack}} {
			if *name.into, err = fields[name.field].Text(); err != nil {
				return nil, err
			}
		}
		marks, err := fields["tokens"].List()
		if err != nil {
			return nil, err
		}
		for _, m := range marks {
			mark, err := readMark(m)
			if err != nil {
				return nil, err
			}
			n.Tokens = append(n.Tokens, mark)
		}
	}
	return nodes, nil
}

func readMark(v strictyaml.Value) (m ring.Mark, err error) {
	fields, err := complete(v, "token", "label")
	if err != nil {
		return m, err
	}
	token, err := fields["token"].Int(math.MinInt64, math.MaxInt64)
	if err != nil {
		return m, err
	}
	m.Token = ring.Token(token)
	m.Label, err = fields["label"].Text()
	return m, err
}

// clip shortens a text that an error quotes.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
