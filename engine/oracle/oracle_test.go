// Tests of the observer on short histories of one key.

package oracle_test

import (
	"slices"
	"testing"

	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/version"
)

const cart event.Sym = 1

func dot(n uint32) version.Dot { return version.Dot{Actor: version.Actor{Node: 1}, Counter: n} }

func seen(dots ...uint32) (c *version.Context) {
	for _, n := range dots {
		c = c.With(dot(n))
	}
	return c
}

// knows returns an answer that knows all the given versions and holds the newest.
func knows(dots ...uint32) *version.Set {
	if len(dots) == 0 {
		return nil
	}
	return version.Write(seen(dots...), version.Sibling{Dot: dot(dots[len(dots)-1]), Value: "v"})
}

// everywhere is the place of a version on three disks.
func everywhere(version.Dot, []version.Dot) oracle.Copies { return oracle.Copies{Disks: 3, Up: 3} }

// nowhere is the place of a version that no longer exists.
func nowhere(version.Dot, []version.Dot) oracle.Copies { return oracle.Copies{} }

// log records a key's history in a few calls.
type log struct {
	oracle.Observer
	step uint32
	none bool // no version is anywhere any more
}

func (l *log) next() uint32 { l.step++; return l.step }

func (l *log) issued(op uint32, saw ...uint32) {
	l.put(oracle.Write{Op: op, Seen: seen(saw...)})
}

func (l *log) put(w oracle.Write) {
	w.Key, w.Dot, w.Need, w.Began = cart, dot(w.Op), 2, l.next()
	l.Issued(l.Subject(cart), w, func(oracle.Write) bool { return false })
}

func (l *log) acked(op uint32) {
	l.Acked(l.Subject(cart), version.Extension{Dot: dot(op)}, l.next(), oracle.Copies{Disks: 2, Up: 2}, func(func(*version.Set)) {})
}

func (l *log) begin() oracle.Due { return l.Due(l.Subject(cart), l.next()) }

func (l *log) answered(op uint32, due oracle.Due, returned *version.Set) []oracle.Fault {
	where := everywhere
	if l.none {
		where = nowhere
	}
	return l.Answered(l.Subject(cart), oracle.Read{Op: op, Step: l.next(), Due: due, Returned: returned}, where)
}

// TestMissed: a read must know what was acknowledged before it began, and no more.
func TestMissed(t *testing.T) {
	for _, test := range []struct {
		name   string
		known  *version.Set
		missed []oracle.Fault
	}{
		{"it knows what was due", knows(1), nil},
		{"it knows more", knows(1, 2), nil},
		{"it knows only what came later", knows(2), []oracle.Fault{{oracle.Missed, 1, dot(1)}}},
		{"it knows nothing", nil, []oracle.Fault{{oracle.Missed, 1, dot(1)}}},
	} {
		var l log
		l.issued(1)
		l.acked(1)
		due := l.begin()
		l.issued(2)
		l.acked(2)
		if got := l.answered(3, due, test.known); !slices.Equal(got, test.missed) {
			t.Errorf("%s: %v; want %v", test.name, got, test.missed)
		}
		if want := len(test.missed); l.Tally.Stale != want {
			t.Errorf("%s: counts %d stale reads, want %d", test.name, l.Tally.Stale, want)
		}
	}
}

// TestTheSameAnswerIsNotOlder: an answer does not know less than an equal earlier answer,
// though its writer knew more than it wrote: it read and wrote at once.
func TestTheSameAnswerIsNotOlder(t *testing.T) {
	var l log
	l.issued(1)
	l.acked(1)
	l.issued(2, 1) // whose context has only itself
	l.acked(2)
	for op := range uint32(2) {
		for _, f := range l.answered(3+op, l.begin(), knows(2)) {
			if f.Wrong == oracle.Older {
				t.Errorf("op %d: %v", 3+op, f)
			}
		}
	}
}

