package node

import (
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/ring"
)

// Copies move by the comparison of trees, as in anti-entropy:
//
//	comes to keep a range             loses it                change coordinator
//	── tree ask … fetch … ──────────▶
//	◀── stream ──────────────────────  all that was found is durable
//	── release ─────────────────────▶  answers no more reads
//	◀── released ────────────────────
//	── ready ────────────────────────────────────────────▶  when all are: the next ring version
//
// A copy comes from the node that loses it, for that one may have acked what the
// other keepers have not (Cassandra: consistent range movement). If it can't be
// reached the change waits for it. Where the loser has died, all the others are
// asked, or all but as many as can't make up a write quorum.
// One comparison is enough, though clients write meanwhile: who loses the range knows
// of the change when it answers, so that what it acks from then on is written to the
// coming keeper, too. Everything is asked for again when no answer comes; a crash loses
// nothing but how far it had come, and what is there already need not travel again.

// transfer is what a node is to take over from a peer, or to leave to one.
type transfer struct {
	peer    ring.NodeID
	ranges  []merkle.Range
	starts  []ring.Token // to be let go of: where the ring's ranges begin that they are parts of
	pass    uint8        // how many comparisons there were
	number  uint32       // the one under way
	all     bool         // it has found all that differs
	awaited []event.Sym  // keys that were found and are not known to be durable at their new place, sorted
	changed bool         // to be let go of: something has come in since it began
	stage   stage
	stirred bool // something has come of it since the last look
}

type stage uint8

const (
	comparing stage = iota
	equal           // there is nothing that the new keeper lacks
	finished
)

// purpose is what trees are compared for.
type purpose uint8

const (
	toRepair purpose = iota
	toTakeOver
	toLetGo
)

// comparison is a session and what it is for.
type comparison struct {
	*merkle.Session
	purpose
	number uint32 // by which its answers are known
}

// TendEvery is how long a node waits until it asks again for what it is to take
// over; twice as long each time that nothing has come of it, up to mostPatient times.
const (
	TendEvery   = time.Second
	mostPatient = 8
)

// expectation is a peer that has been asked for something in a change of membership
// and has not given a sign of life since.
type expectation struct {
	peer  ring.NodeID
	looks int
}

// expect sends a message to which the peer will answer.
func (n *Node) expect(m Message) {
	m.From = n.ID
	if !slices.ContainsFunc(n.expected, func(e expectation) bool { return e.peer == m.To }) {
		n.expected = append(n.expected, expectation{peer: m.To})
	}
	n.post(m)
}

// hears notes that a peer has sent something.
func (n *Node) hears(peer ring.NodeID) {
	if len(n.expected) > 0 {
		n.expected = slices.DeleteFunc(n.expected, func(e expectation) bool { return e.peer == peer })
	}
}

// overdue begins to believe those down who have not answered for two looks: as good
// as a missed deadline.
func (n *Node) overdue(cause uint32) {
	var silent []ring.NodeID
	n.expected = slices.DeleteFunc(n.expected, func(e expectation) bool {
		if e.looks > 0 {
			silent = append(silent, e.peer)
		}
		return e.looks > 0
	})
	for i := range n.expected {
		n.expected[i].looks++
	}
	for _, peer := range silent {
		delete(n.sessions, peer)
		n.suspect(peer, 0, cause)
	}
}

