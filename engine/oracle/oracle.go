// Package oracle is the observer outside the cluster. It sees what clients ask
// and are told, and no node can read it: what it knows is the truth against
// which an answer is judged.
//
//	Issued ─▶ Acked ─▶ Judge: what has become of each acknowledged write (write_fate.go)
//	Due ───▶ Answered: what is wrong with a read (read_faults.go, operation_order.go)
//	Purged: what is owed to nobody any more (purged_deletes.go)
//
// A verdict depends on what was issued, acknowledged, read and purged, and on what
// there is of a key now: on disks, in memories, in hints, in messages, in requests
// under way. It never depends on when the observer looked. The rules:
//
//   - What a version builds upon is what its writer had been given to read, and what
//     that builds upon; for what a coordinator made of siblings, it is the siblings.
//     A replica's context says more where the last write has ever won: there it has
//     also what was discarded, which nobody has read.
//   - An acknowledged write is superseded for good when another acknowledged write
//     builds upon it, or a tombstone that was purged: of a delete that was not acknowledged,
//     only if no node has the write when one lets go of the tombstone, nor what
//     builds upon it and was to be removed as well. By anything else, such
//     as a write that timed out or a union of siblings, it is superseded only as long
//     as that, or what builds upon it, is somewhere or may still arrive.
//   - It is shadowed when no copy of it is left, a replica has discarded it for
//     another that had not seen it, and that one was acknowledged, or purged, or
//     something is left that has taken it into account. It is lost when no copy is left and it is
//     neither superseded nor shadowed. So what is lost is no longer lost if a client
//     who had read it writes again: nothing that should be there is missing then.
//   - A tombstone that was let go of after its grace, by the first node that did so, or that a
//     node would let go of if it were asked, or would have before it lost it, its clock was set
//     back or the grace was made longer, is owed to nobody, nor is anything that it
//     covered: all that it builds upon, and where the last write wins all that was
//     acknowledged before the delete was asked for, and whatever it beats by its timestamp.
//     But an answer with a value that it covered has missed it as long as anybody still
//     knows of it: whether one node has let go of it while others have it makes no difference
//     to who reads from a third. When nobody knows of it any more, a value that it had removed
//     is resurrected. A delete is known of as long as its tombstone is anywhere, or an
//     acknowledged write that has taken its place. Where siblings are kept that is one that
//     builds upon it; where the last write wins, it is one that is left anywhere, that came
//     after the delete, and that beats the value, for no other keeps the value away. A delete
//     removes only what it beats there: one that was discarded for a value has not removed that.
//   - What is owed to nobody is not so superseded: a write that was discarded for a delete
//     that had not seen it stays shadowed when the tombstone goes, and what was lost stays
//     lost.
//   - Where siblings are kept, an answer is its values and its context. A read misses an
//     acknowledged write that its answer neither has nor has seen replaced: a delete, too,
//     even if it found nothing, for what its client writes next does not replace the
//     tombstone, nor a copy of the deleted value that is left, which may so come back
//     beside it. (Where the last write wins, an answer is its value alone, and any
//     acknowledged delete explains that there is none.) It is older than a read that was over
//     before it began and had returned something that its own answer does not know.
//     What a coordinator has made of siblings is worth what it was made of.
//   - Where the last write wins, reads are judged by real order; see operation_order.go.
package oracle

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/version"
)

// Observer remembers what was written, acknowledged and read of each key.
type Observer struct {
	Tally     Tally
	place     map[event.Sym]Subject
	histories []history // by Subject
	builders  []int32   // memory that Judge uses
}

// Subject is a key's place with the observer.
type Subject uint32

// Tally counts what the observer has seen go wrong with reads, and in which states
// acknowledged writes are now.
type Tally struct {
	Lost        int // acknowledged writes of which no copy is left
	Shadowed    int // acknowledged writes discarded for a write that had not seen them
	Stale       int // reads that missed an acknowledged write
	Older       int // reads that did not know what an earlier read had returned
	Resurrected int // reads that returned what an acknowledged delete had removed

	AtRisk      int // acknowledged writes that have fewer durable copies now than were promised
	Unreachable int // acknowledged writes that only nodes hold that are down now
}

