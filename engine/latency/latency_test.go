// Tests of the latency models.

package latency_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ringside/engine/latency"
	"ringside/engine/sim"
)

// TestModelsHoldTheirWord: the medians and tails of many draws are where the model's
// description says; the fixed model is constant.
func TestModelsHoldTheirWord(t *testing.T) {
	r := sim.NewRandom(3)
	sample := func(name string, far bool) []time.Duration {
		m, ok := latency.Find(name)
		if !ok {
			t.Fatalf("no model %s", name)
		}
		draws := make([]time.Duration, 100_000)
		for i := range draws {
			draws[i] = m.Flight(latency.Read, r.Draw(sim.Flight, uint64(i), 0), far)
		}
		slices.Sort(draws)
		return draws
	}
	within := func(what string, got, low, high time.Duration) {
		t.Helper()
		if got < low || got > high {
			t.Errorf("%s is %v, want %v to %v", what, got, low, high)
		}
	}
	lan := sample("lan", false)
	within("the fastest lan message", lan[0], 250*time.Microsecond, 252*time.Microsecond)
	within("the median lan message", lan[len(lan)/2], 585*time.Microsecond, 595*time.Microsecond)
	within("the slowest lan message", lan[len(lan)-1], 3900*time.Microsecond, 4*time.Millisecond)
	within("the median message between data centres", sample("lan", true)[50_000], 20_585*time.Microsecond, 20_595*time.Microsecond)
	fixed := sample("fixed", false)
	for _, far := range []string{"lnkd-ssd", "lnkd-disk", "ymmr", "wan"} {
		m, _ := latency.Find(far)
		if near, between := m.Flight(latency.Write, 1<<62, false), m.Flight(latency.Write, 1<<62, true); between-near != 75*time.Millisecond || m.Disk(7) != 0 {
			t.Errorf("%s: %v within a data centre, %v between two, %v for the disk", far, near, between, m.Disk(7))
		}
	}
	ssd := sample("lnkd-ssd", false)
	within("the median message of lnkd-ssd", ssd[50_000], 252*time.Microsecond, 254*time.Microsecond)
	within("one in 1000 messages of lnkd-ssd", ssd[99_900], 2500*time.Microsecond, 2900*time.Microsecond)
	within("every fixed message", fixed[0], time.Millisecond, time.Millisecond)
	within("every fixed message", fixed[len(fixed)-1], time.Millisecond, time.Millisecond)
}

// TestAboutSaysHowFar: what a model is said to be has how far apart data centres are.
func TestAboutSaysHowFar(t *testing.T) {
	own, err := latency.Parse("mine.csv", []byte("write ms,ack ms,read ms,response ms\n1,1,1,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range append(latency.Models(), own) {
		if want := fmt.Sprintf("%d ms apart, one way", m.Far().Milliseconds()); !strings.Contains(m.About, want) {
			t.Errorf("%s does not say %q: %s", m.Name, want, m.About)
		}
	}
}
