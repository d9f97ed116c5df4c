// Tests of the store: what a crash takes, hints, and clones.

package store_test

import (
	"slices"
	"testing"
	"time"

	"ringside/engine/id"
	"ringside/engine/store"
	"ringside/engine/version"
)

const (
	cart id.Sym = 1
	toys id.Sym = 2
)

func put(s *store.Store, key id.Sym, value string, seen *version.Context) *version.Set {
	dot, stamp := s.Issue(key, 0)
	return version.Write(seen, version.Sibling{Dot: dot, Value: value, Stamp: stamp})
}

// TestCrashTakesWhatIsNotSynced: what Volatile took in since the last Sync is gone after
// Lose, what was durable before is back, and dots are never issued twice, not even on a
// new disk.
func TestCrashTakesWhatIsNotSynced(t *testing.T) {
	s := store.New(3)
	s.Merge(cart, put(s, cart, "milk", nil), version.KeepSiblings)
	s.Volatile(cart, put(s, cart, "eggs", s.Get(cart).Seen()), version.KeepSiblings)
	s.Volatile(cart, put(s, cart, "rye", s.Get(cart).Seen()), version.KeepSiblings)
	s.Volatile(toys, put(s, toys, "ball", nil), version.KeepSiblings)
	if got := s.UnsyncedKeys(); !slices.Equal(got, []id.Sym{cart, toys}) {
		t.Errorf("unsynced are %v, want both keys", got)
	}
	s.Lose()
	if got := s.Get(cart).Values(); !slices.Equal(got, []string{"milk"}) || s.Get(toys) != nil || s.Len() != 1 {
		t.Errorf("after the crash cart is %v and there are %d keys; want milk alone", got, s.Len())
	}
	dot, _ := s.Issue(cart, 0)
	if dot.Counter != 4 {
		t.Errorf("the next dot is the %d-th, want the 4th: three were issued before the crash", dot.Counter)
	}
	s.Volatile(toys, put(s, toys, "kite", nil), version.KeepSiblings)
	s.Sync()
	s.Lose()
	if got := s.Get(toys).Values(); !slices.Equal(got, []string{"kite"}) {
		t.Errorf("after a sync and a crash toys is %v, want kite", got)
	}
	fresh := s.Replace()
	if again, _ := fresh.Issue(cart, 0); fresh.Len() != 0 || again.Actor == dot.Actor {
		t.Errorf("the new disk has %d keys and issues dots as %v, as the old one did", fresh.Len(), again.Actor)
	}
}

// TestWhatIsDurableOutlivesWhatIsNot: a version that is written to the disk while another
// version of the key is only in memory survives a crash; the one in memory does not.
func TestWhatIsDurableOutlivesWhatIsNot(t *testing.T) {
	s, writer := store.New(0), store.New(9)
	s.Volatile(cart, put(writer, cart, "milk", nil), version.KeepSiblings)
	s.Merge(cart, put(writer, cart, "eggs", nil), version.KeepSiblings)
	if known, onDisk := s.Both(cart); len(known.Values()) != 2 || !slices.Equal(onDisk.Values(), []string{"eggs"}) {
		t.Errorf("known are %v, on the disk %v; want both and eggs", known.Values(), onDisk.Values())
	}
	s.Lose()
	if got := s.Get(cart).Values(); !slices.Equal(got, []string{"eggs"}) {
		t.Errorf("after a crash there are %v, want eggs", got)
	}
}

// TestHints: hints grow, are found by owner and by key, and are part of what the node
// knows but not of what it holds as a replica.
func TestHints(t *testing.T) {
	s, writer := store.New(0), store.New(9)
	first := put(writer, cart, "milk", nil)
	s.Hint(5, cart, first, time.Second)
	s.Hint(5, cart, put(writer, cart, "eggs", nil), time.Minute)
	s.Hint(2, toys, put(writer, toys, "ball", nil), time.Minute)
	h, ok := s.HintOf(5, cart)
	if !ok || h.Since != time.Minute || !slices.Equal(h.Set.Values(), []string{"milk", "eggs"}) {
		t.Errorf("the hint for 5 is %v, %v since %v", ok, h.Set.Values(), h.Since)
	}
	if s.Hints() != 2 || len(s.HintsFor(5)) != 1 || len(s.HintedPeers()) != 2 || s.HintedPeers()[0] != 2 {
		t.Errorf("%d hints for %v", s.Hints(), s.HintedPeers())
	}
	if s.Get(cart) != nil || s.Known(cart, version.KeepSiblings) == nil || !s.HasHint(cart, first.Siblings[0].Dot) {
		t.Error("a hint is held, or not known")
	}
	if got := s.AllKeys(); !slices.Equal(got, []id.Sym{cart, toys}) || s.Len() != 0 {
		t.Errorf("all keys are %v and %d are held", got, s.Len())
	}
	s.Unhint(5, cart)
	if _, ok := s.HintOf(5, cart); ok || s.Known(cart, version.KeepSiblings) != nil {
		t.Error("the hint is still there")
	}
}