// takeOver begins what the node has to do in its ring version: take over what it comes
// to keep, or let go of what it no longer keeps.
func (n *Node) takeOver(cause uint32) {
	n.transfers, n.cleanups, n.leftOut, n.waited, n.ready, n.invited, n.expected, n.reported, n.reportsTo = nil, nil, nil, 0, nil, nil, nil, false, 0
	n.dropSessions()
	n.gains = slices.Contains(n.ringVersion.gainers(), n.ID)
	switch e := n.ringVersion; {
	case e.Next == nil || !e.Has(n.ID): // one that has left may hear of no other ring version
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
	n.tendNow(cause)
}

// pendingTransfers is what the node takes over from one who has died: from all others
// who keep copies of the same.
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

// busy reports whether the node has something to do in a change of membership.
func (n *Node) busy() bool {
	return n.gains || len(n.cleanups) > 0 || n.ringVersion.Next != nil && n.ringVersion.Coordinator == n.ID
}

// membershipCheck goes on with what has come to nothing since the last look.
func (n *Node) membershipCheck(cause uint32) {
	n.tending = false
	if !n.busy() {
		return
	}
	n.overdue(cause)
	n.tries = min(2*n.tries, mostPatient)
	n.checkMembership(true, cause)
}

// tendNow begins with what can be begun, and plans to look how it goes on if there is
// somebody to expect something of.
func (n *Node) tendNow(cause uint32) {
	n.tries = 1
	n.checkMembership(false, cause)
}

func (n *Node) checkMembership(timed bool, cause uint32) {
	n.turnCleanups(timed, cause)
	again := n.checkTransfers(n.transfers, toTakeOver, timed, cause)
	again = n.checkTransfers(n.cleanups, toLetGo, timed, cause) || again
	again = n.waits() || again
	again = n.invite(cause) || again
	again = n.report(cause) || again
	if again && !n.tending {
		n.tending = true
		n.start(Timer{Kind: MembershipCheck, Node: n.ID, After: TendEvery * time.Duration(n.tries), Cause: cause})
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
		case h.stirred:
			h.stirred = false
			n.tries = 1
		case under && !timed: // it goes on by itself
		case h.stage == comparing:
			n.compareTransfer(what, h, cause)
		case h.peer != n.ringVersion.Coordinator && !n.comparing():
			n.expect(Message{Cause: cause, Type: event.Release, To: h.peer})
		default:
			continue // it is the turn of others
		}
		again = true
	}
	return again
}

// transferring returns what a comparison with a peer is about; nil if that is nothing
// any more.
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

// compareTransfer begins to compare what is to be taken over, or to be let go of.
func (n *Node) compareTransfer(what purpose, h *transfer, cause uint32) {
	h.pass = max(h.pass+1, 1) // 0 is no pass
	h.all, h.awaited, h.changed = false, nil, false
	h.number = n.compareFor(what, h.peer, h.ranges, cause)
}

// await notes keys that must become durable at their new place.
func (h *transfer) await(keys []event.Sym) {
	h.awaited = append(h.awaited, keys...)
	slices.Sort(h.awaited)
	h.stirred = true
}

// arrived notes that a key is durable at its new place, and reports whether it was
// awaited.
func (h *transfer) arrived(key event.Sym) bool {
	i, awaited := slices.BinarySearch(h.awaited, key)
	if awaited {
		h.awaited = slices.Delete(h.awaited, i, i+1)
		h.stirred = true
	}
	return awaited
}

// compared goes on when a comparison has found all that differs.
func (n *Node) compared(what purpose, peer ring.NodeID, cause uint32) {
	if h := n.transferring(what, peer); h != nil {
		h.all = true
		n.complete(what, h, cause)
	}
}

// complete goes on with a transfer when all that differed is durable at its new place.
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

// askRelease asks for the promise of those whose copies the node has, when it has
// the copies of all: so that nobody gives up anything while the change must wait.
func (n *Node) askRelease(cause uint32) {
	e := n.ringVersion
	for i := range n.transfers {
		if h := &n.transfers[i]; h.stage == equal && h.peer != e.Coordinator && !e.Dead && !n.comparing() {
			n.expect(Message{Cause: cause, Type: event.Release, To: h.peer})
		}
	}
	n.prune(cause)
}

// comparing reports whether there are copies that the node has not taken over.
func (n *Node) comparing() bool {
	return slices.ContainsFunc(n.transfers, func(h transfer) bool { return h.stage == comparing })
}

// prune ends the transfers for which no promise is needed: the change coordinator gives up its copies
// when it makes the next ring version, and who is dead has none to make.
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

// transferred notes that a key which came from a peer, asked for in some pass, is durable.
func (n *Node) transferred(m *Message, cause uint32) {
	if h := n.transferring(toTakeOver, m.From); h != nil && m.Serial == h.number && h.arrived(m.Key) {
		n.complete(toTakeOver, h, cause)
	}
}

// release promises a peer that has taken over all that this node loses to it to
// answer no reads any more. The promise is on the disk.
func (n *Node) release(m *Message, step uint32) {
	if e := n.ringVersion; m.Plan != e || e.Next == nil {
		return
	}
	n.promised = n.ringVersion.Number
	n.post(Message{Cause: step, Type: event.Released, From: n.ID, To: m.From})
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
			return // it may have been the last of all
		}
	}
}

// taken reports whether the node has taken over all that it is to keep. Of one who
// died, those can't be asked who are down: as many of them do no harm as, with the
// one that died, don't make up a write quorum.
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
	return missing <= max(0, n.settings().W-2)
}

// Blocked returns whom a node that takes something over waits for in vain, because
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

// Transferred counts the ranges that the node is to take over, and those that it has.
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
