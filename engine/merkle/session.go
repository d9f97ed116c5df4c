// Session: the asking side of an anti-entropy exchange.

package merkle

import (
	"cmp"
	"slices"

	"ringside/engine/id"
)

// Session finds the differences between its owner and one other replica, in some ranges.
// It is the state of the asking side; the other side keeps none (Tree.Answer). One request
// is under way at a time:
//
//	Ask ──▶ send ──▶ the other's Answer ──▶ send ──▶ Take ──▶ push, pull
//	 ▲                                                 │
//	 └─────────── until Done ◀─────────────────────────┘
//
// The caller may call Ask again when no answer comes, and may pass in answers twice or
// late: only the awaited one counts. Both trees may change meanwhile: keys that differ
// throughout are found, keys that change may or may not be. A Session ends whatever the
// answers are: each round cuts ranges into smaller ones or lists their keys.
type Session struct {
	limits  Limits
	round   int
	asked   []Range // the ranges of the request under way; none: the session is done
	pending []Range // the ranges to ask about after that, in this order
	first   int     // how many of asked and pending are whole ranges rather than parts; these come first
	tally   Tally
	seen    record
}

// Tally counts what an exchange did.
type Tally struct {
	Rounds    int // requests that were answered
	Compared  int // ranges and parts of ranges whose hashes were compared
	Descended int // of these: differed and were cut into parts
	Listed    int // of these: differed and were compared key by key
	Keys      int // keys that differ, or that only one of the two holds
	Push      int // of these: held by the asker, to be sent
	Pull      int // of these: held by the other, to be fetched
}

// Stream names the keys that must travel for the two replicas to agree, each list in the
// order of the ring. A key of which both hold something is in both lists: checksums can't
// tell which version is newer.
type Stream struct {
	Push []id.Sym // keys of the asker that the other lacks or holds in another version
	Pull []id.Sym // keys of the other that the asker lacks or holds in another version
}

// NewSession returns a session over ranges that do not overlap. Equal replicas take one
// round for each Limits.Batch ranges; a session without ranges takes none.
func NewSession(limits Limits, ranges ...Range) *Session {
	s := &Session{limits: limits.filled(), pending: slices.Clone(ranges), first: len(ranges)}
	s.seen.begin(ranges)
	s.advance()
	return s
}

// Clone returns an independent session in the same state.
func (s *Session) Clone() *Session {
	c := *s
	c.asked, c.pending = slices.Clone(s.asked), slices.Clone(s.pending)
	c.seen = s.seen.clone()
	return &c
}

// Done reports whether all differences have been found.
func (s *Session) Done() bool { return len(s.asked) == 0 }

// Tally returns the counts so far.
func (s *Session) Tally() Tally { return s.tally }

// Ask returns the request to send now, with the hashes of what t holds now, or false if
// the session is done. Until its answer is taken, the request is about the same ranges
// each time.
func (s *Session) Ask(t *Tree) (Request, bool) {
	if s.Done() {
		return Request{}, false
	}
	q := Request{Round: s.round, Fan: s.limits.Fan, List: s.limits.List, Parts: make([]Part, len(s.asked))}
	for i, r := range s.asked {
		q.Parts[i] = Part{Range: r, Hash: t.Root(r)}
		s.seen.asks(i, q.Parts[i].Hash)
	}
	return q, true
}

// Take processes the answer to the request under way and returns the keys that it shows to
// differ; t is the asker's tree. It returns false and changes nothing if a is not that
// answer: it belongs to another round, or does not fit the ranges asked about.
func (s *Session) Take(t *Tree, a Answer) (Stream, bool) {
	if s.Done() || a.Round != s.round || !a.fits(s.asked, s.limits.Fan) {
		return Stream{}, false
	}
	whole := min(s.first, len(s.asked))
	s.first -= whole
	s.tally.Rounds++
	s.tally.Compared += whole + len(a.Hashes)
	var found Stream
	var parts []Range
	var mine []Item
	hashes, items := a.Hashes, a.Items
	for i, v := range a.Verdicts {
		switch v.Found {
		case Cut:
			s.tally.Descended++
			parts = s.asked[i].Split(parts[:0], s.limits.Fan)
			s.seen.cut(i, s.round, hashes[:v.N])
			for k, part := range parts {
				own := t.Root(part)
				row := s.seen.part(i, part, own, hashes[k])
				if own != hashes[k] {
					s.pending = append(s.pending, part)
					s.seen.await(row)
				}
			}
			hashes = hashes[v.N:]
		case Listed:
			s.tally.Listed++
			mine = t.Items(mine[:0], s.asked[i])
			s.seen.listed(i, s.round, items[:v.N])
			s.tally.Keys += found.compare(s.asked[i], mine, items[:v.N], s.seen.key)
			items = items[v.N:]
		default:
			s.seen.equal(i, s.round)
		}
	}
	s.tally.Push += len(found.Push)
	s.tally.Pull += len(found.Pull)
	s.advance()
	return found, true
}

// advance takes the next request's ranges from the pending ones. Parts are appended at the
// end, so that a level of many parts is asked about in full batches.
func (s *Session) advance() {
	n := min(len(s.pending), s.limits.Batch)
	s.asked = append(s.asked[:0], s.pending[:n]...)
	s.pending = s.pending[:copy(s.pending, s.pending[n:])]
	s.seen.advance(n)
	s.round++
}

// compare adds the keys of a range that differ between two lists, both in the order of
// Tree.Items, and returns their number. It tells see what each of the two holds of such a key;
// nil: nothing.
func (f *Stream) compare(r Range, mine, theirs []Item, see func(mine, theirs *Item)) (differ int) {
	for len(mine) > 0 || len(theirs) > 0 {
		order := first(r, mine, theirs)
		if order == 0 && mine[0].Sum == theirs[0].Sum {
			mine, theirs = mine[1:], theirs[1:]
			continue
		}
		differ++
		var own, other *Item
		if order <= 0 {
			own = &mine[0]
			f.Push = append(f.Push, own.Key)
			mine = mine[1:]
		}
		if order >= 0 {
			other = &theirs[0]
			f.Pull = append(f.Pull, other.Key)
			theirs = theirs[1:]
		}
		see(own, other)
	}
	return differ
}

// first says which of two lists, not both empty, has the first key: -1 mine, +1 theirs, 0
// both.
func first(r Range, mine, theirs []Item) int {
	switch {
	case len(theirs) == 0:
		return -1
	case len(mine) == 0:
		return +1
	}
	a, b := r.offset(mine[0].Token), r.offset(theirs[0].Token)
	return cmp.Or(cmp.Compare(a, b), cmp.Compare(mine[0].Key, theirs[0].Key))
}