// TestClonesPart: a clone shares its contents until either is written to; from then on
// neither sees the other's changes.
func TestClonesPart(t *testing.T) {
	s := store.New(3)
	s.Merge(cart, put(s, cart, "milk", nil), version.KeepSiblings)
	for name, write := range map[string]func(*store.Store){
		"Merge": func(s *store.Store) { s.Merge(cart, put(s, cart, "eggs", s.Get(cart).Seen()), version.KeepSiblings) },
		"Volatile then Lose": func(s *store.Store) {
			s.Volatile(toys, put(s, toys, "ball", nil), version.KeepSiblings)
			s.Lose()
			s.Issue(cart, 0)
		},
		"Volatile then Sync": func(s *store.Store) {
			s.Volatile(cart, put(s, cart, "rye", nil), version.KeepSiblings)
			s.Sync()
		},
		"Drop": func(s *store.Store) { s.Drop(cart) },
		"Hint": func(s *store.Store) { s.Hint(5, cart, put(s, cart, "tea", nil), time.Second); s.Unhint(5, cart) },
	} {
		a, b, c := s.Clone(), s.Clone(), s.Clone()
		write(a)
		write(b)
		if got, want := c.Get(cart).Values(), []string{"milk"}; !slices.Equal(got, want) || c.Len() != 1 || c.Hints() != 0 || len(c.UnsyncedKeys()) != 0 {
			t.Errorf("after %s on its clones one holds %v, and %d keys", name, got, c.Len())
		}
		if got, _ := c.Issue(cart, 0); got.Counter != 2 {
			t.Errorf("after %s on its clones the next dot of one is the %d-th, want the 2nd", name, got)
		}
		if a.Len() != b.Len() || !slices.Equal(a.Get(cart).Values(), b.Get(cart).Values()) {
			t.Errorf("%s on two clones makes two things of them", name)
		}
	}
}

// TestHintsCountUntilSpared: a hint counts as long as one write in it may count, also when
// a later version has replaced that one; clones are independent.
func TestHintsCountUntilSpared(t *testing.T) {
	s, writer := store.New(0), store.New(9)
	first := put(writer, cart, "milk", nil)
	second := put(writer, cart, "eggs", first.Seen())
	a, b := first.Siblings[0].Dot, second.Siblings[0].Dot
	counts := func(s *store.Store) bool { h, _ := s.HintOf(5, cart); return h.Counts() }
	s.Hint(5, cart, first, time.Second)
	s.Hold(5, cart, a)
	s.Hint(5, cart, second, time.Minute)
	s.Hold(5, cart, b)
	clone := s.Clone()
	if !clone.Spare(5, cart, b) || !counts(clone) {
		t.Error("what has replaced a write that counts does not count")
	}
	if clone.Spare(5, cart, b) || !clone.Spare(5, cart, a) || counts(clone) {
		t.Error("what nobody counts on counts still")
	}
	if !counts(s) || !s.Spare(5, cart, a) {
		t.Error("a clone's hints are the original's")
	}
	for range 100 {
		dot, _ := writer.Issue(cart, 0)
		s.Hold(5, cart, dot)
	}
	if s.Spare(5, cart, b); !counts(s) {
		t.Error("a hint of more writes than are listed does not count")
	}
}

// TestTimestamps: those of one key strictly increase, whatever the clock says and also after
// a crash; those of other keys are the clock's, and do not matter.
func TestTimestamps(t *testing.T) {
	s := store.New(3)
	stamps := func(key id.Sym, clocks ...int64) (all []int64) {
		for _, clock := range clocks {
			_, stamp := s.Issue(key, clock)
			all = append(all, stamp)
		}
		return all
	}
	if got, want := stamps(cart, -5, -5, 7, 7, 3, 20), []int64{-5, -4, 7, 8, 9, 20}; !slices.Equal(got, want) {
		t.Errorf("the timestamps of a key are %v, want %v", got, want)
	}
	if got, want := stamps(toys, 7, 7), []int64{7, 8}; !slices.Equal(got, want) {
		t.Errorf("those of another key are %v, want %v", got, want)
	}
	s.Lose()
	s.Drop(cart)
	if got, want := stamps(cart, 4), []int64{21}; !slices.Equal(got, want) {
		t.Errorf("after a crash and a purge the timestamp is %v, want %v", got, want)
	}
}
