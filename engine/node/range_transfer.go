// Range transfer: copies move by the comparison of trees, as in anti-entropy:
//
//	takes a range over                loses it                change coordinator
//	── tree ask … fetch … ──────────▶
//	◀── stream ──────────────────────  everything that was found is durable
//	── release ─────────────────────▶  answers no more reads
//	◀── released ────────────────────
//	── ready ────────────────────────────────────────────▶  when all are: the next ring version
//
// A copy comes from the node that loses it, since that node may have acked what the other
// replicas have not (Cassandra: consistent range movement). If it can't be reached, the
// change waits for it. If it is dead, all other replicas are asked, or all but so few that
// they can't make up a write quorum.
// One comparison is enough although clients write meanwhile: the node that loses the range
// knows of the change when it answers, so whatever it acks from then on is written to the
// new replica, too. Every request is repeated if no answer comes; a crash loses only the
// progress, and what has arrived already is not sent again.

package node

import (
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/ring"
)

// transfer is what a node takes over from a peer, or leaves to one.
type transfer struct {
	peer       ring.NodeID
	ranges     []merkle.Range
	starts     []ring.Token // for cleanup: where the ring's ranges begin that these are parts of
	pass       uint8        // the number of comparisons so far
	number     uint32       // the number of the comparison under way
	all        bool         // it has found all differences
	awaited    []event.Sym  // keys that were found and are not known to be durable at their new place, sorted
	changed    bool         // for cleanup: something has arrived since it began
	stage      stage
	progressed bool // there has been progress since the last check
}

type stage uint8

const (
	comparing stage = iota
	equal           // the new replica lacks nothing
	finished
)

// purpose is what trees are compared for.
type purpose uint8

const (
	toRepair purpose = iota
	toTakeOver
	toLetGo
)

// comparison is a session and its purpose.
type comparison struct {
	*merkle.Session
	purpose
	number uint32        // by which its answers are recognized
	asked  time.Duration // when it has last asked
	began  time.Duration
}

// MembershipCheckEvery is how long a node waits before it asks again for what it takes over; the wait
// doubles each time that there was no progress, up to mostBackoff times.
const (
	MembershipCheckEvery = time.Second
	mostBackoff          = 8
)

// expectation is a peer that has been asked for something in a membership change and has
// not been heard from since.
type expectation struct {
	peer   ring.NodeID
	checks int
}

// expect sends a message that the peer will answer.
func (n *Node) expect(m Message) {
	m.From = n.ID
	if !slices.ContainsFunc(n.expected, func(e expectation) bool { return e.peer == m.To }) {
		n.expected = append(n.expected, expectation{peer: m.To})
	}
	n.post(&m)
}

// hears notes that a peer has sent something.
func (n *Node) hears(peer ring.NodeID) {
	if len(n.expected) > 0 {
		n.expected = slices.DeleteFunc(n.expected, func(e expectation) bool { return e.peer == peer })
	}
}

// overdue begins to believe those peers down that have not answered for two checks, as
// after a timeout.
func (n *Node) overdue(cause uint32) {
	var silent []ring.NodeID
	n.expected = slices.DeleteFunc(n.expected, func(e expectation) bool {
		if e.checks > 0 {
			silent = append(silent, e.peer)
		}
		return e.checks > 0
	})
	for i := range n.expected {
		n.expected[i].checks++
	}
	for _, peer := range silent {
		delete(n.sessions, peer)
		n.suspect(peer, 0, cause)
	}
}

// takeOver starts the node's part in its ring version: taking over the ranges that it will
// keep, or cleaning up those that it no longer keeps.
func (n *Node) takeOver(cause uint32) {
	n.transfers, n.cleanups, n.ready, n.invited, n.expected, n.reported, n.reportsTo = nil, nil, nil, nil, nil, false, 0
	n.dropSessions()
	n.gains = slices.Contains(n.ringVersion.gainers(), n.ID)
	switch e := n.ringVersion; {
	case e.Next == nil || !e.Has(n.ID): // a node that has left may hear of no later ring version
		n.cleanups = n.surplus()
	case e.Dead:
		n.transfers = n.pendingTransfers()
	default:
		for _, m := range e.Moves {
			if m.To == n.ID {
				n.transfers = addTransfer(n.transfers, m.From, merkle.Range{After: m.After, UpTo: m.UpTo})
			}
		}
	}
	n.checkMembershipNow(cause)
}

