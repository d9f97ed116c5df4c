// This file holds the closed forms of two papers about losing data, and what they print.

package lab

import "math"

// choose returns how many sets of k there are among n.
func choose(n, k int) float64 {
	sets := 1.0
	for i := range k {
		sets *= float64(n-i) / float64(i+1)
	}
	return max(sets, 0)
}

// CopysetLoss returns the probability that dead of so many nodes, going at once, are all
// the replicas of something, if there are so many sets of copies replicas: 1 − (1 −
// C(dead, copies)/C(nodes, copies))^sets (Cidon et al., Copysets, ATC 2013). It takes the
// sets for independent of each other. They are not: where dead equals copies no two sets
// can be gone, so the probability is the sum of theirs, which is more.
func CopysetLoss(nodes, copies, dead int, sets float64) float64 {
	one := choose(dead, copies) / choose(nodes, copies)
	if one >= 1 {
		return 1
	}
	return -math.Expm1(sets * math.Log1p(-one))
}

// Copyset is a figure of the copysets paper: 5,000 nodes, three copies, 1% of the nodes
// gone.
type Copyset struct {
	Sets  float64
	About string
	Paper float64 // P(loss) as printed
	Digit float64 // what the last printed digit stands for
}

// The cluster of the copysets paper.
const (
	CopysetNodes  = 5000
	CopysetCopies = 3
	CopysetDead   = 50
)

// Copysets returns the figures of the paper's abstract, and from what they come.
func Copysets() []Copyset {
	scattered := float64(CopysetNodes) * choose(11, 2)
	return []Copyset{
		{1667, "copyset replication, each node in one set (RAMCloud)", .0015, .0001},
		{8333, "copyset replication, data scattered over 10 nodes (Facebook's HDFS)", .0078, .0001},
		{scattered, "random replication, data scattered over 10 nodes (Facebook's HDFS)", .228, .001},
	}
}

// Loss returns what the formula gives.
func (c Copyset) Loss() float64 {
	return CopysetLoss(CopysetNodes, CopysetCopies, CopysetDead, c.Sets)
}

// Agrees reports whether the formula gives the printed digits, rounded or cut off.
func (c Copyset) Agrees() bool {
	digits := c.Loss() / c.Digit
	printed := math.Round(c.Paper / c.Digit)
	return math.Round(digits) == printed || math.Floor(digits) == printed
}

// VNodes is a cluster of the vnode paper (Lynch and Snyder: Cassandra availability with
// virtual nodes), whose racks are as many as the copies.
type VNodes struct{ Nodes, Copies, Tokens int }

// What the paper takes for its figures.
const (
	VNodeFailures = 25.0     // a century, of one node
	VNodeStored   = 307200.0 // MB on a node
	VNodeReceives = 125.0    // MB a second that a node can take in while it is rebuilt
	VNodeSends    = 12.5     // MB a second that each neighbour can give it

	century   = 100 * 365.2425 * 24 * 3600.0
	paperSize = 96 // nodes
)

// Neighbours returns how many nodes share a range with a node: n_p·(1 − (1 − 1/n_p)^(2v(R−1)))
// of the n_p = n − n/R nodes of the other racks.
func (v VNodes) Neighbours() float64 {
	others := float64(v.Nodes) - float64(v.Nodes)/float64(v.Copies)
	if others <= 1 {
		return max(others, 0)
	}
	return -others * math.Expm1(2*float64(v.Tokens)*float64(v.Copies-1)*math.Log1p(-1/others))
}

// Outages returns how many outages a century there are: times at which a node goes while a
// neighbour is being rebuilt, n·λ·(1 − e^(−T·E·λ)), where a rebuild takes T = S/min(B_in,
// E·B_out) with E neighbours.
func (v VNodes) Outages() float64 {
	near := v.Neighbours()
	if near == 0 {
		return 0
	}
	rebuild := VNodeStored / min(VNodeReceives, near*VNodeSends)
	return -float64(v.Nodes) * VNodeFailures * math.Expm1(-rebuild*near*VNodeFailures/century)
}

// VNodePoint is a figure of the vnode paper, for 96 nodes and three copies.
type VNodePoint struct {
	Tokens              int
	Neighbours, Outages float64
}

// VNodePoints returns the paper's figures. Its text gives .35 outages for four tokens,
// which contradicts its own formula and figure.
func VNodePoints() []VNodePoint {
	return []VNodePoint{{1, 3.91, .47}, {4, 14.26, .67}, {16, 40.64, 1.90}, {256, 64, 2.99}}
}

// Point returns the paper's figure for a cluster, and whether it has one.
func (v VNodes) Point() (VNodePoint, bool) {
	for _, p := range VNodePoints() {
		if p.Tokens == v.Tokens && v.Nodes == paperSize && v.Copies == 3 {
			return p, true
		}
	}
	return VNodePoint{}, false
}
