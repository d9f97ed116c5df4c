// This file finds places again: all that a history can stand at, and those of a recording
// that has gone another way.

package history

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
)

// crowded makes a history in which much happens at the same times, with keyframes all over it,
// and returns all the moments at which it stood.
func crowded(t *rapid.T) (h *History, all []Moment) {
	cfg := engine.Default()
	cfg.Latency, cfg.Gossip = "fixed", 0
	h, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	h.KeepEvery(rapid.SampledFrom([]int{1, 7, 1 << 14}).Draw(t, "keyframe every"))
	all = append(all, h.Position())
	for i := range rapid.IntRange(1, 12).Draw(t, "commands") {
		cmd := engine.Command{Verb: engine.Put, Key: fmt.Sprint("k", i%3), Value: fmt.Sprint(i), Via: fmt.Sprint("n", 1+i%5)}
		if err := h.Apply(cmd); err != nil {
			t.Fatal(err)
		}
		all = append(all, h.Position())
		for range rapid.IntRange(0, 12).Draw(t, "things") {
			if h.once() {
				all = append(all, h.Position())
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "rest?") == 0 {
			h.Advance(h.Now()+time.Duration(rapid.IntRange(0, 3).Draw(t, "ms"))*time.Millisecond, 1000)
			all = append(all, h.Position())
		}
	}
	return h, all
}

func (h *History) placeOf(m Moment) Place { return Place{h.on.log.from(m.Step), m.Turn, m.Now} }

// TestPlacesAreFound: from anywhere, a place leads to the one moment that it was made of.
func TestPlacesAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, all := crowded(t)
		end := h.End()
		r := replay{h: h}
		for range 20 {
			m := rapid.SampledFrom(all).Draw(t, "moment")
			if err := r.find(h.placeOf(m)); err != nil {
				t.Fatal(err)
			}
			if got := h.Position(); got != m || r.strayed || h.End() != end {
				t.Fatalf("%+v of %+v leads to %+v, and the end was %+v", h.placeOf(m), m, got, end)
			}
		}
	})
}

// TestPlacesOfAnother: where turns are not those that are recorded, a place leads to its time,
// after the commands before it and before all others.
func TestPlacesOfAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, all := crowded(t)
		r := replay{h: h, strayed: true}
		for range 20 {
			to := h.placeOf(rapid.SampledFrom(all).Draw(t, "moment"))
			to.Turn += rapid.IntRange(-5, 1000).Draw(t, "more turns")
			if err := r.find(to); err != nil {
				t.Fatal(err)
			}
			if got := h.Position(); got.Now != to.Now || h.next != to.Done {
				t.Fatalf("%+v leads to %+v after command %d", to, got, h.next)
			}
		}
	})
}

// TestPlacesThatCannotBe: a place that says a later time than the command has that comes
// after it is no way past that command.
func TestPlacesThatCannotBe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, _ := crowded(t)
		end := h.End()
		done := rapid.IntRange(0, h.on.log.len()-1).Draw(t, "done")
		if err := (&replay{h: h}).find(Place{done, rapid.IntRange(0, 100).Draw(t, "turn"), end.Now + time.Hour}); err != nil {
			t.Fatal(err)
		}
		if got := h.Position(); got.Compare(h.on.log.moment(done)) > 0 || h.next != done || h.End() != end {
			t.Fatalf("it stands at %+v after command %d, and the next is at %+v", got, h.next, h.on.log.moment(done))
		}
	})
}