// pendingTransfers returns what the node takes over from a dead node: from all others that
// keep copies of the same ranges.
func (n *Node) pendingTransfers() (transfers []transfer) {
	e, p := n.ringVersion, n.settings().Placement
	var olds, news []ring.NodeID
	for i := range e.Ring.Len() {
		after, upTo := e.Ring.Range(i)
		olds, news = e.Ring.Replicas(olds[:0], upTo, p), e.Next.Replicas(news[:0], upTo, p)
		if slices.Contains(olds, n.ID) || !slices.Contains(news, n.ID) {
			continue
		}
		for _, peer := range olds {
			if peer != e.Mover {
				transfers = addTransfer(transfers, peer, merkle.Range{After: after, UpTo: upTo})
			}
		}
	}
	return transfers
}

// addTransfer adds a range to what moves from or to a peer, once.
func addTransfer(transfers []transfer, peer ring.NodeID, r merkle.Range) []transfer {
	i := slices.IndexFunc(transfers, func(h transfer) bool { return h.peer == peer })
	if i < 0 {
		return append(transfers, transfer{peer: peer, ranges: []merkle.Range{r}})
	}
	if !slices.Contains(transfers[i].ranges, r) {
		transfers[i].ranges = append(transfers[i].ranges, r)
	}
	return transfers
}

// membershipCheck retries what has made no progress since the last check.
func (n *Node) membershipCheck(cause uint32) {
	n.checkPlanned = false
	n.overdue(cause)
	n.tries = min(2*n.tries, mostBackoff)
	n.checkMembership(true, cause)
}

// checkMembershipNow starts what can be started, and plans the next check if an answer is expected.
func (n *Node) checkMembershipNow(cause uint32) {
	n.tries = 1
	n.checkMembership(false, cause)
}

func (n *Node) checkMembership(timed bool, cause uint32) {
	n.turnCleanups(timed, cause)
	again := n.checkTransfers(n.transfers, toTakeOver, timed, cause)
	again = n.checkTransfers(n.cleanups, toLetGo, timed, cause) || again
	again = n.invite(cause) || again
	again = n.report(cause) || again
	if again && !n.checkPlanned {
		n.checkPlanned = true
		n.start(Timer{Kind: MembershipCheck, Node: n.ID, After: MembershipCheckEvery * time.Duration(n.tries), Cause: cause})
	}
}

func (n *Node) checkTransfers(transfers []transfer, what purpose, timed bool, cause uint32) (again bool) {
	for i := range transfers {
		h := &transfers[i]
		if h.stage == finished || !n.Believes(h.peer) {
			continue
		}
		s := n.sessions[h.peer]
		switch under := s != nil && s.purpose == what || len(h.awaited) > 0; {
		case h.progressed:
			h.progressed = false
			n.tries = 1
		case under && !timed: // it continues without a check
		case h.stage == comparing && s != nil && s.number == h.number:
			n.askTree(h.peer, cause) // the same again: its answer may take longer than the wait
		case h.stage == comparing:
			n.compareTransfer(what, h, cause)
		case !n.comparing(): // it has all copies; the coordinator is never asked for a promise (see prune)
			n.expect(Message{Cause: cause, Type: event.Release, To: h.peer})
		default:
			continue // it is another transfer's turn
		}
		again = true
	}
	return again
}

// transferring returns the transfer that a comparison with a peer belongs to, or nil if
// there is none any more.
func (n *Node) transferring(what purpose, peer ring.NodeID) *transfer {
	transfers := n.transfers
	if what == toLetGo {
		transfers = n.cleanups
	}
	for i := range transfers {
		if transfers[i].peer == peer && transfers[i].stage == comparing {
			return &transfers[i]
		}
	}
	return nil
}

// compareTransfer starts the comparison for a takeover or a cleanup.
func (n *Node) compareTransfer(what purpose, h *transfer, cause uint32) {
	h.pass = max(h.pass+1, 1) // 0 is no pass
	h.all, h.awaited, h.changed = false, nil, false
	h.number = n.compareFor(what, h.peer, h.ranges, cause)
}

// await notes keys that must become durable at their new place.
func (h *transfer) await(keys []event.Sym) {
	h.awaited = append(h.awaited, keys...)
	slices.Sort(h.awaited)
	h.progressed = true
}

// arrived notes that a key is durable at its new place, and reports whether it was
// awaited.
func (h *transfer) arrived(key event.Sym) bool {
	i, awaited := slices.BinarySearch(h.awaited, key)
	if awaited {
		h.awaited = slices.Delete(h.awaited, i, i+1)
		h.progressed = true
	}
	return awaited
}

