// Package nodetool reads what the tools of Apache Cassandra print about a cluster, and
// writes it as a preset.
//
//	nodetool ring, status, describering, describecluster ─┐
//	cqlsh: system.peers_v2, system.local, keyspaces ──────┴▶ Read ─▶ Cluster ─▶ Preset (YAML)
//
// A text may hold several of them, one after the other; which they are is recognised by
// their headings. What stands in a table must be understood, or Read returns an error that
// names the line: a ring without one of its rows would be another ring. What stands
// elsewhere and is not understood is named in a note.
package nodetool

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"ringside/engine/ring"
	"ringside/internal/printable"
)

// Cluster is what a text says about a cluster.
type Cluster struct {
	Name      string // "" if the text does not say
	Nodes     []*Node
	Keyspaces []Keyspace
	Kinds     []string // what was recognised, as in "nodetool ring"
	Notes     []string // what the reader of the preset should know, a line each

	inferred *ring.Placement // what nodetool describering shows; nil: it was not there
}

// Node is what a text says about one node.
type Node struct {
	Name     string // by which commands call it
	Address  string // as in the text, in its shortest form, without the port
	Port     int    // 0 if the text does not say
	DC, Rack string
	HostID   string // "" if the text does not say
	Down     bool
	State    string // Normal, Leaving, Joining, Moving; "" if the text does not say
	Tokens   []ring.Token

	line     int // where it is first named
	declared int // how many tokens nodetool status says it has; 0: it does not
	declares int // in which line
}

// joins reports whether a node has no ranges yet.
func (n *Node) joins() bool { return n.State == "Joining" }

// Keyspace is a keyspace with its replication.
type Keyspace struct {
	Name      string
	Placement ring.Placement
	line      int
}

// nodeAt returns the node of an address, and adds it if it is new. A node that one tool
// prints with a port and another without is the same.
func (r *reader) nodeAt(word string) *Node {
	address, port := splitAddress(word)
	for _, n := range r.byAddress[address] {
		if n.Port == port || n.Port == 0 || port == 0 {
			n.Port = max(n.Port, port)
			return n
		}
	}
	n := &Node{Address: address, Port: port, line: r.number}
	r.byAddress[address] = append(r.byAddress[address], n)
	r.c.Nodes = append(r.c.Nodes, n)
	return n
}

// splitAddress returns an address in its shortest form, without what Java puts around it,
// and its port, 0 if there is none.
func splitAddress(word string) (address string, port int) {
	word = word[strings.LastIndexByte(word, '/')+1:] // as in host/10.0.0.1
	if a, err := netip.ParseAddr(word); err == nil {
		return a.WithZone("").String(), 0
	}
	if a, err := netip.ParseAddrPort(word); err == nil {
		return a.Addr().WithZone("").String(), int(a.Port())
	}
	if host, digits, ok := strings.Cut(word, ":"); ok {
		if p, err := strconv.ParseUint(digits, 10, 16); err == nil {
			return host, int(p)
		}
	}
	return strings.Trim(word, "[]"), 0
}

// setPlace notes a node's data centre and rack. Two places for one node are an error.
func (r *reader) setPlace(n *Node, dc, rack string) error {
	for _, part := range []struct {
		word string
		into *string
		what string
	}{{dc, &n.DC, "data centre"}, {rack, &n.Rack, "rack"}} {
		switch {
		case part.word == "":
		case *part.into == "":
			*part.into = part.word
		case *part.into != part.word:
			return r.errorf("%s is in %s %s here, and in %s in an earlier line", show(n.Address), part.what, show(part.word), show(*part.into))
		}
	}
	return nil
}

// setHostID notes a node's host id.
func (r *reader) setHostID(n *Node, id string) error {
	if n.HostID != "" && n.HostID != id {
		return r.errorf("%s has host id %s here, and %s in an earlier line", show(n.Address), id, n.HostID)
	}
	n.HostID = id
	return nil
}

// owner is who has a token, and where the text says so.
type owner struct {
	node *Node
	line int
	kind string
}