// TestADeleteIsOverWhenItIsAcknowledged: a read that found nothing may have come before
// the delete whose tombstone it met, and so the delete after a later put.
func TestADeleteIsOverWhenItIsAcknowledged(t *testing.T) {
	var l log
	tombstone := version.Sibling{Dot: dot(1), Tombstone: true, Stamp: 1}
	l.put(oracle.Write{Op: 1, Value: &tombstone, Sweeps: true})
	read := func(op uint32, returned *version.Set) []oracle.Fault {
		due := l.begin()
		return l.Answered(l.Subject(cart), oracle.Read{Op: op, Step: l.next(), Due: due, Returned: returned, LWW: true, EverLWW: true}, everywhere)
	}
	if wrong := read(2, version.Write(nil, tombstone)); wrong != nil {
		t.Fatalf("the tombstone is read: %v", wrong)
	}
	l.put(oracle.Write{Op: 3, Value: &version.Sibling{Dot: dot(3), Value: "v", Stamp: 2}, Sweeps: true})
	l.acked(1)
	l.acked(3)
	if wrong := read(4, nil); wrong != nil {
		t.Errorf("a single copy could have answered so: %v", wrong)
	}
}

// TestADeleteUnderWayIsOwedToNobody: a value is not resurrected by a read that began before
// its delete was acknowledged, though another read had returned the tombstone before.
func TestADeleteUnderWayIsOwedToNobody(t *testing.T) {
	var l log
	tombstone := version.Sibling{Dot: dot(2), Tombstone: true}
	l.issued(1)
	l.acked(1)
	l.put(oracle.Write{Op: 2, Seen: seen(1), Value: &tombstone})
	l.answered(3, l.begin(), version.Write(seen(1), tombstone))
	early := l.begin()
	l.acked(2)
	l.Purged(cart, version.Write(seen(1), tombstone), nowhere)
	l.none = true
	if got := l.answered(4, early, knows(1)); len(got) > 0 {
		t.Errorf("it began before: %v", got)
	}
	want := []oracle.Fault{{oracle.Resurrected, 2, dot(1)}}
	if got := l.answered(5, l.begin(), knows(1)); !slices.Equal(got, want) {
		t.Errorf("it began after: %v; want %v", got, want)
	}
}

// TestOlder: a read must know what a read had returned that ended before it began,
// acknowledged or not, and need not know what one returned that was still under way.
func TestOlder(t *testing.T) {
	var l log
	l.issued(1)
	l.acked(1)
	l.issued(2, 1) // and never acknowledged
	early := l.begin()
	first := l.begin()
	if wrong := l.answered(3, first, knows(1, 2)); wrong != nil {
		t.Fatalf("the first reader is told the newest: %v", wrong)
	}
	if wrong := l.answered(4, early, knows(1)); wrong != nil {
		t.Errorf("a reader who began before the first had its answer: %v", wrong)
	}
	if got, want := l.answered(5, l.begin(), knows(1)), (oracle.Fault{oracle.Older, 3, dot(2)}); !slices.Equal(got, []oracle.Fault{want}) {
		t.Errorf("a reader who began after: %v; want %v", got, want)
	}
	if wrong := l.answered(6, l.begin(), knows(1, 2)); wrong != nil {
		t.Errorf("a reader who knows all: %v", wrong)
	}
}

// TestResurrected: a deleted version is resurrected if it is returned after every node has
// purged the tombstone; until then a read that returns it is stale.
func TestResurrected(t *testing.T) {
	var l log
	l.issued(1)
	l.acked(1)
	l.put(oracle.Write{Op: 2, Seen: seen(1), Value: &version.Sibling{Dot: dot(2), Tombstone: true}})
	l.acked(2)
	stale := oracle.Fault{oracle.Missed, 2, dot(2)}
	if got := l.answered(3, l.begin(), knows(1)); !slices.Equal(got, []oracle.Fault{stale}) {
		t.Errorf("while there are tombstones: %v; want %v", got, stale)
	}
	early := l.begin()
	l.Purged(cart, version.Write(seen(1), version.Sibling{Dot: dot(2), Tombstone: true}), everywhere)
	if got := l.answered(7, l.begin(), knows(1)); !slices.Equal(got, []oracle.Fault{stale}) {
		t.Errorf("while others have tombstones: %v; want %v", got, stale)
	}
	if got := l.answered(8, l.begin(), nil); got != nil {
		t.Errorf("who finds nothing owes none of that: %v", got)
	}
	l.none = true
	want := []oracle.Fault{{oracle.Resurrected, 2, dot(1)}} // and the delete is owed to nobody any more
	if got := l.answered(4, early, knows(1)); !slices.Equal(got, want) {
		t.Errorf("when they are gone: %v; want %v", got, want)
	}
	l.issued(5)
	if got := l.answered(6, l.begin(), knows(5)); slices.ContainsFunc(got, func(f oracle.Fault) bool { return f.Wrong == oracle.Resurrected }) {
		t.Errorf("what was written since is not back, it is new: %v", got)
	}
}