// compared continues a transfer when its comparison has found all differences.
func (n *Node) compared(what purpose, peer ring.NodeID, cause uint32) {
	if h := n.transferring(what, peer); h != nil {
		h.all = true
		n.complete(what, h, cause)
	}
}

// complete continues a transfer when everything that differed is durable at its new place.
func (n *Node) complete(what purpose, h *transfer, cause uint32) {
	switch {
	case !h.all || len(h.awaited) > 0:
	case what == toLetGo:
		n.letGo(h, cause)
	default:
		h.stage = equal
		n.askRelease(cause)
	}
}

// askRelease asks the peers whose copies the node has for their promise, once it has all
// copies: so that no peer gives anything up while the change must wait.
func (n *Node) askRelease(cause uint32) {
	e := n.ringVersion
	for i := range n.transfers {
		if h := &n.transfers[i]; h.stage == equal && h.peer != e.Coordinator && !e.Dead && !n.comparing() {
			n.expect(Message{Cause: cause, Type: event.Release, To: h.peer})
		}
	}
	n.prune(cause)
}

// comparing reports whether there are copies that the node has not taken over yet.
func (n *Node) comparing() bool {
	return slices.ContainsFunc(n.transfers, func(h transfer) bool { return h.stage == comparing })
}

// prune ends the transfers that need no promise: the change coordinator gives up its
// copies when it makes the next ring version, and a dead node can't promise.
func (n *Node) prune(cause uint32) {
	before := n.taken()
	for i := range n.transfers {
		if h := &n.transfers[i]; h.stage == equal && (n.ringVersion.Dead || h.peer == n.ringVersion.Coordinator) {
			h.stage = finished
		}
	}
	if !before {
		n.haveTaken(cause)
	}
}

// transferred notes that a key that was fetched from a peer in some pass is durable.
func (n *Node) transferred(m *Message, cause uint32) {
	if h := n.transferring(toTakeOver, m.From); h != nil && m.Serial == h.number && h.arrived(m.Key) {
		n.complete(toTakeOver, h, cause)
	}
}

// release promises a peer that has taken over everything that this node loses to it to
// answer no more reads of it. The promise is on the disk.
func (n *Node) release(m *Message, step uint32) {
	if m.Plan != n.ringVersion { // that change is over
		return
	}
	n.promised = n.ringVersion.Number
	n.post(&Message{Cause: step, Type: event.Released, From: n.ID, To: m.From})
}

// released notes such a promise.
func (n *Node) released(m *Message, step uint32) {
	if m.Plan != n.ringVersion {
		return
	}
	for i := range n.transfers {
		if h := &n.transfers[i]; h.peer == m.From && h.stage == equal {
			h.stage = finished
			n.haveTaken(step)
			return // it may have been the last one
		}
	}
}

// taken reports whether the node has every range that it will own. After a death, replicas
// that are down can't be asked: that does no harm as long as they and the dead node
// together don't make up a write quorum.
func (n *Node) taken() bool {
	missing := 0
	for i := range n.transfers {
		if n.transfers[i].stage == finished {
			continue
		}
		if !n.ringVersion.Dead || n.Believes(n.transfers[i].peer) {
			return false
		}
		missing++
	}
	return missing <= max(0, n.env.Demand(n.settings().W, n.ringVersion.Ring).Least()-2)
}

// Blocked returns the peers that a node waits for in vain to take something over, because
// it believes them down.
func (n *Node) Blocked() (peers []ring.NodeID) {
	for i := range n.transfers {
		if h := &n.transfers[i]; h.stage != finished && !n.Believes(h.peer) {
			peers = append(peers, h.peer)
		}
	}
	if e := n.ringVersion; e.Next != nil && e.Coordinator == n.ID {
		for _, id := range e.gainers() {
			if !slices.Contains(n.ready, id) && id != n.ID && !n.Believes(id) {
				peers = append(peers, id)
			}
		}
	}
	return peers
}

// Transferred returns how many ranges the node takes over, and how many of them it has.
func (n *Node) Transferred() (done, all int) {
	for i := range n.transfers {
		all += len(n.transfers[i].ranges)
		if n.transfers[i].stage != comparing {
			done += len(n.transfers[i].ranges)
		}
	}
	return done, all
}

func cloneTransfers(transfers []transfer) []transfer {
	c := slices.Clone(transfers)
	for i := range c {
		c[i].ranges, c[i].starts, c[i].awaited = slices.Clone(c[i].ranges), slices.Clone(c[i].starts), slices.Clone(c[i].awaited)
	}
	return c
}
