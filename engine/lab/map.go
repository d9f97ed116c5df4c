// What a map over R and W shows, and the trials of its present levels.

package lab

import (
	"context"
	"time"

	"ringside/engine/quorum"
)

// MostMapped is how many copies in several data centres a Map can be of: each pair of levels
// has counts of its own then.
const MostMapped = 6

// Map is what trials give for every R and W up to N, counted from anywhere.
type Map struct {
	Trials
	reads, writes []time.Duration
	stale         [][]float64 // by R and W, and by time after the ack
	known         []*Expected // by R and W; nil: the copies are in several data centres
}

// Rules reports whether what the trials give depends on more than how many answers count:
// their copies are in several data centres, not one in each.
func (t *Trials) Rules() bool { return len(t.Copies) > 1 }

// mapped is the share of requests, in millionths, whose latency a map has.
const mapped = 999_000

// Map does the trials. The map has the shares of stale reads that begin at some times after
// the ack. Where Rules says so, N is up to MostMapped.
func (t Trials) Map(ctx context.Context, afters []time.Duration) (*Map, error) {
	m := &Map{Trials: t}
	all, err := t.numbers(ctx)
	if err != nil {
		return nil, err
	}
	if !t.Rules() {
		m.known = all
	}
	at := func(r, w int) *Expected { return all[(r-1)*t.N+w-1] }
	for k := 1; k <= t.N; k++ {
		m.reads, m.writes = append(m.reads, at(k, 1).Read(mapped)), append(m.writes, at(1, k).Write(mapped))
	}
	for r := 1; r <= t.N; r++ {
		for w := 1; w <= t.N; w++ {
			var stale []float64
			for _, after := range afters {
				stale = append(stale, 1-at(r, w).Consistent(after))
			}
			m.stale = append(m.stale, stale)
		}
	}
	return m, nil
}

// numbers returns what trials give for every R and W up to N.
func (t *Trials) numbers(ctx context.Context) (all []*Expected, err error) {
	if t.Rules() {
		return t.expect(ctx, Numbers(t.N), 0)
	}
	pbs, err := t.Run(ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, l := range Numbers(t.N) {
		all = append(all, &Expected{pbs: pbs, r: l.R.N, w: l.W.N})
	}
	return all, nil
}

// Read returns the 99.9th percentile of reads that wait for r answers.
func (m *Map) Read(r int) time.Duration { return m.reads[r-1] }

// Write returns that of writes that wait for w acks.
func (m *Map) Write(w int) time.Duration { return m.writes[w-1] }

// Stale returns the share of stale reads by R, W and the how-manieth time after the ack.
func (m *Map) Stale(r, w, after int) float64 { return m.stale[(r-1)*m.N+w-1][after] }

// Known returns what the map's trials give for a pair of numbers; nil for other levels, and
// where Rules says so: these take trials of their own, by Expect.
func (m *Map) Known(l Levels) *Expected {
	if m.known == nil || l.R.Kind != quorum.Number || l.W.Kind != quorum.Number {
		return nil
	}
	return m.known[(l.R.N-1)*m.N+l.W.N-1]
}

// Expect does trials for one pair of levels.
func (t Trials) Expect(ctx context.Context, l Levels) (*Expected, error) {
	all, err := t.expect(ctx, []Levels{l}, 0)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}