// TestStates: a write's state follows from the places of its copies.
func TestStates(t *testing.T) {
	for _, test := range []struct {
		copies oracle.Copies
		want   oracle.State
	}{
		{oracle.Copies{Disks: 2, Up: 1}, oracle.Safe},
		{oracle.Copies{Disks: 1, Memory: 1, Up: 2}, oracle.AtRisk},
		{oracle.Copies{Memory: 3, Up: 3}, oracle.AtRisk},
		{oracle.Copies{Disks: 3}, oracle.Unreachable},
		{oracle.Copies{Moving: true, Discarded: true}, oracle.InFlight},
		{oracle.Copies{Discarded: true, Overruled: true}, oracle.Shadowed},
		{oracle.Copies{Discarded: true}, oracle.Lost}, // what has seen it replaced it, and is gone itself
		{oracle.Copies{Overruled: true}, oracle.Lost},
	} {
		var l log
		l.issued(1)
		if changes, _ := l.Judge(cart, func(version.Dot, []version.Dot) oracle.Copies { return test.copies }); len(changes) > 0 {
			t.Errorf("%+v: %v, though nothing was promised", test.copies, changes)
		}
		l.acked(1)
		changes, trouble := l.Judge(cart, func(version.Dot, []version.Dot) oracle.Copies { return test.copies })
		got := oracle.Safe
		for _, c := range changes {
			got = c.State
		}
		if got != test.want || trouble != (got != oracle.Safe && got != oracle.Lost) {
			t.Errorf("%+v: %v, trouble %v; want %v", test.copies, got, trouble, test.want)
		}
	}
}

// TestFates: a write is lost at most once, and not at all if a later write had seen it.
func TestFates(t *testing.T) {
	var l log
	l.issued(1)
	l.acked(1)
	l.issued(2)
	l.acked(2)
	l.issued(3, 1)
	l.acked(3)
	l.issued(4)
	l.acked(4)
	l.issued(5, 4) // not acknowledged, and gone like the rest
	changes, trouble := l.Judge(cart, nowhere)
	states := make(map[uint32]oracle.State)
	for _, c := range changes {
		states[c.Op] = c.State
	}
	if states[1] != oracle.Superseded || states[2] != oracle.Lost || states[3] != oracle.Lost || states[4] != oracle.Lost || trouble {
		t.Errorf("found out %v, trouble %v; want that 2, 3 and 4 are lost, and 1 superseded", states, trouble)
	}
	if again, _ := l.Judge(cart, nowhere); len(again) != 0 {
		t.Errorf("found out %v a second time", again)
	}
	if l.Tally != (oracle.Tally{Lost: 3}) {
		t.Errorf("the tally is %+v", l.Tally)
	}
}

// TestWhatIsOpenIsNeverForgotten: however many writes there are, those whose fate is open
// are kept by name.
func TestWhatIsOpenIsNeverForgotten(t *testing.T) {
	var l log
	for op := uint32(1); op <= 1000; op++ {
		l.issued(op)
		l.acked(op)
	}
	if changes, _ := l.Judge(cart, func(version.Dot, []version.Dot) oracle.Copies { return oracle.Copies{} }); len(changes) != 1000 || l.Tally.Lost != 1000 {
		t.Errorf("of 1000 lost writes the observer knows of %d", len(changes))
	}
	l.issued(1001)
	l.acked(1001)
	var all []uint32
	for op := uint32(1); op <= 1001; op++ {
		all = append(all, op)
	}
	l.issued(1002, all...)
	l.acked(1002)
	for op := uint32(1003); op <= 2100; op++ {
		l.issued(op, op-1)
		l.acked(op)
	}
	if left := len(l.Writes(cart)); left > 64 {
		t.Errorf("%d writes are kept that are all over", left)
	}
}

