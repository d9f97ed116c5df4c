// Cassandra's failure detector: phi, which grows with the time since a peer's last heartbeat.

package node

import (
	"time"

	"ringside/engine/ring"
)

// Phi is how unlikely it is that a peer's next heartbeat is still to come: 8 is one in 10^8.
// Cassandra's FailureDetector takes the times between heartbeats as exponentially
// distributed, so that phi follows from their mean:
//
//	phi = silence / (mean gap · ln 10)      believed down when phi > 8: after 18.4 mean gaps
//
// (Hayashibara et al., "The φ accrual failure detector", SRDS 2004, with another
// distribution.)
const (
	// PhiConvict is Cassandra's phi_convict_threshold.
	PhiConvict = 8
	// meanOf is over how many gaps Cassandra takes the mean.
	meanOf = 1000
	// lnTen is the natural logarithm of ten, in millionths.
	lnTen = 2_302_585
)

// ConvictAfter returns the silence after which phi is PhiConvict, for a mean gap.
func ConvictAfter(gap time.Duration) time.Duration {
	return gap * PhiConvict * lnTen / 1_000_000
}

// arrived notes a newer heartbeat of a peer. While gossip sleeps, heartbeats arrive once per
// period; so the window is full, and each gap takes the place of an average one. A gap of more
// than two periods does not count, as in Cassandra.
func (r *record) arrived(b Heartbeat, now, period time.Duration) {
	if gap := now - r.heard; gap <= 2*period {
		r.gap += (gap - r.gap) / meanOf
	}
	r.heartbeat, r.heard = b, now
}

// judgeByPhi believes those peers down whose phi is too large. There is no suspicion before
// that: a peer is up or down.
func (n *Node) judgeByPhi() {
	now := n.now()
	for i := range n.records {
		r, peer := &n.records[i], ring.NodeID(i)
		if now-r.heard > ConvictAfter(r.gap) && peer != n.ID && n.ringVersion.Has(peer) && n.Believes(peer) {
			n.giveUp(peer, false, 0, silenceOf(peer))
		}
	}
}
