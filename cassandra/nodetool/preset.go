// Writing a cluster as a preset.

package nodetool

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ringside/engine/ring"
	"ringside/internal/count"
	"ringside/internal/printable"
	"ringside/presets"
)

// Options are what a text may leave open.
type Options struct {
	Keyspace string          // whose replication the preset has; "": the first one that is not the system's
	Copies   *ring.Placement // instead of any keyspace's
}

// Preset returns the cluster as a preset file. It adds to Notes what it had to choose. The
// error says what Ringside can't hold.
func (c *Cluster) Preset(o Options) ([]byte, error) {
	if n := len(c.Nodes); n == 0 || n > presets.MaxNodes {
		return nil, fmt.Errorf("%d nodes; a preset has 1 to %d", n, presets.MaxNodes)
	}
	nodes := make([]ring.Node, len(c.Nodes))
	total := 0
	for i, n := range c.Nodes {
		nodes[i] = ring.Node{Name: n.Name, DC: n.DC, Rack: n.Rack}
		for _, t := range n.Tokens {
			nodes[i].Tokens = append(nodes[i].Tokens, ring.Mark{Token: t})
		}
		total += len(n.Tokens)
	}
	if total > presets.MaxSlots {
		return nil, fmt.Errorf("%d tokens; a preset has at most %d", total, presets.MaxSlots)
	}
	on, err := ring.New(nodes)
	if err != nil {
		return nil, err
	}
	p, about, err := c.placement(on, o)
	if err != nil {
		return nil, err
	}
	return c.write(p, about), nil
}

// placement returns how many copies there are where, and where that comes from.
func (c *Cluster) placement(on *ring.Ring, o Options) (p ring.Placement, about string, err error) {
	switch k, ok, problem := c.keyspace(o.Keyspace); {
	case problem != nil:
		return p, "", problem
	case o.Copies != nil && o.Keyspace != "":
		return p, "", errors.New("the copies are given, and a keyspace as well; give one of them")
	case o.Copies != nil:
		if err := o.Copies.ValidateOver(on); err != nil {
			return p, "", err
		}
		p, about = *o.Copies, "The replication is the one that was asked for"
	case ok:
		p, about = k.Placement, "The replication is that of keyspace "+show(k.Name)
	case c.inferred != nil:
		p, about = *c.inferred, "The replication is the one that nodetool describering shows"
	default:
		var copies []ring.Copies
		for i, dc := range on.DCs() {
			copies = append(copies, ring.Copies{DC: dc, N: min(3, c.inDC(on, i))})
		}
		p = ring.PerDC(copies...)
		p.AtOnce = true
		about = "The replication was not in the text; up to three copies in each data centre are assumed"
		c.note("the replication is not in the text, so the preset has %s; --rf sets another, as in --rf %s", p.Counts(), exampleOf(on))
	}
	return c.fit(on, p), about, nil
}

func exampleOf(on *ring.Ring) string {
	var parts []string
	for _, dc := range on.DCs() {
		parts = append(parts, dc+"=2")
	}
	return strings.Join(parts[:min(3, len(parts))], ",")
}

func (c *Cluster) inDC(on *ring.Ring, dc int) (count int) {
	for id := range on.Nodes() {
		if on.DC(ring.NodeID(id)) == dc {
			count++
		}
	}
	return count
}