// TestRealOrder: where the last write wins, a read is stale if what it returned had ended
// before a write began that was acknowledged before the read began, whatever the
// timestamps say; of concurrent writes either may be returned, and the later one is newer.
func TestRealOrder(t *testing.T) {
	var l log
	stamped := func(op uint32, stamp int64) {
		l.put(oracle.Write{Op: op, Sweeps: true, Value: &version.Sibling{Dot: dot(op), Value: "v", Stamp: stamp}})
	}
	read := func(op, returned uint32, saw ...uint32) []oracle.Fault {
		return l.Answered(l.Subject(cart), oracle.Read{
			Op: op, Step: l.next() + 1, Due: l.begin(), Returned: knows(append(saw, returned)...), LWW: true, EverLWW: true,
		}, everywhere)
	}
	want := func(what string, got []oracle.Fault, faults ...oracle.Fault) {
		t.Helper()
		l.next()
		if !slices.Equal(got, faults) {
			t.Errorf("%s: %v; want %v", what, got, faults)
		}
	}
	stamped(1, 50)
	l.acked(1)
	stamped(2, 10) // by a slow clock
	l.acked(2)
	want("the older, which the cluster prefers and says to have seen both", read(3, 1, 2), oracle.Fault{oracle.Missed, 2, dot(2)})
	want("the newer", read(4, 2))
	want("the older again, which another had not been told", read(5, 1), oracle.Fault{oracle.Missed, 2, dot(2)}, oracle.Fault{oracle.Older, 4, dot(2)})
	stamped(6, 100)
	stamped(7, 90)
	l.acked(6)
	l.acked(7)
	want("one of two at one time", read(8, 7))
	want("the other, which is later", read(9, 6))
	want("the first again", read(10, 7), oracle.Fault{oracle.Older, 9, dot(6)})
}

// TestPurged: what a purged delete covered need not be returned, and stays superseded;
// what it had not seen must be returned as before.
func TestPurged(t *testing.T) {
	var l log
	l.issued(1)
	l.acked(1)
	l.issued(2) // nobody has seen it
	l.acked(2)
	tombstone := version.Sibling{Dot: dot(3), Tombstone: true}
	l.put(oracle.Write{Op: 3, Seen: seen(1), Value: &tombstone})
	l.acked(3)
	l.Purged(cart, version.Write(seen(1), tombstone), nowhere)
	if got, want := l.answered(4, l.begin(), nil), (oracle.Fault{oracle.Missed, 2, dot(2)}); !slices.Equal(got, []oracle.Fault{want}) {
		t.Errorf("a read that finds nothing: %v; want %v", got, want)
	}
	if got := l.answered(5, l.begin(), knows(2)); got != nil {
		t.Errorf("a read that finds what the delete had not seen: %v", got)
	}
	changes, _ := l.Judge(cart, nowhere)
	for _, c := range changes {
		if c.State == oracle.Lost && c.Op != 2 {
			t.Errorf("op %d is lost", c.Op)
		}
	}
	if l.Tally.Lost != 1 {
		t.Errorf("%d are lost; want the one that the delete had not seen", l.Tally.Lost)
	}
}