// history is what happened to one key.
type history struct {
	acked  *version.Context // what was acknowledged
	seen   *version.Context // what that builds upon, and what was purged: superseded for good
	read   *version.Context // what completed reads have returned, and what that builds upon
	writes []Write          // oldest first
	reads  []reading        // those that returned something new, oldest first
	owed   owed             // the newest acknowledged writes
	gone   uint32           // how many of writes are lost or shadowed, and not for good
	open   uint32           // how many of writes were not acknowledged
	room   uint32           // how long writes may become before old ones are forgotten
	few    *rare            // nil for most keys
	apart  bool             // a write came that was not Plain
}

// rare is what there is to know of few keys: of those with deletes, and of those where
// the last write has won.
type rare struct {
	closed   *version.Context // what is owed to nobody: what purged tombstones covered of which no copy is left
	lately   []purgedDelete   // the purged tombstones of which there may be copies, oldest first
	past     *version.Context // the tombstones that were purged, and what they build upon
	shadowed *version.Context // what is shadowed for good and was forgotten by name
	deletes  []Write          // acknowledged deletes by which a value may come back, oldest first
	deleted  uint32           // when the last acknowledged delete was acknowledged; 0: none was
}

// rare returns what is rare of a key, to be read.
func (h *history) rare() rare {
	if h.few == nil {
		return rare{}
	}
	return *h.few
}

// own returns what is rare of a key, to be written to.
func (h *history) own() *rare {
	if h.few == nil {
		h.few = new(rare)
	}
	return h.few
}

// remembered is how many writes, reads and deletes of a key are kept by name at
// least. Of the older writes those are kept besides whose fate is open, or of which
// there is a copy; the others are judged as part of what was acknowledged and read. Of the
// older deletes those are kept that have removed something of which there is a copy.
const remembered = 16

// Write is a version and the operation that wrote it.
type Write struct {
	Key    event.Sym
	Op     uint32 // 0: a coordinator made it of siblings
	Dot    version.Dot
	Seen   *version.Context // what it builds upon, and so replaces
	Value  *version.Sibling
	Of     *version.Set // for what a coordinator made of siblings, those
	Began  uint32       // the step after which its client asked for it
	Need   uint8        // how many durable copies the client was promised
	Sweeps bool         // the last write wins: it removes what is older, seen or not
	Plain  bool         // the version's own context has all that it builds upon
	Acked  bool
	State  State // as last judged; means nothing unless Acked
	// Replaced reports whether a node has what has replaced it and was not acknowledged, as last
	// judged: State is then that of both together.
	Replaced bool

	closed  bool   // it is superseded for good, and was judged so
	beaten  bool   // it is shadowed until it is superseded, and was judged so
	earlier State  // what it was before State
	done    uint32 // when a client first learned that it has happened; 0: none has
	lww     *lww   // nil: the last write wins nowhere, or it made no difference
	read    uint32 // when a read first returned it; 0: none has
	reader  uint32 // the operation that did
}

// lww is what there is to know of a write only where the last write wins, which few
// writes need room for. It never changes: several observers may have it.
type lww struct {
	over   *version.Context // what a delete removes
	rivals *version.Context // for what a replica has discarded the write
}

// removed returns what a delete removes by what it builds upon or had been
// acknowledged, unless that beats it, nil for another write.
func (w *Write) removed() *version.Context {
	switch {
	case !w.Delete():
		return nil
	case w.lww != nil && w.Sweeps:
		return w.lww.over
	}
	return w.Seen
}

// rivals returns for what a replica has discarded the write.
func (w *Write) rivals() *version.Context {
	if w.lww == nil {
		return nil
	}
	return w.lww.rivals
}

// Delete reports whether the write is a delete.
func (w *Write) Delete() bool { return w.Value != nil && w.Value.Tombstone }

// Subject returns the place of a key, which is new if it was never asked for.
func (o *Observer) Subject(key event.Sym) Subject {
	if s, ok := o.place[key]; ok {
		return s
	}
	if o.place == nil {
		o.place = make(map[event.Sym]Subject)
	}
	s := Subject(len(o.histories))
	o.place[key] = s
	o.histories = append(o.histories, history{room: 2 * remembered})
	return s
}

