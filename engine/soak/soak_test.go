// Tests of the soak: rounds hold, are reproducible, and a broken promise is found and
// shrunk.

package soak_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/check"
	"ringside/engine/soak"
	"ringside/internal/steady"
)

// TestRoundsHold plays some rounds with random settings.
func TestRoundsHold(t *testing.T) {
	for n := range 24 {
		r := soak.Draw(soak.Options{Seed: 7}, n)
		report, err := r.Play()
		var f *soak.Failure
		if errors.As(err, &f) {
			f = soak.Shrink(f, upTo(300))
			t.Fatalf("%v\nwith %d steps:\n%v", err, len(f.Round.Steps), f.Round.Steps)
		}
		t.Logf("%v %+v: %+v", r, r.Promises, report)
	}
}

// TestDrawIsTheSameAgain: two numbers determine a round.
func TestDrawIsTheSameAgain(t *testing.T) {
	o := soak.Options{Seed: 3}
	if a, b := soak.Draw(o, 5), soak.Draw(o, 5); !reflect.DeepEqual(a, b) {
		t.Error("two draws of one round differ")
	}
	if a, b := soak.Draw(o, 5), soak.Draw(o, 6); reflect.DeepEqual(a.Steps, b.Steps) {
		t.Error("two rounds are the same")
	}
}

// TestShortGraces: tombstones that are let go of before all have heard of them break no promise, for
// none is made of them.
func TestShortGraces(t *testing.T) {
	for n, grace := range []time.Duration{time.Millisecond, 20 * time.Millisecond, time.Second, 5 * time.Second} {
		for _, policy := range []engine.Conflict{engine.Siblings, engine.LWW, engine.Merge} {
			cfg := engine.Default()
			cfg.Grace, cfg.Conflict = grace, policy
			cfg.Nodes = cfg.Nodes[:3]
			for round := range steady.Rounds(12, 12, 1) {
				if _, err := soak.Draw(soak.Options{Seed: uint64(20 + n), Base: &cfg}, round).Play(); err != nil {
					t.Errorf("grace %v, %s, round %d: %v", grace, policy, round, err)
				}
			}
		}
	}
}

// TestABrokenPromiseIsFoundAndShrunk: with R=W=1 reads do miss writes; a round that
// promises otherwise fails, and shrinks to few steps.
func TestABrokenPromiseIsFoundAndShrunk(t *testing.T) {
	cfg := engine.Default()
	cfg.R, cfg.W, cfg.Repair = engine.Answers(1), engine.Answers(1), engine.RepairOff
	for n := range 50 {
		r := soak.Draw(soak.Options{Seed: 1, Base: &cfg}, n)
		r.Promises.Overlap = true
		_, err := r.Play()
		var f *soak.Failure
		if !errors.As(err, &f) {
			continue
		}
		small := soak.Shrink(f, upTo(500))
		var violation *check.Violation
		if !errors.As(small, &violation) || violation.Rule != check.RuleOverlap {
			t.Fatalf("shrunk to another failure: %v", small)
		}
		if got := len(small.Round.Steps); got > 6 {
			t.Errorf("shrunk from %d to %d steps; a put and a get and a fault would do:\n%v", len(r.Steps), got, small.Round.Steps)
		}
		return
	}
	t.Error("50 rounds with R=W=1 and no read has missed anything")
}

// upTo says yes so many times.
func upTo(n int) func() bool {
	return func() bool { n--; return n >= 0 }
}
