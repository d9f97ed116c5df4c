// The ranges of nodetool describering, and the placement that they show.

package nodetool

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"ringside/engine/ring"
	"ringside/internal/count"
)

const describing = "nodetool describering"

// described is a range and who keeps it, in order.
type described struct {
	after, upTo ring.Token
	keepers     []*Node
	line        int
}

// tokenRange reads a range:
//
//	TokenRange(start_token:-9, end_token:-3, endpoints:[10.0.0.2, …], rpc_endpoints:[…],
//	endpoint_details:[EndpointDetails(host:10.0.0.2, datacenter:dc1, rack:r1), …])
func (r *reader) tokenRange(words string) error {
	after, rest, ok := between(words, "start_token:", ", end_token:")
	if !ok {
		return r.errorf("this range has no start_token")
	}
	upTo, rest, ok := between(", end_token:"+rest, ", end_token:", ", endpoints:[")
	if !ok {
		return r.errorf("this range has no end_token")
	}
	endpoints, _, ok := strings.Cut(rest, "], rpc_endpoints:") // an address of IPv6 can have brackets of its own
	if !ok {
		return r.errorf("this range has no rpc_endpoints: it is cut off")
	}
	_, details, ok := strings.Cut(rest, "endpoint_details:[")
	if !ok || !strings.HasSuffix(details, ")])") {
		return r.errorf("this range ends before its endpoint_details do: it is cut off")
	}
	d := described{line: r.number}
	r.kind = describing
	r.c.recognised(describing)
	places := make(map[*Node]bool)
	for part := range strings.SplitSeq(details, "EndpointDetails(") {
		host, place, ok := strings.Cut(strings.TrimPrefix(part, "host:"), ", datacenter:")
		if !ok {
			continue
		}
		dc, rack, ok := strings.Cut(place, ", rack:")
		if !ok {
			return r.errorf("endpoint %s of this range has no rack", show(host))
		}
		n := r.nodeAt(host)
		if err := r.setPlace(n, dc, strings.TrimRight(rack, ",)] ")); err != nil {
			return err
		}
		places[n] = true
	}
	for word := range strings.SplitSeq(endpoints, ", ") {
		if word != "" {
			d.keepers = append(d.keepers, r.nodeAt(word))
		}
	}
	return r.addRange(d, after, upTo, len(places))
}

func between(s, from, to string) (inside, rest string, ok bool) {
	_, s, ok = strings.Cut(s, from)
	if !ok {
		return "", "", false
	}
	return strings.Cut(s, to)
}

// jsonRange reads a range that is printed as JSON, as Scylla's nodetool does.
func (r *reader) jsonRange(words string) error {
	var v struct {
		Start     string   `json:"start_token"`
		End       string   `json:"end_token"`
		Endpoints []string `json:"endpoints"`
		Details   []struct {
			Host string `json:"host"`
			DC   string `json:"datacenter"`
			Rack string `json:"rack"`
		} `json:"endpoint_details"`
	}
	if err := json.Unmarshal([]byte(words), &v); err != nil {
		return r.errorf("this range can't be read: %v", err)
	}
	d := described{line: r.number}
	r.kind = describing
	r.c.recognised(describing)
	for _, detail := range v.Details {
		if err := r.setPlace(r.nodeAt(detail.Host), detail.DC, detail.Rack); err != nil {
			return err
		}
	}
	for _, word := range v.Endpoints {
		d.keepers = append(d.keepers, r.nodeAt(word))
	}
	return r.addRange(d, v.Start, v.End, len(v.Details))
}

func (r *reader) addRange(d described, after, upTo string, details int) (err error) {
	if d.after, err = r.token(after); err != nil {
		return err
	}
	if d.upTo, err = r.token(upTo); err != nil {
		return err
	}
	if len(d.keepers) == 0 || details != len(d.keepers) {
		return r.errorf("this range has %s and details of %d", count.Of(len(d.keepers), "endpoint"), details)
	}
	r.ranges = append(r.ranges, d)
	return nil
}