// Issued notes that a coordinator has made a new version. If so many are remembered
// that some must be forgotten, left says of those that might be whether anything of
// them is left. It returns whether something gone may be superseded by the version.
func (o *Observer) Issued(s Subject, w Write, left func(Write) bool) (judge bool) {
	h := &o.histories[s]
	if len(h.writes) >= int(h.room) {
		h.forget(left)
	}
	if w.Sweeps && w.Delete() {
		w.lww = &lww{over: version.Union(w.Seen, h.acked)}
	}
	if n := len(h.writes); n == cap(h.writes) { // by less than append would: a copy has no room to spare
		longer := make([]Write, n, min(n+max(2, n/2), max(int(h.room), n+1)))
		copy(longer, h.writes)
		h.writes = longer
	}
	h.writes = append(h.writes, w)
	h.apart = h.apart || !w.Plain
	h.open++
	return h.gone > 0
}

// forget drops the names of old writes of which nothing depends on any more.
func (h *history) forget(left func(Write) bool) {
	kept, newest := h.writes[:0], h.newestRead()
	old := len(h.writes) - remembered
	for i := range h.writes {
		w := h.writes[i]
		shadowed := w.Acked && w.State == Shadowed && h.outdone(&w)
		switch over := h.over(w.Dot); {
		case i >= old, i == newest, w.Acked && !over && !shadowed, left(w):
			kept = append(kept, w)
		case shadowed && !over:
			h.own().shadowed = h.rare().shadowed.With(w.Dot)
		case w.Op == 0:
			h.own().closed = h.rare().closed.With(w.Dot) // a union is worth what it was made of
		}
	}
	clear(h.writes[len(kept):])
	h.writes, h.open = kept, 0
	for i := range kept {
		if !kept[i].Acked {
			h.open++
		}
	}
	h.room = uint32(max(2*remembered, 2*len(kept)))
}

// Acked notes that a client was told at a step that a write, by which its context was
// extended, is OK, when there were so many copies of it, and returns its state; and whether the others must be judged
// again. A write that is worse than AtRisk by then is Safe until it is judged, so that
// this is found out like any other change. Left calls look with all that there is of the key
// anywhere; it is called only if deletes must be forgotten.
func (o *Observer) Acked(s Subject, by version.Extension, step uint32, c Copies, left func(look func(*version.Set))) (state State, judge bool) {
	h, dot := &o.histories[s], by.Dot
	h.acked = h.acked.WithThat(by)
	w := h.find(dot)
	if w == nil {
		return Safe, false
	}
	o.supersede(h, w.Seen)
	w.Acked = true
	h.open--
	if h.rare().past.Contains(dot) { // its tombstone is gone already, and all that it removed is owed to nobody
		h.few.past = version.Union(h.few.past, w.Seen)
	}
	if w.done == 0 {
		w.done = step
	}
	h.owe(w, step)
	if w.Delete() {
		h.noteDelete(w, left)
	}
	state = c.state(w.Need)
	if state <= AtRisk {
		w.State = state
		o.count(state, +1)
	}
	return state, h.gone > 0 || h.over(dot) || h.followed(w)
}

// followed reports whether a version that was not acknowledged builds upon a write.
func (h *history) followed(w *Write) bool {
	if h.open == 0 {
		return false
	}
	for i := range h.writes {
		if by := &h.writes[i]; !by.Acked && by.Seen.Contains(w.Dot) {
			return true
		}
	}
	return false
}

// supersede notes that some writes are superseded for good.
func (o *Observer) supersede(h *history, some *version.Context) {
	if h.rare().shadowed != nil && !h.seen.Covers(some) {
		before := h.rare().shadowed.CountBeyond(h.seen)
		h.seen = version.Union(h.seen, some)
		o.Tally.Shadowed -= before - h.rare().shadowed.CountBeyond(h.seen)
		return
	}
	h.seen = version.Union(h.seen, some)
}

// over reports whether a write is superseded for good.
func (h *history) over(dot version.Dot) bool { return h.seen.Contains(dot) }

// find returns the write of a version, if it is remembered.
func (h *history) find(dot version.Dot) *Write {
	for i := len(h.writes) - 1; i >= 0; i-- {
		if h.writes[i].Dot == dot {
			return &h.writes[i]
		}
	}
	return nil
}

// Keys returns of how many keys the observer remembers something.
func (o *Observer) Keys() int { return len(o.histories) }

// Writes returns the remembered writes of a key, oldest first. Read only.
func (o *Observer) Writes(key event.Sym) []Write {
	if s, ok := o.place[key]; ok {
		return o.histories[s].writes
	}
	return nil
}

// AllKeys returns the keys that the observer knows of, sorted.
func (o *Observer) AllKeys() []event.Sym {
	keys := make([]event.Sym, 0, len(o.place))
	// any order: they are sorted below.
	for key := range o.place {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