// keyspace returns the keyspace of that name, or for no name the first that is not the
// system's.
func (c *Cluster) keyspace(name string) (Keyspace, bool, error) {
	var names []string
	var own []Keyspace
	for _, k := range c.Keyspaces {
		if k.Name == name {
			return k, true, nil
		}
		names = append(names, show(k.Name))
		if !strings.HasPrefix(k.Name, "system") {
			own = append(own, k)
		}
	}
	if name != "" {
		if len(names) == 0 {
			return Keyspace{}, false, fmt.Errorf("keyspace %s: the text has no replication of any keyspace", show(name))
		}
		return Keyspace{}, false, fmt.Errorf("keyspace %s is not in the text (known: %s)", show(name), strings.Join(names[:min(20, len(names))], ", "))
	}
	if len(own) == 0 {
		return Keyspace{}, false, nil
	}
	if len(own) > 1 {
		names = nil
		for _, k := range own[1:] {
			names = append(names, show(k.Name))
		}
		c.note("the replication is that of keyspace %s; --keyspace takes another: %s", show(own[0].Name), strings.Join(names[:min(20, len(names))], ", "))
	}
	return own[0], true, nil
}

// fit takes out of a placement the data centres of which the ring has no node. That there are more
// copies than nodes is noted, and stays.
func (c *Cluster) fit(on *ring.Ring, p ring.Placement) ring.Placement {
	fitted := p
	if p.Racks() {
		fitted.PerDC = nil
		dcs := on.DCs()
		for _, part := range p.PerDC {
			if !slices.Contains(dcs, part.DC) {
				c.note("the replication has %s=%d, and no node in the text is in %[1]s; it is left out", show(part.DC), part.N)
				continue
			}
			fitted.PerDC = append(fitted.PerDC, part)
		}
		if fitted.PerDC == nil {
			c.note("none of the data centres of the replication has a node in the text; the preset has one copy")
			return ring.Simple(1)
		}
		fitted = ring.PerDC(fitted.PerDC...)
		fitted.AtOnce = p.AtOnce
	}
	for _, over := range fitted.Over(on) {
		c.note("the replication is %s", over)
	}
	return fitted
}

// write writes the preset.
func (c *Cluster) write(p ring.Placement, about string) []byte {
	var b []byte
	b = fmt.Appendf(b, "# Written by ringside import from %s.\nformat: 1\n", list(c.Kinds))
	title := printable.Escape(c.Name)
	if title == "" {
		title = "An imported cluster"
	}
	b = fmt.Appendf(b, "title: %s\n", quote(title))
	b = fmt.Appendf(b, "about: %s\n", quote(fmt.Sprintf("%s from %s, under Cassandra's rules. %s.", count.Of(len(c.Nodes), "node"), list(c.Kinds), about)))
	b = append(b, "cluster:\n  nodes:\n"...)
	for _, n := range c.Nodes {
		b = fmt.Appendf(b, "    - {name: %s, dc: %s, rack: %s, tokens: [", quote(n.Name), quote(n.DC), quote(n.Rack))
		for i, t := range n.Tokens {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = strconv.AppendInt(b, int64(t), 10)
		}
		b = append(b, "]}"...)
		b = append(b, n.comment()...)
		b = append(b, '\n')
	}
	if p.Racks() {
		b = fmt.Appendf(b, "  placement: %s\n  copies: {", p.Rule())
		for i, part := range p.PerDC {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = fmt.Appendf(b, "%s: %d", quote(part.DC), part.N)
		}
		b = append(b, "}\n"...)
	} else {
		b = fmt.Appendf(b, "  placement: simple\n  n: %d\n", p.N)
	}
	return append(b, "  rules: cassandra\n  r: quorum\n  w: quorum\n"...)
}

// list joins words as in a sentence.
func list(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// comment returns what a preset has no field for.
func (n *Node) comment() string {
	var parts []string
	if !strings.HasPrefix(n.Name, n.Address) {
		parts = append(parts, show(n.Address))
	}
	if n.HostID != "" {
		parts = append(parts, "host id "+n.HostID)
	}
	if n.Down {
		parts = append(parts, "down")
	}
	if n.State != "" && n.State != "Normal" {
		parts = append(parts, strings.ToLower(n.State))
	}
	if parts == nil {
		return ""
	}
	return " # " + strings.Join(parts, ", ")
}

// quote writes a text so that YAML reads it back as it was.
func quote(s string) string { return strconv.QuoteToASCII(s) }