// takeRanges checks that the ranges make a whole ring, and takes their ends for tokens
// unless another part of the text has them. A range that no node of its keepers' data
// centres begins at is theirs then, which changes no walk of this keyspace.
func (r *reader) takeRanges() error {
	if len(r.ranges) == 0 {
		return nil
	}
	sort.Slice(r.ranges, func(i, j int) bool {
		a, b := &r.ranges[i], &r.ranges[j]
		return a.upTo < b.upTo || a.upTo == b.upTo && a.line < b.line
	})
	before := r.ranges[len(r.ranges)-1]
	for _, d := range r.ranges {
		r.number = d.line
		if d.upTo == before.upTo && len(r.ranges) > 1 {
			return r.errorf("the range that ends at %d is listed twice; the first time in line %d. Give the ranges of one keyspace at a time", d.upTo, before.line)
		}
		if d.after != before.upTo {
			return r.errorf("this range begins at %d, and none ends there: a line is missing", d.after)
		}
		before = d
	}
	if len(r.owners) > 0 {
		return nil
	}
	r.kind = describing
	for _, d := range r.ranges {
		r.number = d.line
		if err := r.addToken(d.keepers[0], fmt.Sprint(d.upTo)); err != nil {
			return err
		}
	}
	return nil
}

// infer finds the placement by which every range is kept by whom the text says, in that
// order.
func (c *Cluster) infer(ranges []described) {
	if len(ranges) == 0 {
		return
	}
	var nodes []ring.Node
	byNode := make(map[*Node]ring.NodeID)
	for i, n := range c.Nodes {
		node := ring.Node{Name: fmt.Sprint(i), DC: n.DC, Rack: n.Rack}
		for _, t := range n.Tokens {
			node.Tokens = append(node.Tokens, ring.Mark{Token: t})
		}
		byNode[n] = ring.NodeID(i)
		nodes = append(nodes, node)
	}
	on, err := ring.New(nodes)
	if err != nil {
		return // Preset says what is wrong
	}
	simple := ring.Simple(len(ranges[0].keepers))
	perDC := make(map[string]int)
	for _, n := range ranges[0].keepers {
		perDC[n.DC]++
	}
	var copies []ring.Copies
	for _, dc := range slices.Sorted(maps.Keys(perDC)) {
		copies = append(copies, ring.Copies{DC: dc, N: perDC[dc]})
	}
	racks := ring.PerDC(copies...)
	racks.AtOnce = true
	candidates := []ring.Placement{racks, simple}
	if len(on.DCs()) == 1 && oneRack(nodes) {
		candidates = []ring.Placement{simple, racks}
	}
	var fits []ring.Placement
	for _, p := range candidates {
		if fitsAll(on, p, ranges, byNode) {
			fits = append(fits, p)
		}
	}
	switch {
	case len(fits) == 0:
		c.note("the endpoints that nodetool describering printed follow neither SimpleStrategy nor NetworkTopologyStrategy on this ring")
		return
	case len(fits) == 2:
		c.note("the endpoints that nodetool describering printed are those of SimpleStrategy as well as of NetworkTopologyStrategy; placement %s was taken", fits[0].Rule())
	}
	c.inferred = &fits[0]
}

func oneRack(nodes []ring.Node) bool {
	return !slices.ContainsFunc(nodes, func(n ring.Node) bool { return n.Rack != nodes[0].Rack })
}

// fitsAll reports whether every range is kept as a placement would have it.
func fitsAll(on *ring.Ring, p ring.Placement, ranges []described, byNode map[*Node]ring.NodeID) bool {
	var got, want []ring.NodeID
	for _, d := range ranges {
		got, want = on.Replicas(got[:0], d.upTo, p), want[:0]
		for _, n := range d.keepers {
			id, ok := byNode[n]
			if !ok {
				return false
			}
			want = append(want, id)
		}
		if !slices.Equal(got, want) {
			return false
		}
	}
	return true
}
