// Tests of forgetting: what is over is gone with what it returned, the rest stays, and so
// does what others have.

package event_test

import (
	"runtime"
	"testing"

	"ringside/engine/event"
	"ringside/engine/version"
)

// TestForget forgets the even operations of a trace, packed and not, and looks at what is
// left, with those who had the trace before.
func TestForget(t *testing.T) {
	for _, packs := range []bool{false, true} {
		const steps, before = 200_000, 150_000
		var tr event.Recorder
		tr.Pack(packs)
		set := &version.Set{Siblings: make([]version.Sibling, 2)}
		want := make([]event.Event, steps)
		for i := range want {
			e := likely(i)
			if e.Ref = 0; e.Kind == event.Reply {
				e.Ref = tr.AddSet(set)
			}
			want[i] = e
			tr.Append(e)
		}
		over := func(e *event.Event) bool { return e.Op%2 == 0 }
		was, full := tr.Snapshot(), tr.Bytes()
		tr.Forget(1000, func(*event.Event) bool { t.Fatal("too little was looked at"); return false })
		tr.Forget(before, over)
		clone := tr.Clone()
		tr.Append(likely(steps))
		clone.Append(likely(steps + 1))
		whole := tr.Whole()
		if whole <= before-5000 || whole > before {
			t.Errorf("all is kept from step %d on, want one a little before %d", whole, before)
		}
		for i, e := range want {
			now, old := *tr.At(i + 1), *was.At(i + 1)
			forgotten := i+1 < whole && over(&e)
			if old != e || forgotten && now != (event.Event{}) || !forgotten && now != e || *clone.At(i + 1) != now {
				t.Fatalf("packs %v: step %d is %+v, and was %+v, want %+v", packs, i+1, now, old, e)
			}
			if e.Kind != event.Reply {
				continue
			}
			if was.SetOf(&e) != set || (tr.SetOf(&e) == nil) != forgotten {
				t.Fatalf("packs %v: what the read at step %d returned is %v, and was %v", packs, i+1, tr.SetOf(&e), was.SetOf(&e))
			}
		}
		if *tr.At(steps + 1) != likely(steps) || *clone.At(steps + 1) != likely(steps+1) {
			t.Error("a clone and what it was made from do not go on independently")
		}
		for i := range 100_000 { // in the room of what is forgotten, as far as nobody else has it
			tr.Append(likely(i))
		}
		for i, e := range want {
			if old := *was.At(i + 1); old != e {
				t.Fatalf("packs %v: step %d was %+v, and of those who had it before it is %+v now", packs, i+1, e, old)
			}
		}
		if now := tr.Bytes() - 100_000*64; now > full*3/4 {
			t.Errorf("packs %v: the trace takes %d bytes, want much less than the %d before", packs, now, full)
		}
	}
}

// TestForgottenRoom: events come into the room of forgotten ones, except where somebody else has those.
func TestForgottenRoom(t *testing.T) {
	grows := func(look func(*event.Recorder)) uint64 {
		var tr event.Recorder
		var before, after runtime.MemStats
		for i := range 1_200_000 {
			if i == 200_000 {
				runtime.ReadMemStats(&before)
			}
			tr.Append(event.Event{Op: uint32(i)})
			if i%50_000 == 0 {
				tr.Forget(i-60_000, func(*event.Event) bool { return true })
				look(&tr)
			}
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if alone := grows(func(*event.Recorder) {}); alone > 16<<20 {
		t.Errorf("a million events of which the old ones are forgotten took %d bytes, want only those of the last ones", alone)
	}
	if seen := grows(func(tr *event.Recorder) { tr.Snapshot() }); seen < 60<<20 {
		t.Errorf("a million events that somebody else has may have taken no more than %d bytes", seen)
	}
}

// TestForgetAll: a trace of which all old events are forgotten stays small.
func TestForgetAll(t *testing.T) {
	var tr event.Recorder
	most := 0
	for i := range 2_000_000 {
		e := likely(i)
		e.Ref = 0
		tr.Append(e)
		if i%50_000 == 0 {
			tr.Forget(i-100_000, func(*event.Event) bool { return true })
			most = max(most, tr.Bytes())
		}
	}
	if most > 20<<20 {
		t.Errorf("the trace came to take %d bytes, want the last 100,000 events of 64 bytes and little more", most)
	}
}