// addToken gives a node a token. One that another node has, or that the same table gives
// twice, is an error.
func (r *reader) addToken(n *Node, word string) error {
	t, err := r.token(word)
	if err != nil {
		return err
	}
	was, taken := r.owners[t]
	switch {
	case !taken:
		r.owners[t] = owner{n, r.number, r.kind}
		n.Tokens = append(n.Tokens, t)
	case was.node != n:
		return r.errorf("token %d belongs to %s here, and to %s in line %d", t, show(n.Address), show(was.node.Address), was.line)
	case was.kind == r.kind:
		return r.errorf("token %d of %s is listed twice; the first time in line %d", t, show(n.Address), was.line)
	}
	return nil
}

// token parses a token of Murmur3Partitioner.
func (r *reader) token(word string) (ring.Token, error) {
	v, err := strconv.ParseInt(word, 10, 64)
	if err == nil {
		return ring.Token(v), nil
	}
	if word != "" && strings.Trim(word, "0123456789") == "" {
		return 0, r.errorf("token %s is from RandomPartitioner; Ringside has Murmur3Partitioner only", show(word))
	}
	return 0, r.errorf("%s is not a token of Murmur3Partitioner (allowed: whole numbers from -2^63 to 2^63-1)", show(word))
}

// nameNodes gives the nodes their names: their addresses, and their ports as well where
// several have one address. Names that Ringside cannot use are replaced by n1, n2, ….
func (c *Cluster) nameNodes(valid func(string) bool) {
	times := make(map[string]int)
	for _, n := range c.Nodes {
		times[n.Address]++
	}
	taken := make(map[string]bool)
	var replaced []*Node
	for _, n := range c.Nodes {
		n.Name = n.Address
		if times[n.Address] > 1 {
			n.Name += "_" + strconv.Itoa(n.Port)
		}
		if short, _, cut := strings.Cut(n.Name, "."); cut && !valid(n.Name) && !taken[short] {
			n.Name = short // of a long host name
		}
		if !valid(n.Name) || taken[n.Name] {
			replaced = append(replaced, n)
			continue
		}
		taken[n.Name] = true
	}
	next := 1
	for _, n := range replaced {
		for taken["n"+strconv.Itoa(next)] {
			next++
		}
		n.Name = "n" + strconv.Itoa(next)
		taken[n.Name] = true
		c.note("%s is called %s: its address can't be a name", show(n.Address), n.Name)
	}
}

// namePlaces replaces what cannot stand in the name of a data centre or rack.
func (c *Cluster) namePlaces(valid func(string) bool) {
	was := make(map[string]string) // by kind and new name
	renamed := make(map[string]string)
	replace := func(kind, word string) string {
		name, known := renamed[kind+word]
		if known {
			return name
		}
		name = word
		if !valid(name) {
			name = strings.Map(func(c rune) rune {
				if valid(string(c)) {
					return c
				}
				return '_'
			}, name)
			name = strings.ToValidUTF8(name[:min(len(name), 30)], "")
			for name == "" || !valid(name) || was[kind+name] != "" {
				name += "_"
			}
			c.note("%s %s is called %s: it can't be a name as it is", kind, show(word), name)
		}
		renamed[kind+word], was[kind+name] = name, word
		return name
	}
	dcs := make(map[string]string)
	for _, n := range c.Nodes {
		dcs[n.DC] = replace("data centre", n.DC)
		n.DC, n.Rack = dcs[n.DC], replace("rack", n.Rack)
	}
	rename := func(p *ring.Placement) {
		for i := range p.PerDC {
			p.PerDC[i].DC = cmp.Or(dcs[p.PerDC[i].DC], p.PerDC[i].DC)
		}
	}
	for i := range c.Keyspaces {
		rename(&c.Keyspaces[i].Placement)
	}
	if c.inferred != nil {
		rename(c.inferred)
	}
}

func (c *Cluster) note(format string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, args...))
}

// recognised adds a kind of text to Kinds.
func (c *Cluster) recognised(kind string) {
	if !slices.Contains(c.Kinds, kind) {
		c.Kinds = append(c.Kinds, kind)
	}
}

// maxShown is how many characters of a word from the text an error or note repeats.
const maxShown = 60

// show returns a word that is safe to print.
func show(word string) string {
	if runes := []rune(word); len(runes) > maxShown {
		word = string(runes[:maxShown]) + "…"
	}
	if word == "" || strings.ContainsFunc(word, printable.Hidden) || strings.ContainsAny(word, " \t") {
		return printable.Quote(word)
	}
	return word
}
