// Tests of packed chunks: old events stay as they were, for any number of readers.

package event_test

import (
	"testing"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// likely returns a typical event of a trace.
func likely(i int) event.Event {
	return event.Event{
		At: time.Duration(i) * 137 * time.Microsecond, Arg: int64(i%13) * -1_000_000_007, Cause: uint32(max(i-i%5, 0)), Op: uint32(i / 20),
		Msg: uint32(i * 7), Key: event.Sym(i % 3), Text: event.Sym(i), Ref: uint32(i ^ 0x5555),
		Dot:  version.Dot{Actor: version.Actor{Node: ring.NodeID(i % 9), Epoch: uint16(i % 2)}, Counter: uint32(i / 9)},
		Node: ring.NodeID(i%5 - 1), From: ring.NodeID(i % 7), To: ring.NodeID(i%11 - 1), N: uint8(i), Need: uint8(i % 4),
		Kind: event.Kind(i%20 + 1), Type: event.Type(i % 12), Verb: event.Verb(i % 4), Outcome: event.Outcome(i % 7), Why: event.Why(i % 4),
		Copies: uint8(i % 6), Late: i%2 == 0, Fresh: i%3 == 0,
	}
}

// TestOldEventsAreKept: a trace that is long enough to pack its beginning still has every
// event unchanged, and an event that something points to stays where it is.
func TestOldEventsAreKept(t *testing.T) {
	const steps = 200_000
	var tr event.Recorder
	tr.Pack(true)
	var held *event.Event
	for i := range steps {
		tr.Append(likely(i))
		if i == 5000 {
			held = tr.At(5001)
		}
	}
	if tr.At(5001) != held {
		t.Error("an event moved while it was pointed at")
	}
	for step := 1; step <= steps; step++ {
		if got := *tr.At(step); got != likely(step-1) {
			t.Fatalf("step %d is %+v, want %+v", step, got, likely(step-1))
		}
	}
}

// TestOldEventsForManyReaders: readers of snapshots on other goroutines see the old events
// while the trace grows and packs them.
func TestOldEventsForManyReaders(t *testing.T) {
	var tr event.Recorder
	tr.Pack(true)
	for i := range 4096 {
		tr.Append(likely(i))
	}
	done := make(chan error, 4)
	for range cap(done) {
		s := tr.Snapshot()
		go func() {
			for round := range 20 {
				for step := round + 1; step <= s.Len(); step += 17 {
					if *s.At(step) != likely(step-1) {
						t.Errorf("step %d changed under a reader", step)
						done <- nil
						return
					}
				}
			}
			done <- nil
		}()
	}
	for i := 4096; i < 100_000; i++ {
		tr.Append(likely(i))
	}
	for range cap(done) {
		<-done
	}
}

// BenchmarkAppend appends events to a trace that packs old ones.
func BenchmarkAppend(b *testing.B) {
	var tr event.Recorder
	for i := 0; b.Loop(); i++ {
		tr.Append(likely(i))
	}
}

// BenchmarkScan reads a million old events in order.
func BenchmarkScan(b *testing.B) {
	var tr event.Recorder
	for i := range 1_000_000 {
		tr.Append(likely(i))
	}
	for b.Loop() {
		for step := 1; step <= tr.Len(); step++ {
			if tr.At(step).Kind == 0 {
				b.Fatal("an event was lost")
			}
		}
	}
}