// TestPurgedWhereTheLastWriteWins: what was discarded for a delete that had not seen it stays
// shadowed, and what was lost before it stays lost, when the tombstone is let go of; and no
// read owes them.
func TestPurgedWhereTheLastWriteWins(t *testing.T) {
	var l log
	tombstone := version.Sibling{Dot: dot(3), Tombstone: true, Stamp: 3}
	for op := uint32(1); op <= 2; op++ {
		l.put(oracle.Write{Op: op, Value: &version.Sibling{Dot: dot(op), Value: "v", Stamp: int64(op)}, Sweeps: true})
		l.acked(op)
		if op == 1 {
			l.Judge(cart, nowhere) // it is lost
		}
	}
	l.put(oracle.Write{Op: 3, Value: &tombstone, Sweeps: true})
	l.acked(3)
	set := version.Write(seen(2), tombstone)
	l.Discards(cart, set)
	where := func(d version.Dot, _ []version.Dot) oracle.Copies {
		return oracle.Copies{Overruled: true, Discarded: d == dot(2)}
	}
	l.Judge(cart, func(d version.Dot, _ []version.Dot) oracle.Copies {
		if d == dot(3) {
			return oracle.Copies{Disks: 2, Up: 2}
		}
		return where(d, nil)
	})
	if l.Tally.Lost != 1 || l.Tally.Shadowed != 1 {
		t.Fatalf("while the tombstone is there: %+v; want one lost, and one shadowed", l.Tally)
	}
	l.Purged(cart, set, nowhere)
	l.Judge(cart, where)
	if l.Tally.Lost != 1 || l.Tally.Shadowed != 1 || l.Gone(cart, nil, true) != 2 {
		t.Errorf("when it is gone: %+v, and %d are gone; want the same, and both", l.Tally, l.Gone(cart, nil, true))
	}
	read := oracle.Read{Op: 4, Due: l.begin(), Step: l.next(), LWW: true, EverLWW: true}
	if wrong := l.Answered(l.Subject(cart), read, where); wrong != nil {
		t.Errorf("a read that finds nothing: %v", wrong)
	}
}

// TestADeleteThatRemovedNothing: where the last write wins, a value that beats a delete by
// its timestamp was never removed, and is not back when it is read.
func TestADeleteThatRemovedNothing(t *testing.T) {
	for stamp, want := range map[int64][]oracle.Wrong{ // of the delete
		1: {oracle.Missed}, 3: {oracle.Missed, oracle.Resurrected},
	} {
		var l log
		value := version.Sibling{Dot: dot(1), Value: "v", Stamp: 2}
		l.put(oracle.Write{Op: 1, Value: &value, Sweeps: true})
		l.acked(1)
		l.put(oracle.Write{Op: 2, Value: &version.Sibling{Dot: dot(2), Tombstone: true, Stamp: stamp}, Sweeps: true})
		l.acked(2)
		read := oracle.Read{Op: 3, Due: l.begin(), Step: l.next(), Returned: version.Write(nil, value), LWW: true, EverLWW: true}
		var got []oracle.Wrong
		for _, f := range l.Answered(l.Subject(cart), read, nowhere) {
			got = append(got, f.Wrong)
		}
		if !slices.Equal(got, want) {
			t.Errorf("stamps 2 and %d: %v; want %v", stamp, got, want)
		}
	}
}

// TestUnions: a union that a coordinator made counts as much as the siblings that it was
// made of, and replaces them only as long as it exists.
func TestUnions(t *testing.T) {
	var l log
	l.issued(1)
	l.acked(1)
	l.issued(2)
	l.acked(2)
	for _, d := range []uint32{8, 9} { // two coordinators make the same of them
		l.Issued(l.Subject(cart), oracle.Write{Key: cart, Dot: dot(d), Seen: seen(1, 2)}, nil)
	}
	if got := l.answered(3, l.begin(), knows(1, 2, 8)); got != nil {
		t.Errorf("the first: %v", got)
	}
	if got := l.answered(4, l.begin(), knows(1, 2, 9)); got != nil {
		t.Errorf("the second, which is the same: %v", got)
	}
	only := func(n uint32) func(version.Dot, []version.Dot) oracle.Copies {
		return func(d version.Dot, others []version.Dot) (c oracle.Copies) {
			if d == dot(n) || slices.Contains(others, dot(n)) {
				c = oracle.Copies{Disks: 2, Up: 2}
			}
			return c
		}
	}
	if l.Judge(cart, only(9)); l.Tally.Lost != 0 {
		t.Errorf("%d are lost while a union of them is there", l.Tally.Lost)
	}
	if _, trouble := l.Judge(cart, only(9)); !trouble {
		t.Error("nobody would look again whether the union is there")
	}
	if l.Judge(cart, nowhere); l.Tally.Lost != 2 {
		t.Errorf("%d are lost; want both", l.Tally.Lost)
	}
}
